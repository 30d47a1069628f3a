"""React to signing out, to deletion of users, and to their addresses."""

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
    """Refuse to delete a user named in rows that outlive the account.

    Raises ProtectedError. `close_account` keeps such rows without the name.
    """
    if left := {row for trail in trails(instance) for row in trail.rows}:
        raise ProtectedError(
            "This account did things that outlive it: close it with close_account.", left
        )


@receiver(password_reset)
def confirm_the_address_that_got_the_link(sender: Any, user: User, **kwargs: Any) -> None:
    """Confirm the address of a user who set a password by an e-mailed link.

    With two addresses it is not known which one got the link, and nothing is confirmed.
    """
    address, *others = EmailAddress.objects.filter(user=user) or [None]
    if address and not others and address.set_verified(commit=False):
        address.primary = True
        address.save()


@receiver(pre_save, sender=User)
def write_addresses_small(sender: Any, instance: User, **kwargs: Any) -> None:
    """Lower-case a user's address, since signing in looks for lower-case addresses."""
    instance.email = instance.email.lower()
