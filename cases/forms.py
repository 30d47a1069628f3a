"""The form in which an author writes a case."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from .body import body_text, parse_body
from .models import CaseVersion, Disease
from .patterns import Pattern, Stage

CLAIM = re.compile(r"S\d\d\.\d+")


class ContrastForm(forms.Form):
    """What a reader wants to see of the table of contrasts."""

    beside = forms.ModelChoiceField(
        Disease.objects.exclude(exception=""), required=False, label="Beside them", empty_label="no exception"
    )
    stage = forms.ChoiceField(
        choices=[("", "history, examination, tests"), *((stage.value, stage.value) for stage in Stage)],
        required=False,
        label="From",
    )
    words = forms.CharField(required=False, max_length=80, label="Findings that say")
    apart = forms.BooleanField(required=False, label="Only what sets the patterns apart")


class BodyField(forms.CharField):
    """A body map, typed a line for each stage and state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"required": False, "widget": forms.Textarea(attrs={"rows": 5, "cols": 110})}
        kwargs["help_text"] = (
            "A line for each stage and state, such as “examination wasted: right hand, both forearms”. "
            "States: wasted, weak, tires, numb. Learners see it in ink until they have answered."
        )
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return body_text(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        try:
            return parse_body(super().to_python(value) or "")
        except ValueError as fault:
            raise ValidationError(str(fault).splitlines()) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(body_text(initial or {}), data)


class ClaimsField(forms.CharField):
    """Ids of claims, with spaces between."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"required": False, "help_text": "Ids of the claims that the case examines, such as S07.2 S11.4."}
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        ids = (super().to_python(value) or "").replace(",", " ").split()
        wrong = [claim for claim in ids if not CLAIM.fullmatch(claim)]
        if wrong:
            raise ValidationError([f"“{claim}” is no id of a claim: write it like S07.2." for claim in wrong])
        return ids

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(" ".join(initial or []), data)


class CaseVersionForm(forms.ModelForm):
    """A version of a case. Of one that could not be published it shows all that is missing, at its field."""

    body = BodyField(label="Body map")
    claims = ClaimsField()

    class Meta:
        model = CaseVersion
        fields = "__all__"  # noqa: DJ007  the admin names the fields
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            "headline": forms.TextInput(attrs={"size": 110}),
            **{
                name: forms.Textarea(attrs={"rows": rows, "cols": 110})
                for name, rows in (
                    *((stage.value, 8) for stage in Stage),
                    *((f"against_{pattern}", 3) for pattern in Pattern),
                    ("diagnosis", 3),
                    ("at_once", 2),
                    ("model_note", 2),
                    ("look_alike_text", 3),
                )
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing := getattr(self.instance, "shown_as_missing", {}):
            self._errors = ErrorDict(
                {name: ErrorList(faults) for name, faults in missing.items() if name in self.fields}
            )


class CaseFindingFormSet(forms.BaseInlineFormSet):
    """The findings of a version, with what is missing among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing := getattr(self.instance, "shown_as_missing", {}).get("findings"):
            self._errors: list[Any] = []
            self._non_form_errors = ErrorList(missing)
