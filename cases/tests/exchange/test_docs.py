"""docs/exchange.md says what the code does."""

import re
from pathlib import Path

from cases.exchange import archive, markup, shape, sheet, tree
from cases.tests.exchange.known import items

TEXT = (Path(__file__).resolve().parents[3] / "docs/exchange.md").read_text()


def test_the_table_of_columns_names_them_all():
    table = TEXT[TEXT.index("| Column |") : TEXT.index("No cell is a formula")]

    named = {
        name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")
    }
    assert named == set(sheet.COLUMNS)


def test_the_template_is_read():
    (item,) = items(re.search(r"```csv\n(.*?)```", TEXT, re.S)[1])

    assert item.draft.findings["history"].present == ["worse_evening", "diplopia"]
    assert item.draft.headline == "Use brings it out."


def test_the_formats_and_limits_are_those_of_the_code():
    section = TEXT[TEXT.index("## In") : TEXT.index("Each item becomes")]
    limits = TEXT[TEXT.index("## Limits") :]

    assert re.findall(r"^\| `(\w+)`", section, re.M) == list(shape.FORMATS)
    for number in (
        *(shape.MOST_ITEMS, shape.MOST_FAULTS, shape.DEEPEST, shape.MOST_ELEMENTS, shape.LONGEST_PROSE),
        *(markup.MOST_TAGS, markup.DEEPEST_LISTS, markup.DEEPEST_SCRIPTS, sheet.MOST_COLUMNS),
        *(shape.MOST_ANSWERS, tree.MOST_ATTRIBUTES, shape.MOST_SIGNS, markup.LONGEST_HTML, archive.MOST_MEMBERS),
    ):
        assert f"{number:,}" in limits
    for number in (archive.LARGEST_MEMBER, archive.LARGEST_SUM):
        assert f"{number // 1_000_000} MB" in limits
