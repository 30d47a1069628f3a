"""Adapt allauth: messages, limits on guesses, confirmed addresses, work of guests."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .middleware import guest_of
from .stages import made_by_hand

APP = "allauth.account"
# The limit on guesses at one account from all addresses together.
ANYWHERE = "login_failed_anywhere"
MISMATCH = (
    "That address and that password do not go together, or the address has not been confirmed yet:"
    " look for the e-mail we sent."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has been switched off.",
        "cannot_remove_primary_email": "Your only address stays: you sign in with it.",
        "duplicate_email": "That is your address already.",
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "enter_current_password": "That is not your password until now.",
        "incorrect_password": "That is not your password.",
        "invalid_password_reset": "This link has been used, or is too old.",
        "too_many_login_attempts": (
            "Too many wrong passwords. Wait five minutes, or set a new one by e-mail: the link "
            "below works at once."
        ),
        "rate_limited": "That was too often. Wait a few minutes.",
    }

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Redirect to the question whose work it is if a guest worked in this browser."""
        response = super().post_login(request, user, **kwargs)
        # Grave changes ask for the password again, however recent the sign-in: its owner may have
        # left the browser.
        request.session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
        guest = guest_of(request)
        if guest and guest.amounts():
            return redirect(
                f"{reverse('learners:merge')}?{urlencode({'next': response.headers['Location']})}"
            )
        return response

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "learners.stages.AddressStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Refuse to delete the last address: without it nobody could sign in."""
        others = EmailAddress.objects.filter(user=email_address.user_id).exclude(
            pk=email_address.pk
        )
        return super().can_delete_email(email_address) and others.exists()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit guesses at one account, from one address and from all together.

        Raises ValidationError beyond a limit.
        """
        super().pre_authenticate(request, **credentials)
        # The limit for one address (allauth's own) is narrow, so that nobody elsewhere locks the
        # owner of an account out; this one is wider and counts all addresses together.
        usage = ratelimit.consume(request, app=APP, action=ANYWHERE, key=_account(credentials))
        if usage is None:
            self._login_failed_rl_usage.rollback()
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += usage.usage

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Refuse a right password of an unconfirmed address, and count it as a wrong one.

        A link to confirm the address is sent then.
        """
        user = super().authenticate(request, **credentials)
        # Else whoever signs up with somebody's address could tell from signing in whether that
        # address had an account.
        if isinstance(user, User) and not is_confirmed(user):
            self.pre_authenticate(request, **credentials)
            send_verification_email_for_user(request, user)
            return None
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        assert isinstance(user, User)
        email = EmailAddress.objects.get_primary_email(user) or user.email
        who = {"email": email} if email else {"username": user.get_username()}
        account = self.authenticate(context.request, password=password, **who)
        return account is not None and account.pk == user.pk

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{ratelimit.get_ip(request)} {_account(credentials)}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget the guesses from all addresses too once a password was set by e-mail."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, app=APP, action=ANYWHERE, key=_account(credentials))


def is_confirmed(user: User) -> bool:
    """Return whether an account may be signed in to.

    It may if one of its addresses was confirmed, or if it was made by hand.
    """
    return made_by_hand(user) or EmailAddress.objects.filter(user=user, verified=True).exists()


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").lower()
