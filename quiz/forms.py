import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from knowledge.models import Finding
from knowledge.patterns import KEYS, NO_IDEA, OUTSIDE, PAIRS, Belief, Key, Pattern, as_key

from . import typed_shares, worded_beliefs
from .cards.flash_card import Deck
from .models import Answer, CaseMarks, Drill, ProblemReport, Quiz
from .models.bookmark import NOTE_LENGTH, joined_notes
from .practice import reflection
from .practice.card_schedule import Grade
from .practice.look_alikes import NUMBERS, pair_text
from .practice.steering import CAUSES, REGION_NAMES, Encounter, HowTypical


def _either(pair: Iterable[Key]) -> str:
    return " or ".join(key.site for key in pair).capitalize()


def _capitalised(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, name.capitalize()) for value, name in names.items()]


class ShareField(forms.CharField):
    """A field for one share of a belief; None while nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return typed_shares.read_share(super().clean(value))
        except typed_shares.ShareError as fault:
            raise ValidationError(str(fault)) from None


class CaseChoiceForm(forms.Form):
    """The fields of a choice of cases, in the words of learners; see `CaseChoice`."""

    pair = forms.ChoiceField(
        required=False,
        label="Where the fault may be",
        choices=[
            ("", "Junction, nerve or muscle"),
            *((pair_text(pair), _either(pair)) for pair in PAIRS),
            *((pair_text((pattern, OUTSIDE)), _either((pattern, OUTSIDE))) for pattern in Pattern),
        ],
        widget=forms.RadioSelect,
    )
    cause = forms.ChoiceField(
        required=False, label="Cause", choices=[("", "Any"), *_capitalised(CAUSES)]
    )
    region = forms.ChoiceField(
        required=False,
        label="What is weak",
        choices=[("", "Anything"), *_capitalised(REGION_NAMES)],
    )
    typical = forms.ChoiceField(
        required=False,
        label="How typical",
        choices=[("", "Any"), *((how.value, how.label.capitalize()) for how in HowTypical)],
        widget=forms.RadioSelect,
    )
    met = forms.ChoiceField(
        required=False,
        label="Which of them",
        choices=[("", "All"), *((met.value, met.label.capitalize()) for met in Encounter)],
        widget=forms.RadioSelect,
    )


class BeliefForm(forms.Form):
    """A form for a belief: words, or whole percents that add up to 100.

    There are three shares, or four with something else. One may be left empty. `form.belief` once
    valid. Nothing is scaled silently. What is wrong takes the focus.

    The page says in `untouched` that its script saw nothing moved. Shares that differ from where
    they stood go before the words; where they do not, the words decide. Without words either the
    belief `is_untouched`; the page asks whether that is meant, and says in `asked` that it did.
    """

    sureness = forms.ChoiceField(
        required=False,
        label="How sure",
        choices=[(word, word.capitalize()) for word in worded_beliefs.WORDS],
        widget=forms.RadioSelect,
    )
    site = forms.ChoiceField(required=False, label="Where", widget=forms.RadioSelect)
    untouched = forms.BooleanField(required=False)
    asked = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, start: Belief = NO_IDEA, may_be_outside: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.start = start
        self.may_be_outside = may_be_outside
        self.is_untouched = False
        self.keys: tuple[Key, ...] = KEYS if may_be_outside else tuple(Pattern)
        site = cast("forms.ChoiceField", self.fields["site"])
        site.choices = [(key.value, key.label) for key in self.keys]
        for key in self.keys:
            self.fields[key] = ShareField(label=key.label, initial=start[key])

    @property
    def shares(self) -> list[forms.BoundField]:
        return [self[key] for key in self.keys]

    @property
    def shown(self) -> Belief:
        """Return where the point stands: what was sent, if that is a belief, or the start."""
        return getattr(self, "belief", self.start)

    @property
    def sentences(self) -> str:
        """Return the sentences on shares and words as JSON.

        The page tells them while shares are typed and words chosen.
        """
        sentences = {**typed_shares.SENTENCES, **worded_beliefs.SENTENCES}
        return json.dumps(sentences, ensure_ascii=False)

    @property
    def in_words(self) -> str:
        """Return as JSON which shares each choice of words stands for."""
        return json.dumps(worded_beliefs.belief_table(self.keys))

    def clean(self) -> dict[str, Any]:
        shares = {
            key: share for key in self.keys if (share := self.cleaned_data.get(key)) is not None
        }
        filled, faults = typed_shares.fill(shares, self.keys)
        for key, fault in faults.items():
            if key not in self.errors:
                self.add_error(key, fault)
        if not self.errors:
            try:
                self.belief = Belief(**filled)
            except ValueError as fault:
                raise ValidationError(str(fault)) from None
            if self.cleaned_data.get("untouched") and self.belief == self.start:
                self._heed_words()
        return self.cleaned_data

    def _heed_words(self) -> None:
        site = self.cleaned_data.get("site")
        try:
            said = worded_beliefs.worded_belief(
                self.cleaned_data.get("sureness", ""), as_key(site) if site else None, self.keys
            )
        except worded_beliefs.HalfSaidError as fault:
            self.add_error(fault.missing, str(fault))
            return
        self.is_untouched = said is None and not self.cleaned_data.get("asked")
        self.belief = said or self.belief

    def full_clean(self) -> None:
        super().full_clean()
        if self.errors:
            at = next((name for name in self.fields if name in self.errors), Pattern.FATIGABLE)
            self.fields[at].widget.attrs["autofocus"] = True


class AssessmentForm(forms.Form):
    """A choice of when feedback comes in a self-assessment."""

    feedback = forms.ChoiceField(
        label="When do you want feedback?",
        choices=[("each", "After each case"), ("end", "Not before the end")],
        widget=forms.RadioSelect,
        initial="each",
        error_messages={
            "required": "Choose when you want feedback.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    may_be_outside = forms.BooleanField(
        label="With patients who have none of the three",
        required=False,
        help_text=(
            "About one in six, from the cord, the brain, a joint or elsewhere. You say at each"
            " step how likely “something else” is. It takes up to 80 cases instead of 60."
        ),
    )


class DrillForm(forms.Form):
    """A form for two look-alikes: what is the same, both patterns, what separates them and why."""

    marked = forms.MultipleChoiceField(
        label="What do both patients show?", widget=forms.CheckboxSelectMultiple
    )
    first_call = forms.ChoiceField(label="The first patient has", widget=forms.RadioSelect)
    second_call = forms.ChoiceField(label="The second patient has", widget=forms.RadioSelect)
    finding = forms.ChoiceField(label="Which finding separates the two?", widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="Why does it? Where it is found, it points to", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = drill.questions.count
        names = {pk: finding.name for pk, finding in drill.findings.items()}
        if self.count:
            shared = set(drill.questions.shared)
            self._offer("marked", [one for one in names.items() if one[0] in shared], self.wish)
        else:
            del self.fields["marked"]
        separating = set(drill.questions.separating)
        self._offer(
            "finding", [one for one in names.items() if one[0] in separating], "Pick one finding."
        )
        keys = [(key.value, key.label) for key in KEYS]
        for name in ("first_call", "second_call"):
            self._offer(name, keys, "Name one pattern.")
        self._offer("reason", keys, "Say what it points to.")

    @property
    def wish(self) -> str:
        """Return how many findings are to be marked, as a sentence."""
        number = NUMBERS[self.count]
        return f"Mark {number} finding{'' if self.count == 1 else 's'} that both patients show."

    @property
    def first_fault(self) -> str:
        """Return the name of the first field that is not right, which takes the focus."""
        return next((name for name in self.fields if name in self.errors), "")

    def clean_marked(self) -> list[str]:
        marked: list[str] = self.cleaned_data["marked"]
        if len(marked) != self.count:
            raise ValidationError(f"You marked {NUMBERS[len(marked)]}. {self.wish}")
        return marked

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]], fault: str) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        names = ("required", "invalid_choice", "invalid_list")
        field.error_messages = {**field.error_messages, **dict.fromkeys(names, fault)}


class StudyForm(forms.Form):
    """A form for where a session of flash cards is: how many are done, and of which deck.

    What cannot be read is as if it were not said: `wished` is then None for all, `done` 0.
    """

    deck = forms.ChoiceField(choices=[(deck.value, deck.label) for deck in Deck])
    n = forms.IntegerField(min_value=0, max_value=1000)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()
        deck = self.cleaned_data.get("deck")
        self.wished: Deck | None = Deck(deck) if deck else None
        self.done: int = self.cleaned_data.get("n") or 0


class GradeForm(forms.Form):
    """A form for what a learner says of a flash card that they turned `times` before."""

    card = forms.CharField(max_length=200)
    times = forms.IntegerField(min_value=0, max_value=1_000_000)
    grade = forms.TypedChoiceField(
        choices=[(grade.value, grade.label) for grade in Grade], coerce=Grade
    )


class ReflectionForm(forms.Form):
    """A form for what findings say of the pattern in the lead and of its rival.

    `form.said` once valid.
    """

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patterns = reflection.in_the_lead(answer.last_belief)
        self.findings = {
            item.finding_id: item.finding
            for item in answer.version.case_findings.select_related("finding")
        }
        words = [("", "no mark"), *((word, word) for word in reflection.WORDS)]
        for finding in self.findings.values():
            for pattern in self.patterns:
                label = f"{finding.name}: {pattern.label.lower()}"
                self.fields[f"{pattern}-{finding.pk}"] = forms.ChoiceField(
                    choices=words, required=False, label=label
                )

    @property
    def rows(self) -> list[tuple[Finding, list[forms.BoundField]]]:
        ordered = sorted(self.findings.values(), key=lambda finding: finding.name.lower())
        return [
            (finding, [self[f"{pattern}-{finding.pk}"] for pattern in self.patterns])
            for finding in ordered
        ]

    def clean(self) -> dict[str, Any]:
        self.said = {
            str(pattern): {
                pk: word
                for pk in self.findings
                if (word := self.cleaned_data.get(f"{pattern}-{pk}"))
            }
            for pattern in self.patterns
        }
        for pattern in self.patterns:
            if not self.said[pattern]:
                raise ValidationError(f"Mark at least one finding for {pattern.label.lower()}.")
        return self.cleaned_data


class ReportForm(forms.ModelForm):
    """A form for what is wrong with a case, in the learner's words."""

    class Meta:
        model = ProblemReport
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"text": {"required": "Say what is wrong, in a few words."}}


class NoteForm(forms.Form):
    """A form for a learner's own note on a case; empty deletes it.

    `seen` says which note the page showed. Was another stored since, in another tab, the form comes
    back with both.
    """

    text = forms.CharField(
        label="Own note",
        required=False,
        help_text="Only you see it, here and in your past cases.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    prefix = "note"

    def __init__(self, *args: Any, marks: CaseMarks, **kwargs: Any) -> None:
        kwargs["initial"] = {"text": marks.note, "seen": marks.note_mark}
        super().__init__(*args, **kwargs)
        self.marks = marks
        # two notes that were joined may be longer than one that is typed
        self.longest = max(NOTE_LENGTH, len(marks.note))
        self.fields["text"].widget.attrs["maxlength"] = self.longest

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text) > self.longest:
            raise ValidationError(
                f"Your note has {len(text)} characters; {self.longest} are the most."
            )
        return text

    def clean(self) -> dict[str, Any]:
        text, stored = self.cleaned_data.get("text"), self.marks.note
        is_old = self.cleaned_data.get("seen", "") != self.marks.note_mark
        if text is not None and is_old and stored not in ("", text):
            self.data = {
                self.add_prefix("text"): joined_notes(stored, text),
                self.add_prefix("seen"): self.marks.note_mark,
            }
            self.longest = max(self.longest, len(stored) + len(text) + 2)
            self.fields["text"].widget.attrs["maxlength"] = self.longest
            self.add_error(
                "text",
                "Another tab changed this note meanwhile. Here are both: keep what you need, then"
                " save.",
            )
        return self.cleaned_data


class RefusalForm(forms.Form):
    reason = forms.CharField(
        max_length=1000,
        label="Why not",
        help_text="Who proposed it reads this; learners do not.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        error_messages={"required": "Say why the key stays as it is, in a few words."},
    )


class QuizForm(forms.ModelForm):
    """A form for a quiz; where no slug is typed, the title gives one."""

    class Meta:
        model = Quiz
        fields = "__all__"  # noqa: DJ007  the admin names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields[
                "slug"
            ].help_text = "Its name in the address. Left empty, it is made from the title."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "slug" in data and not data["slug"] and data.get("title"):
            data["slug"] = _free_slug(data["title"], self.instance)
        return data


def _free_slug(title: str, quiz: Quiz) -> str:
    base = slugify(title)[:40] or "quiz"
    slugs = set(
        Quiz.objects.exclude(pk=quiz.pk)
        .filter(slug__startswith=base)
        .values_list("slug", flat=True)
    )
    numbered = (f"{base}-{n}" for n in count(2))
    return base if base not in slugs else next(slug for slug in numbered if slug not in slugs)
