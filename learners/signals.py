"""When somebody signs out, their browser is nobody's; who left a trail is not deleted with it."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from .account_closure import trails
from .middleware import forget_browser


@receiver(user_logged_out)
def forget_who_sat_here(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request:
        forget_browser(request)


@receiver(pre_delete, sender=User)
def keep_the_trail(sender: Any, instance: User, **kwargs: Any) -> None:
    """Refuses what would take who-did-what along; `close_account` keeps it without the name."""
    if left := {row for trail in trails(instance) for row in trail.rows}:
        raise ProtectedError("This account did things that outlive it: close it with close_account.", left)
