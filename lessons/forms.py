"""What readers and authors of lessons send."""

from django import forms

from content.forms import ProposalForm
from content.markdown import LONGEST
from knowledge.models import PATTERN_CHOICES

from .models import VERDICTS, Claim, ClaimQuerySet, Lesson


class RegisterForm(forms.Form):
    """Which claims of the source a reader wants to see."""

    verdict = forms.ChoiceField(
        choices=[("", "any verdict"), *((verdict, verdict.replace("_", " ")) for verdict in VERDICTS)], required=False
    )
    pattern = forms.ChoiceField(
        choices=[("", "any pattern"), *PATTERN_CHOICES, ("general", "general"), ("out_of_scope", "out of scope")],
        required=False,
    )
    safety = forms.BooleanField(required=False, label="Only those where an error could delay care")

    def claims(self) -> ClaimQuerySet:
        """The claims that were asked for; all of them if the wish makes no sense."""
        wished = self.cleaned_data if self.is_valid() else {}
        found = Claim.objects.filter(**{name: wished[name] for name in ("verdict", "pattern") if wished.get(name)})
        return found.filter(safety_critical=True) if wished.get("safety") else found


class SearchForm(forms.Form):
    """A few words to look for."""

    q = forms.CharField(
        label="Search diseases, findings, lessons, terms, claims and references",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Type a word or two.", "max_length": "Use fewer words: at most 100 characters."},
    )


class SuggestionForm(forms.Form):
    """What somebody has typed so far: two letters or more."""

    q = forms.CharField(min_length=2, max_length=100)


class PreviewForm(forms.Form):
    """Text and questions of a lesson that is being written."""

    body = forms.CharField(max_length=LONGEST, error_messages={"required": "Nothing is written yet."})
    questions = forms.JSONField(required=False, error_messages={"invalid": "The questions are not valid JSON."})


class LessonForm(ProposalForm):
    """A lesson as its author writes it."""

    class Meta:
        model = Lesson
        fields = "__all__"
        widgets = {
            "body": forms.Textarea(attrs={"rows": 40, "cols": 100}),
            "summary": forms.TextInput(attrs={"size": 100}),
        }
