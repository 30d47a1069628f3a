from django import forms


class DeletionForm(forms.Form):
    """One deliberate tick before everything goes."""

    sure = forms.BooleanField(
        label="Delete everything, for good",
        error_messages={"required": "Tick this if you mean it. Nothing was deleted."},
    )
