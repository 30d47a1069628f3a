from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.models import AnonymousUser, User


class DeletionForm(forms.Form):
    """A tick to confirm deletion, and the password of a user who has one."""

    sure = forms.BooleanField(
        label="Delete everything, for good",
        error_messages={"required": "Tick this if you mean it. Nothing was deleted."},
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password. Nothing was deleted."},
    )

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not (user.is_authenticated and user.has_usable_password()):
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise forms.ValidationError("That is not your password. Nothing was deleted.")
        return password


class MergeForm(forms.Form):
    """The choice between bringing along and leaving the work done before signing in."""

    choice = forms.ChoiceField(
        choices=[("bring", "Bring it along"), ("leave", "Leave it behind")],
        error_messages={
            "required": "Choose one of the two, or “Not now”. Nothing was changed.",
            "invalid_choice": "Choose one of the two, or “Not now”. Nothing was changed.",
        },
    )
