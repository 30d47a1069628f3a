"""Correcting the key of a published version, and of those that differ from it in wording only.

What it would change, proposing and doing it, and where a new version with another key suggests it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.models import Case, CaseVersion, Change
from knowledge.current_model import knowledge
from knowledge.inference.explanation import CaseReading, read_case
from knowledge.models import Disease
from knowledge.patterns import Belief, Pattern, Stage

from . import reports
from .models import Answer, Commitment, KeyCorrection, Review, ScoredDay, VerdictChange
from .scoring.report import Report

LAST = list(Stage)[-1]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction does to one learner's report."""

    learner: int
    before: Report
    after: Report

    @property
    def changes_verdict(self) -> bool:
        return self.before.sentence != self.after.sentence


def effects(version: CaseVersion, disease: Disease, *, known: Iterable[int] = ()) -> list[Effect]:
    """The reports, before and after, of every learner who has finished the case in one of these versions.

    `known`: learners whose effect is known already; they are left out.
    """
    keys = dict.fromkeys(version.same_line().values_list("pk", flat=True), Pattern(disease.pattern))
    return [
        Effect(learner, reports.of_learner(learner), reports.rekeyed(learner, keys))
        for learner in answered_by(version)
        if learner not in known
    ]


def answered_by(version: CaseVersion) -> list[int]:
    """Learners who have finished the case in one of these versions."""
    answers = Answer.objects.finished().filter(version__in=version.same_line())
    return list(answers.order_by("attempt__learner").values_list("attempt__learner", flat=True).distinct())


def reading(version: CaseVersion, disease: Disease) -> CaseReading | None:
    """What the evidence model makes of a version, were it of this disease; None without a model or coded findings."""
    known = knowledge()
    if known is None or not version.case_findings.exists():
        return None
    return read_case(known.model, version.findings_by_stage(), Pattern(disease.pattern))


def still_scored_by_the_old_key(version: CaseVersion) -> tuple[CaseVersion, list[int]] | None:
    """The version whose key this one or the first of its line corrects, and who answered it; None if nobody did.

    None also where that version has the new key by now.
    """
    first = version.line
    earlier = first.corrected() if first and first.change == Change.KEY else None
    if earlier is None or earlier.pattern == version.pattern:
        return None
    learners = answered_by(earlier)
    return (earlier, learners) if learners else None


def last_correction(version: CaseVersion) -> KeyCorrection | None:
    """The correction that gave a version the key that it has; None where it was never corrected."""
    corrected = KeyCorrection.objects.of_line(version).exclude(corrected_at=None)
    return corrected.select_related("before", "disease").order_by("-corrected_at").first()


def _unlisted(version: CaseVersion) -> Iterator[tuple[int, int, Belief]]:
    """Answer, learner and last belief of each finished answer to these versions that is on no list of errors."""
    last = Commitment.objects.filter(stage=LAST, answer__version__in=version.same_line(), answer__review=None)
    rows = last.exclude(answer__finished_at=None).values_list("answer_id", "answer__attempt__learner_id", *Pattern)
    return ((answer, learner, Belief(*shares)) for answer, learner, *shares in rows)


def propose(correction: KeyCorrection, *, by: AbstractBaseUser) -> None:
    """Store a correction for a second person to decide. Nothing changes for learners.

    Raises ValidationError if one is open already, or if the version has that disease by now.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=correction.version.case_id)  # two clicks propose it once
        correction.version.refresh_from_db(fields=["disease", "line"])
        correction.clean()
        correction.before, correction.proposed_by = correction.version.disease, by  # type: ignore[assignment]
        correction.save()


def correct(correction: KeyCorrection, *, by: AbstractBaseUser) -> list[Effect]:
    """Change the key and tell those whose verdict changes. What anybody committed stays as it is.

    The case is dealt no longer until it is explained anew. Raises ValidationError if this person proposed it, if it was
    decided meanwhile, or if the key is another than when it was proposed; then nothing changes.
    """
    if not correction.may_be_confirmed_by(by):
        raise ValidationError("Somebody other than who proposed it confirms it.")
    version, disease = correction.version, correction.disease
    found = effects(version, disease)  # takes longest, so before anybody has to wait for it
    with transaction.atomic():
        correction = KeyCorrection.objects.select_for_update().get(pk=correction.pk)
        Case.objects.select_for_update().get(pk=version.case_id)
        version.refresh_from_db(fields=["disease", "line"])
        if not correction.is_open:
            raise ValidationError(f"Nothing was done: it is {correction.state} already.")
        if version.disease_id != correction.before_id:
            raise ValidationError(f"Nothing was done: its key is {version.disease} by now, not {correction.before}.")
        found += effects(version, disease, known={one.learner for one in found})
        correction.corrected_by, correction.corrected_at = by, timezone.now()  # type: ignore[assignment]
        correction.save()
        version.same_line().correct_key(disease)
        VerdictChange.objects.bulk_create(
            VerdictChange(
                learner_id=one.learner, correction=correction, before=one.before.sentence, after=one.after.sentence
            )
            for one in found
            if one.changes_verdict
        )
        at = correction.corrected_at or timezone.now()
        Review.objects.heed_key(version.same_line(), Pattern(disease.pattern), _unlisted(version), at)
        ScoredDay.objects.forget(one.learner for one in found)
    version.refresh_from_db(fields=["disease", "written_for"])
    return found
