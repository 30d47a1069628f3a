"""Import files of other systems as draft cases.

Each draft has a note of what could not be taken over.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import Max, QuerySet

from content.batches import batches_of, part
from knowledge.claims import known_claims
from knowledge.models import Disease, Finding, Reference
from knowledge.models.examination import Investigation, Manoeuvre
from knowledge.patterns import FindingRole, as_key

from ..models import Case, CaseVersion
from ..schema import NOT_OF_THE_PATIENT, CaseDraft
from ..serializers import build_version, store_details, to_draft
from . import detection
from .items import FileContents, ImportFault, brief
from .mapping import KnownDisease, KnownFinding, MappedItem, Vocabulary, Wanted, map_item, wanted

PART = 20  # drafts that are stored at once
LINKS = 100  # drafts that are joined with their look-alikes at once
NOT_HERE = "The case of the look-alike, {}, is not here."


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """The fate of one item. `version`: its draft, once stored.

    `here`: the case that says the same already.
    """

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
    """The result of an import, or of a dry run."""

    kind: str
    rows: list[ImportedRow] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    words: Wanted = field(default_factory=Wanted)
    written: bool = False

    def add(self, outcome: ImportedRow | ImportFault) -> None:
        if isinstance(outcome, ImportFault):
            self.faults.append(outcome)
        else:
            self.rows.append(outcome)

    @property
    def new(self) -> list[ImportedRow]:
        return [row for row in self.rows if not row.here]

    @property
    def doubles(self) -> list[ImportedRow]:
        return [row for row in self.rows if row.here]


class ImportStoppedError(Exception):
    """A stop of the database, or by somebody, while drafts were written.

    Some drafts may be in, the rest is not. `done`: what was done until then. `left`: how many
    drafts are not in.
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
    """Store a draft for each item that is not here yet.

    `kind`, `mapping`: see `detection.read_file` and `mapping.map_item`.

    `by`: their author, in whose name the log says so.

    A faulty item does not hold up the others, unless `strict`: then nothing is stored where there
    is any fault. All are found before the first draft is written. Drafts are written in parts;
    raises ImportStoppedError if that comes to no end. The same import once more brings the rest.
    """
    known, mapping = current_vocabulary(), mapping or {}
    found = detection.read_file(data, kind)
    result = Imported(
        found.kind, faults=list(found.faults), words=wanted(found.items, known, mapping)
    )
    ready, look_alikes = _sorted_out(found, known, mapping, result)
    if dry_run or (strict and result.faults):
        result.rows += map(_row, ready)
    else:
        _store_all(ready, look_alikes, by, result)
    return result


def _sorted_out(
    found: FileContents, known: Vocabulary, mapping: Mapping[str, str], result: Imported
) -> tuple[list[MappedItem], dict[str, str]]:
    """Return what can be stored, each item once, and the codes of look-alikes' cases.

    All else goes into the result, faults in the order of the file. The codes stand by the origin of
    each item that is here or can be stored.
    """
    origins = {version.origin: version.case for version in _imported(found.kind)}
    ready: dict[str, MappedItem] = {}
    look_alikes: dict[str, str] = {}
    for item in found.items:
        settled = map_item(found.kind, item, known, mapping)
        outcome = settled if isinstance(settled, ImportFault) else _looked_at(settled, origins)
        if (
            isinstance(settled, MappedItem)
            and not isinstance(outcome, ImportFault)
            and (code := settled.draft.look_alike.case)
        ):
            look_alikes.setdefault(settled.origin, code)
        if not isinstance(outcome, MappedItem):
            result.add(outcome)
        elif ready.setdefault(outcome.origin, outcome) is not outcome:
            result.add(
                ImportFault(
                    item.where,
                    f"“{brief(item.title)}” stands in the file twice: the first was taken",
                )
            )
    result.faults = list(
        dict.fromkeys(result.faults)
    )  # the vignettes of a matching question share their faults
    result.faults.sort(
        key=lambda fault: re.sub(r"\d+", lambda number: number[0].zfill(9), fault.where)
    )
    return list(ready.values()), look_alikes


def _store_all(
    ready: Sequence[MappedItem],
    look_alikes: Mapping[str, str],
    by: AbstractBaseUser | None,
    result: Imported,
) -> None:
    """Store drafts in parts, and add them to the result after each part.

    Raises ImportStoppedError if the database gives up or somebody stops it.
    """
    left = len(ready)
    result.written = True
    try:
        for some in batches_of(ready, PART):
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


def _log(
    outcomes: Sequence[ImportedRow | ImportFault], by: AbstractBaseUser | None, kind: str
) -> None:
    stored = [row.version for row in outcomes if isinstance(row, ImportedRow) and row.version]
    if by and stored:
        LogEntry.objects.log_actions(by.pk, stored, ADDITION, f"Imported from {kind}.")  # type: ignore[attr-defined, arg-type]


def _imported(kind: str) -> QuerySet[CaseVersion]:
    return CaseVersion.objects.filter(origin__startswith=f"{kind}:").select_related("case")


def _looked_at(
    settled: MappedItem, origins: dict[str | None, Case]
) -> MappedItem | ImportedRow | ImportFault:
    """Return the item if it can be stored, else its row or its fault.

    It has a row if it is here already, a fault if it cannot be stored.
    """
    if here := origins.get(settled.origin):
        return _row(settled, here=here)
    draft = settled.draft
    case = Case.objects.filter(code=draft.code).first() if draft.code else None
    if case and (
        settled.item.question or any(_same(version, draft) for version in case.versions.all())
    ):
        return _row(settled, here=case)
    if case and case.versions.filter(published_at=None).exists():
        return ImportFault(
            settled.item.where, f"case {case.code} has a draft already: publish or delete it first"
        )
    try:
        build_version(draft, case or Case()).clean()
    except ValidationError as error:
        messages = "; ".join(
            f"{name}: {message}"
            for name, listed in error.message_dict.items()
            for message in listed
        )
        return ImportFault(settled.item.where, f"“{brief(draft.title)}” {messages}")
    return settled


def _same(version: CaseVersion, draft: CaseDraft) -> bool:
    """Return whether a version says of the patient what a draft says.

    Space at the ends of texts makes no difference.
    """
    here, there = (
        one.model_dump(mode="json", exclude=set(NOT_OF_THE_PATIENT))
        for one in (to_draft(version), draft)
    )
    return bool(_stripped(here) == _stripped(there))


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(item) for key, item in value.items() if item not in ("", [], {})}
    return value.strip() if isinstance(value, str) else value


def _row(settled: MappedItem, **stored: Any) -> ImportedRow:
    draft = settled.draft
    notes = draft.import_note.splitlines()
    return ImportedRow(settled.item.where, draft.title, settled.disease, notes, **stored)


def _rendered(settled: MappedItem) -> CaseVersion:
    version = build_version(settled.draft, Case())
    version.clean()
    return version


def _store(
    settled: MappedItem, version: CaseVersion, by: AbstractBaseUser | None
) -> ImportedRow | ImportFault:
    """Store a new draft, of the case with its code if there is one, else of a new one."""
    draft = settled.draft
    try:
        with transaction.atomic():
            cases = Case.objects
            case, is_new = (
                cases.get_or_create(code=draft.code) if draft.code else (cases.begin(), True)
            )
            if not is_new and case.versions.filter(published_at=None).exists():
                return ImportFault(
                    settled.item.where,
                    f"case {case.code} has a draft already: publish or delete it first",
                )
            last = None if is_new else case.versions.aggregate(last=Max("number"))["last"]
            version.case, version.number, version.origin = case, (last or 0) + 1, settled.origin
            version.created_by = by  # type: ignore[assignment]
            _unreview(version, by)
            if code := draft.look_alike.case:
                version.import_note += f"\n{NOT_HERE.format(code)}"  # until all of the file is
            version.save()
            store_details(version, draft)
    except IntegrityError:
        here = _imported(settled.origin.partition(":")[0]).filter(origin=settled.origin).first()
        if here is None:
            raise
        return _row(settled, here=here.case)
    return _row(settled, version=version)


def _unreview(version: CaseVersion, by: Any) -> None:
    """Move what a file says of a review into the note, if the importer is no reviewer.

    Nothing is moved where nobody is named as importer.
    """
    # only reviewers may say that somebody reviewed a case
    if version.reviewed_by and by is not None and not by.has_perm("cases.publish_caseversion"):
        said = (
            f"The file says that it was reviewed by {version.reviewed_by}; a reviewer may enter"
            " that."
        )
        version.import_note = f"{version.import_note}\n{said}".strip()
        version.reviewed_by = ""


def _link_look_alikes(codes: Mapping[str, str]) -> None:
    """Link drafts with the cases that show their look-alikes, where these are here.

    The remark that such a case is not here is removed then. `codes`: of those cases, by the origin
    of the draft.
    """
    for some in batches_of(list(codes), LINKS):
        cases = {
            case.code: case
            for case in Case.objects.filter(code__in={codes[origin] for origin in some})
        }
        # also those of an earlier import that was stopped before this step
        drafts = CaseVersion.objects.filter(origin__in=some, published_at=None, submitted_at=None)
        with part():
            for draft in drafts.filter(look_alike_case=None).only("origin", "import_note"):
                code = codes[str(draft.origin)]
                before, missing, after = draft.import_note.partition(NOT_HERE.format(code))
                if missing and code in cases:
                    note = f"{before.rstrip()}{after}"
                    drafts.filter(pk=draft.pk).update(look_alike_case=cases[code], import_note=note)


def current_vocabulary() -> Vocabulary:
    diseases = Disease.objects.all()
    findings = Finding.objects.all()
    return Vocabulary(
        [
            KnownDisease(
                row.pk,
                row.name,
                as_key(row.pattern),
                tuple(row.synonyms),
                codes=tuple(code for code in (row.orpha, row.omim, row.mondo) if code),
            )
            for row in diseases
        ],
        [
            KnownFinding(
                row.pk,
                row.name,
                row.stage,
                not FindingRole(row.role).can_be_stated,
                row.hpo,
                tuple(map(str, row.hpo_also_accepted)),
            )
            for row in findings
        ],
        frozenset(Reference.objects.values_list("pk", flat=True)),
        known_claims(),
        frozenset(
            Manoeuvre.objects.order_by()
            .values_list("pk", flat=True)
            .union(Investigation.objects.order_by().values_list("pk", flat=True))
        ),
    )
