from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class NameBackend(ModelBackend):
    """A backend that signs in by name only staff without an address.

    The first superuser is such a person. The names of all others were made from their
    addresses; nobody chose them, and they are not a second way to sign in.
    """

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        user = super().authenticate(request, username, password, **kwargs)
        return user if isinstance(user, User) and user.is_staff and not user.email else None
