"""When somebody signs in or up, what their browser did before comes along."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from .middleware import browser_of
from .models import Learner


@receiver(user_logged_in)
def bring_work_along(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    browser = browser_of(request) if request else None
    before = Learner.objects.filter(browser=browser, user=None).first() if browser else None
    if before:
        Learner.objects.get_or_create(user=user)[0].take_over(before)
