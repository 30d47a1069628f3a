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
from knowledge.current_model import current_model
from knowledge.examination import results_text
from knowledge.inference.explanation import CaseReading, read_case
from knowledge.models.choices import choices
from knowledge.models.disease import Disease
from knowledge.models.examination import unknown_examinations
from knowledge.models.finding import Finding
from knowledge.models.reference import Reference
from knowledge.patterns import (
    FindingRole,
    Key,
    Pattern,
    PatternRule,
    Stage,
    Typicality,
    as_key,
)
from knowledge.traces.parameters import traces_faults, traces_text

from ..authoring.checklist import REQUIREMENTS, CaseToPublish, CodedSign, publication_checklist
from ..schema import OF_THE_KEY, CaseFields
from .case import Case

STAGE_CHOICES = [(stage.value, stage.label) for stage in Stage]


class State(StrEnum):
    """A state of a version, from its first word to the day it is dealt no longer."""

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
    """An extent of what a correction changes, the least first."""

    WORDING = "wording", "wording: the same patient in other words; statistics go on"
    CLINICAL = (
        "clinical",
        "clinical: another patient, disease or coding, the same pattern; statistics start anew",
    )
    KEY = "key", "key: another pattern is right; answers can be scored again"


class CaseVersionQuerySet(models.QuerySet["CaseVersion"]):
    def in_draw(self) -> "CaseVersionQuerySet":
        """Return the versions in which learners may be dealt a case now; see Case."""
        return self.filter(current_of__in=Case.objects.in_draw())

    def still_dealt(self) -> "CaseVersionQuerySet":
        """Return those that a run goes on to deal if it listed them before.

        They may have been superseded since.
        """
        return self.filter(case__in=Case.objects.in_draw(), written_for=None)

    def correct_key(self, disease: Disease) -> None:
        """Give these published versions the key of this disease.

        `written_for` keeps the disease that their explanation was written for. A version that gets
        its old key back is explained again.
        """
        self.update(written_for=Coalesce("written_for", "disease"), disease=disease)
        self.filter(written_for=models.F("disease")).update(written_for=None)

    def in_state(self, state: str) -> "CaseVersionQuerySet":
        met = models.Q(case__current=models.F("pk"))
        return self.filter(
            {
                State.DRAFT: models.Q(published_at=None, submitted_at=None),
                State.IN_REVIEW: models.Q(published_at=None, submitted_at__isnull=False),
                State.PUBLISHED: met & models.Q(case__withdrawn_at=None, written_for=None),
                State.KEY_CORRECTED: (
                    met & models.Q(case__withdrawn_at=None, written_for__isnull=False)
                ),
                State.SUPERSEDED: models.Q(published_at__isnull=False) & ~met,
                State.WITHDRAWN: met & models.Q(case__withdrawn_at__isnull=False),
            }[State(state)]
        )


class CaseVersion(models.Model):
    """A wording of a case.

    Once published it never changes; a correction is a new version.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1, editable=False)
    title = models.CharField(
        max_length=120, help_text="For authors. Learners see it only after their answer."
    )
    disease = models.ForeignKey(
        Disease,
        models.PROTECT,
        related_name="case_versions",
        help_text="Its pattern is the key of the case.",
    )
    written_for = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text=(
            "What headline, arguments, diagnosis and look-alike speak of, where the key was"
            " corrected since."
        ),
    )
    typicality = models.CharField(max_length=12, choices=choices(Typicality), default="typical")
    age = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(110)], help_text="Whole years."
    )
    sex = models.CharField(max_length=6, choices=choices(("female", "male")))
    history = models.TextField(blank=True, help_text="Facts, no conclusions. Markdown.")
    examination = models.TextField(
        blank=True, help_text="What was looked for and found, and what was not. Markdown."
    )
    tests = models.TextField(
        blank=True,
        help_text=(
            "Numbers with units and reference ranges. What confirms, such as an antibody, a gene, a"
            " biopsy or a decrement, belongs to the diagnosis; that it was absent may stand here."
            " Markdown."
        ),
    )
    history_html = models.TextField(editable=False, blank=True)
    examination_html = models.TextField(editable=False, blank=True)
    tests_html = models.TextField(editable=False, blank=True)
    findings = models.ManyToManyField(Finding, through="CaseFinding", related_name="case_versions")
    body = models.JSONField(
        default=dict,
        blank=True,
        help_text=(
            'What the body map shows, by stage and state, such as {"examination": {"wasted":'
            ' ["right hand"]}}. States: wasted, weak, tires, numb.'
        ),
    )
    decided_at = models.CharField(
        "decided at",
        max_length=12,
        choices=STAGE_CHOICES,
        blank=True,
        help_text="The stage after which a careful colleague would name the key.",
    )
    results = models.JSONField(
        default=dict,
        blank=True,
        help_text="What a manoeuvre or a test shows in this patient, by its id.",
    )
    traces = models.JSONField(default=list, blank=True, help_text="What the machines print.")
    headline = models.CharField(
        max_length=240, blank=True, help_text="The truth, as the headline of the feedback."
    )
    against_fatigable = models.TextField(
        blank=True, help_text="What speaks against it; empty if it is the key."
    )
    against_neurogenic = models.TextField(
        blank=True, help_text="What speaks against it; empty if it is the key."
    )
    against_myogenic = models.TextField(
        blank=True, help_text="What speaks against it; empty if it is the key."
    )
    diagnosis = models.TextField(
        blank=True, help_text="The final diagnosis with the result that confirmed it."
    )
    at_once = models.TextField(
        blank=True,
        help_text="What to do without delay, where a patient like this must not be missed.",
    )
    model_note = models.TextField(
        blank=True, help_text="Where the evidence model disagrees with the key: why it does."
    )
    exception = models.TextField(
        "the exception",
        blank=True,
        help_text="Where this patient breaks a rule of the pattern: which rule, and why.",
    )
    pattern_rule = models.GeneratedField(
        expression=models.Case(
            models.When(exception="", then=models.Value(PatternRule.KEEPS.value)),
            default=models.Value(PatternRule.BREAKS.value),
        ),
        output_field=models.CharField(max_length=6),
        db_persist=True,
        verbose_name="the rule of the pattern",
    )
    look_alike = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="look_alike_of",
        help_text="A disease of another pattern that would have looked the same.",
    )
    look_alike_text = models.TextField(
        blank=True, help_text="What would have told the look-alike apart."
    )
    look_alike_case = models.ForeignKey(
        Case,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="look_alikes",
        help_text=(
            "A case of another pattern that looks the same; the drill puts both side by side."
        ),
    )
    claims = models.JSONField(
        default=list, blank=True, help_text="Ids of claims that the case examines."
    )
    references = models.ManyToManyField(Reference, blank=True, related_name="case_versions")
    reviewed_by = models.CharField(
        max_length=160,
        blank=True,
        help_text="Name and role of the clinician who reviewed it; learners see this.",
    )
    import_note = models.TextField(
        blank=True, help_text="What the import could not take over; empty it once settled."
    )
    origin = models.CharField(max_length=140, unique=True, null=True, editable=False)  # noqa: DJ001  what it was read from
    change = models.CharField(
        max_length=8,
        choices=Change,
        blank=True,
        help_text=(
            "What this version corrects in the one before. It decides what becomes of statistics"
            " and scores."
        ),
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
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="submitted_versions",
    )
    writers = models.ManyToManyField(
        "auth.User",
        editable=False,
        related_name="+",
        help_text="Everybody who saved it or sent it to review. Somebody else publishes it.",
    )
    generated_at = models.DateTimeField(null=True, blank=True, editable=False)
    stubs = models.JSONField(
        default=dict, blank=True, editable=False
    )  # what the model drafted, by stage
    returned_as = models.JSONField(
        null=True, editable=False
    )  # what it said when it was last returned; see said()
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="published_versions",
    )
    line = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        editable=False,
        related_name="lined",
        help_text=(
            "The first of the published versions that differ in wording only; their statistics are"
            " one."
        ),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CaseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "number"]
        verbose_name = "case"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_version_a_number")
        ]
        indexes = [
            models.Index(fields=["case", "disease", "line"], name="keys_of_versions")
        ]  # without their prose
        permissions = [("publish_caseversion", "Can publish a version of a case")]

    def __str__(self) -> str:
        return f"{self.title} ({self.case.code}, version {self.number})"

    def get_absolute_url(self) -> str:
        return reverse("admin:cases_caseversion_change", args=[self.pk])

    @property
    def pattern(self) -> Key:
        """Return the key."""
        return as_key(self.disease.pattern)

    @property
    def is_explained(self) -> bool:
        """Return whether what its feedback says was written for the key that it has."""
        return self.written_for_id is None

    @property
    def explained_by(self) -> "CaseVersion | None":
        """Return the version whose explanation fits the key of this one.

        An explanation is headline, arguments, diagnosis and look-alike. It is that of the version
        itself unless its key was corrected; then that of the current one, once that is written for
        the same pattern. None while it is being rewritten.
        """
        if self.is_explained:
            return self
        current = self.case.current
        return (
            current
            if current and current.is_explained and current.pattern == self.pattern
            else None
        )

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.submitted_at is None

    @property
    def is_in_review(self) -> bool:
        return self.published_at is None and self.submitted_at is not None

    @property
    def state(self) -> State:
        if self.published_at is None:
            return State.DRAFT if self.submitted_at is None else State.IN_REVIEW
        if self.case.current_id != self.pk:
            return State.SUPERSEDED
        if self.case.withdrawn_at:
            return State.WITHDRAWN
        return State.PUBLISHED if self.is_explained else State.KEY_CORRECTED

    def clean(self) -> None:
        """Render the prose and check the body map and the claims.

        Raises ValidationError at the field of what cannot be rendered or is wrong.
        """
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
        if unknown := unknown_examinations(self.results):
            faults["results"] = [f"There is no manoeuvre or test {name}." for name in unknown]
        if traces := traces_faults(self.traces):
            faults["traces"] = traces
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and CaseVersion.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError(
                "A published version never changes. Make a new version of the case instead."
            )
        for stage in Stage:
            self._render(stage)
        super().save(*args, **kwargs)

    def html(self, stage: Stage) -> str:
        return str(getattr(self, f"{stage}_html"))

    def argument_against(self, key: Key) -> str:
        """Return what speaks against a pattern; empty for something else, which has no field."""
        return str(getattr(self, f"against_{key}", ""))

    def findings_by_stage(self) -> dict[Stage, dict[str, bool]]:
        signs: dict[Stage, dict[str, bool]] = {stage: {} for stage in Stage}
        for item in self.case_findings.all():
            signs[Stage(item.stage)][item.finding_id] = item.present
        return signs

    def model_reading(self, key: Key | None = None) -> CaseReading | None:
        """Return the model's reading of the coded findings; None without them or a model.

        `key`: another one than the version has.
        """
        current = current_model()
        if current is None:
            return None
        findings = self.findings_by_stage()
        if not any(findings.values()):
            return None
        return read_case(current.model, findings, key or self.pattern)

    def said(self) -> dict[str, str]:
        """Return all that it says, as plain text by the name of its field, for comparing."""
        texts: dict[str, str] = {}
        for name in CaseFields.model_fields:
            texts |= self._said_of(name)
        return texts

    def _said_of(self, name: str) -> dict[str, str]:
        """Return what it says in a field of the schema; nothing for what no author writes."""
        match name:
            case "code" | "decides":
                return {}
            case "typicality":
                return {name: self.get_typicality_display()}
            case "findings":
                coded = self.case_findings.select_related("finding")
                in_order = coded.order_by("finding__position", "finding")
                return {name: "\n".join(item.said for item in in_order)}
            case "body":
                return {"body map": body_text(self.body)}
            case "decided_at":
                return {"decided at": self.get_decided_at_display()}
            case "results":
                return {name: results_text(self.results)}
            case "traces":
                return {name: traces_text(self.traces)}
            case "against":
                return {f"against {pattern}": self.argument_against(pattern) for pattern in Pattern}
            case "look_alike":
                return {
                    "look-alike": str(self.look_alike or ""),
                    "look alike text": self.look_alike_text,
                    "case of the look-alike": str(self.look_alike_case or ""),
                }
            case "claims":
                return {name: " ".join(self.claims)}
            case "references":
                return {name: "\n".join(str(reference) for reference in self.references.all())}
            case _:
                return {name.replace("_", " "): str(getattr(self, name))}

    def missing(self) -> dict[str, list[str]]:
        """Return what it still needs before it can be published: messages by field."""
        faults = claim_faults(self.claims)
        return {**self._missing_of_its_own(), **({"claims": faults} if faults else {})}

    def _missing_of_its_own(self) -> dict[str, list[str]]:
        """Return what it still needs apart from claims: messages by field."""
        # claims of content files are checked together, as cases come in before them
        missing = publication_checklist(self._to_publish())
        if faults := self._change_faults():
            missing["change"] = faults
        return {**self._unwritten(), **missing}

    def _to_publish(self) -> CaseToPublish:
        fields = {item.field for item in REQUIREMENTS} - {"references"}
        texts = {name: str(getattr(self, name) or "") for name in (*fields, *Stage, "import_note")}
        texts["references"] = "given" if self.references.exists() else ""
        return CaseToPublish(
            texts=texts,
            key=self.pattern,
            look_alike=as_key(self.look_alike.pattern) if self.look_alike else None,
            coded=[
                CodedSign(
                    name=item.finding.name,
                    stage=Stage(item.stage),
                    present=item.present,
                    decides=item.decides,
                    confirms=not FindingRole(item.finding.role).can_be_stated,
                )
                for item in self.case_findings.select_related("finding")
            ],
            stubs=self.stubs,
        )

    def corrected(self) -> "CaseVersion | None":
        """Return the version that learners met last before this one; None for the first."""
        if self.number == 1:
            return None
        earlier = self.case.versions.exclude(published_at=None).filter(number__lt=self.number)
        return earlier.select_related("disease").order_by("number").last()

    def same_line(self) -> "CaseVersionQuerySet":
        """Return the published versions that differ from this one in wording only.

        It is among them.
        """
        return CaseVersion.objects.exclude(line=None).filter(line=self.line_id)

    def least_change(self, earlier: "CaseVersion") -> Change:
        """Return the least change that this version can be called, against an earlier one."""
        if self.pattern != earlier.pattern:
            return Change.KEY
        facts = ("disease_id", "typicality", "age", "sex", "body")
        same = all(getattr(self, fact) == getattr(earlier, fact) for fact in facts)
        # another key is decided and confirmed by other findings: that is no other patient
        told = earlier.is_explained
        coded = self._coding(deciding=told) == earlier._coding(deciding=told)
        measured = self._measured(confirming=told) == earlier._measured(confirming=told)
        return Change.WORDING if same and coded and measured else Change.CLINICAL

    def submit(self, *, by: AbstractBaseUser) -> None:
        """Hand a complete draft to a reviewer; it does not change until it comes back.

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
        """Make it a draft again, with a comment on what is to be done.

        Raises ValidationError unless it is in review.
        """
        if not self.is_in_review:
            raise ValidationError("This version is not in review.")
        with transaction.atomic():
            self.comments.create(author=by, text=comment)  # type: ignore[misc]
            self.submitted_at = self.submitted_by = None
            self.returned_as = self.said()
            self.save()

    def may_be_approved_by(self, user: AbstractBaseUser) -> bool:
        """Return whether this person may approve it.

        They must be none of those who wrote or sent it, unless the setting lets one do both. What
        the model drafted always needs a second person.
        """
        alone = settings.ALLOW_SELF_APPROVAL and self.generated_at is None
        wrote = {
            self.created_by_id,
            self.submitted_by_id,
            *(writer.pk for writer in self.writers.all()),
        }
        return alone or user.pk not in wrote

    def approve(self, *, by: AbstractBaseUser) -> None:
        """Publish what somebody else sent to review.

        Raises ValidationError where it may not be.
        """
        if not self.is_in_review:
            raise ValidationError("Only what is in review can be published.")
        if not self.may_be_approved_by(by):
            raise ValidationError("Somebody other than its author publishes it.")
        if missing := self.missing():
            raise ValidationError(missing)
        self.publish(by=by)

    def publish(self, *, by: AbstractBaseUser | None = None) -> None:
        """Freeze this version and let learners meet it from now on.

        Raises ValidationError with all that is missing.
        """
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

    def new_version(
        self, *, change: str = Change.WORDING, by: AbstractBaseUser | None = None
    ) -> "CaseVersion":
        """Create a draft as a copy of this version; `change` says what it corrects."""
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
        # once, so that `clean` may do it before a transaction begins
        text, rendered = getattr(self, stage), self.__dict__.setdefault("_rendered", {})
        if rendered.get(stage) != text:
            setattr(self, f"{stage}_html", render_markdown(text))
            rendered[stage] = text

    def _coding(self, *, deciding: bool) -> set[tuple[str, str, bool, bool]]:
        return {
            (coded.finding_id, coded.stage, coded.present, deciding and coded.decides)
            for coded in self.case_findings.all()
        }

    def _measured(self, *, confirming: bool) -> tuple[str, str]:
        """Return results and traces in one spelling."""
        traces = [trace for trace in self.traces if confirming or not trace.get("with_answer")]
        return results_text(self.results), traces_text(traces)

    def _unwritten(self) -> dict[str, list[str]]:
        """Return what still speaks of the key of the version before: messages by field."""
        earlier = self.corrected()
        if earlier is None or earlier.is_explained:
            return {}
        before, now = earlier.written_for, earlier.disease
        if self.disease_id == earlier.written_for_id:
            corrected = f"The key of version {earlier.number} was corrected from {before} to {now}"
            return {
                "disease": [
                    f"{corrected}: write this one for {now}, or propose to correct the key back."
                ]
            }
        word_pairs = {
            name: (getattr(self, name).split(), getattr(earlier, name).split())
            for name in (*OF_THE_KEY, "look_alike_text")
        }
        faults = {
            name: [f"Write it for {self.disease}: it still says what was said of {before}."]
            for name, (words, words_before) in word_pairs.items()
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
        reason = (
            f"Its pattern differs from that of version {earlier.number},"
            f" {earlier.pattern.label.lower()}"
        )
        if least != Change.KEY:
            reason = f"Its patient or coding differs from version {earlier.number}"
        return [f"{reason}: mark the change as “{least.value}” at least."]


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
        constraints = [
            models.UniqueConstraint(fields=["version", "finding"], name="one_coding_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {'present' if self.present else 'absent'}"

    @property
    def said(self) -> str:
        """Describe it in words, such as "Ptosis: present at examination, decides"."""
        return f"{self} at {self.stage}{', decides' if self.decides else ''}"
