"""docs/exchange.md says what the code does."""

import re
from pathlib import Path

from cases.tests.exchange.known import items

from ...exchange import limits as allowed
from ...exchange import safe_xml, safe_zip
from ...exchange.formats import FORMATS, csv_table
from ...exchange.text import html_markdown
from ...schema import LONGEST_PROSE, MOST_SIGNS

TEXT = (Path(__file__).resolve().parents[3] / "docs/exchange.md").read_text()


def test_the_table_of_columns_names_them_all():
    table = TEXT[TEXT.index("| Column |") : TEXT.index("No cell is a formula")]

    named = {
        name
        for row in table.splitlines()[2:]
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")
    }
    assert named == set(csv_table.COLUMNS)


def test_the_template_is_read():
    (item,) = items(re.search(r"```csv\n(.*?)```", TEXT, re.S)[1])

    assert item.draft.findings["history"].present == ["worse_evening", "diplopia"]
    assert item.draft.headline == "Use brings it out."


def test_the_formats_and_limits_are_those_of_the_code():
    section = TEXT[TEXT.index("## In") : TEXT.index("Each item becomes")]
    limits = TEXT[TEXT.index("## Limits") :]

    assert re.findall(r"^\| `(\w+)`", section, re.M) == list(FORMATS)
    for number in (
        allowed.MOST_ITEMS,
        allowed.MOST_FAULTS,
        allowed.DEEPEST,
        allowed.MOST_ELEMENTS,
        LONGEST_PROSE,
        html_markdown.MOST_TAGS,
        html_markdown.DEEPEST_LISTS,
        html_markdown.DEEPEST_SCRIPTS,
        csv_table.MOST_COLUMNS,
        allowed.MOST_ANSWERS,
        safe_xml.MOST_ATTRIBUTES,
        MOST_SIGNS,
        html_markdown.LONGEST_HTML,
        safe_zip.MOST_MEMBERS,
    ):
        assert f"{number:,}" in limits
    for number in (safe_zip.LARGEST_MEMBER, safe_zip.LARGEST_SUM):
        assert f"{number // 1_000_000} MB" in limits
