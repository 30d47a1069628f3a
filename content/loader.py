"""Load content files into the database, and write them from it.

Each app registers its kinds of record in a module `loaders`.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction
from django.utils.module_loading import autodiscover_modules

from .changes import content_loaded
from .files import Entry, Fault, Read, duplicate_faults, read_csv, read_yaml, write_csv, write_yaml
from .models import LoadedRecord
from .schema import Record

Ids = Mapping[str, set[str]]


class RecordType(ABC):
    """A kind of record: where its files are, how it is loaded, and how it is written.

    `links` names, for each field that holds ids, the kind that they are ids of.
    """

    name: ClassVar[str]
    record: ClassVar[type[Record]]
    folder: ClassVar[Path]
    links: ClassVar[Mapping[str, str]] = {}
    newer: ClassVar[frozenset[str]] = frozenset()
    """Fields that came while digests still held every field, see `older_digest`."""

    @property
    def unordered(self) -> tuple[str, ...]:
        """Return the fields that hold ids in no meaningful order."""
        return ()

    @abstractmethod
    def read(self) -> Read[Any]:
        """Read all records from the files, and all faults of form."""

    @abstractmethod
    def stored(self) -> dict[str, Record]:
        """Return the records that the database holds, by id, as the files would say them."""

    @abstractmethod
    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        """Create or change these records, given as (position in the file, record)."""

    @abstractmethod
    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        """Return the text of each file that holds these records."""

    def digest(self, record: Record) -> str:
        """Return a digest that differs between records with different content.

        The order of ids in an `unordered` field does not change it, nor does a field that stands at
        its default, so that records loaded before there was that field are still known.
        """
        return self._digest(record.model_dump(mode="json", exclude_defaults=True))

    def older_digest(self, record: Record) -> str:
        """Return the digest as it was stored while it held every field there was."""
        return self._digest(record.model_dump(mode="json", exclude=set(self.newer)))

    def _digest(self, says: dict[str, Any]) -> str:
        for name in self.unordered:
            if name in says:
                says[name] = sorted(says[name])
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()

    def relate(self, records: Sequence[Any]) -> None:  # noqa: B027  most kinds have nothing to relate
        """Set the links from these records to others, once all of them exist."""

    def faults(self, entries: Sequence[Entry[Any]], ids: Ids) -> list[Fault]:
        """Return faults for ids that stand twice and for links to missing records."""
        faults = duplicate_faults(entries)
        for entry in entries:
            for name, kind in self.links.items():
                linked = getattr(entry.record, name)
                for target in [linked] if isinstance(linked, str) else linked:
                    if target and target not in ids[kind]:
                        faults.append(
                            entry.fault(f"{name}: there is no {target} among the {kind}", name)
                        )
        return faults


class ListRecordType(RecordType):
    """A kind whose records belong to one model and stand in one file, in order."""

    file: ClassVar[str]
    model: ClassVar[type[models.Model]]
    relations: ClassVar[tuple[str, ...]] = ()

    @property
    def unordered(self) -> tuple[str, ...]:
        return self.relations

    @property
    def path(self) -> Path:
        return self.folder / self.file

    def read(self) -> Read[Any]:
        reader = read_csv if self.path.suffix == ".csv" else read_yaml
        return reader(self.path, shown(self.path), self.record)

    def stored(self) -> dict[str, Record]:
        rows = self.model._default_manager.prefetch_related(*self.relations)
        return {record.id: record for record in map(self.to_record, rows)}  # type: ignore[attr-defined]

    def files(self, records: Sequence[Any]) -> dict[Path, str]:
        head = ""
        if self.path.suffix == ".csv":
            return {self.path: write_csv(records, self.record)}
        if self.path.exists():
            head = "".join(
                line for line in self.path.read_text().splitlines(True) if line.startswith("#")
            )
        return {self.path: (head + "\n" if head else "") + write_yaml(records)}

    def key(self, row: Any) -> str:
        return str(row.pk)

    def values(self, record: Any) -> dict[str, Any]:
        return {
            name: value
            for name, value in record.model_dump(mode="json").items()
            if name not in self.relations
        }

    def to_record(self, row: Any) -> Record:
        values = {
            name: getattr(row, name)
            for name in self.record.model_fields
            if name not in self.relations
        }
        linked = {name: [item.pk for item in getattr(row, name).all()] for name in self.relations}
        return self.record.model_validate({**values, **linked})

    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        rows = {self.key(row): row for row in self.model._default_manager.all()}
        new = []
        for position, record in records:
            values = {**self.values(record), "position": position}
            if (row := rows.get(record.id)) is None:
                new.append(self.model(**values))
                continue
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        self.model._default_manager.bulk_create(new)

    def relate(self, records: Sequence[Any]) -> None:
        if self.relations:
            rows = self.model._default_manager.in_bulk([record.id for record in records])
            for record in records:
                for name in self.relations:
                    getattr(rows[record.id], name).set(getattr(record, name))


@dataclass
class Loaded:
    """The counts of created and changed records of a load, and those kept back."""

    created: int = 0
    changed: int = 0
    kept_back: list[str] = field(default_factory=list)


class ContentFaultsError(Exception):
    """All faults of the content files, because of which nothing was loaded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


_kinds: dict[str, RecordType] = {}


def register_type(kind: type[RecordType]) -> type[RecordType]:
    """Register a kind of record.

    Kinds load in the order of registration: app by app, as in `INSTALLED_APPS`.
    """
    _kinds[kind.name] = kind()
    return kind


def record_types() -> list[RecordType]:
    """Return the kinds of all apps, in the order in which they load."""
    autodiscover_modules("loaders")
    # Whoever imports the module of one app first must not change the order: that of the apps.
    return [
        kind
        for app in apps.get_app_configs()
        for kind in _kinds.values()
        if apps.get_containing_app_config(type(kind).__module__) is app
    ]


def shown(path: Path) -> str:
    """Return a path as faults show it: relative to the project's folder if inside it."""
    root = Path(__file__).resolve().parents[1]
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def read_all() -> dict[RecordType, list[Entry[Any]]]:
    """Read every record of every kind.

    Raises ContentFaultsError with all faults of all files.
    """
    faults: list[Fault] = []
    entries: dict[RecordType, list[Entry[Any]]] = {}
    for kind in record_types():
        entries[kind], file_faults = kind.read()
        faults += file_faults
    ids = {
        kind.name: {entry.record.id for entry in kind_entries}
        for kind, kind_entries in entries.items()
    }
    for kind, kind_entries in entries.items():
        faults += kind.faults(kind_entries, ids)
    if faults:
        raise ContentFaultsError(faults)
    return entries


def load(*, overwrite: bool = False) -> Loaded:
    """Bring the database in step with the files, in one transaction.

    A record that was edited or removed in the database since it was loaded is kept back, unless
    `overwrite`. Raises ContentFaultsError, and then changes nothing.
    """
    entries = read_all()
    result = Loaded()
    with transaction.atomic():
        for kind, kind_entries in entries.items():
            _load_kind(kind, [entry.record for entry in kind_entries], overwrite, result)
        if result.created or result.changed:
            content_loaded.send(load)
    return result


def dump() -> dict[Path, str]:
    """Return the text of every content file, as the database would write it."""
    files: dict[Path, str] = {}
    for kind in record_types():
        files |= kind.files(list(kind.stored().values()))
    return files


def files_digest() -> str:
    digest = hashlib.sha256()
    for folder in sorted({kind.folder for kind in record_types()}):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _load_kind(kind: RecordType, records: list[Any], overwrite: bool, result: Loaded) -> None:
    stored = kind.stored()
    digests = {key: kind.digest(record) for key, record in stored.items()}
    loaded = dict(LoadedRecord.objects.filter(kind=kind.name).values_list("key", "digest"))
    to_save = []
    for position, record in enumerate(records):
        digest, before, here = kind.digest(record), loaded.get(record.id), digests.get(record.id)
        if digest == here:
            continue
        is_as_loaded = here == before or (
            before and record.id in stored and kind.older_digest(stored[record.id]) == before
        )
        if not is_as_loaded and not overwrite:
            state = "removed" if here is None else "edited"
            result.kept_back.append(f"{kind.name} {record.id}: {state} here since it was loaded")
            continue
        if here is None:
            result.created += 1
        else:
            result.changed += 1
        to_save.append((position, record))
    kind.save(to_save)
    kind.relate([record for _, record in to_save])
    _remember(kind, [record for _, record in to_save])
    unknown = [
        record
        for record in records
        if record.id not in loaded and kind.digest(record) == digests.get(record.id)
    ]
    _remember(kind, unknown)


def _remember(kind: RecordType, records: list[Any]) -> None:
    LoadedRecord.objects.bulk_create(
        [
            LoadedRecord(kind=kind.name, key=record.id, digest=kind.digest(record))
            for record in records
        ],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest"],
    )
