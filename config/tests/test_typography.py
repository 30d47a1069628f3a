"""One way to set quotation marks and numbers, in all that is shipped to be read."""

import re
from pathlib import Path

from quiz.explanations import EXPLANATIONS
from quiz.scoring.error_table import error_table

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
POINT = re.compile(r".{0,20}(?<![\d.\w])\.\d")


def words_shipped():
    """Where each text stands, and the text without its markup."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path, TAGS.sub(" ", TEMPLATE_CODE.sub(" ", path.read_text()))
    for folder in ("cases/content", "lessons/content", "quiz/content"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".yaml", ".md") and path.name != "README.md":
                yield path, re.sub(r"^\s*#(?!#).*", "", path.read_text(), flags=re.M)


def test_quotation_marks_are_curly():
    assert [(path.name, re.findall('.{0,20}"', text)) for path, text in words_shipped() if '"' in text] == []


def test_quotation_marks_come_in_pairs():
    assert [path.name for path, text in words_shipped() if text.count("“") != text.count("”")] == []


def test_no_number_begins_with_its_point():
    texts = [(str(path), text) for path, text in words_shipped()]
    texts += [(key, " ".join(explanation)) for key, explanation in EXPLANATIONS.items()]
    texts += [("error table", " ".join(row)) for row in error_table()]

    assert [(name, found) for name, text in texts if (found := POINT.findall(text))] == []
