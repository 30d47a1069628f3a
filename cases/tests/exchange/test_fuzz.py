"""Whatever bytes come, a reader gives items and faults and nothing else, and settling gives a draft
or a fault.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.tests.exchange.known import KNOWN

from ...exchange.detection import read_file
from ...exchange.formats import FORMATS
from ...exchange.items import FileContents, ImportFault
from ...exchange.mapping import MappedItem, map_item, wanted
from .formats.test_gift import BANK as GIFT
from .formats.test_moodle_xml import BANK, MATCHING
from .formats.test_phenopacket import PACKET
from .formats.test_qti import CHOICE_21, MATCH_3, package

SHEET = "title,disease,age,history,body,decides\nA,als,40,x,examination weak: neck,ptosis\n"
OWN = json.dumps(
    {"cases": [{"title": "A", "disease": "als", "findings": {"history": {"present": ["ptosis"]}}}]}
)
SEEDS = {
    "moodle": [BANK, MATCHING],
    "gift": [GIFT],
    "qti": [CHOICE_21, MATCH_3],
    "csv": [SHEET],
    "json": [OWN],
    "phenopacket": [json.dumps(PACKET)],
}
PIECES = st.sampled_from(
    (
        "",
        "\n\n",
        "{",
        "}",
        "=",
        "~",
        "#",
        "::",
        "->",
        "%50%",
        "<",
        ">",
        "</",
        "<text>",
        "]]>",
        "&amp;",
        "&x;",
        '"',
        ",",
        ";",
        "\\",
        "[",
        "]",
        "null",
        "-1",
        "1e999",
        "P9Y",
        "\x00",
        "\ud800",
        "\ufeff",
        "<b>",
        "fatigable",
        "ALS",
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*PACKET, "cases", "id", "type"]), inner)
    ),
    max_leaves=15,
)
BOUNDED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def check(data, kind):
    found = read_file(data, kind)

    assert isinstance(found, FileContents)
    assert all(isinstance(fault, ImportFault) and fault.message for fault in found.faults)
    assert found.items or found.faults
    wanted(found.items, KNOWN, {})
    for item in found.items:
        settled = map_item(found.kind, item, KNOWN, {})
        assert isinstance(settled, MappedItem | ImportFault)
        json.dumps(
            settled.draft.model_dump(mode="json")
            if isinstance(settled, MappedItem)
            else str(settled)
        ).encode()


@pytest.mark.parametrize("kind", ["", *FORMATS])
@given(
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@BOUNDED
def test_any_bytes(kind, data):
    check(data, kind)


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@BOUNDED
def test_any_change_to_a_good_file(kind, data):
    text = data.draw(st.sampled_from(SEEDS[kind]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(PIECES) + text[start + data.draw(st.integers(0, 30)) :]

    check(text.encode("utf-8", "surrogatepass"), data.draw(st.sampled_from(["", kind])))


@pytest.mark.parametrize("kind", ["json", "phenopacket"])
@given(
    value=JSON,
    packet=st.dictionaries(
        st.sampled_from([*PACKET, "interpretations", "proband", "members"]), JSON
    ),
)
@BOUNDED
def test_any_json(kind, value, packet):
    for data in (value, packet, [packet], {"cases": [packet]}, {**PACKET, **packet}):
        check(json.dumps(data).encode(), kind)


@given(cut=st.integers(0, 1_000), byte=st.integers(0, 255))
@BOUNDED
def test_any_damage_to_a_package(cut, byte):
    whole = package({"a.xml": CHOICE_21, "b.xml": MATCH_3}, ["a.xml", "b.xml"])
    at = cut * len(whole) // 1_000

    check(whole[:at] + bytes([byte]) + whole[at + 1 :], "qti")
    check(whole[:at], "qti")
