"""Building a patient, comparing, and the pages of diseases."""

from random import Random

import pytest
from django.urls import reverse

from knowledge import current_model, editions
from knowledge.body_map.findings import SHOWN, area, body_of
from knowledge.body_map.outlines import BACK, ENLARGED_HEAD, FRONT
from knowledge.inference.differential import look_alikes
from knowledge.inference.explanation import explain, parted
from knowledge.models import Disease, Frequency, KnowledgeRevision
from knowledge.patient import Built, parse, surprise
from knowledge.patterns import OUTSIDE, Belief, Pattern
from knowledge.shipped import shipped_model
from knowledge.tests.factory import make_disease, make_finding

F, N, M = Pattern


@pytest.fixture
def tables(shipped):
    """The tables that ship."""


def page(client, **query):
    return client.get(reverse("knowledge:explore"), query)


# A patient in an address


def test_a_patient_keeps_the_order_of_findings_in_the_address():
    built = Built({"ptosis": True, "diplopia": False}, 40)

    assert built.query == "with=ptosis,-diplopia&age=40"
    assert parse("ptosis,-diplopia", ["ptosis", "diplopia"]) == (
        {"ptosis": True, "diplopia": False},
        [],
    )


def test_findings_are_added_turned_moved_and_removed():
    built = Built({"a": True, "b": True})

    assert list(built.plus("c", False).findings.items()) == [("a", True), ("b", True), ("c", False)]
    assert built.plus("a", False).findings == {"a": False, "b": True}
    assert list(built.earlier("b").findings) == ["b", "a"]
    assert list(built.earlier("a").findings) == ["a", "b"]
    assert built.minus("a").findings == {"b": True}


def test_what_is_not_known_is_told_apart():
    assert parse("ptosis, nothing,,-more", ["ptosis"]) == ({"ptosis": True}, ["nothing", "more"])


@pytest.mark.parametrize("seed", range(5))
def test_a_surprise_is_possible_and_gives_no_proof_away(seed):
    model = shipped_model()

    built = surprise(model, Random(seed))

    assert 1 <= len(built.findings) <= 13
    assert "confirmatory" not in {model.tables.roles[finding] for finding in built.findings}
    assert model.assess(built.findings, age=built.age).clashes == ()


# Explaining


def test_an_explanation_tells_belief_after_each_stage_and_what_moved_it():
    told = explain(
        shipped_model(), [{"diplopia": True}, {"fatigable_ptosis": True, "ck_raised": False}]
    )

    assert len(told.path) == 2
    assert told.path[1].fatigable > told.path[0].fatigable > 34
    assert told.telling[0].finding == "fatigable_ptosis"
    weights = [*told.telling, *told.silent]
    assert sum(w.decibans[F] for w in weights) == pytest.approx(told.movement[F])


def test_without_findings_nothing_is_known():
    told = explain(shipped_model(), [])

    assert told.path == (Belief(34, 33, 33),)
    assert told.telling == told.silent == ()


def test_paths_part_where_they_differ_most_and_not_by_a_little():
    even, sure, wrong = Belief(34, 33, 33), Belief(94, 3, 3), Belief(3, 94, 3)

    assert parted([even, wrong, sure], [even, sure, sure]) == 1
    assert parted([even, sure], [Belief(40, 30, 30), sure]) is None
    assert parted([], []) is None


def test_look_alikes_have_another_key_and_the_most_alike_comes_first():
    model = shipped_model()

    ranked = look_alikes("mg_ocular", model=model)

    assert {model.tables.patterns[disease] for disease, _ in ranked} == {N, M, OUTSIDE}
    assert ranked[0][0] == "third_nerve_palsy"
    assert {"cpeo", "aponeurotic_ptosis"} <= {disease for disease, _ in ranked[:4]}
    assert all(0 < likeness < 1 for _, likeness in ranked)


# The body map


def test_every_place_of_the_map_leads_to_findings():
    regions = {
        place.split()[-1] for view in (ENLARGED_HEAD, FRONT, BACK) for place, _ in view.places()
    }
    areas = {region for finding in read_findings() for region in finding.regions}

    assert {area(region) for region in regions} - areas == set()


def read_findings():
    from knowledge.loaders import Findings

    return [entry.record for entry in Findings().read()[0]]


def test_findings_shown_on_the_map_exist_and_are_places():
    ids = {finding.id for finding in read_findings()}

    assert set(SHOWN) <= ids
    assert body_of(["distal_arm_weakness", "nothing"]) == {"weak": ["both forearms", "both hands"]}


# Pages


@pytest.mark.django_db
def test_explore_shows_what_a_patient_supports(client, tables):
    response = page(client, **{"with": "fatigable_ptosis,-pupil_abnormal", "age": "34"})

    text = response.content.decode()
    assert response.status_code == 200
    assert "Eyelid droop that increases on sustained upgaze" in text
    assert "never about a real patient" in text
    assert response.context["told"].belief.fatigable > 80


@pytest.mark.django_db
def test_a_finding_is_added_by_its_name_or_a_part_of_it(client, tables):
    whole = page(client, add="Double vision", sign="absent", **{"with": "ptosis"})
    part = page(client, add="climbs up the legs")

    assert whole.url == "/explore/?with=ptosis,-diplopia"
    assert part.url == "/explore/?with=gowers_sign"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "finding"),
    [
        *(("areflexia", "reduced_reflexes"), ("diplopia", "diplopia"), ("hp:0003236", "ck_raised")),
        *(("CK", "ck_raised"), ("ptosys", "ptosis"), ("paresthesia", "paraesthesia")),
    ],
)
def test_a_finding_is_added_by_any_of_its_names(client, tables, words, finding):
    assert page(client, add=words).url == f"/explore/?with={finding}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"with": "ptosis,nonsense"}, "There is no finding nonsense."),
        ({"add": "zzz"}, "No finding is called that."),
        ({"add": "weak"}, "Say which: "),
        ({"age": "200"}, "less than or equal to 110"),
        ({"age": "x"}, "Enter a whole number."),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field_and_the_rest_is_kept(
    client, tables, query, message
):
    response = page(client, **{"with": "ptosis", **query})

    assert response.status_code == 422
    assert message in response.content.decode()
    assert "Drooping eyelid" in response.content.decode()


@pytest.mark.django_db
def test_contradictions_are_named(client, tables):
    assert (
        "contradict each other"
        in page(client, **{"with": "acute_onset,insidious_onset"}).content.decode()
    )


@pytest.mark.django_db
def test_a_place_of_the_body_offers_its_findings(client, tables):
    text = page(client, region="tongue").content.decode()

    assert "Findings: tongue" in text
    assert "with=tongue_atrophy" in text
    assert "with=-tongue_atrophy" in text


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"disease": "als"}, {"published": "C004"}, {"surprise": "on"}])
def test_a_patient_begins_from_a_disease_a_published_case_or_chance(client, tables, query):
    response = client.get(reverse("knowledge:start_patient"), query)

    assert response.url.startswith("/explore/?with=")
    assert client.get(response.url).status_code == 200


@pytest.mark.django_db
def test_explore_says_so_while_the_tables_are_not_there(client):
    assert "The tables are not loaded yet." in page(client).content.decode()


@pytest.mark.django_db
def test_comparing_ranks_what_tells_two_apart(client, tables):
    response = client.get(reverse("knowledge:compare"), {"a": "mg_ocular", "b": "cpeo"})

    assert (
        response.context["apart"][0][0].information >= response.context["apart"][1][0].information
    )
    assert "Drooping eyelid" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"a": "als", "b": "als"}, "That is the same twice. Choose two that differ."),
        ({"a": "x", "b": "als"}, "valid choice"),
        ({"a": "als", "b": ""}, "Choose what to compare it with."),
        ({"a": "", "b": "als"}, "Choose a disease or a pattern."),
    ],
)
def test_a_comparison_that_makes_no_sense_is_told_at_its_field(client, tables, query, message):
    response = client.get(reverse("knowledge:compare"), query)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not response.context["form"].non_field_errors()


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{}, {"utm": "elsewhere"}])
def test_comparing_starts_with_nothing_chosen_and_says_what_to_do(client, tables, query):
    response = client.get(reverse("knowledge:compare"), query)

    assert response.status_code == 200
    assert "Choose two diseases, two patterns, or one of each." in response.content.decode()
    assert response.content.decode().count('<option value="" selected>choose</option>') == 2
    assert 'class="error"' not in response.content.decode()


@pytest.mark.django_db
def test_a_disease_shows_script_flags_findings_by_class_and_look_alikes(client, tables):
    text = client.get(reverse("knowledge:disease", args=["als"])).content.decode()

    for words in (
        "Must not be missed",
        "80 to 99 %",
        "Looks like",
        "ORPHA:803",
        "Wasted:",
        "Explore a patient",
    ):
        assert words in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["knowledge:explore", "knowledge:disease_list", "knowledge:compare"]
)
def test_pages_of_knowledge_open(client, tables, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "most"), [("knowledge:explore", 5), ("knowledge:disease_list", 1)]
)
def test_pages_of_knowledge_ask_little(client, tables, django_assert_max_num_queries, name, most):
    current_model.current_model()

    with django_assert_max_num_queries(most):
        client.get(reverse(name), {"with": "ptosis,diplopia,-pupil_abnormal"})


# Knowing


@pytest.mark.django_db
def test_the_model_follows_an_edit_of_the_tables():
    for pattern in Pattern:
        make_disease(pattern)
    finding, disease = make_finding(), Disease.objects.get(pattern=F)
    before = current_model.current_model().model.assess({finding.pk: True}).patterns[F]

    Frequency.objects.create(
        disease=disease, finding=finding, frequency="obligate", basis="consensus"
    )

    assert current_model.current_model().model.assess({finding.pk: True}).patterns[F] > before


@pytest.mark.django_db
def test_another_process_is_believed_for_a_while_and_then_asked(monkeypatch):
    for pattern in Pattern:
        make_disease(pattern)
    seconds = [1000.0]
    monkeypatch.setattr(editions.time, "monotonic", lambda: seconds[0])
    first = current_model.current_model()
    KnowledgeRevision.begin()  # as another process does

    assert current_model.current_model() is first
    seconds[0] += editions.TRUSTED_FOR + 1
    assert current_model.current_model() is not first


@pytest.mark.django_db
def test_nothing_is_known_while_a_pattern_has_no_disease():
    make_disease("fatigable")

    assert current_model.current_model() is None


@pytest.mark.django_db
def test_the_model_is_never_shown_as_certain(client, tables):
    text = (
        page(client, **{"with": "fatigable_ptosis,ice_pack_test,achr_ab"})
        .content.decode()
        .replace("\u00a0", " ")
    )

    assert "Junction above 99 %" in text
    assert "Nerve below 1 %" in text
    assert " 100 %" not in text
