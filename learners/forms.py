from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.models import AnonymousUser, User

from .personal_settings import KEYS, MOTIONS, NOTES, TEXT_SIZES, THEMES


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


class SettingsForm(forms.Form):
    """What a person sets for themselves, each a choice; folds are kept as they are used."""

    theme = forms.ChoiceField(
        label="Light or dark", choices=THEMES.items(), widget=forms.RadioSelect
    )
    text_size = forms.TypedChoiceField(
        label="Size of the text",
        choices=TEXT_SIZES.items(),
        coerce=int,
        widget=forms.RadioSelect,
        help_text="On top of what you have set in your browser.",
    )
    motion = forms.ChoiceField(
        label="Motion",
        choices=MOTIONS.items(),
        widget=forms.RadioSelect,
        help_text="With less, nothing glides or fades.",
    )
    notes = forms.ChoiceField(
        label="Notes in lessons",
        choices=NOTES.items(),
        widget=forms.RadioSelect,
        help_text="What each part of a lesson rests on: what was checked, and the papers.",
    )
    keys = forms.ChoiceField(
        label="Single keys",
        choices=KEYS.items(),
        widget=forms.RadioSelect,
        help_text="The keys 1, 2, 3 and 0 set a belief on the triangle, space and 1 to 4 serve"
        " flash cards. Switch them off if you speak to your computer, or press keys by mistake."
        " Arrow keys go on working.",
    )
