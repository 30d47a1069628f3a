"""When somebody signs out, their browser is nobody's."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from .middleware import forget_browser


@receiver(user_logged_out)
def forget_who_sat_here(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request:
        forget_browser(request)
