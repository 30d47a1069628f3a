"""What stands between a right password and being signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.contrib.auth.models import User


class AddressStage(EmailVerificationStage):
    """Who signed up here confirms their address first; whom an administrator or the command line made need not.

    An address that nobody signed up with was typed by somebody who may make accounts, so it counts as confirmed.
    """

    def handle(self) -> Any:
        user = self.login.user
        if isinstance(user, User) and made_by_hand(user):
            confirm_by_hand(user)
            return None, True
        return super().handle()


def made_by_hand(user: User) -> bool:
    """Whether an account was made at the desk or on the command line, not by signing up."""
    return not EmailAddress.objects.filter(user=user).exists()


def confirm_by_hand(user: User) -> None:
    """Note the address of an account that was made by hand, confirmed unless another account has confirmed it."""
    if email := user.email.lower():
        taken = EmailAddress.objects.filter(email=email, verified=True).exists()
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True, "verified": not taken})
