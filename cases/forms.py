"""The form in which an author writes a case."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from .body import MIDLINE, SIDED, STATES, body_text, parse_body
from .body_findings import FINDING_AREAS
from .claims import claim_faults
from .evidence_study import effect
from .knowing import knowledge
from .matching import best
from .model_shift import shift_in_words, with_frequency
from .models import CaseComment, CaseVersion, Change, Disease, Finding, Frequency, choices
from .patients import Built, parse
from .patterns import TYPICALITIES, Pattern, Stage
from .proposal_forms import ProposalForm
from .weighing.reading import published_cases


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


class PatientForm(forms.Form):
    """A patient that a learner builds, as the address of the page says it; `built` holds all of it that makes sense."""

    with_ = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput, label="Findings")
    add = forms.CharField(
        required=False,
        max_length=200,
        label="Add a finding",
        widget=forms.TextInput(attrs={"list": "findings", "autocomplete": "off"}),
    )
    sign = forms.ChoiceField(
        choices=[("present", "present"), ("absent", "absent")], required=False, widget=forms.Select, label="It is"
    )
    age = forms.IntegerField(required=False, min_value=0, max_value=110, label="Age at the first symptom")
    region = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, known: Mapping[str, str]) -> None:
        super().__init__(data)
        self.known = known
        self.built = Built({})

    def add_prefix(self, field_name: str) -> str:
        return field_name.rstrip("_")  # "with" is a word of Python

    def clean_with_(self) -> str:
        findings, unknown = parse(self.cleaned_data["with_"], self.known)
        self.built = Built(findings)
        if unknown:
            raise ValidationError(f"There is no finding {', '.join(unknown)}.")
        return self.cleaned_data["with_"]

    def clean_add(self) -> str:
        """The id of the finding whose name, id or only likeness was typed."""
        if not (wish := self.cleaned_data["add"].strip()):
            return ""
        findings = Finding.objects.filter(pk__in=self.known)
        found = list(best(wish, {row.pk: row.named for row in findings}).values())
        alike = found[0] if found else []
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise ValidationError("Say which: " + "; ".join(self.known[pk] for pk in alike[:6]) + ".")
        raise ValidationError("No finding is called that. Begin to type and choose from the list.")

    def clean(self) -> dict[str, Any]:
        self.built = Built(self.built.findings, self.cleaned_data.get("age"))
        return self.cleaned_data


class StartForm(forms.Form):
    """Where to begin a patient from: a disease's key findings, a published case, or chance."""

    disease = forms.ModelChoiceField(
        Disease.objects.all(), required=False, label="Key findings of", empty_label="a disease"
    )
    published = forms.ChoiceField(required=False, label="A published case of")
    surprise = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(case.id, case.diagnosis) for case in published_cases()]
        self.fields["published"].choices = [("", "a diagnosis"), *listed]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two diseases or patterns; nothing is chosen at first."""

    a = forms.ChoiceField(label="This", error_messages={"required": "Choose a disease or a pattern."})
    b = forms.ChoiceField(label="Against this", error_messages={"required": "Choose what to compare it with."})

    def __init__(self, data: Any, diseases: Mapping[str, str]) -> None:
        super().__init__(data)
        listed = [
            ("", "choose"),
            ("Patterns", [(pattern.value, pattern.label) for pattern in Pattern]),
            ("Diseases", sorted(diseases.items(), key=lambda item: item[1])),
        ]
        for name in ("a", "b"):
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("a") and self.cleaned_data.get("a") == self.cleaned_data.get("b"):
            self.add_error("b", "That is the same twice. Choose two that differ.")
        return self.cleaned_data


OVERTAKEN = (
    "{who} saved this draft after you opened it. What you typed is below and not saved yet. It differs from theirs in: "
    "{fields}. Look at theirs in another tab, then save again to replace it."
)
MARKS = "Two stars on both sides make **bold**, a line that begins with a dash an item of a list."
PLACES = ", ".join(words.replace("_", " ") for words in (*MIDLINE, *(f"right {region}" for region in SIDED)))


class BodyField(forms.CharField):
    """A body map, typed a line for each stage and state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"required": False, "widget": forms.Textarea(attrs={"rows": 5, "cols": 110})}
        kwargs["help_text"] = (
            "A line for each stage and state, such as “examination wasted: right hand, both forearms”. "
            f"States: {', '.join(STATES)}. Places: {PLACES}; left and both as right. Learners see no colour until they "
            "have answered."
        )
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return body_text(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        try:
            return parse_body(super().to_python(value) or "")
        except ValueError as fault:
            raise ValidationError(str(fault).splitlines()) from None


class ClaimsField(forms.CharField):
    """Ids of claims, with spaces between."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"required": False, "help_text": "Ids of the claims that it rests on, such as S07.2 S11.4.", **kwargs}
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        ids = (super().to_python(value) or "").replace(",", " ").split()
        if faults := claim_faults(ids):
            raise ValidationError(faults)
        return ids


class LinesField(forms.CharField):
    """A list of short texts, typed one a line; for a column of JSON."""

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


class CaseVersionForm(forms.ModelForm):
    """A version of a case. Of one that could not be published it shows all that is missing, at its field.

    Sent with the mark of what its page showed, it is refused once if somebody else has saved the version since.
    """

    body = BodyField(label="Body map")
    claims = ClaimsField(help_text="Ids of the claims that the case examines, such as S07.2 S11.4.")

    class Meta:
        model = CaseVersion
        fields = "__all__"  # noqa: DJ007  the admin names the fields
        labels = {
            "headline": "Headline of the feedback",
            **{f"against_{pattern}": f"Against {pattern.label.lower()}" for pattern in Pattern},
            **{"diagnosis": "Final diagnosis", "at_once": "To do at once"},
            **{"model_note": "Where the model disagrees", "look_alike": "Closest look-alike"},
            **{"look_alike_text": "What tells it apart", "look_alike_case": "A case of it"},
        }
        help_texts = {
            "typicality": "How closely this patient follows the textbook.",
            "history": "What the patient tells: facts, no conclusions. " + MARKS,
            "examination": "What was looked for and found, and what was looked for and not found. " + MARKS,
            "tests": "Numbers with units and reference ranges. What confirms, such as an antibody, a gene, a biopsy or "
            "a decrement, belongs to the final diagnosis; that it was absent may stand here. " + MARKS,
            "reviewed_by": "Name and role of a clinician who reviewed the content; learners see this. Leave it empty "
            "if none did: who approves the case here is recorded by itself.",
        }
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (seen := self.data.get("as_read")) and self.instance.pk and seen != mark_of(self.instance):
            self.add_error(None, self._overtaken())
        return data

    def _overtaken(self) -> str:
        """Who saved the version last, as far as the log knows, and in what this form differs from theirs."""
        kind = ContentType.objects.get_for_model(CaseVersion)
        saved = LogEntry.objects.filter(content_type=kind, object_id=str(self.instance.pk))
        deed = saved.exclude(change_message="Commented.").select_related("user").order_by("-pk").first()
        names = [str(self[name].label) for name in self.changed_data]
        return OVERTAKEN.format(who=deed.user if deed else "Somebody", fields=", ".join(names) or "findings alone")


class FindingForm(ProposalForm):
    """A finding; where on the body it is found is ticked."""

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
    """A disease; what it rests on is typed, not written as JSON."""

    claims = ClaimsField()

    class Meta:
        model = Disease
        fields = "__all__"


def mark_of(version: CaseVersion) -> str:
    """What tells whether a version still says what it said."""
    return sha256(json.dumps(version.said()).encode()).hexdigest()[:16]


class FrequencyForm(ProposalForm):
    """One frequency. A changed one is saved only once its effect has been seen: on cases here and on case reports."""

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
        frequency, known = data.get("frequency"), knowledge()
        if not self.errors and known and frequency and "frequency" in self.changed_data and not data.get("seen"):
            pair = (data["disease"].pk, data["finding"].pk)
            models = known.model, with_frequency(known.model, pair, frequency)
            self["seen"].help_text = f"{shift_in_words(*models)} {effect(*models)}"
            self.add_error("seen", "Not saved yet. Read what this would change, then tick here and save again.")
        return data


class CaseFindingFormSet(forms.BaseInlineFormSet):
    """The findings of a version, with what is missing among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing := getattr(self.instance, "shown_as_missing", {}).get("findings"):
            self._errors: list[Any] = []
            self._non_form_errors = ErrorList(missing)

    def add_fields(self, form: Any, index: int | None) -> None:
        """In a table the heads of columns are all that is seen; here each field says what it is."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if name not in ("id", "version"):
                widget = getattr(field.widget, "widget", field.widget)  # within the admin's links to the finding
                widget.attrs["aria-label"] = "Delete this finding" if name == "DELETE" else name.capitalize()


class CommentForm(forms.ModelForm):
    """What author and reviewer say to each other."""

    class Meta:
        model = CaseComment
        fields = ["text"]
        labels = {"text": "Comment"}
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "cols": 80})}


class NewVersionForm(forms.Form):
    """What a correction will change."""

    change = forms.ChoiceField(choices=Change, widget=forms.RadioSelect, label="What does the correction change?")


class DifferenceForm(forms.Form):
    """Two versions of a case to compare."""

    old = forms.ModelChoiceField(CaseVersion.objects.none(), label="From version", empty_label=None)
    new = forms.ModelChoiceField(CaseVersion.objects.none(), label="to version", empty_label=None)

    def __init__(self, data: Any, version: CaseVersion) -> None:
        numbers = {other.number: other for other in version.case.versions.select_related("case")}
        old = numbers.get(version.number - 1) or next(iter(numbers.values()))
        super().__init__({"old": old.pk, "new": version.pk, **data.dict()})
        for name in ("old", "new"):
            self.fields[name].queryset = version.case.versions.select_related("case")  # type: ignore[attr-defined]


class ModelDraftForm(forms.Form):
    """What the model drafts a patient of; the same seed draws the same patient."""

    disease = forms.ModelChoiceField(Disease.objects.all(), empty_label="a disease")
    typicality = forms.ChoiceField(choices=choices(TYPICALITIES))
    seed = forms.IntegerField(
        min_value=0, max_value=999_999, help_text="The same number draws the same patient, as long as the tables stay."
    )


class RivalForm(forms.Form):
    """The disease that a look-alike is to be of."""

    rival = forms.ModelChoiceField(
        Disease.objects.none(), label="The look-alike is to be of", empty_label="a disease of your choice"
    )

    def __init__(self, data: Any, version: CaseVersion) -> None:
        super().__init__(data)
        self.fields["rival"].queryset = Disease.objects.exclude(pk=version.disease_id)  # type: ignore[attr-defined]
