"""Say what two look-alikes that were answered show, finding by finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from cases.models import CaseVersion
from knowledge.inference.frequency import CLASSES
from knowledge.models import Finding, Frequency
from knowledge.names import in_sentence

from .models import Drill
from .practice.look_alikes import ComparedFinding

SHOWN = 5  # rows at once, beside those that decide and the one that was picked
UNLISTED = "not listed"
WORDS = {True: "present", False: "absent", None: "not said"}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What the two patients show of a finding.

    `shown`: for each, the word and what was reported. `often`: how often each disease shows it, as
    people write it; empty where the finding does not separate the two.
    """

    finding: Finding
    compared: ComparedFinding
    shown: tuple[tuple[str, str], tuple[str, str]]
    often: tuple[tuple[str, str], ...]
    is_picked: bool


@dataclass(frozen=True, slots=True)
class DrillResult:
    """The findings of two look-alikes.

    `rows`: those that decide or weigh most, and the one that was picked; `less`: others that the
    two state differently; `present`, `absent`: the same in both; `one`: said of one only. `marked`:
    what was marked as the same, and whether it is.
    """

    rows: list[ResultRow]
    less: list[ResultRow]
    present: list[Finding]
    absent: list[Finding]
    one: list[Finding]
    marked: list[tuple[Finding, bool]]

    @property
    def same(self) -> int:
        return len(self.present) + len(self.absent)

    @property
    def folded(self) -> list[tuple[str, list[Finding]]]:
        """Return what separates nothing, under its headings, without those that are empty."""
        groups = [
            ("Present in both", self.present),
            ("Absent in both", self.absent),
            ("Said of one only", self.one),
        ]
        return [(heading, findings) for heading, findings in groups if findings]

    @property
    def picked(self) -> ResultRow | None:
        return next((row for row in self.rows if row.is_picked), None)

    @property
    def deciding(self) -> list[str]:
        """Return the names of the findings that separate the two best, two at most."""
        separating = [row for row in self.rows if row.compared.separates]
        return [in_sentence(row.finding.name) for row in separating[:2]]


def drill_result(drill: Drill) -> DrillResult:
    """Return what an answered drill shows; takes six queries."""
    findings = drill.findings
    prefetch_related_objects(list(findings.values()), "manoeuvres", "investigations", "references")
    listed = _listed(drill)
    separating = [row for row in drill.compared if row.separates]
    separating.sort(key=lambda row: (not row.decides, -_spread(listed, row.finding, drill)))
    cut = max(SHOWN, sum(row.decides for row in separating))
    first, less = separating[:cut], separating[cut:]
    picked = drill.picked
    if picked and picked not in first:
        first.append(picked)
        less = [row for row in less if row is not picked]
    wrong = set(drill.wrong_marks)
    return DrillResult(
        rows=[_row(drill, row, listed) for row in first],
        less=[_row(drill, row, listed) for row in less],
        present=[findings[row.finding] for row in drill.compared if row.is_shared],
        absent=[
            findings[row.finding] for row in drill.compared if row.is_same and row.first is False
        ],
        one=[
            findings[row.finding] for row in drill.compared if not row.is_same and not row.separates
        ],
        marked=[(findings[pk], pk not in wrong) for pk in drill.marked or [] if pk in findings],
    )


def _row(drill: Drill, row: ComparedFinding, listed: Mapping[tuple[str, str], str]) -> ResultRow:
    finding = drill.findings[row.finding]
    return ResultRow(
        finding=finding,
        compared=row,
        shown=(
            _shown(drill.first, finding, row.first),
            _shown(drill.second, finding, row.second),
        ),
        often=_often(drill, finding, listed) if row.separates else (),
        is_picked=finding.pk == drill.finding_id,
    )


def _shown(version: CaseVersion, finding: Finding, present: bool | None) -> tuple[str, str]:
    """Return a word, and what was reported of this patient or is commonly reported."""
    examinations = [*finding.manoeuvres.all(), *finding.investigations.all()]
    own = next((version.results[one.pk] for one in examinations if one.pk in version.results), "")
    common = {True: finding.report_present, False: finding.report_absent, None: ""}[present]
    return WORDS[present], (own if present is not None else "") or common


def _listed(drill: Drill) -> dict[tuple[str, str], str]:
    rows = Frequency.objects.filter(disease__in=[version.disease_id for version in drill.versions])
    return {
        (disease, finding): frequency
        for disease, finding, frequency in rows.values_list("disease", "finding", "frequency")
    }


def _often(
    drill: Drill, finding: Finding, listed: Mapping[tuple[str, str], str]
) -> tuple[tuple[str, str], ...]:
    ranges = [
        (version.disease.name, CLASSES[listed[version.disease_id, finding.pk]].range)
        if (version.disease_id, finding.pk) in listed
        else (version.disease.name, UNLISTED)
        for version in drill.versions
    ]
    return tuple(ranges) if any(said != UNLISTED for _, said in ranges) else ()


def _spread(listed: Mapping[tuple[str, str], str], finding: str, drill: Drill) -> float:
    """Return how far apart (0 to 1) the two diseases lie in how often they show a finding."""
    shares = [
        CLASSES[listed[version.disease_id, finding]].share
        if (version.disease_id, finding) in listed
        else 0.0
        for version in drill.versions
    ]
    return abs(shares[0] - shares[1])
