"""Ask for a confirmed address between the password and being signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.contrib.auth.models import User


class AddressStage(EmailVerificationStage):
    """A stage that asks for a confirmed address, except of accounts made by hand.

    An address that nobody signed up with was typed by somebody who may make accounts, so it
    counts as confirmed.
    """

    def handle(self) -> Any:
        user = self.login.user
        if isinstance(user, User) and made_by_hand(user):
            confirm_by_hand(user)
            return None, True
        return super().handle()


def made_by_hand(user: User) -> bool:
    """Return whether an account was made at the desk or on the command line."""
    return not EmailAddress.objects.filter(user=user).exists()


def confirm_by_hand(user: User) -> None:
    """Store the address of an account made by hand as confirmed.

    It stays unconfirmed if another account has confirmed the same address.
    """
    if email := user.email.lower():
        is_taken = EmailAddress.objects.filter(email=email, verified=True).exists()
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"primary": True, "verified": not is_taken}
        )
