"""CSV as spreadsheets write it."""

import csv
import io

import pytest

from cases.schema import CaseDraft
from cases.tests.exchange.known import faults, items, settled
from content.csv_safety import restored_cell

from ....exchange.detection import read_file
from ....exchange.formats import csv_table

ROW = "Stairs,dm1,40,male,diplopia ptosis,ck_raised,examination weak: both thighs"
HEAD = "title,disease,age,sex,history_present,tests_absent,body"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\r\n{ROW}\r\n",
        f"{HEAD}\n{ROW}\n".replace(",", ";"),
        f"sep=;\r\n{HEAD}\r\n{ROW}\r\n".replace(",", ";"),
        f"{HEAD}\n{ROW}\n".replace(",", "\t"),
    ],
    ids=["plain", "mark and CRLF", "semicolons", "sep line", "tabs"],
)
def test_a_row_becomes_a_case(text):
    (draft,) = settled(text)

    assert (draft.title, draft.disease, draft.age, draft.sex) == ("Stairs", "dm1", 40, "male")
    assert draft.findings["history"].present == ["diplopia", "ptosis"]
    assert draft.findings["tests"].absent == ["ck_raised"]
    assert draft.model_dump(mode="json")["body"] == {"examination": {"weak": ["both thighs"]}}
    assert draft.import_note == ""


def test_what_is_not_known_is_noted():
    (draft,) = settled(
        "title,disease,references,decides,mood\nA,ALS,gilhus-2016 erb-1879,ptosis,glum\n"
    )

    assert draft.disease == "als"
    assert draft.references == ["gilhus-2016"]
    assert draft.import_note.splitlines()[:3] == [
        "Columns there that mean nothing here: mood",
        "No finding here, or not coded: “ptosis”.",
        "References that are not known here: “erb-1879”.",
    ]


def test_every_fault_has_its_line_and_the_good_rows_come_in():
    text = (
        'title,disease,age\n"Two\nlines",ALS,40\nB,ALS,old\nC,ALS,40,50\nD,unheard'
        " of,40\nE,ALS,200\n"
    )

    assert [item.title for item in read_file(text.encode()).items] == ["Two\nlines", "D"]
    assert [fault.split(":")[0] for fault in faults(text)] == ["line 4", "line 5", "line 7"]
    assert settled(text)[1] == "line 6: “D” has a disease that is not known here: unheard of"


def test_all_that_is_typed_wrong_in_a_row_is_told():
    text = f"title,disease,body,results,traces\nA,als,third arm,lids: {'[' * 501},{{kind: ck}}\n"

    assert faults(text) == [
        "line 2: body: Line 1: write a stage, a state and places, such as examination wasted:"
        " right hand.; results: Line 1: lids holds more than 500 of the signs [ or <.;"
        " traces: Line 1: value: is missing."
    ]


def test_a_trace_that_would_crash_a_reader_is_refused_at_its_row():
    text = f"title,disease,traces\nA,als,{'[' * 25_000}\nB,als,\n"

    assert [item.title for item in read_file(text.encode()).items] == ["B"]
    assert faults(text)[0] == "line 2: traces: Line 1: has more than 2,000 characters."


def test_a_trace_is_written_without_its_defaults():
    draft = CaseDraft(title="T", disease="als", traces=[{"kind": "ck", "value": 640}])

    out = "".join(csv_table.write_csv_rows([draft]))

    row = next(csv.DictReader(io.StringIO(out.lstrip("\ufeff"), newline="")))
    assert row["traces"] == "{kind: ck, value: 640.0}\n"
    assert items(out)[0].draft.traces == draft.traces


@pytest.mark.parametrize("said", ["", " \n"])
def test_a_result_says_something(said):
    with pytest.raises(ValueError, match="is empty"):
        CaseDraft(results={"grip": said})


@pytest.mark.parametrize(
    "head, fault",
    [("title,age", "has no column disease"), ("title,disease,title", "has the column title twice")],
)
def test_a_first_line_that_lacks_or_doubles_a_column_is_refused(head, fault):
    assert faults(f"{head}\nA,B,C\n", "csv") == [f"line 1: {fault}"]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "'=1", "''@x", "＝1", "- a list", "'", "it's"],
)
def test_no_cell_is_a_formula_and_each_comes_back(cell):
    out = "".join(
        csv_table.write_csv_rows([CaseDraft(title="T", disease="als", headline=cell, history=cell)])
    )
    written = list(csv.reader(io.StringIO(out.lstrip("\ufeff"), newline="")))[1]
    back = restored_cell(written[csv_table.COLUMNS.index("history")])

    assert not any(value[:1] in tuple("=+-@\t\r＝＋－＠") for value in written if value)
    assert back == cell
    assert items(out)[0].draft.headline == cell.strip()


def test_a_spreadsheet_shows_umlauts_and_what_it_saves_comes_back():
    out = "".join(csv_table.write_csv_rows([CaseDraft(title="Müde Lider, façade", disease="als")]))

    assert out.encode().startswith(b"\xef\xbb\xbf")
    assert items(out)[0].draft.title == "Müde Lider, façade"
    assert items(out.lstrip("\ufeff"))[0].draft.title == "Müde Lider, façade"


def test_a_row_that_cannot_be_read_is_named_by_its_first_line_and_leaves_the_others():
    text = 'title,disease,history\nA,als,"one\ntwo"\nB,als,"a"b\nC,als,x\nD,als,"never\nE,als,y\n'
    found = read_file(text.encode())

    assert [(item.title, item.where) for item in found.items] == [
        ("A", "line 2"),
        ("C", "line 5"),
        ("E", "line 7"),
    ]
    assert [str(fault).partition(": close")[0] for fault in found.faults] == [
        "line 4: has a quote that neither ends its cell nor is doubled",
        "line 6: has a quote that does not end",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_sheet_saved_as_unicode_text_is_read(encoding):
    (item,) = items('\n\ntitle\tdisease\thistory\r\nÄ\tals\t"a\r\nb"\r\n'.encode(encoding))

    assert (item.title, item.draft.history, item.where) == ("Ä", "a\nb", "line 4")
