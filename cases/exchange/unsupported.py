"""Say what a file is that is none of the formats read here, and what to do."""

import re

from .items import brief
from .safe_xml import Node
from .text.encodings import LEADING

PICTURE = "is a picture, which is not read"
PACKED = {
    b"\x1f\x8b": (
        "is packed with gzip: unpack it first; of a Moodle backup, export the questions as"
        " Moodle XML"
    ),
    b"BZh91AY&SY": "is packed with bzip2: unpack it first",
    b"\xfd7zXZ": "is packed with xz: unpack it first",
    b"7z\xbc\xaf": "is packed with 7-Zip: unpack it first, or use plain zip",
    b"Rar!\x1a\x07": "is packed with RAR: unpack it first, or use plain zip",
    b"\xd0\xcf\x11\xe0": "is a document of an office program: save it as CSV",
    b"%PDF-": "is a PDF, which is not read",
    b"{\\rtf": "is a document of an office program (RTF): save it as plain text",
    **dict.fromkeys(
        (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"), PICTURE
    ),
    b"SQLite format 3\0": "is a database, which is not read",
}  # what files of no format here begin with
QTI_1 = "is QTI 1.2, which is not read: export it as QTI 2.1 or 3.0"
OFFICE = "is a document of an office program: save it as CSV"
WEB_PAGE = re.compile(
    r"(?:<\?xml[^>]{0,500}\?>\s*+)?(?:<!--(?:(?!-->).){0,2000}-->\s*+)*+"
    r"(?:<!doctype\s++(?:html|[^>]*+xhtml)|<html\b|<head\b|<body\b|<(?:script|style|link|meta|title)\b)",
    re.I | re.S,
)
PAGE_TITLE = re.compile(r"<title\b[^>]*+>([^<]{0,500})", re.I)
PIECE = "is a piece of a web page, no export: download the file again after signing in"
ROOTS = {
    "questestinterop": QTI_1,
    "html": "is a web page, no export: download the file again after signing in",
    "manifest": "is the manifest of a package: send the whole zip file",
    "assessmenttest": "is a test without its items: send the whole package, or the items",
    "assessmentsection": (
        "is a section of a test without its items: send the whole package, or the items"
    ),
    "moodlebackup": "is part of a Moodle backup: export the questions as Moodle XML",
    "questioncategories": "is part of a Moodle backup: export the questions as Moodle XML",
    "workbook": OFFICE,
    "svg": PICTURE,
    **dict.fromkeys(("div", "p", "br", "span", "table", "form", "section", "main", "h1"), PIECE),
    "rss": "is a news feed, no export",
    "feed": "is a news feed, no export",
}  # by the root of an XML file
ERROR_ROOTS = {"error", "errors", "exception", "fault", "envelope", "problem"}
ERROR_KEYS = tuple(
    """
    error errors exception message detail error_description errorcode error_message
    """.split()
)
PACKAGE_TYPES = (
    (
        r"assessment/x-bb|resource/x-bb|course/x-bb",
        f"is a package of Blackboard's, whose questions are {QTI_1[3:]}",
    ),
    (
        r"imsqti_xmlv1p[0-9]+/imscc|imscc_xmlv|associatedcontent/imscc|imsdt_|imswl_|imsbasiclti",
        f"is a Common Cartridge, whose questions are {QTI_1[3:]}",
    ),
    (r"imsqti_xmlv1", QTI_1),
)  # by the types of the resources that a manifest lists


def web_page(head: str) -> str:
    """Say so if a file begins as a web page does; empty for others."""
    text = head.lstrip(LEADING)
    if not WEB_PAGE.match(text):
        return ""
    title = PAGE_TITLE.search(text)
    named = f" (“{brief(title[1])}”)" if title and title[1].strip() else ""
    return f"is a web page{named}, no export: download the file again after signing in"


def stranger(root: Node) -> str:
    """Say what an XML file is by its root, if it is known; else empty."""
    name = root.name.replace("_", "")
    if name in ERROR_ROOTS:
        return (
            "is an error message of a server, no export:"
            f" “{brief(' '.join(root.text.split()), 100)}”"
        )
    return ROOTS.get(name, "")


def error_message(value: object) -> str:
    """Say so if a JSON value is an error message of a server; empty for others."""
    if not isinstance(value, dict) or len(value) > 12:
        return ""
    words = [value[key] for key in ERROR_KEYS if key in value]
    while words and isinstance(words[0], dict | list):
        inner = words.pop(0)
        words[:0] = list(inner.values() if isinstance(inner, dict) else inner)[:5]
        if len(words) > 50:
            break
    told = ": ".join(str(word) for word in words if isinstance(word, str | int))
    return f"is an error message of a server, no export: “{brief(told, 100)}”" if told else ""


def json_stranger(value: object) -> str:
    """Say what a JSON value is that is neither ours nor a phenopacket."""
    keys = [brief(str(key), 30) for key in value] if isinstance(value, dict) else []
    if "resourceType" in keys:
        return "is FHIR, which is not read: export phenopackets"
    named = f" It has the keys {', '.join(keys[:6])}." if keys else ""
    return (
        'is JSON, but neither phenopackets nor cases, as {"format": "motor-unit-cases", "cases":'
        f" [...]}}.{named}"
    )


def package_without_items(types: list[str], signs: str) -> str:
    """Say what a package is by the types of its resources and other signs; else empty.

    `types` and `signs` are in lower case. `signs`: what its manifest says of itself, and the names
    of its files.
    """
    is_first_qti = any(
        kind.startswith(("imsqti_xmlv1", "associatedcontent/imscc")) for kind in types
    )
    if is_first_qti and any(
        sign in signs for sign in ("canvas", "instructure", "assessment_meta.xml")
    ):
        return f"is a package of Canvas, whose questions are {QTI_1[3:]}"
    for pattern, told in PACKAGE_TYPES:
        if any(re.match(pattern, kind) for kind in types):
            return told
    if "desire2learn" in signs or "quiz_d2l_" in signs or "questiondb.xml" in signs:
        return f"is a package of Brightspace, whose questions are {QTI_1[3:]}"
    if "common cartridge" in signs:
        return f"is a Common Cartridge, whose questions are {QTI_1[3:]}"
    if "scorm" in signs or "adlcp" in signs:
        return (
            "is a SCORM package, which holds pages, not questions: export the questions as QTI 2.1"
            " or 3.0"
        )
    return ""


def archive_without_manifest(names: list[str]) -> str:
    """Say what a zip file without a manifest is, by the paths in it; else empty."""
    inner = [
        name
        for name in names
        if not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith(".")
    ]
    if "[Content_Types].xml" in inner or "META-INF/manifest.xml" in inner:
        return OFFICE
    if "h5p.json" in inner:
        return "is H5P content, which is not read"
    if not inner:
        return "is a zip file without files"
    if any(name.rpartition("/")[2] == "moodle_backup.xml" for name in inner):
        return "is a Moodle backup: export the questions as Moodle XML"
    if len(inner) == 1 and re.search(r"\.(?:xml|gift|txt|csv|json|jsonl)$", inner[0], re.I):
        return f"is a zip file of one file, {brief(inner[0])}: unpack it and send that"
    if packed := [name for name in inner if name.lower().endswith(".zip")]:
        return (
            f"holds further zip files, such as {brief(packed[0])}: unpack it and send them one"
            " by one"
        )
    if told := [name for name in inner if re.search(r"\.(?:xml|gift|csv|json|jsonl)$", name, re.I)]:
        return (
            "is a zip file without imsmanifest.xml, so it is no QTI package: unpack it and send"
            f" {brief(told[0])}"
        )
    if any(re.search(r"\.dat$", name) for name in inner):
        return f"is no whole package: it has no manifest. Blackboard's packages are {QTI_1[3:]}"
    return ""
