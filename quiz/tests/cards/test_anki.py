"""The Anki deck: opened as Anki opens it."""

import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.urls import reverse

from cases.tests.factory import make_version
from knowledge.models import Confusion, Finding
from knowledge.tests.factory import make_disease, make_finding, make_reference
from quiz.tests.factory import make_answer, sure

from ...cards.anki import DECK_IDS, KIND_OF_NOTE, anki_package
from ...cards.flash_card import CardLine, Deck, FlashCard

CARD = FlashCard(
    key="finding:ptosis",
    deck=Deck.FINDINGS,
    front="Ptosis < 2 mm & <b>low</b>",
    question="Why?",
    back=(CardLine("Why", "A lid <script>"),),
    references=("a-paper", "gone"),
)


def package(*cards, at=1_800_000_000.0):
    return anki_package(
        cards,
        sources={"a-paper": "Writer 2020, Paper & paste"},
        addresses={"finding:ptosis": "https://example.org/findings/ptosis/"},
        home="https://example.org/",
        at=at,
    )


def opened(content):
    """The notes, the names of decks by id and the kinds of note in a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == {"collection.anki2", "media"}
        rows = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as collection:
        collection.deserialize(rows)
        query = "SELECT guid, mid, flds, did FROM notes JOIN cards ON nid = notes.id"
        notes = {
            guid: (mid, fields.split("\x1f"), did)
            for guid, mid, fields, did in collection.execute(query)
        }
        models, decks = collection.execute("SELECT models, decks FROM col").fetchone()
    names = {int(pk): deck["name"] for pk, deck in json.loads(decks).items()}
    return notes, names, json.loads(models)


def test_a_note_has_fixed_ids_and_escaped_text_and_names_sources_and_licence():
    notes, decks, kinds = opened(package(CARD))

    ((mid, fields, did),) = notes.values()
    assert (mid, did) == (KIND_OF_NOTE, DECK_IDS[Deck.FINDINGS])
    assert fields[0] == "Ptosis &lt; 2 mm &amp; &lt;b&gt;low&lt;/b&gt;"
    assert fields[3] == "<dl><dt>Why</dt><dd>A lid &lt;script&gt;</dd></dl>"
    assert fields[4] == "Sources: Writer 2020, Paper &amp; paste."
    assert 'href="https://example.org/findings/ptosis/"' in fields[5]
    assert decks[DECK_IDS[Deck.FINDINGS]] == "Motor Unit::Findings"
    assert str(KIND_OF_NOTE) in kinds


def test_the_ids_that_learners_have_by_now_never_change():
    """Another number would double every card of everybody who imports again."""
    notes, _, _ = opened(package(CARD))

    assert KIND_OF_NOTE == 1_732_871_001
    assert sorted(DECK_IDS.values()) == [1_732_871_101 + n for n in range(4)]
    assert list(notes) == ["z%!?[p@~Ie"]


def test_the_same_cards_built_twice_are_the_same_notes_and_a_changed_one_keeps_its_id():
    changed = FlashCard(CARD.key, CARD.deck, "Other words", "Why?", CARD.back)

    first, again, later = (
        opened(package(card, at=at))[0] for card, at in ((CARD, 1.0), (CARD, 2.0), (changed, 3.0))
    )

    assert first == again
    assert list(later) == list(first)
    assert later != first


def test_decks_without_cards_are_left_out_and_no_file_is_left_behind():
    before = set(Path(tempfile.gettempdir()).iterdir())

    _, decks, _ = opened(package(CARD))

    assert DECK_IDS[Deck.ERRORS] not in decks
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert not [path for path in new if path.is_file() and path.read_bytes()[:6] == b"SQLite"]


@pytest.fixture
def knowledge(db):
    """A disease of each pattern, a rule for one confusion, a finding."""
    for pattern in ("fatigable", "neurogenic", "myogenic"):
        make_disease(pattern)
    finding = make_finding(name="Lost jerks", mechanism="The arc is broken.")
    rule = Confusion.objects.create(
        id="one", said="myogenic", was="neurogenic", finding=finding, text="Test every reflex."
    )
    rule.references.add(make_reference(authors="Author A"))
    return finding


def downloaded(client):
    response = client.get(reverse("quiz:anki_deck"))
    assert response["Content-Type"] == "application/vnd.anki"
    assert 'filename="motor-unit-cards.apkg"' in response["Content-Disposition"]
    return opened(response.content)


def test_the_download_has_every_card_and_leads_back_to_the_site(client, knowledge):
    notes, _, _ = downloaded(client)

    fronts = [fields[0] for _, fields, _ in notes.values()]
    assert len(fronts) == Finding.objects.count() + 1
    assert "Lost jerks" in fronts
    assert any("Author 2020" in fields[4] for _, fields, _ in notes.values())
    address = reverse("knowledge:finding", args=[knowledge.pk])
    assert any(f"http://testserver{address}" in fields[5] for _, fields, _ in notes.values())


def test_own_errors_are_in_ones_own_download_only(client, learner, knowledge):
    version = make_version("neurogenic", history="She keeps bees.", title="A beekeeper")
    make_answer(learner, version, stages=3, **sure("myogenic"))

    own, _, _ = downloaded(client)
    client.cookies.clear()
    others, _, _ = downloaded(client)

    called = "You called it muscle, and it was nerve"
    assert [called in str(list(notes.values())) for notes in (own, others)] == [True, False]
    assert len(set(own) - set(others)) == len(set(others) - set(own)) == 1
    assert "bees" not in str(own).casefold()
    assert "beekeeper" not in str(own).casefold()


def test_cards_are_built_anew_when_the_tables_change(client, knowledge):
    before, _, _ = downloaded(client)
    knowledge.name = "Absent jerks"
    knowledge.save()

    after, _, _ = downloaded(client)

    assert set(after) == set(before)
    assert "Absent jerks" in str(after)
