"""Read content files with line numbers for faults, and write them, without Django."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

R = TypeVar("R", bound=BaseModel)
WIDTH = 116
Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault in a content file; `line` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """One record and where it stands; `lines` gives the line of each field."""

    record: R
    path: str
    line: int
    lines: dict[tuple[Any, ...], int]

    def fault(self, message: str, *where: Any) -> Fault:
        """Return a fault at the most precise known place, such as ("findings", "history")."""
        for length in range(len(where), 0, -1):
            if where[:length] in self.lines:
                return Fault(self.path, self.lines[where[:length]], message)
        return Fault(self.path, self.line, message)


Read = tuple[list[Entry[R]], list[Fault]]


def read_yaml(
    source: Path | str,
    name: str,
    record: type[R],
    *,
    extra: Mapping[str, tuple[Any, int]] | None = None,
) -> Read[R]:
    """Read all records of a YAML file or text, one or a list, and all its faults.

    `name` is shown in faults. `extra` adds fields that stand elsewhere: their values and lines.
    """
    try:
        text = source if isinstance(source, str) else source.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=Loader)
    except UnicodeDecodeError:
        return [], [Fault(name, 1, "is not UTF-8 text")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [], [
            Fault(
                name,
                mark.line + 1 if mark else 1,
                f"is not YAML: {getattr(error, 'problem', error)}",
            )
        ]
    items = node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []
    entries, faults = [], []
    for item in items:
        lines: dict[tuple[Any, ...], int] = {}
        _note_lines(item, (), lines)
        data = _plain(item)
        for key, (value, line) in (extra or {}).items():
            data[key] = value
            lines[(key,)] = line
        entry, entry_faults = _entry(data, name, item.start_mark.line + 1, lines, record)
        faults += entry_faults
        if entry:
            entries.append(entry)
    return entries, faults


def read_csv(path: Path, name: str, record: type[R]) -> Read[R]:
    """Read all records of a CSV file with a header line, and all its faults.

    A byte order mark at the beginning, as spreadsheets write it, is skipped.
    """
    entries, faults = [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            entry, entry_faults = _entry(row, name, reader.line_num, {}, record)
            faults += entry_faults
            if entry:
                entries.append(entry)
    return entries, faults


def write_yaml(records: Iterable[BaseModel], *, single: bool = False) -> str:
    """Write records as YAML: fields in the order of the schema, without defaults.

    `single`: write the first record alone, not a list.
    """
    plain = [record.model_dump(mode="json", exclude_defaults=True) for record in records]
    if single:
        return _dump(plain[0])
    return "\n".join(_dump([item]) for item in plain)


def write_csv(records: Sequence[BaseModel], record: type[BaseModel]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(record.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(item.model_dump(mode="json") for item in records)
    return out.getvalue()


def duplicate_faults(
    entries: Iterable[Entry[Any]], key: Callable[[Any], str] = lambda record: record.id
) -> list[Fault]:
    places: dict[str, str] = {}
    faults = []
    for entry in entries:
        first = places.setdefault(key(entry.record), f"{entry.path}:{entry.line}")
        if first != f"{entry.path}:{entry.line}":
            faults.append(entry.fault(f"{key(entry.record)} stands twice, first in {first}"))
    return faults


def _entry(
    data: Any, name: str, line: int, lines: dict[tuple[Any, ...], int], record: type[R]
) -> tuple[Entry[R] | None, list[Fault]]:
    try:
        return Entry(record.model_validate(data), name, line, lines), []
    except ValidationError as error:
        blank: Entry[Any] = Entry(None, name, line, lines)
        return None, [
            blank.fault(
                f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg']}", *fault["loc"]
            )
            for fault in error.errors()
        ]


def _plain(node: yaml.Node) -> Any:
    loader = Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _note_lines(node: yaml.Node, where: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> None:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _note_lines(value, (*where, key.value), lines)
            lines[*where, key.value] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*where, index), lines)


class _Dumper(yaml.SafeDumper):
    """A dumper that writes no aliases and indents the items of lists.

    The functions below add to it blocks for texts of several lines, and one line for lists of
    short words.
    """

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", value, style="|" if "\n" in value else None
    )


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    words = all(isinstance(item, str) and len(item) < 40 and ": " not in item for item in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=words)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
