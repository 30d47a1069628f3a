"""From a passage of the source to the cases that examine it, and where the chain is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models import CaseFinding, CaseVersion
from knowledge.models import Finding

from .models import Claim, Lesson, Passage


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """A claim with the lessons that cite it, the findings that it speaks of, and the cases that name it."""

    claim: Claim
    lessons: list[str]
    findings: list[str]
    cases: list[str]


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole chain. Cases are told by their code; findings and claims by their id."""

    passages: list[tuple[Passage, list[TracedClaim]]]
    untaught_claims: list[str]
    unexamined_claims: list[str]
    claims_examined_untaught: list[str]
    unexamined_findings: list[str]
    findings_examined_untaught: list[str]

    @property
    def gaps(self) -> Iterator[tuple[str, list[str]]]:
        """What is missing, each with what is said of it."""
        yield "Claims in scope that no lesson cites", self.untaught_claims
        yield "Claims taught but never examined by a case", self.unexamined_claims
        yield "Claims examined but never taught", self.claims_examined_untaught
        yield "Findings taught but in no case", self.unexamined_findings
        yield "Findings in cases but never taught", self.findings_examined_untaught


def trace() -> Trace:
    """The chain as it is now: all claims and lessons, and the cases in the draw."""
    dealt = CaseVersion.objects.in_draw()
    named = dict(dealt.values_list("case__code", "claims"))
    coded = set(CaseFinding.objects.filter(version__in=dealt).values_list("finding_id", flat=True))
    passages = [
        (passage, [_traced(claim, named) for claim in passage.claims.all()])
        for passage in Passage.objects.prefetch_related("claims__lessons", "claims__findings")
    ]
    claims = [traced for _, listed in passages for traced in listed]
    taught = {finding for lesson in Lesson.objects.prefetch_related("findings") for finding in _findings(lesson)}
    order = list(Finding.objects.values_list("pk", flat=True))
    return Trace(
        passages,
        [one.claim.pk for one in claims if not one.lessons and one.claim.verdict != "out_of_scope"],
        [one.claim.pk for one in claims if one.lessons and not one.cases],
        [one.claim.pk for one in claims if one.cases and not one.lessons],
        [finding for finding in order if finding in taught - coded],
        [finding for finding in order if finding in coded - taught],
    )


def _traced(claim: Claim, named: dict[str, list[str]]) -> TracedClaim:
    return TracedClaim(
        claim,
        [lesson.slug for lesson in claim.lessons.all()],
        [finding.pk for finding in claim.findings.all()],
        sorted(code for code, claims in named.items() if claim.pk in claims),
    )


def _findings(lesson: Lesson) -> list[str]:
    return [finding.pk for finding in lesson.findings.all()]
