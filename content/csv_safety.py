"""Cells of CSV files that no spreadsheet takes for a formula, and the way back. No Django.

`defusedcsv` was tried: it changes a "|" within such a cell, so that what goes out does not come
back, and lets a tab or a full-width sign begin a formula.
"""

import re
from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8; without it they misread every umlaut
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe_cell(value: Any) -> Any:
    """Return a value as a cell may hold it.

    Text that begins like a formula gets an apostrophe in front, as OWASP advises.
    """
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def restored_cell(cell: str) -> str:
    """Return the text that `safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
