"""One way to set quotation marks and numbers, in all that is shipped to be read."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from quiz.explanations import explanations

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
ROWS = re.compile(r'<(p|div) class="(?:[^"]* )?actions(?: [^"]*)?"[^>]*>(.*?)</\1>', re.S)
CONTROLS = re.compile(r"<(a|button|span|kbd|label|select)\b.*?</\1>", re.S)
POINT = re.compile(r".{0,20}(?<![\d.\w])\.\d")


def words_shipped():
    """Where each text stands, and the text without its markup."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path, TAGS.sub(" ", TEMPLATE_CODE.sub(" ", path.read_text()))
    for folder in ("knowledge/data", "lessons/data", "quiz/data"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".yaml", ".md") and path.name != "README.md":
                yield path, re.sub(r"^\s*#(?!#).*", "", path.read_text(), flags=re.M)


def test_quotation_marks_are_curly():
    assert [
        (path.name, re.findall('.{0,20}"', text)) for path, text in words_shipped() if '"' in text
    ] == []


def test_quotation_marks_come_in_pairs():
    assert [path.name for path, text in words_shipped() if text.count("“") != text.count("”")] == []


def test_no_number_begins_with_its_point():
    texts = [(str(path), text) for path, text in words_shipped()]
    texts += [(key, " ".join(explanation)) for key, explanation in explanations().items()]

    assert [(name, found) for name, text in texts if (found := POINT.findall(text))] == []


@pytest.mark.django_db
def test_no_number_of_the_error_table_begins_with_its_point(client):
    page = client.get(reverse("quiz:how")).content.decode()
    table = page[
        page.index('<table class="errors">') : page.index(
            "</table>", page.index('<table class="errors">')
        )
    ]

    assert "0.95 / 0.60" in table
    assert POINT.findall(table) == []


def test_no_words_stand_loose_in_a_row_of_buttons():
    """Each piece becomes an item of the row, so that a full stop after a link begins a line of its
    own on a phone.
    """
    loose = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for row in ROWS.finditer(TEMPLATE_CODE.sub("", path.read_text())):
            words = TAGS.sub("", CONTROLS.sub("", row[2])).strip()
            loose += [(path.name, words)] if words else []

    assert loose == []
