"""Forms in which an author writes a case, and for what is done with one."""

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from knowledge.body_map.regions import MIDLINE, SIDED, STATES, body_text, parse_body
from knowledge.examination import parse_results, results_text
from knowledge.forms import ClaimsField
from knowledge.models import Disease, choices
from knowledge.patterns import Pattern, Stage, Typicality
from knowledge.traces.parameters import parse_traces, traces_text

from ..models import CaseComment, CaseVersion, Change
from ..schema import result_words

OVERTAKEN = (
    "{who} saved this draft after you opened it. What you typed is below and not saved yet. It"
    " differs from theirs in: {fields}. Look at theirs in another tab, then save again to"
    " replace it."
)
MARKS = "Two stars on both sides make **bold**, a line that begins with a dash an item of a list."
PLACES = ", ".join(
    words.replace("_", " ") for words in (*MIDLINE, *(f"right {region}" for region in SIDED))
)


class TypedLinesField(forms.CharField):
    """A JSON field of a case, typed as lines.

    `read` turns lines into the value, and raises ValueError with a line of text for each that is
    wrong; `write` turns the value into lines.
    """

    def __init__(
        self, read: Callable[[str], Any], write: Callable[[Any], str], *, rows: int, **kwargs: Any
    ) -> None:
        self.read, self.write = read, write
        widget = forms.Textarea(attrs={"rows": rows, "cols": 110})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return self.write(value) if isinstance(value, (dict, list)) else value

    def to_python(self, value: Any) -> Any:
        try:
            return self.read(super().to_python(value) or "")
        except ValueError as fault:
            raise ValidationError(str(fault).splitlines()) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether other lines were typed; how the column stores the same is no change."""
        try:
            typed = self.write(self.to_python(data))
        except ValidationError:
            return True
        return super().has_changed(initial, data) and typed != self.prepare_value(initial)


class CaseVersionForm(forms.ModelForm):
    """A version of a case.

    If it could not be published, each field shows what is missing. The form is refused once if
    somebody else has saved the version since its page was opened; `as_read` holds the mark of what
    the page showed.
    """

    body = TypedLinesField(
        parse_body,
        body_text,
        rows=5,
        label="Body map",
        help_text=(
            "A line for each stage and state, such as “examination wasted: right hand, both"
            f" forearms”. States: {', '.join(STATES)}. Places: {PLACES}; left and both as right."
            " Learners see no colour until they have answered."
        ),
    )
    results = TypedLinesField(
        partial(parse_results, checked=result_words),
        results_text,
        rows=3,
        label="Results in its own words",
        help_text=(
            "Only where the words of the findings are not enough: a line each, such as “grip:"
            " Finger flexion is right 3/5, left 4/5; the grip opens at once.”"
        ),
    )
    traces = TypedLinesField(
        parse_traces,
        traces_text,
        rows=4,
        label="Traces",
        help_text=(
            "A line each, such as “{kind: ck, value: 640}” or “{kind: sensory_nerve, nerve: sural,"
            " side: right, sites: [{at: ankle, amplitude: 14}]}”. Its numbers are those of the"
            " tests."
        ),
    )
    claims = ClaimsField(help_text="Ids of the claims that the case examines, such as S07.2 S11.4.")

    class Meta:
        model = CaseVersion
        fields = "__all__"  # noqa: DJ007  the admin names the fields
        labels = {
            "headline": "Headline of the feedback",
            **{f"against_{pattern}": f"Against {pattern.label.lower()}" for pattern in Pattern},
            "diagnosis": "Final diagnosis",
            "at_once": "To do at once",
            "model_note": "Where the model disagrees",
            "look_alike": "Closest look-alike",
            "look_alike_text": "What tells it apart",
            "look_alike_case": "A case of it",
        }
        help_texts = {
            "disease": (
                "Its pattern is the key of the case; of a disease of none of the three, the key is"
                " something else."
            ),
            **dict.fromkeys(
                (f"against_{pattern}" for pattern in Pattern),
                "What speaks against it; empty if it is the key. Where the key is something else,"
                " all three are needed.",
            ),
            "look_alike": (
                "A disease of another pattern, or of none of the three, that would have looked the"
                " same; if this one has none of the three, a disease of one of them."
            ),
            "look_alike_case": (
                "A case with another key that looks the same; the drill puts both side by side."
            ),
            "typicality": "How closely this patient follows the textbook of the disease.",
            "history": "What the patient tells: facts, no conclusions. " + MARKS,
            "examination": (
                "What was looked for and found, and what was looked for and not found. " + MARKS
            ),
            "tests": (
                "Numbers with units and reference ranges. What confirms, such as an antibody, a"
                " gene, a biopsy or a decrement, belongs to the final diagnosis; that it was absent"
                " may stand here. " + MARKS
            ),
            "reviewed_by": (
                "Name and role of a clinician who reviewed the content; learners see this. Leave it"
                " empty if none did: who approves the case here is recorded by itself."
            ),
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
        if (
            (mark_on_page := self.data.get("as_read"))
            and self.instance.pk
            and mark_on_page != mark_of(self.instance)
        ):
            self.add_error(None, self._overtaken())
        return data

    def _overtaken(self) -> str:
        """Say who saved the version last, and in which fields this form differs.

        The log may not know who it was.
        """
        kind = ContentType.objects.get_for_model(CaseVersion)
        saved = LogEntry.objects.filter(content_type=kind, object_id=str(self.instance.pk))
        deed = (
            saved.exclude(change_message="Commented.")
            .select_related("user")
            .order_by("-pk")
            .first()
        )
        names = [str(self[name].label) for name in self.changed_data]
        return OVERTAKEN.format(
            who=deed.user if deed else "Somebody", fields=", ".join(names) or "findings alone"
        )


def mark_of(version: CaseVersion) -> str:
    """Return a mark that differs once a version says something else."""
    return sha256(json.dumps(version.said()).encode()).hexdigest()[:16]


class CaseFindingFormSet(forms.BaseInlineFormSet):
    """The findings of a version, and what is missing among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing := getattr(self.instance, "shown_as_missing", {}).get("findings"):
            self._errors: list[Any] = []
            self._non_form_errors = ErrorList(missing)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give each field a label of its own for screen readers."""
        # In a table only the heads of the columns can be seen.
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if name not in ("id", "version"):
                # the admin wraps the widget to add its links to the finding
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs["aria-label"] = (
                    "Delete this finding" if name == "DELETE" else name.capitalize()
                )


class CommentForm(forms.ModelForm):
    """A comment of author or reviewer on a version."""

    class Meta:
        model = CaseComment
        fields = ["text"]
        labels = {"text": "Comment"}
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "cols": 80})}


class NewVersionForm(forms.Form):
    """The kind of change that a correction makes."""

    change = forms.ChoiceField(
        choices=Change, widget=forms.RadioSelect, label="What does the correction change?"
    )


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
    """The disease and the typicality of a patient that the model draws.

    The same seed draws the same patient.
    """

    disease = forms.ModelChoiceField(Disease.objects.all(), empty_label="a disease")
    typicality = forms.ChoiceField(choices=choices(Typicality))
    seed = forms.IntegerField(
        min_value=0,
        max_value=999_999,
        help_text="The same number draws the same patient, as long as the tables stay.",
    )


class RivalForm(forms.Form):
    """The disease of a look-alike."""

    rival = forms.ModelChoiceField(
        Disease.objects.none(),
        label="The look-alike is to be of",
        empty_label="a disease of your choice",
    )

    def __init__(self, data: Any, version: CaseVersion) -> None:
        super().__init__(data)
        self.fields["rival"].queryset = Disease.objects.exclude(pk=version.disease_id)  # type: ignore[attr-defined]
