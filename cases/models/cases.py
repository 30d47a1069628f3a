"""Cases, and the versions in which learners meet them."""

import secrets
from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone

from content.markdown import render_markdown
from knowledge.body_map.regions import body_faults, body_text
from knowledge.claims import claim_faults
from knowledge.models.choices import choices
from knowledge.models.disease import Disease
from knowledge.models.finding import Finding
from knowledge.models.reference import Reference
from knowledge.patterns import TYPICALITIES, Pattern, Stage

from ..drafting import remaining

STAGE_CHOICES = [(stage.value, stage.label) for stage in Stage]
OF_THE_KEY = ("headline", "diagnosis", "look_alike_text", "model_note")  # fields that cannot hold for another key


CODE_LETTERS = "bcdfghjkmnpqrstvwxz23456789"  # no vowels: no words; none that are mistaken for each other


def new_code() -> str:
    """A code of five letters and digits that tells nothing."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(5))


class CaseQuerySet(models.QuerySet["Case"]):
    def in_draw(self) -> "CaseQuerySet":
        """Cases that learners may be dealt: published, not withdrawn, and explained for the key that they have."""
        return self.filter(current__isnull=False, withdrawn_at=None, current__written_for=None)

    def in_words(self) -> "CaseQuerySet":
        """With what `Case.in_words` says of each, in one query however many."""
        newest = CaseVersion.objects.filter(case=models.OuterRef("pk")).order_by("-number")
        return self.annotate(
            shown_title=Coalesce("current__title", models.Subquery(newest.values("title")[:1])),
            shown_disease=Coalesce("current__disease__name", models.Subquery(newest.values("disease__name")[:1])),
        )

    def begin(self) -> "Case":
        """A new case. Among thousands a code may come twice: then another is drawn."""
        while True:
            case, is_new = self.get_or_create(code=new_code())
            if is_new:
                return case

    def withdraw(self) -> int:
        """Deal them no longer; how many were not withdrawn before."""
        return self.filter(withdrawn_at=None)._set(timezone.now())

    def bring_back(self) -> int:
        """Deal them again; how many were withdrawn before."""
        return self.exclude(withdrawn_at=None)._set(None)

    def _set(self, withdrawn_at: datetime | None) -> int:
        """Save each, so that what rests on it is told."""
        for case in (found := list(self)):
            case.withdrawn_at = withdrawn_at
            case.save(update_fields=["withdrawn_at"])
        return len(found)


class Case(models.Model):
    """A patient. What learners meet is its current version; the code is all that an address shows."""

    code = models.CharField(max_length=5, unique=True, default=new_code, editable=False)
    current = models.OneToOneField(
        "CaseVersion", models.PROTECT, null=True, blank=True, editable=False, related_name="current_of"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Learners are no longer dealt this case.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code

    @property
    def in_words(self) -> str:
        """What it is, for authors: "7wkq2: Stairs, Polymyositis". Learners see its code alone."""
        case = self if hasattr(self, "shown_title") else Case.objects.in_words().get(pk=self.pk)
        state = "withdrawn" if self.withdrawn_at else "" if self.current_id else "not published"
        said = ", ".join(filter(None, (case.shown_title, case.shown_disease)))  # type: ignore[attr-defined]
        return f"{self.code}: {said}{f' ({state})' if state else ''}"

    @property
    def why_not_dealt(self) -> str:
        """Why learners are not dealt it, in words; "" if they are."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.current:
            return "its explanation is being rewritten" if self.current.written_for_id else ""
        last = self.versions.order_by("number").last()
        return last.state.label if last else "without a version"


class State(StrEnum):
    """Where a version stands, from its first word to the day it is dealt no longer."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    KEY_CORRECTED = "key_corrected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")


class Change(models.TextChoices):
    """What a correction changes, the least first."""

    WORDING = "wording", "wording: the same patient in other words; statistics go on"
    CLINICAL = "clinical", "clinical: another patient, disease or coding, the same pattern; statistics start anew"
    KEY = "key", "key: another pattern is right; answers can be scored again"


class CaseVersionQuerySet(models.QuerySet["CaseVersion"]):
    def in_draw(self) -> "CaseVersionQuerySet":
        """The versions in which learners may be dealt a case now; see Case."""
        return self.filter(current_of__in=Case.objects.in_draw())

    def still_dealt(self) -> "CaseVersionQuerySet":
        """Those that a run goes on to deal if it listed them before they were superseded."""
        return self.filter(case__in=Case.objects.in_draw(), written_for=None)

    def correct_key(self, disease: Disease) -> None:
        """Give these published versions the key of this disease; what explains them was written for another.

        One that gets back the key that it was written for is whole again.
        """
        self.update(written_for=Coalesce("written_for", "disease"), disease=disease)
        self.filter(written_for=models.F("disease")).update(written_for=None)

    def in_state(self, state: str) -> "CaseVersionQuerySet":
        """Those in a state; see State."""
        met = models.Q(case__current=models.F("pk"))
        return self.filter(
            {
                State.DRAFT: models.Q(published_at=None, submitted_at=None),
                State.IN_REVIEW: models.Q(published_at=None, submitted_at__isnull=False),
                State.PUBLISHED: met & models.Q(case__withdrawn_at=None, written_for=None),
                State.KEY_CORRECTED: met & models.Q(case__withdrawn_at=None, written_for__isnull=False),
                State.SUPERSEDED: models.Q(published_at__isnull=False) & ~met,
                State.WITHDRAWN: met & models.Q(case__withdrawn_at__isnull=False),
            }[State(state)]
        )


class CaseVersion(models.Model):
    """One wording of a case. Once published it never changes; a correction is a new version."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1, editable=False)
    title = models.CharField(max_length=120, help_text="For authors. Learners see it only after their answer.")
    disease = models.ForeignKey(
        Disease, models.PROTECT, related_name="case_versions", help_text="Its pattern is the key of the case."
    )
    written_for = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="What headline, arguments, diagnosis and look-alike speak of, where the key was corrected since.",
    )
    typicality = models.CharField(max_length=12, choices=choices(TYPICALITIES), default="typical")
    age = models.PositiveSmallIntegerField(validators=[MaxValueValidator(110)], help_text="Whole years.")
    sex = models.CharField(max_length=6, choices=choices(("female", "male")))
    history = models.TextField(blank=True, help_text="Facts, no conclusions. Markdown.")
    examination = models.TextField(blank=True, help_text="What was looked for and found, and what was not. Markdown.")
    tests = models.TextField(
        blank=True,
        help_text="Numbers with units and reference ranges. What confirms, such as an antibody, a gene, a biopsy or a "
        "decrement, belongs to the diagnosis; that it was absent may stand here. Markdown.",
    )
    history_html = models.TextField(editable=False, blank=True)
    examination_html = models.TextField(editable=False, blank=True)
    tests_html = models.TextField(editable=False, blank=True)
    findings = models.ManyToManyField(Finding, through="CaseFinding", related_name="case_versions")
    body = models.JSONField(
        default=dict,
        blank=True,
        help_text='What the body map shows, by stage and state, such as {"examination": {"wasted": ["right hand"]}}. '
        "States: wasted, weak, tires, numb.",
    )
    headline = models.CharField(max_length=240, blank=True, help_text="The truth, as the headline of the feedback.")
    against_fatigable = models.TextField(blank=True, help_text="What speaks against it; empty if it is the key.")
    against_neurogenic = models.TextField(blank=True, help_text="What speaks against it; empty if it is the key.")
    against_myogenic = models.TextField(blank=True, help_text="What speaks against it; empty if it is the key.")
    diagnosis = models.TextField(blank=True, help_text="The final diagnosis with the result that confirmed it.")
    at_once = models.TextField(
        blank=True, help_text="What to do without delay, where a patient like this must not be missed."
    )
    model_note = models.TextField(blank=True, help_text="Where the evidence model disagrees with the key: why it does.")
    look_alike = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="look_alike_of",
        help_text="A disease of another pattern that would have looked the same.",
    )
    look_alike_text = models.TextField(blank=True, help_text="What would have told the look-alike apart.")
    look_alike_case = models.ForeignKey(
        Case,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="look_alikes",
        help_text="A case of another pattern that looks the same; the drill puts both side by side.",
    )
    claims = models.JSONField(default=list, blank=True, help_text="Ids of claims that the case examines.")
    references = models.ManyToManyField(Reference, blank=True, related_name="case_versions")
    reviewed_by = models.CharField(
        max_length=160, blank=True, help_text="Name and role of the clinician who reviewed it; learners see this."
    )
    import_note = models.TextField(blank=True, help_text="What the import could not take over; empty it once settled.")
    origin = models.CharField(max_length=140, unique=True, null=True, editable=False)  # noqa: DJ001  what it was read from
    change = models.CharField(
        max_length=8,
        choices=Change,
        blank=True,
        help_text="What this version corrects in the one before. It decides what becomes of statistics and scores.",
    )
    created_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="written_versions",
        verbose_name="author",
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="submitted_versions"
    )
    writers = models.ManyToManyField(
        "auth.User",
        editable=False,
        related_name="+",
        help_text="Everybody who saved it or sent it to review. Somebody else publishes it.",
    )
    generated_at = models.DateTimeField(null=True, blank=True, editable=False)
    stubs = models.JSONField(default=dict, blank=True, editable=False)  # what the model drafted, by stage
    returned_as = models.JSONField(null=True, editable=False)  # what it said when it was last returned; see said()
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="published_versions"
    )
    line = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        editable=False,
        related_name="lined",
        help_text="The first of the published versions that differ in wording only; their statistics are one.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CaseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "number"]
        verbose_name = "case"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_version_a_number")]
        indexes = [models.Index(fields=["case", "disease", "line"], name="keys_of_versions")]  # without their prose
        permissions = [("publish_caseversion", "Can publish a version of a case")]

    def __str__(self) -> str:
        return f"{self.title} ({self.case.code}, version {self.number})"

    def get_absolute_url(self) -> str:
        return reverse("admin:cases_caseversion_change", args=[self.pk])

    @property
    def pattern(self) -> Pattern:
        """The key."""
        return Pattern(self.disease.pattern)

    @property
    def is_explained(self) -> bool:
        """Whether what its feedback says was written for the key that it has."""
        return self.written_for_id is None

    @property
    def explained_by(self) -> "CaseVersion | None":
        """The version whose headline, arguments, diagnosis and look-alike hold for its key.

        Itself unless its key was corrected; then the current one, once that is written for the same pattern. None
        while it is being rewritten.
        """
        if self.is_explained:
            return self
        current = self.case.current
        return current if current and current.is_explained and current.pattern == self.pattern else None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.submitted_at is None

    @property
    def is_in_review(self) -> bool:
        return self.published_at is None and self.submitted_at is not None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.published_at is None:
            return State.DRAFT if self.submitted_at is None else State.IN_REVIEW
        if self.case.current_id != self.pk:
            return State.SUPERSEDED
        if self.case.withdrawn_at:
            return State.WITHDRAWN
        return State.PUBLISHED if self.is_explained else State.KEY_CORRECTED

    def clean(self) -> None:
        """Renders the prose, so that what cannot be rendered is an error at its field; checks the body map."""
        faults = {}
        for stage in Stage:
            try:
                self._render(stage)
            except ValidationError as fault:
                faults[stage.value] = fault.messages
        if body := body_faults(self.body):
            faults["body"] = body
        if claims := claim_faults(self.claims):
            faults["claims"] = claims
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and CaseVersion.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError("A published version never changes. Make a new version of the case instead.")
        for stage in Stage:
            self._render(stage)
        super().save(*args, **kwargs)

    def html(self, stage: Stage) -> str:
        """The rendered prose of a stage."""
        return str(getattr(self, f"{stage}_html"))

    def argument_against(self, pattern: Pattern) -> str:
        return str(getattr(self, f"against_{pattern}"))

    def findings_by_stage(self) -> dict[Stage, dict[str, bool]]:
        """What is coded at each stage: present or absent."""
        found: dict[Stage, dict[str, bool]] = {stage: {} for stage in Stage}
        for item in self.case_findings.all():
            found[Stage(item.stage)][item.finding_id] = item.present
        return found

    def said(self) -> dict[str, str]:
        """All that it says, as plain text by the name of its field, for comparing."""
        names = ("title", "age", "sex", *Stage, "headline", *(f"against_{pattern}" for pattern in Pattern))
        names += ("diagnosis", "at_once", "model_note", "look_alike_text", "reviewed_by")
        said = {name.replace("_", " "): str(getattr(self, name)) for name in names}
        coded = self.case_findings.select_related("finding").order_by("finding__position", "finding")
        return {
            **said,
            "disease": str(self.disease),
            "typicality": self.get_typicality_display(),
            "findings": "\n".join(item.said for item in coded),
            "body map": body_text(self.body),
            "look-alike": str(self.look_alike or ""),
            "case of the look-alike": str(self.look_alike_case or ""),
            "claims": " ".join(self.claims),
            "references": "\n".join(str(reference) for reference in self.references.all()),
        }

    def missing(self) -> dict[str, list[str]]:
        """All that a version still needs before it can be published: messages by field."""
        faults = claim_faults(self.claims)
        return {**self._missing_of_its_own(), **({"claims": faults} if faults else {})}

    def _missing_of_its_own(self) -> dict[str, list[str]]:
        """The same but for claims: content files come in before those that they name, and are checked together."""
        missing: dict[str, list[str]] = {}
        for stage in Stage:
            if not getattr(self, stage).strip():
                missing[stage.value] = [f"Write the {stage}."]
            elif drafted := remaining(self.stubs.get(stage, ""), getattr(self, stage)):
                missing[stage.value] = ["Say in your own words what the model drafted: " + " ".join(drafted)]
        for pattern in self.pattern.rivals:
            if not self.argument_against(pattern).strip():
                missing[f"against_{pattern}"] = [f"Say what speaks against {pattern.label.lower()}."]
        for field, message in (
            ("headline", "State the truth in one sentence."),
            ("diagnosis", "Give the final diagnosis and what confirmed it."),
            ("look_alike_text", "Say what would have told the look-alike apart."),
        ):
            if not getattr(self, field).strip():
                missing[field] = [message]
        if self.look_alike is None:
            missing["look_alike"] = ["Choose the closest look-alike."]
        elif self.look_alike.pattern == self.disease.pattern:
            missing["look_alike"] = ["Choose a disease of another pattern: this one has the same."]
        if not self.references.exists():
            missing["references"] = ["Give at least one reference."]
        if self.import_note.strip():
            missing["import_note"] = ["Settle what the import could not take over, then empty this note."]
        if faults := self._change_faults():
            missing["change"] = faults
        if faults := self._finding_faults():
            missing["findings"] = faults
        return {**self._unwritten(), **missing}

    def corrected(self) -> "CaseVersion | None":
        """The version that learners met last before this one."""
        earlier = self.case.versions.exclude(published_at=None).filter(number__lt=self.number)
        return earlier.select_related("disease").order_by("number").last()

    def same_line(self) -> "CaseVersionQuerySet":
        """The published versions of the case that differ from this one in wording only, itself among them."""
        return CaseVersion.objects.exclude(line=None).filter(line=self.line_id)

    def least_change(self, earlier: "CaseVersion") -> Change:
        """The least that this version can be called as a correction of an earlier one."""
        if self.pattern != earlier.pattern:
            return Change.KEY
        facts = ("disease_id", "typicality", "age", "sex", "body")
        same = all(getattr(self, fact) == getattr(earlier, fact) for fact in facts)
        deciding = earlier.is_explained  # another key is decided by other findings: that is no other patient
        coded = self._coding(deciding=deciding) == earlier._coding(deciding=deciding)
        return Change.WORDING if same and coded else Change.CLINICAL

    def submit(self, *, by: AbstractBaseUser) -> None:
        """Hand a complete draft to a reviewer: until it comes back or is published it does not change.

        Raises ValidationError with all that is missing.
        """
        if not self.is_draft:
            raise ValidationError("Only a draft can be sent to review.")
        if missing := self.missing():
            raise ValidationError(missing)
        self.submitted_at = timezone.now()
        self.submitted_by = by  # type: ignore[assignment]
        self.created_by = self.created_by or by  # type: ignore[assignment]
        self.save()
        self.writers.add(by.pk)

    def return_to_author(self, *, by: AbstractBaseUser, comment: str) -> None:
        """Make it a draft again, with what is to be done. Raises ValidationError unless it is in review."""
        if not self.is_in_review:
            raise ValidationError("This version is not in review.")
        with transaction.atomic():
            self.comments.create(author=by, text=comment)  # type: ignore[misc]
            self.submitted_at = self.submitted_by = None
            self.returned_as = self.said()
            self.save()

    def may_be_approved_by(self, user: AbstractBaseUser) -> bool:
        """Whether this person is another than all who wrote it or sent it, or the setting lets one do both.

        What the model drafted always needs a second person.
        """
        alone = settings.ALLOW_SELF_APPROVAL and self.generated_at is None
        wrote = {self.created_by_id, self.submitted_by_id, *(writer.pk for writer in self.writers.all())}
        return alone or user.pk not in wrote

    def approve(self, *, by: AbstractBaseUser) -> None:
        """Publish what somebody else sent to review. Raises ValidationError where it may not be."""
        if not self.is_in_review:
            raise ValidationError("Only what is in review can be published.")
        if not self.may_be_approved_by(by):
            raise ValidationError("Somebody other than its author publishes it.")
        if missing := self.missing():
            raise ValidationError(missing)
        self.publish(by=by)

    def publish(self, *, by: AbstractBaseUser | None = None) -> None:
        """Freeze this version and let learners meet it from now on. Raises ValidationError with all that is missing."""
        if missing := self._missing_of_its_own():
            raise ValidationError(missing)
        with transaction.atomic():
            if self.published_at is not None:
                raise ValidationError("This version is published already.")
            earlier = self.corrected() if self.change == Change.WORDING else None
            self.published_at = timezone.now()
            self.published_by = by  # type: ignore[assignment]
            self.line = earlier.line if earlier else self
            self.save()
            Case.objects.filter(pk=self.case_id).update(current=self)

    def new_version(self, *, change: str = Change.WORDING, by: AbstractBaseUser | None = None) -> "CaseVersion":
        """A draft that starts as a copy of this version and will change that much; see Change."""
        with transaction.atomic():
            last = self.case.versions.aggregate(last=models.Max("number"))["last"]
            copy = CaseVersion.objects.get(pk=self.pk)
            copy.pk, copy.number, copy.published_at, copy.published_by = None, last + 1, None, None
            copy.submitted_at = copy.submitted_by = copy.generated_at = None
            copy.stubs, copy.line, copy.written_for, copy.returned_as = {}, None, None, None
            copy._state.adding = True
            copy.reviewed_by, copy.origin = "", None
            copy.change, copy.created_by = change, by  # type: ignore[assignment]
            copy.save()
            copy.references.set(self.references.all())
            for coded in self.case_findings.all():
                coded.pk, coded.version = None, copy
                coded._state.adding = True
                coded.save()
        return copy

    def _render(self, stage: Stage) -> None:
        """Once for each text, so that `clean` may do it before a transaction begins."""
        text, rendered = getattr(self, stage), self.__dict__.setdefault("_rendered", {})
        if rendered.get(stage) != text:
            setattr(self, f"{stage}_html", render_markdown(text))
            rendered[stage] = text

    def _coding(self, *, deciding: bool) -> set[tuple[str, str, bool, bool]]:
        return {
            (coded.finding_id, coded.stage, coded.present, deciding and coded.decides)
            for coded in self.case_findings.all()
        }

    def _unwritten(self) -> dict[str, list[str]]:
        """What still speaks of the key that the version before this one had: messages by field."""
        earlier = self.corrected()
        if earlier is None or earlier.is_explained:
            return {}
        before, now = earlier.written_for, earlier.disease
        if self.disease_id == earlier.written_for_id:
            corrected = f"The key of version {earlier.number} was corrected from {before} to {now}"
            return {"disease": [f"{corrected}: write this one for {now}, or propose to correct the key back."]}
        said = {name: (getattr(self, name).split(), getattr(earlier, name).split()) for name in OF_THE_KEY}
        faults = {
            name: [f"Write it for {self.disease}: it still says what was said of {before}."]
            for name, (words, words_before) in said.items()
            if words and words == words_before
        }
        if self.argument_against(self.pattern).strip():
            faults[f"against_{self.pattern}"] = ["Empty it: this is the key now."]
        return faults

    def _change_faults(self) -> list[str]:
        earlier = self.corrected()
        if earlier is None:
            return []
        if not self.change:
            return ["Say what this version corrects: wording, clinical or key."]
        least, order = self.least_change(earlier), list(Change)
        if order.index(Change(self.change)) >= order.index(least):
            return []
        reason = f"Its pattern differs from that of version {earlier.number}, {earlier.pattern.label.lower()}"
        if least != Change.KEY:
            reason = f"Its patient or coding differs from version {earlier.number}"
        return [f"{reason}: mark the change as “{least.value}” at least."]

    def _finding_faults(self) -> list[str]:
        coded = list(self.case_findings.select_related("finding"))
        faults = []
        if len(Counter(item.stage for item in coded)) < 2:
            faults.append("Code findings in at least two stages.")
        if not any(item.decides for item in coded):
            faults.append("Mark at least one finding that decides.")
        held_back = [item.finding.name for item in coded if item.present and item.finding.role == "confirmatory"]
        if held_back:
            faults.append("Keep confirming results for the diagnosis: " + "; ".join(held_back) + ".")
        return faults


class CaseComment(models.Model):
    """What author and reviewer say to each other about a version; learners never see it."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="comments")
    author = models.ForeignKey("auth.User", models.SET_NULL, null=True, related_name="case_comments")
    text = models.TextField(max_length=4000)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"On {self.version_id}: {self.text[:40]}"


class CaseFinding(models.Model):
    """A finding that the prose of a stage states as present or absent."""

    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="case_findings")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="case_findings")
    stage = models.CharField(max_length=12, choices=STAGE_CHOICES)
    present = models.BooleanField(
        default=True, help_text="Clear if the prose says that it was looked for and not found."
    )
    decides = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "finding"  # as the log names it
        constraints = [models.UniqueConstraint(fields=["version", "finding"], name="one_coding_a_finding")]

    def __str__(self) -> str:
        return f"{self.finding}: {'present' if self.present else 'absent'}"

    @property
    def said(self) -> str:
        """In words, such as "Ptosis: present at examination, decides"."""
        return f"{self} at {self.stage}{', decides' if self.decides else ''}"
