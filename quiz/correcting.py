"""Correcting the key of a published version: what it would change, and doing it."""

from dataclasses import dataclass

from django.db import transaction

from cases.models import CaseVersion, Disease
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
    """The reports, before and after, of every learner who has finished a case in this version."""
    answered = Answer.objects.finished().filter(version=version)
    learners = answered.order_by("attempt__learner").values_list("attempt__learner", flat=True).distinct()
    return [
        Effect(learner, reports.of_learner(learner), reports.rekeyed(learner, version.pk, Pattern(disease.pattern)))
        for learner in learners
    ]


def correct(correction: KeyCorrection) -> list[Effect]:
    """Change the key and tell those whose verdict changes. What anybody committed stays as it is."""
    version, disease = correction.version, correction.disease
    with transaction.atomic():
        found = effects(version, disease)
        correction.before = version.disease
        correction.save()
        CaseVersion.objects.filter(pk=version.pk).update(disease=disease)
        VerdictChange.objects.bulk_create(
            VerdictChange(
                learner_id=one.learner, correction=correction, before=one.before.sentence, after=one.after.sentence
            )
            for one in found
            if one.changes_verdict
        )
        listed = Review.objects.filter(answer__version=version)
        listed.filter(called=disease.pattern).delete()  # no errors any more
        listed.update(truth=disease.pattern)
        ScoredDay.objects.forget(one.learner for one in found)
    return found
