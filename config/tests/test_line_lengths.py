"""A line of a template or of a style sheet can be read without turning one's head."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 100


def too_long(paths):
    """Where each line stands that is longer than the columns allow."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(paths)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > COLUMNS
    ]


def test_style_sheets_fit_100_columns():
    assert too_long((ROOT / "static" / "css").rglob("*.css")) == []


def test_templates_of_pages_fit_100_columns():
    """Those of mails stay out: a line of theirs is a line of the mail."""
    assert too_long((ROOT / "templates").rglob("*.html")) == []


def test_templates_of_file_formats_fit_100_columns():
    assert too_long((ROOT / "templates").rglob("*.xml")) == []
