"""Files of other systems become draft cases, each with a note of what could not be taken over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import Max, QuerySet

from content.batches import part, parts
from knowledge.claims import known_claims
from knowledge.models import Disease, Finding, Reference
from knowledge.patterns import Pattern

from .exchange import reading
from .exchange.settling import Knowledge, KnownDisease, KnownFinding, Settled, Wanted, settle, wanted
from .exchange.shape import UNSAID, Draft, Fault, Found, brief
from .exporting import PLAIN, draft_of
from .models import Case, CaseFinding, CaseVersion

PART = 20  # drafts that are stored at once
LINKS = 100  # drafts that are joined with their look-alikes at once
NOT_HERE = "The case of the look-alike, {}, is not here."


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one item. `version`: its draft, once stored. `here`: the case that says the same already."""

    where: str
    title: str
    disease: KnownDisease
    notes: Sequence[str]
    here: Case | None = None
    version: CaseVersion | None = None

    @property
    def fate(self) -> str:
        if self.here:
            return f"already here as case {self.here.code}"
        return f"case {self.version.case.code}" if self.version else "would come in"


@dataclass(slots=True)
class Imported:
    """What an import did, or a dry run would do."""

    kind: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    words: Wanted = field(default_factory=Wanted)
    written: bool = False

    def add(self, outcome: Row | Fault) -> None:
        if isinstance(outcome, Fault):
            self.faults.append(outcome)
        else:
            self.rows.append(outcome)

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if not row.here]

    @property
    def doubles(self) -> list[Row]:
        return [row for row in self.rows if row.here]


class ImportStoppedError(Exception):
    """The database gave up, or somebody stopped it, while drafts were written: some may be in, the rest is not.

    `done`: what was done until then. `left`: how many drafts are not in.
    """

    def __init__(self, done: Imported, left: int) -> None:
        self.done, self.left = done, left
        came = len(done.new)
        super().__init__(
            f"The import stopped after {came} of {came + left} drafts. They stay. "
            "Import the file again: what came in is recognised, and the rest comes in."
        )


def import_cases(
    data: bytes,
    *,
    kind: str = "",
    mapping: Mapping[str, str] | None = None,
    strict: bool = False,
    dry_run: bool = False,
    by: AbstractBaseUser | None = None,
) -> Imported:
    """Store a draft for each item that is not here yet. `kind`, `mapping`: see `reading.read` and `settling.settle`.

    `by`: their author, in whose name the log says so.

    A faulty item does not hold up the others, unless `strict`: then nothing is stored where there is any fault. All are
    found before the first draft is written. Drafts are written in parts; raises ImportStoppedError if that comes to no
    end. The same import once more brings the rest.
    """
    known, mapping = knowledge(), mapping or {}
    found = reading.read(data, kind)
    result = Imported(found.kind, faults=list(found.faults), words=wanted(found.items, known, mapping))
    ready, look_alikes = _sorted_out(found, known, mapping, result)
    if dry_run or (strict and result.faults):
        result.rows += map(_row, ready)
    else:
        _store_all(ready, look_alikes, by, result)
    return result


def _sorted_out(
    found: Found, known: Knowledge, mapping: Mapping[str, str], result: Imported
) -> tuple[list[Settled], dict[str, str]]:
    """What can be stored, each item once; all else goes into the result, faults in the order of the file.

    Then the codes of the look-alikes' cases, by the origin of each item that is here or can be stored.
    """
    origins = {version.origin: version.case for version in _imported(found.kind)}
    ready: dict[str, Settled] = {}
    look_alikes: dict[str, str] = {}
    for item in found.items:
        settled = settle(found.kind, item, known, mapping)
        outcome = settled if isinstance(settled, Fault) else _looked_at(settled, origins)
        if isinstance(settled, Settled) and not isinstance(outcome, Fault) and (code := settled.draft.look_alike.case):
            look_alikes.setdefault(settled.origin, code)
        if not isinstance(outcome, Settled):
            result.add(outcome)
        elif ready.setdefault(outcome.origin, outcome) is not outcome:
            result.add(Fault(item.where, f"“{brief(item.title)}” stands in the file twice: the first was taken"))
    result.faults = list(dict.fromkeys(result.faults))  # the vignettes of a matching question share their faults
    result.faults.sort(key=lambda fault: re.sub(r"\d+", lambda number: number[0].zfill(9), fault.where))
    return list(ready.values()), look_alikes


def _store_all(
    ready: Sequence[Settled], look_alikes: Mapping[str, str], by: AbstractBaseUser | None, result: Imported
) -> None:
    """Store drafts in parts, and say so in the result after each."""
    left = len(ready)
    result.written = True
    try:
        for some in parts(ready, PART):
            versions = [_rendered(settled) for settled in some]  # takes longer than to store them
            with part():
                outcomes = [_store(*pair, by) for pair in zip(some, versions, strict=True)]
                _log(outcomes, by, result.kind)
            for outcome in outcomes:
                result.add(outcome)
            left -= len(some)
        _link_look_alikes(look_alikes)
    except (DatabaseError, InterfaceError, KeyboardInterrupt) as fault:
        raise ImportStoppedError(result, left) from fault


def _log(outcomes: Sequence[Row | Fault], by: AbstractBaseUser | None, kind: str) -> None:
    stored = [row.version for row in outcomes if isinstance(row, Row) and row.version]
    if by and stored:
        LogEntry.objects.log_actions(by.pk, stored, ADDITION, f"Imported from {kind}.")  # type: ignore[attr-defined, arg-type]


def _imported(kind: str) -> QuerySet[CaseVersion]:
    return CaseVersion.objects.filter(origin__startswith=f"{kind}:").select_related("case")


def _looked_at(settled: Settled, origins: dict[str | None, Case]) -> Settled | Row | Fault:
    """The same if it can be stored; else its row where it is here already, or why it cannot be stored."""
    if here := origins.get(settled.origin):
        return _row(settled, here=here)
    draft = settled.draft
    case = Case.objects.filter(code=draft.code).first() if draft.code else None
    if case and (settled.item.question or any(_same(version, draft) for version in case.versions.all())):
        return _row(settled, here=case)
    if case and case.versions.filter(published_at=None).exists():
        return Fault(settled.item.where, f"case {case.code} has a draft already: publish or delete it first")
    try:
        _version(draft, case or Case()).clean()
    except ValidationError as error:
        messages = "; ".join(f"{name}: {message}" for name, listed in error.message_dict.items() for message in listed)
        return Fault(settled.item.where, f"“{brief(draft.title)}” {messages}")
    return settled


def _same(version: CaseVersion, draft: Draft) -> bool:
    """Whether a version says of the patient what a draft says, space at the ends of texts left aside."""
    here, there = (one.model_dump(mode="json", exclude=UNSAID) for one in (draft_of(version), draft))
    return bool(_stripped(here) == _stripped(there))


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(item) for key, item in value.items() if item not in ("", [], {})}
    return value.strip() if isinstance(value, str) else value


def _row(settled: Settled, **stored: Any) -> Row:
    draft = settled.draft
    notes = draft.import_note.splitlines()
    return Row(settled.item.where, draft.title, settled.disease, notes, **stored)


def _rendered(settled: Settled) -> CaseVersion:
    """Its version, not stored, of a case yet to be found."""
    version = _version(settled.draft, Case())
    version.clean()
    return version


def _store(settled: Settled, version: CaseVersion, by: AbstractBaseUser | None) -> Row | Fault:
    """A new draft: of the case with its code if there is one, else of a new case."""
    draft = settled.draft
    try:
        with transaction.atomic():
            cases = Case.objects
            case, is_new = cases.get_or_create(code=draft.code) if draft.code else (cases.begin(), True)
            if not is_new and case.versions.filter(published_at=None).exists():
                return Fault(settled.item.where, f"case {case.code} has a draft already: publish or delete it first")
            last = None if is_new else case.versions.aggregate(last=Max("number"))["last"]
            version.case, version.number, version.origin = case, (last or 0) + 1, settled.origin
            version.created_by = by  # type: ignore[assignment]
            _unreview(version, by)
            if code := draft.look_alike.case:
                version.import_note += f"\n{NOT_HERE.format(code)}"  # until all of the file is
            version.save()
            if draft.references:
                version.references.set(Reference.objects.filter(pk__in=draft.references))
            CaseFinding.objects.bulk_create(
                CaseFinding(
                    version=version, finding_id=finding, stage=stage, present=present, decides=finding in draft.decides
                )
                for stage, coded in draft.findings.items()
                for present, listed in ((True, coded.present), (False, coded.absent))
                for finding in listed
            )
    except IntegrityError:
        here = _imported(settled.origin.partition(":")[0]).filter(origin=settled.origin).first()
        if here is None:
            raise
        return _row(settled, here=here.case)
    return _row(settled, version=version)


def _version(draft: Draft, case: Case) -> CaseVersion:
    """A version of a case that says what a draft says, not stored."""
    says = {**draft.model_dump(mode="json", include={*PLAIN, "body"}), "generated_at": draft.generated_at}
    return CaseVersion(
        case=case,
        disease_id=draft.disease,
        look_alike_id=draft.look_alike.disease or None,
        look_alike_text=draft.look_alike.text,
        **{f"against_{pattern}": text for pattern, text in draft.against.items()},
        **says,
    )


def _unreview(version: CaseVersion, by: Any) -> None:
    """That somebody reviewed a case is for reviewers to say; what a file says of it goes to the note."""
    if version.reviewed_by and by is not None and not by.has_perm("cases.publish_caseversion"):
        said = f"The file says that it was reviewed by {version.reviewed_by}; a reviewer may enter that."
        version.import_note = f"{version.import_note}\n{said}".strip()
        version.reviewed_by = ""


def _link_look_alikes(codes: Mapping[str, str]) -> None:
    """Join drafts with the cases that show their look-alikes, where these are here; what says they are not goes.

    `codes`: of those cases, by the origin of the draft. An import that was stopped before it came to this left some.
    """
    for some in parts(list(codes), LINKS):
        cases = {case.code: case for case in Case.objects.filter(code__in={codes[origin] for origin in some})}
        drafts = CaseVersion.objects.filter(origin__in=some, published_at=None, submitted_at=None)
        with part():
            for draft in drafts.filter(look_alike_case=None).only("origin", "import_note"):
                code = codes[str(draft.origin)]
                before, missing, after = draft.import_note.partition(NOT_HERE.format(code))
                if missing and code in cases:
                    note = f"{before.rstrip()}{after}"
                    drafts.filter(pk=draft.pk).update(look_alike_case=cases[code], import_note=note)


def knowledge() -> Knowledge:
    """All that an item may be mapped to."""
    diseases = Disease.objects.all()
    findings = Finding.objects.all()
    return Knowledge(
        [
            KnownDisease(
                *(row.pk, row.name, Pattern(row.pattern), tuple(row.synonyms)),
                codes=tuple(code for code in (row.orpha, row.omim, row.mondo) if code),
            )
            for row in diseases
        ],
        [
            KnownFinding(
                row.pk, row.name, row.stage, row.role == "confirmatory", row.hpo, tuple(map(str, row.hpo_also_accepted))
            )
            for row in findings
        ],
        frozenset(Reference.objects.values_list("pk", flat=True)),
        known_claims(),
    )
