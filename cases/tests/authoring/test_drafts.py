"""Drafts from the model, and look-alikes of a case."""

from random import Random

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import Case, CaseVersion, State
from cases.tests.factory import make_version
from knowledge.current_model import current_model
from knowledge.inference.model import UnknownFinding
from knowledge.loaders import Findings
from knowledge.models import Disease
from knowledge.patterns import Stage, rivals_of
from knowledge.shipped import shipped_model
from knowledge.tests.factory import make_reference

from ...authoring.checklist import remaining
from ...authoring.checks import FindingWords
from ...authoring.drafts import finding_words, generate
from ...authoring.look_alike import look, turns
from ...authoring.patient_draft import draft

DRAFT = "admin:cases_caseversion_draft"
STAGES = {"history": Stage.HISTORY, "exam": Stage.EXAMINATION}
WORDS = {
    entry.record.id: FindingWords(
        entry.record.name,
        STAGES.get(entry.record.group, Stage.TESTS),
        held_back=entry.record.role == "confirmatory",
    )
    for entry in Findings().read()[0]
}
MG = {"ptosis": True, "fatigable_ptosis": True, "diplopia": True, "fasciculations": False}


@pytest.mark.parametrize("disease", list(shipped_model().tables.patterns))
def test_a_patient_of_any_disease_is_coded_at_three_stages_and_confirms_nothing(disease):
    drafted = draft(shipped_model(), WORDS, disease, "typical", Random(1))

    assert {item.stage for item in drafted.coded} == set(Stage)
    assert [item.finding for item in drafted.coded if WORDS[item.finding].held_back] == []
    assert all(item.stage == WORDS[item.finding].stage for item in drafted.coded)
    assert any(item.decides for item in drafted.coded)


def test_the_same_seed_drafts_the_same_patient():
    one, same, other = (
        draft(shipped_model(), WORDS, "als", "atypical", Random(seed)) for seed in (1, 1, 2)
    )

    assert one == same != other


def test_a_disease_of_boys_is_drafted_of_a_boy():
    assert {
        draft(shipped_model(), WORDS, "dmd", "typical", Random(seed)).sex for seed in range(8)
    } == {"male"}


def test_each_finding_has_a_line_at_its_stage():
    drafted = draft(shipped_model(), WORDS, "mg_achr", "typical", Random(4))

    for stage in Stage:
        lines = [
            f"- {WORDS[i.finding].name}: {'present' if i.present else 'absent'}."
            for i in drafted.coded
            if i.stage == stage
        ]
        assert drafted.stubs[stage] == "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("- A: present.\n- B: absent.", ["A: present.", "B: absent."]),
        ("He has a:  PRESENT. No sign of the other.", ["A: present."]),
        ("He has the one and lacks the other.", []),
    ],
)
def test_what_stands_as_it_was_drafted_is_found(text, left):
    assert remaining("- A: present.\n- B: absent.", text) == left


def test_nothing_remains_where_nothing_was_drafted():
    assert remaining("", "He came.") == []


def test_turning_two_findings_moves_further_than_turning_one():
    one, two = turns(shipped_model(), MG, "cpeo")[:2]

    assert [len(turn.findings) for turn in (one, two)] == [1, 2]
    assert look(shipped_model(), MG, {}, "cpeo").chance < one.chance < two.chance


def test_a_turn_is_the_best_that_can_be_turned():
    best = turns(shipped_model(), MG, "cpeo")[0]

    others = [
        look(shipped_model(), MG, {finding: not sign}, "cpeo").chance
        for finding, sign in MG.items()
    ]

    assert best.findings == {"fatigable_ptosis": False}
    assert best.chance == max(others)


def test_a_turn_contradicts_nothing():
    model = shipped_model()
    found = {"fatigable_ptosis": True, "ptosis": True}

    told = turns(model, found, "als")

    assert {"ptosis": False} not in [dict(turn.findings) for turn in told]
    assert any(turn.findings == {"ptosis": False, "fatigable_ptosis": False} for turn in told)


def test_findings_that_are_not_coded_are_proposed_where_they_move_further():
    model = shipped_model()

    told = turns(model, MG, "lems")

    assert [(sorted(turn.findings), sorted(turn.added)) for turn in told[2:]] == [
        (["dry_mouth"], ["dry_mouth"]),
        (
            ["better_after_brief_exercise", "dry_mouth"],
            ["better_after_brief_exercise", "dry_mouth"],
        ),
    ]
    assert [turn.chance for turn in told] == sorted(turn.chance for turn in told)
    assert told[-1].chance > 5 * told[1].chance


def test_what_only_confirms_is_never_proposed():
    model = shipped_model()

    added = {
        finding
        for rival in model.tables.patterns
        for turn in turns(model, MG, rival)
        for finding in turn.added
    }

    assert {model.tables.roles[finding] for finding in added} <= {"bedside", "supportive"}
    assert len(added) > 20


def test_without_findings_there_are_only_new_ones():
    assert {len(turn.added) - len(turn.findings) for turn in turns(shipped_model(), {}, "als")} == {
        0
    }


def test_an_unknown_rival_is_named():
    with pytest.raises(UnknownFinding, match="no disease gout"):
        turns(shipped_model(), MG, "gout")


@pytest.fixture
def bank(shipped):
    """The cases that ship."""


def person(name):
    return User.objects.create_user(name, is_staff=True)


def finished(version, **stages):
    """Everything but the stages is written."""
    for rival in rivals_of(version.pattern):
        setattr(version, f"against_{rival}", "No.")
    version.headline, version.diagnosis, version.look_alike_text = "H.", "D.", "L."
    for stage, text in stages.items():
        setattr(version, stage, text)
    version.save()
    version.references.add(make_reference())
    return version


def drawn(by):
    return generate(current_model().model, Disease.objects.get(pk="als"), "typical", 7, by)


@pytest.mark.usefixtures("bank")
def test_an_author_drafts_a_patient(client, sign_in):
    author = sign_in("author")

    asked = client.get(reverse(DRAFT))
    response = client.post(reverse(DRAFT), {"disease": "als", "typicality": "typical", "seed": 7})

    version = CaseVersion.objects.get(generated_at__isnull=False)
    assert asked.status_code == 200
    assert response.url == version.get_absolute_url()
    assert (version.state, version.created_by, version.disease_id) == (State.DRAFT, author, "als")
    assert all(version.findings_by_stage().values())
    assert "Drafted by the model" in client.get(response.url).content.decode()


@pytest.mark.usefixtures("bank")
def test_a_draft_of_nothing_is_refused(client, sign_in):
    sign_in("author")

    response = client.post(reverse(DRAFT), {"disease": "gout", "typicality": "typical", "seed": -1})

    assert response.status_code == 422
    assert not CaseVersion.objects.filter(generated_at__isnull=False).exists()


@pytest.mark.usefixtures("bank")
def test_a_drafted_case_waits_until_a_person_has_written_each_stage():
    version = finished(drawn(person("writer")), history="He came.")

    assert set(version.missing()) == {"examination", "tests"}
    finished(version, examination="He is weak.", tests="CK 80.")
    assert version.missing() == {}


@pytest.mark.usefixtures("bank")
def test_what_the_model_drafted_needs_a_second_person_whatever_the_setting(settings):
    settings.ALLOW_SELF_APPROVAL = True
    writer = person("writer")
    version = finished(drawn(writer), history="He came.", examination="He is weak.", tests="CK 80.")
    version.submit(by=writer)

    with pytest.raises(ValidationError):
        version.approve(by=writer)
    version.approve(by=person("second"))

    assert version.published_at


@pytest.mark.usefixtures("bank")
def test_the_findings_that_are_told_are_those_of_the_tables():
    assert set(finding_words()) == set(WORDS)


@pytest.mark.usefixtures("bank")
def test_a_look_alike_is_proposed_and_made(client, sign_in):
    author = sign_in("author")
    version = Case.objects.get(code="247mc").current
    url = reverse("admin:cases_caseversion_look_alike", args=[version.pk])

    proposal = client.get(url, {"rival": "ibm"}).content.decode()
    response = client.post(url, {"rival": "ibm"})

    copy = CaseVersion.objects.get(disease="ibm", published_at=None)
    units = "Myopathic EMG (small brief units, early recruitment): present"
    assert f"Creatine kinase raised: present; {units}" in proposal
    assert response.url == copy.get_absolute_url()
    assert copy.case != version.case
    assert (copy.created_by, copy.look_alike, copy.look_alike_case) == (
        author,
        version.disease,
        version.case,
    )
    assert copy.findings_by_stage() == version.findings_by_stage()
    assert units in copy.comments.get().text
    assert {"headline", "diagnosis", "look_alike_text", "references", "findings"} <= set(
        copy.missing()
    )


@pytest.mark.usefixtures("bank")
def test_a_case_is_no_look_alike_of_its_own_disease(client, sign_in):
    sign_in("author")
    version = Case.objects.get(code="247mc").current
    url = reverse("admin:cases_caseversion_look_alike", args=[version.pk])

    assert [client.get(url).status_code, client.post(url, {"rival": "csa"}).status_code] == [
        200,
        422,
    ]


@pytest.mark.django_db
def test_a_desk_without_tables_drafts_nothing(client, sign_in):
    sign_in("author")
    version = make_version()

    asked = client.get(reverse(DRAFT))
    page = client.post(
        reverse("admin:cases_caseversion_look_alike", args=[version.pk]),
        {"rival": version.look_alike_id},
    )

    assert asked.status_code == 302
    assert page.status_code == 200
    assert CaseVersion.objects.count() == 1
