"""Define what a file format gives the exchange: a reader, and maybe a writer."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .items import FileContents

SPOOLED = 5_000_000  # bytes of a package that are kept in memory before it goes to disk
PIECE = 1 << 16  # bytes

Render = Callable[[str, dict[str, Any]], str]
"""How a template of a format, by name, becomes text; the exporter's, as formats know no Django."""


@dataclass(frozen=True, slots=True)
class Export:
    """A way to write cases in a format.

    `key` names it in addresses and commands. `write` makes of cases the pieces of a file: of
    questions (`question.Asked`) with `asks`, else of drafts. `is_text`: a terminal may show it.
    `has_template`: `write` also takes a Render.
    """

    key: str
    name: str
    file_name: str
    content_type: str
    write: Callable[..., Iterator[bytes]]
    asks: bool = False
    is_text: bool = True
    has_template: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A format that cases come in, and go out in if it has an export.

    `read` makes items of the bytes of a file; raises TroubleError where it can read nothing.
    """

    key: str
    name: str
    read: Callable[[bytes], FileContents]
    export: Export | None = None


def encoded(write: Callable[..., Iterator[str]]) -> Any:
    def write_bytes(cases: Iterable[Any], *render: Render) -> Iterator[bytes]:
        return (piece.encode() for piece in write(cases, *render))

    return write_bytes


def spooled(write: Callable[..., None]) -> Any:
    """Turn a writer into a file into a writer of pieces."""

    def write_pieces(cases: Iterable[Any], *render: Render) -> Iterator[bytes]:
        # a package is not written in order, so it is whole before its first piece goes out
        with tempfile.SpooledTemporaryFile(SPOOLED) as file:
            write(cases, file, *render)
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    return write_pieces
