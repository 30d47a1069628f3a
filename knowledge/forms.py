from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from content.forms import ProposalForm
from content.matching import best

from .body_map.findings import FINDING_AREAS
from .claims import claim_faults
from .current_model import current_model
from .models import PATTERN_CHOICES, Disease, Finding, Frequency
from .patient import Built, parse
from .patterns import Stage
from .shipped import published_cases
from .what_if import effect, shift_in_words, with_frequency


class ContrastForm(forms.Form):
    """A choice of the rows and columns that the table of contrasts shows."""

    beside = forms.ModelChoiceField(
        Disease.objects.within_three().exclude(exception=""),
        required=False,
        label="Beside them",
        empty_label="no exception",
    )
    stage = forms.ChoiceField(
        choices=[
            ("", "history, examination, tests"),
            *((stage.value, stage.value) for stage in Stage),
        ],
        required=False,
        label="From",
    )
    words = forms.CharField(required=False, max_length=80, label="Findings that say")
    apart = forms.BooleanField(required=False, label="Only what sets the patterns apart")


class PatientForm(forms.Form):
    """A patient that a learner builds, as the address of the page says it.

    `built` holds all of it that makes sense, even where the form is not valid.
    """

    with_ = forms.CharField(
        required=False, max_length=4000, widget=forms.HiddenInput, label="Findings"
    )
    add = forms.CharField(
        required=False,
        max_length=200,
        label="Add a finding",
        widget=forms.TextInput(attrs={"list": "findings", "autocomplete": "off"}),
    )
    sign = forms.ChoiceField(
        choices=[("present", "present"), ("absent", "absent")],
        required=False,
        widget=forms.Select,
        label="It is",
    )
    age = forms.IntegerField(
        required=False, min_value=0, max_value=110, label="Age at the first symptom"
    )
    region = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, finding_names: Mapping[str, str]) -> None:
        super().__init__(data)
        self.finding_names = finding_names
        self.built = Built({})

    def add_prefix(self, field_name: str) -> str:
        return field_name.rstrip("_")  # "with" is a word of Python

    def clean_with_(self) -> str:
        findings, unknown = parse(self.cleaned_data["with_"], self.finding_names)
        self.built = Built(findings)
        if unknown:
            raise ValidationError(f"There is no finding {', '.join(unknown)}.")
        return self.cleaned_data["with_"]

    def clean_add(self) -> str:
        """Return the id of the one finding whose name, id or similar name was typed."""
        if not (wish := self.cleaned_data["add"].strip()):
            return ""
        findings = Finding.objects.filter(pk__in=self.finding_names)
        matches = list(best(wish, {row.pk: row.named for row in findings}).values())
        alike = matches[0] if matches else []
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise ValidationError(
                "Say which: " + "; ".join(self.finding_names[pk] for pk in alike[:6]) + "."
            )
        raise ValidationError("No finding is called that. Begin to type and choose from the list.")

    def clean(self) -> dict[str, Any]:
        self.built = Built(self.built.findings, self.cleaned_data.get("age"))
        return self.cleaned_data


class StartForm(forms.Form):
    """A choice of a patient to begin from.

    It takes a disease's key findings, a published case, or chance.
    """

    disease = forms.ModelChoiceField(
        Disease.objects.within_three(),
        required=False,
        label="Key findings of",
        empty_label="a disease",
    )
    published = forms.ChoiceField(required=False, label="A published case of")
    surprise = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        diagnoses = [(case.id, case.diagnosis) for case in published_cases()]
        self.fields["published"].choices = [("", "a diagnosis"), *diagnoses]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """A choice of two diseases or patterns to compare; nothing is chosen at first."""

    a = forms.ChoiceField(
        label="This", error_messages={"required": "Choose a disease or a pattern."}
    )
    b = forms.ChoiceField(
        label="Against this", error_messages={"required": "Choose what to compare it with."}
    )

    def __init__(self, data: Any, diseases: Mapping[str, str]) -> None:
        super().__init__(data)
        options = [
            ("", "choose"),
            ("Patterns", PATTERN_CHOICES),
            ("Diseases", sorted(diseases.items(), key=lambda item: item[1])),
        ]
        for name in ("a", "b"):
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("a") and self.cleaned_data.get("a") == self.cleaned_data.get("b"):
            self.add_error("b", "That is the same twice. Choose two that differ.")
        return self.cleaned_data


class ClaimsField(forms.CharField):
    """A field for ids of claims, typed with spaces between."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {
            "required": False,
            "help_text": "Ids of the claims that it rests on, such as S07.2 S11.4.",
            **kwargs,
        }
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        ids = (super().to_python(value) or "").replace(",", " ").split()
        if faults := claim_faults(ids):
            raise ValidationError(faults)
        return ids


class LinesField(forms.CharField):
    """A field for a list of short texts, typed one a line, for a column of JSON."""

    def __init__(self, *args: Any, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        kwargs |= {"required": False, "show_hidden_initial": False}
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 60})
        kwargs["help_text"] = f"{kwargs.get('help_text', '')} One a line.".strip()
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class FindingForm(ProposalForm):
    """A form for a finding; the areas where it is found are ticked."""

    regions = forms.MultipleChoiceField(
        required=False,
        choices=[(area, area.replace("_", " ")) for area in FINDING_AREAS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Where it is found. Explore offers it there.",
    )

    class Meta:
        model = Finding
        fields = "__all__"


class DiseaseForm(ProposalForm):
    """A form for a disease; its claims are typed as ids, not as JSON."""

    claims = ClaimsField()

    class Meta:
        model = Disease
        fields = "__all__"


class FrequencyForm(ProposalForm):
    """A form for one frequency.

    A changed frequency is saved only once its effect on cases here and on case reports has been
    seen.
    """

    seen = forms.BooleanField(
        required=False,
        label="I have seen the effect",
        help_text="Save first without this tick: what the change does is shown here.",
    )

    class Meta:
        model = Frequency
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("basis") == "literature" and not data.get("reference"):
            self.add_error("reference", "Give the reference that says so, or choose another basis.")
        frequency, current = data.get("frequency"), current_model()
        if (
            not self.errors
            and current
            and frequency
            and "frequency" in self.changed_data
            and not data.get("seen")
        ):
            pair = (data["disease"].pk, data["finding"].pk)
            models = current.model, with_frequency(current.model, pair, frequency)
            self["seen"].help_text = f"{shift_in_words(*models)} {effect(*models)}"
            self.add_error(
                "seen", "Not saved yet. Read what this would change, then tick here and save again."
            )
        return data
