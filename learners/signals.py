"""When somebody signs out, their browser is nobody's; who left a trail is not deleted with it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from .account_closure import trails
from .middleware import forget_browser


@receiver(user_logged_out)
def forget_who_sat_here(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request:
        forget_browser(request)
        request.has_signed_out = True  # type: ignore[attr-defined]


@receiver(pre_delete, sender=User)
def keep_the_trail(sender: Any, instance: User, **kwargs: Any) -> None:
    """Refuses what would take who-did-what along; `close_account` keeps it without the name."""
    if left := {row for trail in trails(instance) for row in trail.rows}:
        raise ProtectedError("This account did things that outlive it: close it with close_account.", left)


@receiver(password_reset)
def confirm_the_address_that_got_the_link(sender: Any, user: User, **kwargs: Any) -> None:
    """Whoever set a password by a link reads the mail of that address; with two it is not known which."""
    address, *others = EmailAddress.objects.filter(user=user) or [None]
    if address and not others and address.set_verified(commit=False):
        address.primary = True
        address.save()


@receiver(pre_save, sender=User)
def write_addresses_small(sender: Any, instance: User, **kwargs: Any) -> None:
    """Sign-in looks addresses up in small letters, so one typed at the desk or on the command line is kept so."""
    instance.email = instance.email.lower()
