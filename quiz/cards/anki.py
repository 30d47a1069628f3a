"""Write cards as an Anki deck (no Django).

The ids of decks and of the kind of note are fixed, and that of a note follows from the key of its
card, so that a second import updates what the first brought and doubles nothing.
"""

import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

import genanki

from .flash_card import Deck, FlashCard

KIND_OF_NOTE = 1_732_871_001  # drawn once; another would double what learners have
DECK_IDS = {
    Deck.ERRORS: 1_732_871_101,
    Deck.CONFUSIONS: 1_732_871_102,
    Deck.DECIDING: 1_732_871_103,
    Deck.FINDINGS: 1_732_871_104,
}
FIELDS = ("Front", "Hint", "Question", "Back", "Sources", "More")
STYLE = """
.card { font: 1.1rem/1.5 Georgia, serif; color: #1a1d21; background: #faf8f3; padding: 1rem;
  max-width: 40rem; margin: 0 auto; text-align: left; }
.front { font-size: 1.35rem; font-weight: 600; }
.question, .sources { color: #585f68; font-size: 0.9rem; }
dt { font-weight: 600; margin-top: 0.6rem; }
dd { margin: 0; }
.nightMode.card, .night_mode .card { color: #ece9e2; background: #14171b; }
.nightMode .question, .nightMode .sources, .night_mode .question, .night_mode .sources {
  color: #a7adb6; }
"""
FRONT = (
    '<p class="front">{{Front}}</p>{{#Hint}}<p>{{Hint}}</p>{{/Hint}}'
    '<p class="question">{{Question}}</p>'
)
BACK = '{{FrontSide}}<hr id="answer">{{Back}}<p class="sources">{{Sources}}</p>{{More}}'
LICENCE = (
    "Cards of Motor Unit, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). For learning"
    " only; reviewed by no clinician yet. What they rest on stands on each card."
)


def anki_package(
    cards: Iterable[FlashCard],
    *,
    sources: Mapping[str, str],
    addresses: Mapping[str, str],
    home: str,
    at: float,
) -> bytes:
    """Return the cards as the bytes of an .apkg file.

    `sources`: references in words by id; `addresses`: where a card says more, by its key; `home`:
    the address of the site; `at`: seconds since 1970, by which Anki tells newer notes from older.
    """
    kind = _kind_of_note()
    decks = {
        deck: genanki.Deck(pk, f"Motor Unit::{deck.label}", _description(deck, home))
        for deck, pk in DECK_IDS.items()
    }
    for card in cards:
        decks[card.deck].add_note(_note(card, kind, sources, addresses.get(card.key, "")))
    package = genanki.Package([deck for deck in decks.values() if deck.notes])
    return _zipped(package, at)


def _zipped(package: genanki.Package, at: float) -> bytes:
    """Write a package without files beside it: the library leaves its own in the way."""
    collection = sqlite3.connect(":memory:")
    try:
        package.write_to_db(collection.cursor(), at, itertools.count(int(at * 1000)))
        collection.commit()
        rows = collection.serialize()
    finally:
        collection.close()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", rows)
        archive.writestr("media", "{}")
    return file.getvalue()


def _kind_of_note() -> genanki.Model:
    return genanki.Model(
        KIND_OF_NOTE,
        "Motor Unit",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )


def _note(
    card: FlashCard, kind: genanki.Model, sources: Mapping[str, str], address: str
) -> genanki.Note:
    back = "".join(
        f"<dt>{escape(line.name)}</dt><dd>{escape(line.text)}</dd>" for line in card.back
    )
    named = [sources[one] for one in card.references if one in sources]
    fields = [
        escape(card.front),
        escape(card.hint),
        escape(card.question),
        f"<dl>{back}</dl>",
        escape(f"Sources: {'; '.join(named)}.") if named else "",
        f'<p><a href="{escape(address)}">Motor Unit: more on it</a></p>' if address else "",
    ]
    guid = genanki.guid_for("motor-unit", card.key)
    return genanki.Note(model=kind, fields=fields, guid=guid, tags=[f"motor-unit::{card.deck}"])


def _description(deck: Deck, home: str) -> str:
    return escape(f"{deck.explanation} {LICENCE} {home}")
