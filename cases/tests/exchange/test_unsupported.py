"""What is not read is refused for the reason that is true, with the line where there is one."""

import json
import zipfile
from io import BytesIO

import pytest

from cases.tests.exchange.known import faults, items

from ...exchange.detection import read_file
from .formats.test_moodle_xml import BANK
from .formats.test_qti import CHOICE_21

PAGE = "<html><head><title>Log in</title></head><body><form></form></body></html>"


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        f"<!DOCTYPE html>\n{PAGE}",
        f"\ufeff\n  <!doctype HTML>{PAGE}",
        (
            '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
            f' "http://www.w3.org/x.dtd">{PAGE}'
        ),
        f"<!-- made by a server -->\n<!DOCTYPE html>{PAGE}",
        f"<HTML lang='en'>{PAGE[6:]}",
        f"<head>{PAGE[12:]}",
    ],
)
@pytest.mark.parametrize("kind", ["", "moodle", "qti", "gift", "csv", "json"])
def test_a_web_page_in_place_of_a_file_is_named(page, kind):
    assert faults(page, kind) == [
        "the file: is a web page (“Log in”), no export: download the file again after signing in"
    ]


@pytest.mark.parametrize(
    "body, words",
    [
        ({"error": "Not signed in"}, "Not signed in"),
        ({"errors": [{"message": "Not signed in"}], "status": "unauthenticated"}, "Not signed in"),
        ({"exception": "moodle_exception", "message": "No access"}, "moodle_exception: No access"),
        ({"detail": "Not found."}, "Not found."),
        (
            {"message": "Bad credentials", "documentation_url": "https://a.example"},
            "Bad credentials",
        ),
    ],
)
def test_an_error_of_a_server_is_named(body, words):
    assert faults(json.dumps(body)) == [
        f"the file: is an error message of a server, no export: “{words}”"
    ]


@pytest.mark.parametrize(
    "text, words",
    [
        (
            "<Error><Code>AccessDenied</Code></Error>",
            "is an error message of a server, no export: “AccessDenied”",
        ),
        (
            '<?xml version="1.0"?><manifest/>',
            "is the manifest of a package: send the whole zip file",
        ),
        ("<questestinterop/>", "is QTI 1.2, which is not read"),
        ("<moodle_backup/>", "is part of a Moodle backup: export the questions as Moodle XML"),
        ("<svg/>", "is a picture"),
        ("<assessmentTest/>", "is a test without its items: send the whole package, or the items"),
        ("<poem/>", "is XML, but neither Moodle's nor QTI: it begins with <poem>"),
        (
            "Notice: undefined\n<?xml version='1.0'?><quiz/>",
            "line 1: has text before its XML begins",
        ),
        (
            "<quiz>\n<a>x\x0b</a></quiz>",
            "invalid token): it holds a control character, which XML cannot; remove it",
        ),
        (
            "<quiz>\n\n<a>R & D</a></quiz>",
            "line 3: is not well-formed XML: not well-formed (invalid token): a lone & is",
        ),
        ("<quiz><a>CK < 5</a></quiz>", "a lone < is written &lt;"),
        (
            "<?xml version='1.0' encoding='UTF-16'?><quiz/>",
            "the file is not in the encoding that it names",
        ),
        ("subject:\n  id: a\n", "is YAML, which is not read: save it as JSON"),
        (
            "<quiz>\n<a>&nbsp;</a></quiz>",
            "line 2: is not well-formed XML: undefined entity, as &nbsp; and such are HTML's",
        ),
        ("{\\rtf1 x}", "is a document of an office program (RTF)"),
    ],
)
def test_a_file_of_another_kind_is_named(text, words):
    assert words in faults(text)[0]


@pytest.mark.parametrize(
    "before", ["\n", "\r\n\r\n", " \t\n", "\ufeff\n", "\xa0\n", "\n\ufeff", "\u200b\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_what_says_nothing_may_stand_before_the_declaration(before, encoding):
    declared = "UTF-16" if encoding == "utf-16" else "UTF-8"
    text = before + BANK.replace("UTF-8", declared)

    (item,) = items(text.encode(encoding))

    assert (
        item.where == "line"
        f" {text[: text.index('<question type=' + chr(34) + 'multichoice')].count(chr(10)) + 1}"
    )
    assert (
        items((before + CHOICE_21.replace("UTF-8", declared)).encode(encoding))[0].title
        == "Unattended lids"
    )


@pytest.mark.parametrize(
    "text",
    ['\n\xa0{"cases": [{"title": "A", "disease": "als"}]}', "\n\xa0\ntitle,disease\nA,als\n"],
)
def test_space_before_other_formats_says_nothing_either(text):
    assert items(text)[0].draft.disease == "als"


@pytest.mark.parametrize(
    "encoding, told",
    [("cp1252", "windows-1252"), ("latin-1", "windows-1252"), ("mac_roman", "Mac Roman")],
)
@pytest.mark.parametrize("kind", ["moodle", "gift", "json"])
def test_text_in_an_old_encoding_is_named_with_its_line_and_the_likely_encoding(
    encoding, told, kind
):
    words = (
        "Ein Café-Besitzer, müde Füße, à l’hôpital"
        if encoding != "latin-1"
        else "Ein Café-Besitzer, müde Füße"
    )
    text = {
        "moodle": (
            '<?xml version="1.0"'
            f' encoding="UTF-8"?>\n<quiz>\n<question><name>{words}</name></question></quiz>'
        ),
        "gift": f"// one\n\n::Q::{words}{{=nerve ~muscle}}",
        "json": f'{{"cases":\n[\n{{"title": "{words}"}}]}}',
    }[kind]

    (fault,) = faults(text.encode(encoding), kind)

    assert fault.startswith("line 3: is not UTF-8 text: save ")
    assert f"It looks like {told}, in which it reads “" in fault
    assert "Café" in fault


def test_xml_that_names_its_old_encoding_is_read():
    text = BANK.replace("UTF-8", "windows-1252").replace("double", "dóuble – twice")

    assert "dóuble – twice" in items(text.encode("cp1252"))[0].question.stem


def test_xml_that_names_an_old_encoding_but_is_utf_8_is_read_as_that():
    assert (
        "dóuble"
        in items(BANK.replace("UTF-8", "ISO-8859-1").replace("double", "dóuble"))[0].question.stem
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_table_as_spreadsheets_write_it_is_read(delimiter, encoding):
    rows = (
        "Title|Disease|History|Age",
        f"Müde Füße|als|“Café” – 5|{'61.0' if delimiter == ',' else '61,0'}",
    )
    text = "\r\n".join(rows).replace("|", delimiter)

    (item,) = items(text.encode(encoding))

    assert (item.draft.title, item.draft.history, item.draft.age) == ("Müde Füße", "“Café” – 5", 61)
    guess = "The file is not UTF-8 (line 2): it was read as windows-1252. Check accents and dashes."
    assert item.notes == ((guess,) if encoding == "cp1252" else ())


def zipped(**files):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def manifest(*types, around=""):
    resources = "".join(
        f'<resource identifier="r{at}" type="{kind}" href="r.xml"/>'
        for at, kind in enumerate(types)
    )
    return f"<manifest {around}><resources>{resources}</resources></manifest>"


@pytest.mark.parametrize(
    "types, around, words",
    [
        (
            ["assessment/x-bb-qti-pool"],
            "",
            "is a package of Blackboard's, whose questions are QTI 1.2",
        ),
        (
            ["resource/x-bb-document", "assessment/x-bb-qti-test"],
            "",
            "is a package of Blackboard's",
        ),
        (
            ["imsqti_xmlv1p2"],
            'xmlns:c="http://canvas.instructure.com/xsd/cccv1p0"',
            "is a package of Canvas, whose",
        ),
        (
            ["imsqti_xmlv1p2/imscc_xmlv1p1/assessment"],
            "",
            "is a Common Cartridge, whose questions are QTI 1.2",
        ),
        (["webcontent", "imsqti_xmlv1p2"], "", "is QTI 1.2, which is not read"),
        (
            ["webcontent"],
            'xmlns:c="common cartridge"',
            "is a Common Cartridge, whose questions are QTI 1.2",
        ),
        (
            ["webcontent"],
            'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"',
            "is a SCORM package",
        ),
        (["webcontent"], "", "lists no QTI items"),
    ],
)
def test_a_package_of_another_kind_is_named(types, around, words):
    (fault,) = faults(
        zipped(**{"imsmanifest.xml": manifest(*types, around=around), "r.xml": "<page/>"})
    )

    assert fault.startswith(f"imsmanifest.xml: {words}")


def test_a_package_of_canvas_is_named_by_its_files():
    kinds = ("imsqti_xmlv1p2", "associatedcontent/imscc_xmlv1p1/learning-application-resource")

    (fault,) = faults(
        zipped(**{"imsmanifest.xml": manifest(*kinds), "g/assessment_meta.xml": "<quiz/>"})
    )

    assert "is a package of Canvas, whose questions are QTI 1.2" in fault


def test_an_empty_zip_file_is_named():
    assert faults(zipped()) == ["the file: is a zip file without files"]


@pytest.mark.parametrize(
    "name, words",
    [
        ("h5p.json", "is H5P content"),
        ("META-INF/manifest.xml", "is a document of an office program"),
        ("bank.gift", "is a zip file of one file, bank.gift: unpack it and send that"),
        ("moodle_backup.xml", "is a Moodle backup"),
        ("res00001.dat", "it has no manifest. Blackboard's packages are QTI 1.2"),
    ],
)
def test_a_zip_file_without_a_manifest_is_named(name, words):
    assert words in faults(zipped(**{name: "x"}))[0]


def test_a_fault_of_json_names_its_line_after_blank_lines():
    assert faults('\n\n{"cases": [\n{"title": }]}')[0].startswith("line 4: is not JSON")


def test_json_lines_are_read_each_and_name_their_line():
    one = json.dumps({"title": "A", "disease": "als"})
    found = read_file(f"{one}\n\n{one.replace('A', 'B')}\n".encode())

    assert [item.title for item in found.items] == ["A", "B"]
    assert (
        faults(f"{one}\n{one[:-1]}\n")[0].startswith("line 2: is not JSON")
        or "line 3" in faults(f"{one}\n{one[:-1]}\n")[0]
    )


@pytest.mark.parametrize(
    "data, words",
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the file: is a picture, which is not read"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "the file: is a picture, which is not read"),
        (bytes(range(256)) * 4, "the file: is no text, and no package either"),
        ("What is weak?\nA. A nerve\nB. A muscle\nANSWER: A\n", "the file: is in Aiken's format"),
        ("A man, aged 61, has thin hands.\n", "the file: is none of these"),
        (
            "A man, aged 61, has thin hands. {T}",
            "line 1: “A man, aged 61, has thin hands.” is a true/false question",
        ),
        (
            '<div class="error"><p>Session expired</p></div>',
            "the file: is a piece of a web page, no export",
        ),
        (
            "<!-- made by hand -->\n<?xml version='1.0'?><quiz/>",
            "line 1: has text before its XML begins",
        ),
        (
            "<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><quiz/>",
            "line 1: has text before its XML begins",
        ),
        (json.dumps({"resourceType": "Bundle", "entry": []}), "the file: is FHIR"),
        (json.dumps({"exams": 3}), "the file: is JSON, but neither phenopackets nor cases"),
    ],
)
def test_other_files_are_named_for_what_they_are(data, words):
    (told,) = faults(data)

    assert told.startswith(words)


def test_a_file_that_was_cut_off_is_told_so():
    assert (
        "the file ends too early: export or download it again"
        in faults(BANK[: BANK.rindex("<tags>")])[-1]
    )


@pytest.mark.parametrize(
    "text",
    ["BZhang, a man aged 61", "Rar! A man aged 61", "%PDF and a man aged 61", "<5 mV: a man"],
)
def test_a_question_that_begins_like_another_file_is_read(text):
    (item,) = items(f"{text}, has thin hands. {{=Neurogenic ~Myopathic}}")

    assert item.title.startswith(text[:5])


@pytest.mark.parametrize("start", ['["x"] ', '{"a"\\: 1} ', "[1, 2] "])
def test_a_question_that_begins_like_json_is_read(start):
    (item,) = items(
        f"{start}A man aged 61 has thin hands. {{=Neurogenic ~Myopathic}}".replace('{"a', '\\{"a')
    )

    assert "A man aged 61" in item.title


def zip_of(**files):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


NO_ITEMS = (
    '<manifest xmlns="x"><resources><resource identifier="r" type="webcontent"'
    ' href="q"/></resources></manifest>'
)


@pytest.mark.parametrize(
    "files, words",
    [
        (
            {"imsmanifest.xml": NO_ITEMS, "q.xml": BANK},
            "imsmanifest.xml: holds Moodle XML: unpack it and send q.xml",
        ),
        (
            {"imsmanifest.xml": NO_ITEMS, "q.xml": "<questestinterop/>"},
            "imsmanifest.xml: is QTI 1.2",
        ),
        (
            {"imsmanifest.xml": NO_ITEMS, "inner.zip": "x"},
            "imsmanifest.xml: holds further zip files, such as inner.zip",
        ),
        (
            {"imsmanifest.xml": NO_ITEMS, "quiz_d2l_1.xml": "<x/>"},
            "imsmanifest.xml: is a package of Brightspace",
        ),
        (
            {"a/moodle_backup.xml": "<x/>", "a/questions.xml": "<x/>"},
            "the file: is a Moodle backup",
        ),
        ({"a.zip": "x"}, "the file: holds further zip files, such as a.zip"),
    ],
)
def test_a_package_without_items_says_what_it_holds(files, words):
    (told,) = faults(zip_of(**files))

    assert told.startswith(words)


def test_old_quotation_marks_and_dashes_of_windows_are_read():
    latin = (
        BANK.replace("UTF-8", "ISO-8859-1")
        .replace("She tires", "“She” – she’s 31 – tires")
        .encode("cp1252")
    )

    (item,) = items(latin)

    assert "“She” – she’s 31 – tires" in item.question.stem


def test_numbers_of_signs_as_windows_counts_them_are_read():
    (item,) = items(BANK.replace("The upper panes", "The &#147;upper&#148; panes &#150; down"))

    assert item.title == "The “upper” panes – down"
