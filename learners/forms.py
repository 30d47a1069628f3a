from django import forms


class DeletionForm(forms.Form):
    """One deliberate tick before everything goes."""

    sure = forms.BooleanField(
        label="Delete everything, for good",
        error_messages={"required": "Tick this if you mean it. Nothing was deleted."},
    )


class MergeForm(forms.Form):
    """What becomes of the work that was done before signing in."""

    choice = forms.ChoiceField(
        choices=[("bring", "Bring it along"), ("leave", "Leave it behind")],
        error_messages={
            "required": "Choose one of the two, or “Not now”. Nothing was changed.",
            "invalid_choice": "Choose one of the two, or “Not now”. Nothing was changed.",
        },
    )
