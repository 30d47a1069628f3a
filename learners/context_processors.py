from typing import Any

from django.utils.functional import SimpleLazyObject

from .middleware import key_of


def account_key(request: Any) -> dict[str, Any]:
    """Add `account_key`, which keeps unsent work of two accounts in one browser apart."""
    return {"account_key": SimpleLazyObject(lambda: key_of(request))}
