"""What every page says of who looks at it."""

from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from .middleware import browser_of


def account_key(request: Any) -> dict[str, Any]:
    """`account_key`, by which a browser keeps the work of one account apart from another's."""
    return {"account_key": SimpleLazyObject(lambda: key_of(request))}


def key_of(request: Any) -> str:
    """An opaque name of who is behind a request: of a person, else of the browser; "" for nobody. Asks no row."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"person-{_digest('user', user.pk)}"
    browser = browser_of(request) or getattr(request, "new_browser", None)
    return f"guest-{_digest('browser', browser)}" if browser else ""


def _digest(kind: str, name: object) -> str:
    return salted_hmac("learners.account_key", f"{kind} {name}", algorithm="sha256").hexdigest()[:32]
