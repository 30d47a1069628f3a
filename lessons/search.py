"""Search diseases, findings, lessons, terms, claims and references, but not cases.

Names are matched by `content/matching.py`, as in the pickers of the authors' desk; texts by the
database's own full-text index, which takes endings off. What is indexed is in one spelling
(`content/spelling.py`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from cases.exchange.text.nomenclature import SHORT
from content.matching import (
    IDLE,
    Fit,
    Named,
    contained,
    fit,
    fits,
    mended,
    query_words,
    unknown,
    vocabulary,
)
from content.spelling import WORD, alike, stem, words
from knowledge.models import Disease, Finding, Reference
from knowledge.names import closed

from .models import Claim, Lesson, SearchEntry, Term
from .rendering import prose_of

KINDS = {"disease": 2.0, "finding": 1.5, "lesson": 3.0, "term": 1.5, "claim": 1.0, "reference": 0.8}
"""In the order in which equal fits are shown, with how many times the likeness of a text counts."""
ORDER = {kind: place for place, kind in enumerate(KINDS)}
MOST = 40  # results shown
SNIPPET = 220  # characters
SHORTEST_BEGINNING = 4  # letters; in a text fewer begin too many words
SOME = len(Fit)  # the fit of what holds only some of the words: after all that fits
# A name that begins with the words counts as much as one that holds them elsewhere.
GROUPS: dict[int, int] = {Fit.BEGINS: Fit.WITHIN}
QUERIES = {
    "sqlite": (
        "SELECT id, hit.fits FROM (SELECT rowid AS entry, 1 AS fits, bm25(lessons_searchindex, 6.0,"
        " 1.0) AS likeness FROM lessons_searchindex WHERE lessons_searchindex MATCH %s UNION ALL"
        " SELECT rowid, 0, bm25(lessons_searchindex, 6.0, 1.0) FROM lessons_searchindex WHERE"
        " lessons_searchindex MATCH %s) AS hit JOIN lessons_searchentry ON id = hit.entry ORDER BY"
        " hit.fits DESC, hit.likeness * weight, id LIMIT %s"
    ),
    "postgresql": (
        "SELECT id, vector @@ fitting AS fits FROM lessons_searchentry, "
        "to_tsquery('english', %s) AS fitting, to_tsquery('english', %s) AS wish "
        "WHERE vector @@ fitting OR vector @@ wish "
        "ORDER BY fits DESC, ts_rank_cd(vector, wish, 1) * weight DESC, id LIMIT %s"
    ),
}


CODE = re.compile(r"[_:,(]")  # in an id, a code, or a name that says more than a name
ENDING_IN_S = re.compile(r"\b([^\W_]{1,2}s)\b")  # ALS, GBS, CMS
NAMING = frozenset(["disease", "finding", "term"])  # kinds whose names mean the same
Listed = Mapping[int, tuple[str, Named]]  # the kind and the names of each entry


@dataclass(frozen=True, slots=True)
class Writing:
    """A database's syntax for a full-text query.

    Words are letters and digits alone, so nothing needs to be escaped.
    """

    quoted: str
    following: str
    begun: str
    both: str
    either: str

    def phrase(self, phrase_words: Sequence[str]) -> str:
        """Return a query for these words one after the other."""
        return self.quoted.format(self.following.join(map(_indexed, phrase_words)))

    def beginning(self, word: str) -> str:
        """Return a query for any word that begins like this."""
        return self.begun.format(word)


WRITING = {
    "sqlite": Writing('"{}"', " ", '"{}"*', " AND ", " OR "),
    "postgresql": Writing("({})", " <-> ", "{}:*", " & ", " | "),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A thing found; title and snippet of its text have the words looked for marked."""

    kind: str
    url: str
    name: str
    title: SafeString
    snippet: SafeString

    @property
    def kind_name(self) -> str:
        return "Glossary" if self.kind == "term" else self.kind.capitalize()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The results of a search, the best first.

    `instead`: the words that were looked for because those asked for occur nowhere; else empty.
    """

    results: list[Result]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    """An entry and how well it fits.

    `fit`: a `Fit`, or `SOME`. `likeness`: its place among the texts that the database found, 0
    the best.
    """

    pk: int
    kind: str
    fit: int
    likeness: int

    @property
    def place(self) -> tuple[int, ...]:
        """Return the key to sort by: references last, then by fit, kind and likeness.

        Kinds stand in the order of `KINDS`, except among entries that hold only some of the
        words.
        """
        by_kind = 0 if self.fit >= SOME else ORDER[self.kind]
        return (
            self.kind == "reference",
            GROUPS.get(self.fit, self.fit),
            by_kind,
            self.fit,
            self.likeness,
        )


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the index keeps of a row; `names`: what it is found by."""

    title: str
    text: str
    url: str
    names: Sequence[str]


def look_up(wish: str, most: int = MOST) -> SearchResult:
    """Search for a reader's words, in 4 queries or fewer.

    Exact names come first, then what holds more of the words. `most`: results returned.
    """
    shelf = {
        pk: (kind, Named(names))
        for pk, kind, names in SearchEntry.objects.values_list("pk", "kind", "names")
    }
    wish_words = query_words(wish)
    instead = _instead(wish, wish_words, shelf)
    wish_words = instead or wish_words
    hits = _hits(wish_words, shelf)
    nearest = sorted(hits, key=lambda hit: (hit.fit, hit.likeness))[:MOST]
    hits_shown = sorted(nearest, key=lambda hit: hit.place)[:most]
    entries = SearchEntry.objects.in_bulk([hit.pk for hit in hits_shown])
    same, parts = _other_names(wish_words, shelf)
    names = [words(name) for name in (*same, *parts)]
    results = [
        _result(entries[hit.pk], wish_words, names) for hit in hits_shown if hit.pk in entries
    ]
    return SearchResult(results, " ".join(instead) if results else "")


def rebuild_index() -> None:
    SearchEntry.objects.all().delete()
    SearchEntry.objects.bulk_create(entry(row) for row in _all_rows())


def add(row: models.Model) -> None:
    """Index a row that is not in the index yet."""
    entry(row).save()


def remove(row: models.Model) -> None:
    SearchEntry.objects.filter(kind=str(row._meta.model_name), key=row.pk).delete()


def entry(row: models.Model) -> SearchEntry:
    """Build the index entry of a row, without storing it.

    Raises TypeError for a row of a model that is not searched.
    """
    contents = _contents(row)
    text = " ".join(contents.text.split())
    kind = str(row._meta.model_name)
    return SearchEntry(
        kind=kind,
        key=row.pk,
        url=contents.url,
        title=contents.title,
        text=text,
        names=list(contents.names),
        title_words=_indexed(alike(" ".join(dict.fromkeys([contents.title, *contents.names])))),
        words=_indexed(alike(text)),
        weight=KINDS[kind],
    )


def _contents(row: models.Model) -> _Contents:
    """Return what the index keeps of a row; raises TypeError as `entry` does."""
    match row:
        case Disease():
            text = f"{_also(row.also_called)}{row.script} {row.exception} {row.lesion_site}"
            return _Contents(row.name, text, row.get_absolute_url(), row.names)
        case Finding():
            text = f"{_also(row.also_called)}{row.elicit} {row.mechanism}"
            return _Contents(row.name, text, row.get_absolute_url(), row.names)
        case Lesson():
            text = f"{row.summary} {prose_of(row.body)}"
            return _Contents(row.title, text, row.get_absolute_url(), [row.title])
        case Term():
            return _Contents(row.term, row.meaning, row.get_absolute_url(), row.named.names)
        case Claim():
            title = f"Source {row.number}: {row.paraphrase}"
            text = f"{row.correction or row.rationale} {row.rationale if row.correction else ''}"
            return _Contents(title, text, row.get_absolute_url(), row.named.names)
        case Reference():
            text = f"{closed(row.authors)} {row.journal} {row.year}"
            url = f"{reverse('lessons:reference_list')}#{row.pk}"
            return _Contents(row.title, text, url, row.named.names)
        case _:
            raise TypeError(f"{type(row).__name__} is not searched")


def _indexed(text: str) -> str:
    """Write text as the databases index it and are asked for it.

    The text is in one spelling already. Short words in s, such as "als", get a second s.
    """
    # Else the databases would take the s off and make "al" of "als".
    return ENDING_IN_S.sub(r"\1\1", text)


def _also(names: Sequence[str]) -> str:
    return f"Also called {', '.join(names)}. " if names else ""


def _all_rows() -> Iterator[models.Model]:
    for model in (Disease, Finding, Lesson, Term, Claim, Reference):
        yield from model._default_manager.all()


def _hits(wish_words: list[str], shelf: Listed) -> list[_Hit]:
    same, parts = _other_names(wish_words, shelf)
    others = [query_words(name) for name in same]
    fit_of: dict[int, int] = {
        pk: Fit.TOGETHER for pk, (_, named) in shelf.items() if contained(wish_words, named)
    }
    fit_of |= fits(wish_words, {pk: named for pk, (_, named) in shelf.items()})
    text_matches = _matching(wish_words, same, parts)
    for pk, is_whole in text_matches:
        if pk in shelf and fit_of.get(pk, SOME) >= Fit.TOGETHER:
            by_other = [
                one
                for other in others
                if (one := fit(other, shelf[pk][1], beginnings=False)) is not None
            ]
            if by_other:
                fit_of[pk] = max(Fit.BEGINS, min(by_other))
            else:
                fit_of.setdefault(pk, Fit.TOGETHER if is_whole else SOME)
    likeness = {pk: place for place, (pk, _) in enumerate(dict(text_matches).items())}
    return [
        _Hit(pk, shelf[pk][0], one, likeness.get(pk, len(likeness))) for pk, one in fit_of.items()
    ]


def _matching(
    wish_words: list[str], same: Iterable[str], parts: Iterable[str]
) -> list[tuple[int, bool]]:
    """Return entries that hold what is sought or another name for it, likest first.

    Each comes with whether it holds all that is sought.
    """
    if not wish_words:
        return []
    write = WRITING[connection.vendor]
    is_begun = not same and len(wish_words[-1]) >= SHORTEST_BEGINNING
    last = write.beginning(wish_words[-1]) if is_begun else write.phrase(wish_words[-1:])
    each = [*(write.phrase([word]) for word in wish_words[:-1]), last]
    whole = [f"({write.both.join(each)})", *(write.phrase(words(name)) for name in same)]
    wish = [*whole, *each, *(write.phrase(words(name)) for name in parts)]
    with connection.cursor() as cursor:
        cursor.execute(
            QUERIES[connection.vendor],
            [write.either.join(whole), write.either.join(wish), 2 * MOST],
        )
        rows = cursor.fetchall()
    holds_all: dict[int, bool] = {}
    for pk, is_whole in rows:
        holds_all[pk] = holds_all.get(pk, False) or bool(is_whole)
    return list(holds_all.items())


def _other_names(wish_words: list[str], shelf: Listed) -> tuple[list[str], list[str]]:
    """Return other names for all that is sought, then for a part of it.

    For "double vision in the evening", "diplopia" names a part.
    """
    same: dict[str, None] = {}
    parts: dict[str, None] = {}
    for kind, named in shelf.values():
        if kind in NAMING and contained(wish_words, named):
            names = dict.fromkeys(name for name in named.names if not CODE.search(name))
            (same if fit(wish_words, named) == Fit.WHOLE else parts).update(names)
    return list(same), list(parts)


def _instead(wish: str, wish_words: list[str], shelf: Listed) -> list[str]:
    """Return what to look for instead if a word occurs nowhere, else an empty list.

    Abbreviations are written in full; a misspelt word becomes the known word nearest to it.
    """
    if any(fit(wish_words, named) == Fit.WHOLE for _, named in shelf.values()):
        return []
    if in_full := SHORT.get(wish.strip(" .").upper()):
        return query_words(in_full)
    known_words = vocabulary(named for _, named in shelf.values())
    if not unknown(wish_words, known_words):
        return []
    texts = {
        word
        for text in SearchEntry.objects.values_list("words", flat=True)
        for word in WORD.findall(text)
    }
    if not unknown(wish_words, known_words | texts):
        return []
    new_words = mended(wish_words, known_words)
    new_words = [
        word if word in known_words else mended([word], known_words | texts)[0]
        for word in new_words
    ]
    return new_words if new_words != wish_words else []


def _result(
    index_entry: SearchEntry, wish_words: Iterable[str], names: Iterable[list[str]]
) -> Result:
    indexed_words = " ".join(WORD.findall(f"{index_entry.title_words} {index_entry.words}"))
    name_words = [
        word for name in names if _indexed(" ".join(name)) in indexed_words for word in name
    ]
    stems = {stem(word) for word in (*wish_words, *name_words) if word not in IDLE}
    title = marked(index_entry.title, stems)
    snippet = marked(_snippet(index_entry.text, stems), stems)
    return Result(index_entry.kind, index_entry.url, index_entry.title, title, snippet)


def _snippet(text: str, stems: set[str]) -> str:
    """Return a stretch of text that begins a little before the first word looked for."""
    first = next((match.start() for match in WORD.finditer(text) if stem(match[0]) in stems), 0)
    start = text.rfind(" ", 0, max(first - 60, 0)) + 1 if first > 60 else 0
    stretch = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        stretch = stretch.rsplit(" ", 1)[0] + " …"
    return f"… {stretch}" if start else stretch


def marked(text: str, stems: set[str]) -> SafeString:
    """Return the text as HTML, with every word of one of these stems marked."""
    parts, last = [], 0
    for match in WORD.finditer(text):
        if stem(match[0]) in stems:
            parts += [escape(text[last : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            last = match.end()
    return SafeString("".join([*parts, escape(text[last:])]))
