"""Who may sign in by what."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class NameBackend(ModelBackend):
    """Signs in by name only who is on the staff and has no address, such as the first superuser.

    Names of everybody else were made from their addresses; nobody chose them, and they are no second way in.
    """

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        user = super().authenticate(request, username, password, **kwargs)
        return user if isinstance(user, User) and user.is_staff and not user.email else None
