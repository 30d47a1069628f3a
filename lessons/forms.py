from django import forms

from content.forms import ProposalForm
from content.markdown import LONGEST
from knowledge.forms import LinesField
from knowledge.models import PATTERN_CHOICES

from .models import VERDICTS, Claim, ClaimQuerySet, Lesson


class RegisterForm(forms.Form):
    """A filter of the register of claims."""

    verdict = forms.ChoiceField(
        choices=[
            ("", "any verdict"),
            *((verdict, verdict.replace("_", " ")) for verdict in VERDICTS),
        ],
        required=False,
    )
    pattern = forms.ChoiceField(
        choices=[
            ("", "any pattern"),
            *PATTERN_CHOICES,
            ("general", "general"),
            ("out_of_scope", "out of scope"),
        ],
        required=False,
    )
    safety = forms.BooleanField(required=False, label="Only those where an error could delay care")

    def claims(self) -> ClaimQuerySet:
        """Return the claims that match; all of them if the form is invalid."""
        wishes = self.cleaned_data if self.is_valid() else {}
        claims = Claim.objects.filter(
            **{name: wishes[name] for name in ("verdict", "pattern") if wishes.get(name)}
        )
        return claims.filter(safety_critical=True) if wishes.get("safety") else claims


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Search diseases, findings, lessons, terms, claims and references",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Type a word or two.",
            "max_length": "Use fewer words: at most 100 characters.",
        },
    )


class SuggestionForm(forms.Form):
    """What somebody has typed into the search field so far: two letters or more."""

    q = forms.CharField(min_length=2, max_length=100)


class PreviewForm(forms.Form):
    """The text and questions of a lesson that is being written."""

    body = forms.CharField(
        max_length=LONGEST, error_messages={"required": "Nothing is written yet."}
    )
    questions = forms.JSONField(
        required=False, error_messages={"invalid": "The questions are not valid JSON."}
    )


class LessonForm(ProposalForm):
    class Meta:
        model = Lesson
        fields = "__all__"
        field_classes = {"objectives": LinesField, "take_home": LinesField}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 40, "cols": 100}),
            "summary": forms.TextInput(attrs={"size": 100}),
        }
