"""Search over lessons, claims, findings, terms and references, with the database's own full-text index.

What is indexed is written in one spelling (`cases/spelling.py`); SQLite (FTS5) and PostgreSQL take off the endings.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from cases.models import Finding, Reference
from cases.names import closed
from cases.spelling import WORD, alike, stem, words

from .models import Claim, Lesson, SearchEntry, Term
from .text import plain

WEIGHTS = {"lesson": 3.0, "finding": 1.5, "term": 1.5, "claim": 1.0, "reference": 0.8}
MOST = 40  # results shown
CLOSE = 0.75  # likeness (0 to 1) from which a word that occurs nowhere is taken for a misspelt one
SNIPPET = 220  # characters
DUMB = frozenset(
    [
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "no"),
        *("not", "of", "on", "or", "than", "that", "the", "to", "was", "with"),
    ]
)
QUERIES = {
    "sqlite": "SELECT id FROM lessons_searchindex JOIN lessons_searchentry ON id = lessons_searchindex.rowid "
    "WHERE lessons_searchindex MATCH %s ORDER BY bm25(lessons_searchindex, 6.0, 1.0) * weight, id LIMIT %s",
    "postgresql": "SELECT id FROM lessons_searchentry, websearch_to_tsquery('english', %s) AS wish "
    "WHERE vector @@ wish ORDER BY ts_rank_cd(vector, wish, 1) * weight DESC, id LIMIT %s",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: its title and a stretch of its text, both with the words that were looked for marked."""

    kind: str
    url: str
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """The best first. `instead`: the words that were looked for because those asked for occur nowhere."""

    results: list[Result]
    instead: str = ""


def look_up(wish: str) -> Found:
    """What a reader's words find: entries with more of them, and with rarer ones, come first."""
    asked = [word for word in words(wish) if word not in DUMB] or words(wish)
    if entries := _matching(asked, names := _other_names(wish)):
        return Found([_result(entry, [*asked, *words(" ".join(names))]) for entry in entries])
    meant = _nearest(asked)
    if meant == asked:
        return Found([])
    instead = " ".join(meant)
    entries = _matching(meant, _other_names(instead))
    return Found([_result(entry, meant) for entry in entries], instead if entries else "")


def rebuild() -> None:
    """Index everything anew."""
    SearchEntry.objects.all().delete()
    SearchEntry.objects.bulk_create(entry(row) for row in _all_rows())


def index(row: models.Model) -> None:
    """Index one row anew."""
    remove(row)
    entry(row).save()


def remove(row: models.Model) -> None:
    """Take one row out of the index."""
    SearchEntry.objects.filter(kind=str(row._meta.model_name), key=row.pk).delete()


def entry(row: models.Model) -> SearchEntry:
    """What the index says of a row."""
    match row:
        case Lesson():
            said = (row.title, f"{row.summary} {plain(row.body)}", row.get_absolute_url(), "")
        case Claim():
            text = f"{row.correction or row.rationale} {row.rationale if row.correction else ''}"
            said = (f"Source {row.number}: {row.paraphrase}", text, row.get_absolute_url(), "")
        case Finding():
            said = (row.name, f"{row.elicit} {row.mechanism}", row.get_absolute_url(), row.hpo_label)
        case Term():
            said = (row.term, row.meaning, row.get_absolute_url(), " ".join(row.also))
        case Reference():
            url = f"{reverse('lessons:reference_list')}#{row.pk}"
            said = (row.title, f"{closed(row.authors)} {row.journal} {row.year}", url, "")
        case _:
            raise TypeError(f"{type(row).__name__} is not searched")
    title, text, url, also = said
    text = " ".join(text.split())
    return SearchEntry(
        kind=str(row._meta.model_name),
        key=row.pk,
        url=url,
        title=title,
        text=text,
        title_words=alike(f"{title} {also}"),
        words=alike(text),
        weight=WEIGHTS[str(row._meta.model_name)],
    )


def _all_rows() -> Iterator[models.Model]:
    for model in (Lesson, Claim, Finding, Term, Reference):
        yield from model._default_manager.all()


def _matching(asked: Iterable[str], names: Iterable[str]) -> list[SearchEntry]:
    """Entries that hold any of the words or names, the best first."""
    wish = " OR ".join(f'"{part}"' for part in dict.fromkeys([*asked, *names]))
    if not wish:
        return []
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor], [wish, MOST])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = SearchEntry.objects.in_bulk(ids)
    return [rows[pk] for pk in ids]


def _other_names(wish: str) -> list[str]:
    """Other words and spellings, by the glossary, for what a wish names: "ptosis" for "drooping eyelid"."""
    asked = _stems(wish)
    found = []
    for term in Term.objects.all():
        names = [term.term, *term.also]
        if any(stems and stems <= asked for stems in map(_stems, names)):
            found += [" ".join(words(name)) for name in names]
    return found


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text) if word not in DUMB}


def _nearest(asked: list[str]) -> list[str]:
    """Each word, or the one most like it that occurs somewhere."""
    known: set[str] = set()
    for title, text in SearchEntry.objects.values_list("title_words", "words"):
        known.update(WORD.findall(f"{title} {text}"))
    return [
        word if word in known else next(iter(difflib.get_close_matches(word, known, 1, CLOSE)), word) for word in asked
    ]


def _result(found: SearchEntry, asked: Iterable[str]) -> Result:
    stems = _stems(" ".join(asked))
    return Result(found.kind, found.url, marked(found.title, stems), marked(_snippet(found.text, stems), stems))


def _snippet(text: str, stems: set[str]) -> str:
    """A stretch of the text that begins a little before the first word looked for."""
    first = next((match.start() for match in WORD.finditer(text) if stem(match[0]) in stems), 0)
    start = text.rfind(" ", 0, max(first - 60, 0)) + 1 if first > 60 else 0
    stretch = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        stretch = stretch.rsplit(" ", 1)[0] + " …"
    return f"… {stretch}" if start else stretch


def marked(text: str, stems: set[str]) -> SafeString:
    """The text as HTML, with every word of one of these stems marked."""
    parts, last = [], 0
    for match in WORD.finditer(text):
        if stem(match[0]) in stems:
            parts += [escape(text[last : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            last = match.end()
    return SafeString("".join([*parts, escape(text[last:])]))
