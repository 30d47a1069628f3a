"""Trace passages of the source to the cases that examine them, and find the gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q

from cases.models import CaseFinding, CaseVersion
from knowledge.models import Disease, Finding, Reference

from .models import Claim, Lesson, Passage


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """A claim, its lessons (slugs), findings (ids) and the cases that name it (codes)."""

    claim: Claim
    lessons: list[str]
    findings: list[str]
    cases: list[str]


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain from passages to cases, with its gaps.

    Cases are given by their code; findings and claims by their id.
    """

    passages: list[tuple[Passage, list[TracedClaim]]]
    untaught_claims: list[str]
    unexamined_claims: list[str]
    claims_examined_untaught: list[str]
    unexamined_findings: list[str]
    findings_examined_untaught: list[str]

    @property
    def gaps(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each kind of gap, in words, with the ids that are concerned."""
        yield "Claims in scope that no lesson cites", self.untaught_claims
        yield "Claims taught but never examined by a case", self.unexamined_claims
        yield "Claims examined but never taught", self.claims_examined_untaught
        yield "Findings taught but in no case", self.unexamined_findings
        yield "Findings in cases but never taught", self.findings_examined_untaught


def trace() -> Trace:
    """Trace all claims and lessons to the cases in the draw, as they are now."""
    versions = CaseVersion.objects.in_draw()
    claims_of_cases = dict(versions.values_list("case__code", "claims"))
    coded = set(
        CaseFinding.objects.filter(version__in=versions).values_list("finding_id", flat=True)
    )
    passages = [
        (passage, [_traced(claim, claims_of_cases) for claim in passage.claims.all()])
        for passage in Passage.objects.prefetch_related("claims__lessons", "claims__findings")
    ]
    claims = [traced for _, claims_of_passage in passages for traced in claims_of_passage]
    taught = {
        finding
        for lesson in Lesson.objects.prefetch_related("findings")
        for finding in _findings(lesson)
    }
    order = list(Finding.objects.values_list("pk", flat=True))
    return Trace(
        passages,
        [one.claim.pk for one in claims if not one.lessons and one.claim.verdict != "out_of_scope"],
        [one.claim.pk for one in claims if one.lessons and not one.cases],
        [one.claim.pk for one in claims if one.cases and not one.lessons],
        [finding for finding in order if finding in taught - coded],
        [finding for finding in order if finding in coded - taught],
    )


def _traced(claim: Claim, claims_of_cases: dict[str, list[str]]) -> TracedClaim:
    return TracedClaim(
        claim,
        [lesson.slug for lesson in claim.lessons.all()],
        [finding.pk for finding in claim.findings.all()],
        sorted(code for code, claims in claims_of_cases.items() if claim.pk in claims),
    )


def _findings(lesson: Lesson) -> list[str]:
    return [finding.pk for finding in lesson.findings.all()]


def resting_on_claim(claim: Claim) -> dict[str, list[Any]]:
    """Return what rests on a claim, by kind.

    Cases are those that learners meet and those that are being written.
    """
    versions = CaseVersion.objects.select_related("case").filter(
        Q(current_of__isnull=False) | Q(published_at=None)
    )
    return {
        "Lessons": [lesson for lesson in Lesson.objects.all() if claim.pk in lesson.cites()],
        "Cases": [version for version in versions if claim.pk in version.claims],
        "Diseases": [disease for disease in Disease.objects.all() if claim.pk in disease.claims],
        "Claims that say the same": claim.all_repeats,
    }


def references_in_use() -> "models.QuerySet[Reference]":
    """Return all references by author and year, with lessons and claims citing them."""
    return Reference.objects.order_by("authors", "year").prefetch_related(
        Prefetch("lessons", Lesson.objects.only("title", "slug")),
        Prefetch("claims", Claim.objects.only("id")),
    )


class ClaimsTaught:
    """The claims and where they are taught, as `knowledge.claims` asks for them."""

    def ids(self) -> Iterable[str]:
        return Claim.objects.order_by().values_list("pk", flat=True)

    def taught(self, ids: Sequence[str]) -> list[Claim]:
        return list(Claim.objects.filter(pk__in=ids).with_lesson())

    def lessons_about(self, finding: Finding) -> list[Lesson]:
        return list(finding.lessons.only("slug", "title"))

    def lessons_by_pattern(self) -> dict[str, Lesson]:
        lessons = Lesson.objects.exclude(pattern="").only("slug", "title", "minutes", "pattern")
        return {lesson.pattern: lesson for lesson in lessons.order_by("-position", "-id")}
