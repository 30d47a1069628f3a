"""The text of a lesson with its notes, figures and terms, as HTML."""

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from knowledge.body_map.svg import draw_body
from knowledge.models import Finding, Reference
from knowledge.patterns import Stage

from . import figures
from .citations import FINDING_MARK

if TYPE_CHECKING:
    from .citations import Block
    from .models import Claim, Term

CURVES = {
    "strength-through-a-day": figures.strength_through_a_day,
    "decrement": figures.decrement,
    "motor-unit-potentials": figures.motor_unit_potentials,
}
MARKUP = re.compile(r" ?\[(?:@|figure:|question:)[^\]]*\]|[*`_>]+")
TAGS = re.compile(r"(<[^>]+>)")
CLOSED_TO_TERMS = {"a", "h1", "h2", "h3", "h4", "th", "code"}
ITEM = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')


def render_text(
    blocks: Iterable["Block"],
    claims: Iterable["Claim"],
    references: Iterable[Reference],
    findings: Iterable[Finding],
    terms: Iterable["Term"],
) -> str:
    """Block by block, each with the notes of what it is the first to cite. A question leaves a comment in its place."""
    notes: dict[str, dict[str, Any]] = {}  # by their address: the template that shows each, and what it shows
    for claim in claims:
        notes[f"note-{claim.pk}"] = {"template": "lessons/_note.html", "claim": claim}
    for reference in references:
        notes[f"note-{reference.pk}"] = {"template": "lessons/_reference_note.html", "reference": reference}
    for finding in findings:
        notes[f"note-finding-{finding.pk}"] = {"template": "lessons/_finding_note.html", "finding": finding}
    unseen = {word.casefold(): term for term in terms for word in (term.term, *term.also)}
    return render_to_string("lessons/_text.html", {"blocks": [_block(block, notes, unseen) for block in blocks]})


def _block(block: "Block", notes: dict[str, dict[str, Any]], unseen: dict[str, "Term"]) -> dict[str, Any]:
    addresses = [f"note-{pk}" for pk in (*block["claims"], *block["references"])]
    addresses = [note for note in (*addresses, *(f"note-finding-{pk}" for pk in block["findings"])) if note in notes]
    return {
        "html": mark_terms(number_citations(name_findings(block["html"], notes), addresses), unseen),
        "notes": [notes[note] for note in addresses],
        "question": block["question"],
        "figure": render_figure(block["figure"]) if block["figure"] else "",
    }


def name_findings(text: str, notes: Mapping[str, Mapping[str, Any]]) -> str:
    """Gives each mark of a finding the name of what it leads to."""

    def named(match: re.Match[str]) -> str:
        finding = notes.get(match[1], {}).get("finding", "")
        said = f'<span class="visually-hidden">Finding: {html.escape(str(finding))}</span>'
        return f'<a class="cite" href="#{match[1]}">{said}<span aria-hidden="true">{FINDING_MARK}</span></a>'

    return re.sub(rf'<a class="cite" href="#(note-finding-[^"]+)">{FINDING_MARK}</a>', named, text)


def number_citations(text: str, notes: Sequence[str]) -> str:
    """Gives each citation the number of its note within the block, by which a style sheet marks that note.

    The first citation of a note gets an address of its own, so that the note can lead back to it.
    """
    seen: set[str] = set()

    def numbered(match: re.Match[str]) -> str:
        note = match[1]
        if note not in notes:
            return match[0]
        address = "" if note in seen else f' id="{note.replace("note-", "cite-", 1)}"'
        seen.add(note)
        return f'<a class="cite c{notes.index(note) + 1}"{address} href="#{note}">'

    return re.sub(r'<a class="cite" href="#(note-[^"]+)">', numbered, text)


def mark_terms(text: str, unseen: dict[str, "Term"]) -> str:
    """The text with each term explained where it first stands. Takes what it has explained out of `unseen`."""
    if not unseen:
        return text
    words = re.compile(r"\b(" + "|".join(sorted(map(re.escape, unseen), key=len, reverse=True)) + r")\b", re.IGNORECASE)
    parts, closed = [], 0
    for part in TAGS.split(text):
        if part.startswith("<"):
            name = part.strip("</>").split()[0] if part.strip("</>") else ""
            if name in CLOSED_TO_TERMS:
                closed += -1 if part.startswith("</") else 1
            parts.append(part)
        else:
            parts.append(part if closed else words.sub(lambda match: _explained(match[0], unseen), part))
    return "".join(parts)


def _explained(word: str, unseen: dict[str, "Term"]) -> str:
    term = unseen.get(html.unescape(word).casefold())
    if term is None:
        return word
    for known in [known for known, other in unseen.items() if other is term]:
        del unseen[known]
    return render_to_string("lessons/_term.html", {"word": word, "term": term}).strip()


def plain(body: str) -> str:
    """A lesson's prose without citations, tables, figures, headings and marks."""
    lines = [line for line in body.splitlines() if not line.startswith(("|", "#"))]
    return MARKUP.sub("", "\n".join(lines))


def headings(text: str) -> list[tuple[str, str]]:
    """Where each heading of the second level stands and what it says."""
    return [(place, html.unescape(TAGS.sub("", said))) for place, said in ITEM.findall(text)]


def render_figure(name: str) -> str:
    """A figure by its name, with its caption."""
    context: dict[str, Any] = {}
    if name in figures.BODIES:
        context["body"] = draw_body(json.dumps({Stage.EXAMINATION: figures.BODIES[name]}), (Stage.EXAMINATION,))
    if name in CURVES:
        context["curves"] = CURVES[name]()
    return render_to_string(f"lessons/figures/{name}.html", context)
