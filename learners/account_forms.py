"""Forms of the accounts with labels, help and error messages of this site."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.fields import SetPasswordField
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

WORDS = {
    "login": "E-mail",
    "email": "E-mail",
    "password": "Password",
    "password1": "Password",
    "password2": "Password again",
    "oldpassword": "Your password until now",
    "remember": "Keep me signed in on this device",
}
PASSWORD_HELP = "At least 10 characters, not only digits; no common password, and not your address."
NO_ADDRESS = "Enter an e-mail address, such as name@example.org."


class OurWords(forms.Form):
    """A form with this site's labels, help and messages, and without placeholders."""

    words: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = {**WORDS, **self.words}.get(name, field.label)
            # A placeholder vanishes just when it is needed.
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = "Fill this in."
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NO_ADDRESS
            if isinstance(field, SetPasswordField):
                field.help_text = PASSWORD_HELP


class LoginForm(OurWords, allauth_forms.LoginForm):
    """A form to sign in by address, or by name for staff without an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {
            "autocomplete": "username",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        login = forms.CharField(
            label=WORDS["login"], max_length=254, widget=forms.TextInput(attrs=attrs)
        )
        login.error_messages["required"] = "Fill this in."
        self.fields["login"] = login
        self.order_fields(["login", "password", "remember"])
        self.fields["password"].help_text = _forgotten()
        self.fields["remember"].help_text = "Leave it clear on a computer that others use."

    def user_credentials(self) -> dict[str, Any]:
        credentials = super().user_credentials()
        if "@" not in self.cleaned_data["login"]:
            credentials["username"] = credentials.pop("email")
        return credentials


class SignupForm(OurWords, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP
        if settings.MINIMUM_AGE:
            self.fields["age"] = forms.BooleanField(
                label=f"I am at least {settings.MINIMUM_AGE} years old",
                error_messages={
                    "required": (
                        f"An account needs an age of {settings.MINIMUM_AGE}. Practice needs none."
                    )
                },
            )

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Save as allauth does, equally slowly if the address has an account already."""
        # Else the time of the answer would tell whether the address has an account.
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Any, HttpResponse | None] = super().try_save(request)
        return saved


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    words = {"email": "New e-mail"}


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    words = {"password1": "New password", "password2": "New password again"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = _forgotten()


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    words = {"password1": "New password", "password2": "New password again"}


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _forgotten()


def _forgotten() -> str:
    return format_html(
        '<a href="{}">Forgotten your password?</a>', reverse("account_reset_password")
    )
