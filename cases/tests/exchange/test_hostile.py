"""Files that are made to do harm are refused in words, at once, and with little memory."""

import gzip
import json
import stat
import struct
import time
import tracemalloc
import warnings
import zipfile
from io import BytesIO

import pytest

from ...exchange import safe_zip
from ...exchange.detection import read_file
from ...exchange.formats import FORMATS
from ...exchange.limits import MOST_ITEMS
from .formats.test_moodle_xml import BANK, question
from .formats.test_qti import CHOICE_21, MANIFEST, package

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]><quiz>&j;</quiz>"
)
DTD = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>'
FILE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question><name>&x;</name></question></quiz>'
DEEP = "<quiz>" + "<a>" * 100_000


def said(data, kind=""):
    found = read_file(data if isinstance(data, bytes) else data.encode(), kind)
    assert found.items == ()
    return [str(fault) for fault in found.faults]


@pytest.mark.parametrize(
    "text", [LAUGHS, DTD, FILE], ids=["entity expansion", "DTD", "external entity"]
)
@pytest.mark.parametrize("kind", ["moodle", "qti"])
def test_xml_with_a_document_type_is_refused(text, kind):
    (fault,) = said(text, kind)

    assert "declares a document type, which is not allowed: remove the declaration" in fault


@pytest.mark.parametrize("name", ["imsmanifest.xml", "a.xml"])
def test_xml_within_a_package_is_held_to_the_same(name):
    data = package({"a.xml": CHOICE_21, name: LAUGHS}, ["a.xml"])

    assert "declares a document type" in said(data)[0]


@pytest.mark.parametrize(
    "data, kind",
    [
        (DEEP, "moodle"),
        ("[" * 100_000, "json"),
        ('{"a":' * 100_000, "phenopacket"),
    ],
)
def test_deep_nesting_is_refused(data, kind):
    assert "nested deeper than 100 levels" in said(data, kind)[0]


@pytest.mark.parametrize(
    "data, kind, words",
    [
        ("<quiz>" + "<a/>" * 400_000 + "</quiz>", "moodle", "has more than 300,000 elements"),
        ("[" + "[]," * 5_000_000 + "[]]", "json", "holds more than 300,000 lists and objects"),
        ("[" + "1," * 9_000_000 + "1]", "json", "holds more than 300,000 lists and objects"),
    ],
    ids=["elements", "lists", "numbers"],
)
def test_a_file_of_very_many_parts_is_refused_with_little_memory(data, kind, words):
    raw = data.encode()
    tracemalloc.start()

    (fault,) = said(raw, kind)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert words in fault
    assert peak < 200_000_000


def test_a_file_of_too_many_items_is_cut_with_a_word():
    found = read_file(b"title,disease\n" + b"A,als\n" * (MOST_ITEMS + 1))

    assert [str(fault) for fault in found.faults] == [
        "line 5002: The file holds more than 5,000 items: split it."
    ]


def test_a_zip_bomb_is_not_unpacked():
    bomb = b"<assessmentItem>" + b"\0" * 400_000_000
    data = package({"bomb.xml": bomb, "fine.xml": CHOICE_21}, ["bomb.xml", "fine.xml"])
    del bomb
    tracemalloc.start()

    found = read_file(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [str(fault) for fault in found.faults] == ["bomb.xml: unpacks to more than 5 MB"]
    assert [item.title for item in found.items] == ["Unattended lids"]
    assert peak < 50_000_000


def test_many_members_that_are_large_together_are_not_all_unpacked(monkeypatch):
    monkeypatch.setattr(safe_zip, "LARGEST_SUM", 10_000)
    data = package({f"{n}.xml": CHOICE_21 for n in range(9)}, [f"{n}.xml" for n in range(9)])

    found = read_file(data)

    assert 0 < len(found.items) < 9
    assert "unpacks to more than" in found.faults[0].message


def test_a_zip_of_very_many_members_is_refused_before_its_list_is_read():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as full:
        for number in range(safe_zip.MOST_MEMBERS + 1):
            full.writestr(f"{number}", "")

    assert "holds more than 6,000 files" in said(out.getvalue())[0]


def test_a_zip_that_lies_about_its_list_is_refused():
    data = bytearray(package({"a.xml": CHOICE_21}, ["a.xml"]))
    end = data.rfind(b"PK\5\6")
    data[end + 12 : end + 16] = struct.pack("<L", 0xFFFFFFF0)

    assert said(bytes(data)) != []


@pytest.mark.parametrize(
    "href",
    [
        "../up.xml",
        "/etc/passwd",
        "a/../../up.xml",
        "..\\up.xml",
        "%2e%2e/up.xml",
        "C:\\x.xml",
        "file:///etc/passwd",
        "http://h/x",
    ],
)
def test_no_path_leads_outside_a_package(href):
    data = package({"a.xml": CHOICE_21, "../up.xml": CHOICE_21, "/etc/passwd": CHOICE_21}, [href])

    assert "leads outside the package" in said(data)[0]


def test_damaged_and_encrypted_members_are_named():
    whole = package({"a.xml": CHOICE_21}, ["a.xml"])
    local = whole.find(b"a.xml")
    damaged = whole[: local + 60] + b"\xff" * 40 + whole[local + 100 :]
    encrypted = bytearray(whole)
    encrypted[whole.rfind(b"PK\1\2") + 8] |= 1

    assert "a.xml: cannot be unpacked" in said(damaged)[0]
    assert said(bytes(encrypted)) == ["a.xml: is encrypted"]


@pytest.mark.parametrize("kind", ["gift", "csv", "json", "phenopacket"])
def test_wrong_encodings_name_the_line(kind):
    assert said("title,disease\nä,als".encode("latin-1"), kind) == [
        "line 2: is not UTF-8 text: save the file as UTF-8"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_xml_is_read_in_the_encoding_that_it_names(encoding):
    text = BANK.replace("double", "dóuble").replace("UTF-8", encoding.removesuffix("-sig"))

    (item,) = read_file(text.encode(encoding)).items

    assert "dóuble" in item.question.stem


def test_xml_that_lies_about_its_encoding_is_a_fault():
    assert (
        "line 2: is not UTF-8 text"
        in said('<?xml version="1.0" encoding="UTF-8"?><quiz>\n\xe9</quiz>'.encode("latin-1"))[0]
    )
    assert said(b'<?xml version="1.0" encoding="x-unheard-of"?><quiz/>') != []


@pytest.mark.parametrize(
    "text",
    [
        "<![foo[" * 3_000,
        "<!--" * 5_000,
        "<a " * 5_000,
        "&" * 20_000,
        "<p>" * 6_000,
        "<b><i>" * 3_000,
        "<script>" * 2_000,
    ],
)
def test_hostile_html_is_read_at_once(text):
    start = time.thread_time()

    read_file(question(f"<questiontext><text><![CDATA[{text}]]></text></questiontext>").encode())

    assert time.thread_time() - start < 3


@pytest.mark.parametrize(
    "text", ["{" * 300_000, "=" * 300_000, "\\" * 300_000, "::" * 150_000, "a\n\n{\n" * 60_000]
)
def test_hostile_gift_is_read_at_once(text):
    start = time.thread_time()

    read_file(text.encode(), "gift")

    assert time.thread_time() - start < 3


def test_characters_that_no_database_holds_are_dropped():
    text = json.dumps({"cases": [{"title": "A\x00B\ud800C\x1b", "disease": "als"}]})

    assert [item.title for item in read_file(text.encode()).items] == ["ABC"]


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "1" * 5_000, '{"cases": 7}', '{"cases": [7]}', "null", "[[]]", '""'],
)
@pytest.mark.parametrize("kind", ["json", "phenopacket"])
def test_json_of_another_shape_is_a_fault(value, kind):
    assert said(value, kind) != []


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"\xff\xfe\x00", b"PK\3\4", b"GIF89a", b"%PDF-1.7", b"<html></html>"]
)
@pytest.mark.parametrize("kind", ["", *FORMATS])
def test_other_files_are_faults(data, kind):
    assert said(data, kind) != []


PAIR = "<subquestion><text>v{0}</text><answer><text>a{0}</text></answer></subquestion>"
CHOICE = '<answer fraction="0"><text>a</text></answer>'
SIMPLE = "<simpleChoice identifier='ChoiceD'>x</simpleChoice>"


@pytest.mark.parametrize(
    "text",
    [
        question("".join(PAIR.format(number) for number in range(20_000)), "matching"),
        question("<questiontext><text>T</text></questiontext>" + CHOICE * 20_000),
        "::Q::T{" + "~a" * 100_000 + "}",
        "::Q::T{" + "=a -> b\n" * 40_000 + "}",
        CHOICE_21.replace("</choiceInteraction>", SIMPLE * 50_000 + "</choiceInteraction>"),
    ],
    ids=["pairs", "choices", "GIFT answers", "GIFT pairs", "QTI choices"],
)
def test_a_question_of_very_many_answers_is_refused_at_once(text):
    start = time.thread_time()

    (fault,) = said(text)

    assert "has more than 100 answers or pairs" in fault
    assert time.thread_time() - start < 5


def test_an_element_of_very_many_attributes_is_refused_with_little_memory():
    attributes = " ".join(f"a{number}=''" for number in range(300_000))
    data = f"<quiz {attributes}/>".encode()
    tracemalloc.start()

    (fault,) = said(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fault == "line 1: has an element of more than 200 attributes"
    assert peak < 100_000_000


def test_very_many_tags_are_read_at_once():
    start = time.thread_time()

    (item,) = read_file(("// " + "[tag:history:x]" * 1_000_000 + "\n::Q::T {=a ~b}").encode()).items

    assert item.draft.findings["history"].present == ["x"]
    assert time.thread_time() - start < 5


@pytest.mark.parametrize("cell", ['"' + "x" * 19_000_000 + '"', '"' + "x" * 19_000_000])
def test_a_cell_of_a_whole_file_is_refused_and_the_next_row_comes_in(cell):
    found = read_file(f"title,disease\n{cell},als\nB,als\n".encode())

    assert [item.title for item in found.items] == ["B"]
    assert [str(fault) for fault in found.faults] == [
        "line 2: has a cell that is far too long, or a quote that does not end"
    ]


@pytest.mark.parametrize(
    "data, words",
    [
        (gzip.compress(BANK.encode()), "is packed with gzip: unpack it first"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "is packed with 7-Zip"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), "is a document of an office program: save it as CSV"),
        (b"%PDF-1.7", "is a PDF"),
        (BANK.encode("utf-16-le"), "UTF-16 without its mark: save the file as UTF-8"),
        (
            "title,disease\nA,als".encode("utf-16-be"),
            "UTF-16 without its mark: save the file as UTF-8",
        ),
        (b"title,disease\nA\0,als", "UTF-16 without its mark: save the file as UTF-8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><quiz/>', "cannot be read as XML"),
        (b"+ADw-quiz+AD4-", "is none of these"),
        (
            b'<!DOCTYPE quiz [<!ENTITY % a "x"><!ENTITY % b "%a;%a;">%b;]><quiz/>',
            "declares a document type",
        ),
    ],
)
def test_files_of_other_kinds_are_named(data, words):
    (fault,) = said(data)

    assert words in fault


def zipped(*members):
    out = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for info, data in members:
            archive.writestr(info, data)
    return out.getvalue()


def test_links_doubles_and_packed_members_of_a_package_are_named():
    manifest = "".join(
        f'<resource type="imsqti_item_xmlv2p1" href="{name}.xml"/>' for name in "abcd"
    )
    link = zipfile.ZipInfo("a.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    found = read_file(
        zipped(
            ("imsmanifest.xml", MANIFEST.format(manifest)),
            (link, "/etc/passwd"),
            ("b.xml", CHOICE_21),
            ("b.xml", CHOICE_21.replace("ChoiceA", "ChoiceB")),
            ("c.xml", gzip.compress(CHOICE_21.encode())),
            ("d.xml", CHOICE_21),
        )
    )

    assert [item.where for item in found.items] == ["d.xml, line 2"]
    assert [str(fault).partition(": not")[0] for fault in found.faults] == [
        "a.xml: is a link, which is not followed",
        "b.xml: stands in the package more than once",
        "c.xml, line 1: is not well-formed XML",
    ]


def test_a_document_of_an_office_program_is_named():
    assert said(zipped(("[Content_Types].xml", "<Types/>"))) == [
        "the file: is a document of an office program: save it as CSV"
    ]
