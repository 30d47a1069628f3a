"""Search over diseases, findings, lessons, terms, claims and references. Cases are not in it.

Names are compared by `content/matching.py`, as in the pickers of the authors' desk; texts by the database's own
full-text index, which takes endings off. What is indexed is in one spelling (`content/spelling.py`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from cases.exchange.nomenclature import SHORT
from content.matching import IDLE, Fit, Named, asked, contained, fit, fits, mended, unknown, vocabulary
from content.spelling import WORD, alike, stem, words
from knowledge.models import Disease, Finding, Reference
from knowledge.names import closed

from .models import Claim, Lesson, SearchEntry, Term
from .text import plain

KINDS = {"disease": 2.0, "finding": 1.5, "lesson": 3.0, "term": 1.5, "claim": 1.0, "reference": 0.8}
"""In the order in which equal fits are shown, with how many times the likeness of a text counts."""
ORDER = {kind: place for place, kind in enumerate(KINDS)}
MOST = 40  # results shown
SNIPPET = 220  # characters
SHORTEST_BEGINNING = 4  # letters; in a text fewer begin too many words
SOME = len(Fit)  # places of what holds only some of the words: after all that fits
GROUPS: dict[int, int] = {Fit.BEGINS: Fit.WITHIN}  # equal: what begins with the words and what holds them elsewhere
QUERIES = {
    "sqlite": "SELECT id, hit.fits FROM ("
    "SELECT rowid AS entry, 1 AS fits, bm25(lessons_searchindex, 6.0, 1.0) AS likeness FROM lessons_searchindex "
    "WHERE lessons_searchindex MATCH %s UNION ALL "
    "SELECT rowid, 0, bm25(lessons_searchindex, 6.0, 1.0) FROM lessons_searchindex WHERE lessons_searchindex MATCH %s"
    ") AS hit JOIN lessons_searchentry ON id = hit.entry ORDER BY hit.fits DESC, hit.likeness * weight, id LIMIT %s",
    "postgresql": "SELECT id, vector @@ fitting AS fits FROM lessons_searchentry, "
    "to_tsquery('english', %s) AS fitting, to_tsquery('english', %s) AS wish "
    "WHERE vector @@ fitting OR vector @@ wish "
    "ORDER BY fits DESC, ts_rank_cd(vector, wish, 1) * weight DESC, id LIMIT %s",
}


CODE = re.compile(r"[_:,(]")  # in an id, a code, or a name that says more than a name
ENDING_IN_S = re.compile(r"\b([^\W_]{1,2}s)\b")  # ALS, GBS, CMS
NAMING = frozenset(["disease", "finding", "term"])  # kinds whose names mean the same
Listed = Mapping[int, tuple[str, Named]]  # the kind and the names of each entry


@dataclass(frozen=True, slots=True)
class Writing:
    """How a database wants a wish to be written. Words are letters and digits alone, so nothing needs to be escaped."""

    quoted: str
    following: str
    begun: str
    both: str
    either: str

    def phrase(self, said: Sequence[str]) -> str:
        """These words one after the other."""
        return self.quoted.format(self.following.join(map(_indexed, said)))

    def beginning(self, word: str) -> str:
        """Any word that begins like this."""
        return self.begun.format(word)


WRITING = {
    "sqlite": Writing('"{}"', " ", '"{}"*', " AND ", " OR "),
    "postgresql": Writing("({})", " <-> ", "{}:*", " & ", " | "),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: its title and a stretch of its text, both with the words that were looked for marked."""

    kind: str
    url: str
    name: str
    title: SafeString
    snippet: SafeString

    @property
    def kind_name(self) -> str:
        return "Glossary" if self.kind == "term" else self.kind.capitalize()


@dataclass(frozen=True, slots=True)
class Found:
    """The best first. `instead`: the words that were looked for because those asked for occur nowhere."""

    results: list[Result]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    """An entry and how well it fits; `likeness` is its place among the texts that the database found, 0 the best."""

    pk: int
    kind: str
    fit: int
    likeness: int

    @property
    def place(self) -> tuple[int, ...]:
        """Where it stands: references last, exact names first, then by kind what its name or text holds."""
        by_kind = 0 if self.fit >= SOME else ORDER[self.kind]
        return (self.kind == "reference", GROUPS.get(self.fit, self.fit), by_kind, self.fit, self.likeness)


def look_up(wish: str, most: int = MOST) -> Found:
    """What a reader's words find, in 4 queries or fewer: exact names first, then by how much of the words is there."""
    listed = {pk: (kind, Named(names)) for pk, kind, names in SearchEntry.objects.values_list("pk", "kind", "names")}
    sought = asked(wish)
    instead = _instead(wish, sought, listed)
    sought = instead or sought
    hits = _hits(sought, listed)
    nearest = sorted(hits, key=lambda hit: (hit.fit, hit.likeness))[:MOST]
    shown = sorted(nearest, key=lambda hit: hit.place)[:most]
    entries = SearchEntry.objects.in_bulk([hit.pk for hit in shown])
    same, parts = _other_names(sought, listed)
    names = [words(name) for name in (*same, *parts)]
    results = [_result(entries[hit.pk], sought, names) for hit in shown if hit.pk in entries]
    return Found(results, " ".join(instead) if results else "")


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
    said: tuple[str, str, str, Sequence[str]]  # title, text, address, names
    match row:
        case Disease():
            text = f"{_also(row.also_called)}{row.script} {row.exception} {row.lesion_site}"
            said = (row.name, text, row.get_absolute_url(), row.names)
        case Finding():
            text = f"{_also(row.also_called)}{row.elicit} {row.mechanism}"
            said = (row.name, text, row.get_absolute_url(), row.names)
        case Lesson():
            said = (row.title, f"{row.summary} {plain(row.body)}", row.get_absolute_url(), [row.title])
        case Term():
            said = (row.term, row.meaning, row.get_absolute_url(), row.named.names)
        case Claim():
            text = f"{row.correction or row.rationale} {row.rationale if row.correction else ''}"
            said = (f"Source {row.number}: {row.paraphrase}", text, row.get_absolute_url(), row.named.names)
        case Reference():
            text = f"{closed(row.authors)} {row.journal} {row.year}"
            said = (row.title, text, f"{reverse('lessons:reference_list')}#{row.pk}", row.named.names)
        case _:
            raise TypeError(f"{type(row).__name__} is not searched")
    title, text, url, names = said
    text = " ".join(text.split())
    kind = str(row._meta.model_name)
    return SearchEntry(
        kind=kind,
        key=row.pk,
        url=url,
        title=title,
        text=text,
        names=list(names),
        title_words=_indexed(alike(" ".join(dict.fromkeys([title, *names])))),
        words=_indexed(alike(text)),
        weight=KINDS[kind],
    )


def _indexed(text: str) -> str:
    """Text in one spelling, or words for a wish, as the databases get it: they must not make "al" of "als"."""
    return ENDING_IN_S.sub(r"\1\1", text)


def _also(names: Sequence[str]) -> str:
    return f"Also called {', '.join(names)}. " if names else ""


def _all_rows() -> Iterator[models.Model]:
    for model in (Disease, Finding, Lesson, Term, Claim, Reference):
        yield from model._default_manager.all()


def _hits(sought: list[str], listed: Listed) -> list[_Hit]:
    """Entries with some of the words, and how well each fits."""
    same, parts = _other_names(sought, listed)
    others = [asked(name) for name in same]
    found: dict[int, int] = {pk: Fit.TOGETHER for pk, (_, named) in listed.items() if contained(sought, named)}
    found |= fits(sought, {pk: named for pk, (_, named) in listed.items()})
    matching = _matching(sought, same, parts)
    for pk, is_whole in matching:
        if pk in listed and found.get(pk, SOME) >= Fit.TOGETHER:
            by_other = [one for other in others if (one := fit(other, listed[pk][1], beginnings=False)) is not None]
            if by_other:
                found[pk] = max(Fit.BEGINS, min(by_other))
            else:
                found.setdefault(pk, Fit.TOGETHER if is_whole else SOME)
    likeness = {pk: place for place, (pk, _) in enumerate(dict(matching).items())}
    return [_Hit(pk, listed[pk][0], one, likeness.get(pk, len(likeness))) for pk, one in found.items()]


def _matching(sought: list[str], same: Iterable[str], parts: Iterable[str]) -> list[tuple[int, bool]]:
    """Entries whose words hold what is sought or another name for it, and whether all of it; the likest first."""
    if not sought:
        return []
    write = WRITING[connection.vendor]
    is_begun = not same and len(sought[-1]) >= SHORTEST_BEGINNING
    last = write.beginning(sought[-1]) if is_begun else write.phrase(sought[-1:])
    each = [*(write.phrase([word]) for word in sought[:-1]), last]
    whole = [f"({write.both.join(each)})", *(write.phrase(words(name)) for name in same)]
    wish = [*whole, *each, *(write.phrase(words(name)) for name in parts)]
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor], [write.either.join(whole), write.either.join(wish), 2 * MOST])
        found = cursor.fetchall()
    fitting: dict[int, bool] = {}
    for pk, is_whole in found:
        fitting[pk] = fitting.get(pk, False) or bool(is_whole)
    return list(fitting.items())


def _other_names(sought: list[str], listed: Listed) -> tuple[list[str], list[str]]:
    """Other names for all that is sought, then for a part of it: "diplopia" for "double vision in the evening"."""
    same: dict[str, None] = {}
    parts: dict[str, None] = {}
    for kind, named in listed.values():
        if kind in NAMING and contained(sought, named):
            names = dict.fromkeys(name for name in named.names if not CODE.search(name))
            (same if fit(sought, named) == Fit.WHOLE else parts).update(names)
    return list(same), list(parts)


def _instead(wish: str, sought: list[str], listed: Listed) -> list[str]:
    """What to look for if a word occurs nowhere: in full for short, the nearest for misspelt; nothing if neither is."""
    if any(fit(sought, named) == Fit.WHOLE for _, named in listed.values()):
        return []
    if in_full := SHORT.get(wish.strip(" .").upper()):
        return asked(in_full)
    known = vocabulary(named for _, named in listed.values())
    if not unknown(sought, known):
        return []
    texts = {word for text in SearchEntry.objects.values_list("words", flat=True) for word in WORD.findall(text)}
    if not unknown(sought, known | texts):
        return []
    meant = mended(sought, known)
    meant = [word if word in known else mended([word], known | texts)[0] for word in meant]
    return meant if meant != sought else []


def _result(found: SearchEntry, sought: Iterable[str], names: Iterable[list[str]]) -> Result:
    said = " ".join(WORD.findall(f"{found.title_words} {found.words}"))
    meant = [word for name in names if _indexed(" ".join(name)) in said for word in name]
    stems = {stem(word) for word in (*sought, *meant) if word not in IDLE}
    title, snippet = marked(found.title, stems), marked(_snippet(found.text, stems), stems)
    return Result(found.kind, found.url, found.title, title, snippet)


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
