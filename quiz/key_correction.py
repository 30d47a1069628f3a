"""Correct the key of a published version and of its line.

A line is the versions that differ in wording only. Computes what a correction would change,
proposes it, does it, and tells where a new version with another key suggests one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.models import Case, CaseVersion, Change
from knowledge.models import Disease
from knowledge.patterns import KEYS, OUTSIDE, Belief, Key, Stage, as_key

from . import progress
from .models import Answer, Commitment, DailyScore, KeyCorrection, Miss, VerdictChange
from .scoring.report import Report

LAST = list(Stage)[-1]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a correction on one learner's report."""

    learner: int
    before: Report
    after: Report

    @property
    def changes_verdict(self) -> bool:
        return self.before.sentence != self.after.sentence


def effects(version: CaseVersion, disease: Disease, *, known: Iterable[int] = ()) -> list[Effect]:
    """Return the reports, before and after, of all who have finished the case.

    They finished it in a version of this line. `known`: learners whose effect is known already;
    they are left out.
    """
    keys = dict.fromkeys(version.same_line().values_list("pk", flat=True), as_key(disease.pattern))
    return [
        Effect(learner, progress.report_of_learner(learner), progress.rekeyed_report(learner, keys))
        for learner in answered_by(version)
        if learner not in known
    ]


def answered_by(version: CaseVersion) -> list[int]:
    """Return the learners who have finished a version of this line."""
    answers = Answer.objects.finished().filter(version__in=version.same_line())
    return list(
        answers.order_by("attempt__learner").values_list("attempt__learner", flat=True).distinct()
    )


def still_scored_by_the_old_key(version: CaseVersion) -> tuple[CaseVersion, list[int]] | None:
    """Return the version with the old key, and who answered it.

    It is the one whose key this version or the first of its line corrects. The result is None if
    nobody answered it, or if it has the new key by now.
    """
    first = version.line
    earlier = first.corrected() if first and first.change == Change.KEY else None
    if earlier is None or earlier.pattern == version.pattern:
        return None
    learners = answered_by(earlier)
    return (earlier, learners) if learners else None


def last_correction(version: CaseVersion) -> KeyCorrection | None:
    """Return the correction that gave a version the key that it has.

    The result is None where it was never corrected.
    """
    corrected = KeyCorrection.objects.of_line(version).exclude(corrected_at=None)
    return corrected.select_related("before", "disease").order_by("-corrected_at").first()


def left_unsaid(version: CaseVersion) -> int:
    """Count the finished answers to this line in which something else could not be said.

    They count nowhere as long as that is the key.
    """
    answers = Answer.objects.finished().filter(version__in=version.same_line())
    return answers.filter(may_be_outside=False).count()


def _unlisted(version: CaseVersion, truth: Key) -> Iterator[tuple[int, int, Belief]]:
    """Yield answer, learner and last belief of finished answers on no list.

    These are answers to versions of this line in which the truth could be said; the lists are those
    of what was missed.
    """
    last = Commitment.objects.filter(
        stage=LAST, answer__version__in=version.same_line(), answer__miss=None
    )
    if truth is OUTSIDE:
        last = last.filter(answer__may_be_outside=True)
    rows = last.exclude(answer__finished_at=None).values_list(
        "answer_id", "answer__attempt__learner_id", *KEYS
    )
    return ((answer, learner, Belief(*shares)) for answer, learner, *shares in rows)


def propose(correction: KeyCorrection, *, by: AbstractBaseUser) -> None:
    """Store a correction for a second person to decide.

    Nothing changes for learners. Raises ValidationError if one is open already, or if the version
    has that disease by now.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(
            pk=correction.version.case_id
        )  # two clicks propose it once
        correction.version.refresh_from_db(fields=["disease", "line"])
        correction.clean()
        correction.before, correction.proposed_by = correction.version.disease, by  # type: ignore[assignment]
        correction.save()


def correct(correction: KeyCorrection, *, by: AbstractBaseUser) -> list[Effect]:
    """Change the key, and tell those whose verdict changes.

    Returns the effects on all who answered. What anybody committed stays as it is. The case is
    dealt no longer until it is explained anew. Raises ValidationError if this person proposed it,
    if it was decided meanwhile, or if the key is another than when it was proposed; then nothing
    changes.
    """
    if not correction.may_be_confirmed_by(by):
        raise ValidationError("Somebody other than who proposed it confirms it.")
    version, disease = correction.version, correction.disease
    # takes longest, so before anybody has to wait for it
    learner_effects = effects(version, disease)
    with transaction.atomic():
        correction = KeyCorrection.objects.select_for_update().get(pk=correction.pk)
        Case.objects.select_for_update().get(pk=version.case_id)
        version.refresh_from_db(fields=["disease", "line"])
        if not correction.is_open:
            raise ValidationError(f"Nothing was done: it is {correction.state} already.")
        if version.disease_id != correction.before_id:
            raise ValidationError(
                f"Nothing was done: its key is {version.disease} by now, not {correction.before}."
            )
        learner_effects += effects(version, disease, known={one.learner for one in learner_effects})
        correction.corrected_by, correction.corrected_at = by, timezone.now()  # type: ignore[assignment]
        correction.save()
        version.same_line().correct_key(disease)
        VerdictChange.objects.bulk_create(
            VerdictChange(
                learner_id=one.learner,
                correction=correction,
                before=one.before.sentence,
                after=one.after.sentence,
            )
            for one in learner_effects
            if one.changes_verdict
        )
        at = correction.corrected_at or timezone.now()
        truth = as_key(disease.pattern)
        Miss.objects.heed_key(version.same_line(), truth, _unlisted(version, truth), at)
        DailyScore.objects.forget(one.learner for one in learner_effects)
    version.refresh_from_db(fields=["disease", "written_for"])
    return learner_effects
