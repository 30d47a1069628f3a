"""Export cases in formats that other systems read.

Files are streamed, so that a large bank needs little memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string

from content.markdown import render_markdown
from knowledge.patterns import KEYS, OUTSIDE, Key, Pattern

from ..models import CaseVersion
from ..serializers import to_draft
from .formats import EXPORTS
from .question import Asked, ask

CHUNK = 200
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def published_versions(codes: Iterable[str] = ()) -> QuerySet[CaseVersion]:
    """Return the versions of all cases in the draw, or the current ones of codes.

    With codes it makes no difference whether a case is dealt.
    """
    versions = CaseVersion.objects
    return versions.filter(current_of__code__in=codes) if codes else versions.in_draw()


def export_cases(versions: QuerySet[CaseVersion], form: str) -> Iterator[bytes]:
    """Write a file of these versions in one of EXPORTS, piece by piece.

    If the key of any of them is something else, every question of the file offers it.
    """
    versions = (
        versions.select_related("case", "disease", "look_alike_case")
        .prefetch_related("case_findings", "references")
        .order_by("case__code", "number")
    )
    rows = versions.iterator(chunk_size=CHUNK)
    export = EXPORTS[form]
    cases = _questions(rows, _offered(versions)) if export.asks else map(to_draft, rows)
    yield from export.write(cases, render_xml) if export.has_template else export.write(cases)


def render_xml(template: str, values: dict[str, Any]) -> str:
    """Render a template of the exchange, without characters that XML cannot hold."""
    return NO_XML.sub("", render_to_string(f"cases/exchange/{template}", values))


def _offered(versions: QuerySet[CaseVersion]) -> Sequence[Key]:
    """Return the keys that the questions of a file offer: alike, as their number would tell."""
    return KEYS if versions.filter(disease__pattern=OUTSIDE).exists() else tuple(Pattern)


def _questions(versions: Iterable[CaseVersion], keys: Sequence[Key]) -> Iterator[Asked]:
    for version in versions:
        yield ask(to_draft(version), version.pattern, render_markdown, keys=keys)
