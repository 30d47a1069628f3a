"""Whatever bytes come, a reader gives items and faults and nothing else, and settling gives a draft or a fault."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.exchange.reading import READERS, read
from cases.exchange.settling import Settled, settle, wanted
from cases.exchange.shape import Fault, Found
from cases.tests.exchange.known import KNOWN
from cases.tests.exchange.test_gift import BANK as GIFT
from cases.tests.exchange.test_moodle import BANK, MATCHING
from cases.tests.exchange.test_phenopacket import PACKET
from cases.tests.exchange.test_qti import CHOICE_21, MATCH_3, package

SHEET = "title,disease,age,history,body,decides\nA,als,40,x,examination weak: neck,ptosis\n"
OWN = json.dumps({"cases": [{"title": "A", "disease": "als", "findings": {"history": {"present": ["ptosis"]}}}]})
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
        *("", "\n\n", "{", "}", "=", "~", "#", "::", "->", "%50%", "<", ">", "</", "<text>", "]]>", "&amp;", "&x;"),
        *('"', ",", ";", "\\", "[", "]", "null", "-1", "1e999", "P9Y", "\x00", "\ud800", "\ufeff", "<b>"),
        *("fatigable", "ALS"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*PACKET, "cases", "id", "type"]), inner)
    ),
    max_leaves=15,
)
BOUNDED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def check(data, kind):
    found = read(data, kind)

    assert isinstance(found, Found)
    assert all(isinstance(fault, Fault) and fault.message for fault in found.faults)
    assert found.items or found.faults
    wanted(found.items, KNOWN, {})
    for item in found.items:
        settled = settle(found.kind, item, KNOWN, {})
        assert isinstance(settled, Settled | Fault)
        json.dumps(settled.draft.model_dump(mode="json") if isinstance(settled, Settled) else str(settled)).encode()


@pytest.mark.parametrize("kind", ["", *READERS])
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@BOUNDED
def test_any_bytes(kind, data):
    check(data, kind)


@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
@BOUNDED
def test_any_change_to_a_good_file(kind, data):
    text = data.draw(st.sampled_from(SEEDS[kind]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(PIECES) + text[start + data.draw(st.integers(0, 30)) :]

    check(text.encode("utf-8", "surrogatepass"), data.draw(st.sampled_from(["", kind])))


@pytest.mark.parametrize("kind", ["json", "phenopacket"])
@given(value=JSON, packet=st.dictionaries(st.sampled_from([*PACKET, "interpretations", "proband", "members"]), JSON))
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
