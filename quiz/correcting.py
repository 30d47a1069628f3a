"""Correcting the key of a published version, and of those that differ from it in wording only.

What it would change, doing it, and where a new version with another key suggests it.
"""

from dataclasses import dataclass

from django.db import transaction

from cases.models import CaseVersion, Change, Disease
from cases.patterns import Pattern

from . import reports
from .models import Answer, KeyCorrection, Review, ScoredDay, VerdictChange
from .scoring.report import Report


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction does to one learner's report."""

    learner: int
    before: Report
    after: Report

    @property
    def changes_verdict(self) -> bool:
        return self.before.sentence != self.after.sentence


def effects(version: CaseVersion, disease: Disease) -> list[Effect]:
    """The reports, before and after, of every learner who has finished the case in one of these versions."""
    keys = dict.fromkeys(version.same_line().values_list("pk", flat=True), Pattern(disease.pattern))
    return [
        Effect(learner, reports.of_learner(learner), reports.rekeyed(learner, keys)) for learner in answered_by(version)
    ]


def answered_by(version: CaseVersion) -> list[int]:
    """Learners who have finished the case in one of these versions."""
    answers = Answer.objects.finished().filter(version__in=version.same_line())
    return list(answers.order_by("attempt__learner").values_list("attempt__learner", flat=True).distinct())


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


def correct(correction: KeyCorrection) -> list[Effect]:
    """Change the key and tell those whose verdict changes. What anybody committed stays as it is."""
    version, disease = correction.version, correction.disease
    with transaction.atomic():
        found = effects(version, disease)
        correction.before = version.disease
        correction.save()
        version.same_line().update(disease=disease)
        VerdictChange.objects.bulk_create(
            VerdictChange(
                learner_id=one.learner, correction=correction, before=one.before.sentence, after=one.after.sentence
            )
            for one in found
            if one.changes_verdict
        )
        listed = Review.objects.filter(answer__version__in=version.same_line())
        listed.filter(called=disease.pattern).delete()  # no errors any more
        listed.update(truth=disease.pattern)
        ScoredDay.objects.forget(one.learner for one in found)
    return found
