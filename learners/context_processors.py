"""What every page says of who looks at it."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from .middleware import key_of


def account_key(request: Any) -> dict[str, Any]:
    """`account_key`, by which a browser keeps the work of one account apart from another's."""
    return {"account_key": SimpleLazyObject(lambda: key_of(request))}
