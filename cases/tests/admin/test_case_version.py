"""The authors' desk: write, preview, publish, correct."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case, CaseFinding, CaseVersion
from cases.tests.factory import make_version
from knowledge.body_map.findings import FINDING_AREAS
from knowledge.models import Disease, Finding, Frequency
from knowledge.patterns import Stage
from knowledge.tests.factory import make_disease, make_finding, make_reference
from lessons.tests.factory import make_claim

from ...admin.forms import CaseVersionForm
from ...admin.views import evidence

pytestmark = pytest.mark.django_db
ADD = "admin:cases_caseversion_add"


def written(**fields):
    """What an author's browser sends for a complete case."""
    decisive, other = make_finding(), make_finding()
    form = {
        "title": "Stairs",
        "disease": make_disease("myogenic").pk,
        "typicality": "typical",
        "age": 40,
        "sex": "female",
        "history": "H.",
        "examination": "E.",
        "tests": "T.",
        "body": "examination weak: both thighs, neck",
        "headline": "Muscle.",
        "against_fatigable": "No.",
        "against_neurogenic": "No.",
        "diagnosis": "D.",
        "look_alike": make_disease("neurogenic").pk,
        "look_alike_text": "L.",
        "claims": "",
        "references": make_reference().pk,
        "case_findings-TOTAL_FORMS": 2,
        "case_findings-INITIAL_FORMS": 0,
        "case_findings-0-finding": decisive.pk,
        "case_findings-0-stage": "examination",
        "case_findings-0-present": "on",
        "case_findings-0-decides": "on",
        "case_findings-1-finding": other.pk,
        "case_findings-1-stage": "history",
    }
    return {**form, **fields}


def test_an_author_writes_a_case_which_stays_a_draft(client, sign_in):
    sign_in("author")

    make_claim(id="S07.2"), make_claim(id="S11.4")

    client.post(reverse(ADD), written(claims="S07.2, S11.4"))

    version = CaseVersion.objects.get()
    assert version.is_draft
    assert version.body == {"examination": {"weak": ["both thighs", "neck"]}}
    assert version.claims == ["S07.2", "S11.4"]
    assert [(f.stage, f.present, f.decides) for f in version.case_findings.all()] == [
        ("examination", True, True),
        ("history", False, False),
    ]
    assert not Case.objects.in_draw().exists()


def test_an_author_cannot_publish(client, sign_in):
    sign_in("author")

    page = client.get(reverse(ADD)).content.decode()
    response = client.post(reverse(ADD), written(_publish="1"))

    assert "_publish" not in page
    assert response.status_code == 403
    assert not Case.objects.in_draw().exists()


def test_a_lone_instructor_saves_and_publishes(client, sign_in, settings):
    settings.ALLOW_SELF_APPROVAL = True
    user = sign_in("reviewer")

    client.post(reverse(ADD), written(_publish="1"))

    version = CaseVersion.objects.get()
    assert version.published_by == user
    assert [case.current for case in Case.objects.in_draw()] == [version]


def test_sending_to_review_lists_all_that_is_missing_at_its_field_and_keeps_the_draft(
    client, sign_in
):
    sign_in("author")
    empty = dict.fromkeys(
        ("history", "headline", "against_neurogenic", "look_alike", "diagnosis"), ""
    )
    form = written(_submit="1", references=[], **empty, **{"case_findings-TOTAL_FORMS": 0})

    response = client.post(reverse(ADD), form, follow=True)

    page = response.content.decode()
    faults = dict(
        re.findall(r'<div class="form-row errors field-(\w+)".*?<li[^>]*>([^<]+)</li>', page, re.S)
    )
    assert faults == {
        "history": "Write the history.",
        "headline": "State the truth in one sentence.",
        "against_neurogenic": "Say what speaks against nerve.",
        "diagnosis": "Give the final diagnosis and what confirmed it.",
        "look_alike": "Choose the closest look-alike.",
        "references": "Give at least one reference.",
    }
    links = re.findall(r'<li><a href="#([\w-]+)">([^<]+)</a>: ([^<]+)</li>', page)
    assert ("id_history", "History", "Write the history.") in links
    assert (
        "id_against_neurogenic",
        "Against nerve",
        faults["against_neurogenic"],
    ) in links
    assert ("case_findings-group", "Finding", "Code findings in at least two stages.") in links
    assert len(links) == len(faults) + 2
    assert "Code findings in at least two stages." in page
    assert "Mark at least one finding that decides." in page
    assert CaseVersion.objects.get().examination == "E."


def test_a_body_map_with_wrong_lines_names_each_of_them(client, sign_in):
    sign_in("author")

    response = client.post(
        reverse(ADD), written(body="examination weak: right hand\nthird arm\ntests blue: neck")
    )

    page = response.content.decode()
    assert "Line 2: write a stage, a state and places" in page
    assert "Line 3: &quot;blue&quot; is no state" in page
    assert "third arm" in page
    assert CaseVersion.objects.count() == 0


def test_results_and_traces_with_wrong_lines_name_each_of_them(client, sign_in):
    sign_in("author")
    fields = {
        "results": f"grip: Opens at once.\nlids: {'[' * 501}\ngrip: Twice.",
        "traces": f"{{kind: ck, value: 0}}\n{'[' * 25_000}\n{{kind: ck, value: 2026-13-45}}",
    }

    response = client.post(reverse(ADD), written(**fields))

    errors = response.context["adminform"].form.errors
    assert errors == {
        "results": [
            "Line 2: lids holds more than 500 of the signs [ or <.",
            "Line 3: grip stands twice.",
        ],
        "traces": [
            "Line 1: value: is not above 0.",
            "Line 2: has more than 2,000 characters.",
            "Line 3: holds a date or a number that there is not.",
        ],
    }
    assert CaseVersion.objects.count() == 0


@pytest.mark.parametrize("is_published", [False, True])
def test_what_learners_do_not_see_yet_stands_apart_and_says_so(client, sign_in, is_published):
    sign_in("author")
    version = make_version(published=is_published)

    response = client.get(version.get_absolute_url())

    rows = {
        fieldset.name: (fieldset.fields, fieldset.description)
        for fieldset in response.context["adminform"]
    }
    lines = ["own_results", "trace_lines"] if is_published else ["results", "traces"]
    body = "body_map" if is_published else "body"
    assert rows["What the learner reads, stage by stage"] == ([*Stage, body], None)
    assert rows["What it rests on at the bedside and in the laboratory"] == (
        ["decided_at", *lines],
        "Learners do not see these yet.",
    )


def test_claims_that_are_no_ids_are_refused(client, sign_in):
    sign_in("author")

    response = client.post(reverse(ADD), written(claims="S07.2 seven"))

    assert "“seven” is no id of a claim" in response.content.decode()


def test_a_claim_that_does_not_exist_is_refused_at_its_field(client, sign_in):
    make_claim(id="S07.2")
    sign_in("author")

    response = client.post(reverse(ADD), written(claims="S07.2 S99.9"))

    assert response.context["adminform"].form.errors == {"claims": ["There is no claim S99.9."]}
    assert CaseVersion.objects.count() == 0


def test_a_claim_that_went_keeps_a_draft_from_review():
    version = make_version(published=False, claims=["S99.9"])

    assert version.missing() == {"claims": ["There is no claim S99.9."]}


def test_a_disease_names_claims_that_exist_with_spaces_between(client, sign_in, settings):
    settings.ALLOW_SELF_APPROVAL = True
    disease = make_disease()
    make_claim(id="S07.2")
    sign_in("reviewer")
    url = reverse("admin:knowledge_disease_change", args=[quote(disease.pk)])
    names = ("id", "name", "pattern", "prevalence", "cause", "lesion_site", "script")
    form = {name: getattr(disease, name) for name in names}

    refused = (
        client.post(url, {**form, "claims": "S07.2 S99.9 foo"}).context["adminform"].form.errors
    )
    client.post(url, {**form, "claims": "S07.2", "_publish": "1"})

    faults = ["There is no claim S99.9.", "“foo” is no id of a claim: write it like S07.2."]
    assert refused == {"claims": faults}
    assert Disease.objects.get(pk=disease.pk).claims == ["S07.2"]


def test_a_published_version_cannot_be_changed_or_deleted(client, sign_in):
    sign_in("administrator")
    version = make_version(title="As it was")

    page = client.post(
        version.get_absolute_url(), written(title="Changed"), follow=True
    ).content.decode()
    deleted = client.post(
        reverse("admin:cases_caseversion_delete", args=[version.pk]), {"post": "yes"}
    )

    assert "Not saved: this version is published" in page
    assert deleted.status_code == 403
    assert CaseVersion.objects.get().title == "As it was"


def test_a_new_version_is_a_draft_beside_the_published_one(client, sign_in):
    author = sign_in("author")
    version = make_version()

    response = client.post(
        reverse("admin:cases_caseversion_new_version", args=[version.pk]), {"change": "clinical"}
    )

    draft = CaseVersion.objects.get(published_at=None)
    assert response.url == draft.get_absolute_url()
    assert (draft.number, draft.change, draft.created_by) == (2, "clinical", author)
    assert [case.current for case in Case.objects.in_draw()] == [version]


def test_a_new_version_asked_twice_is_one_draft(client, sign_in):
    sign_in("author")
    version = make_version()

    for _ in range(2):
        client.post(
            reverse("admin:cases_caseversion_new_version", args=[version.pk]), {"change": "wording"}
        )

    assert CaseVersion.objects.filter(published_at=None).count() == 1


@pytest.mark.parametrize(
    ("committed", "seen", "unseen"),
    [
        (0, ["Story."], ["Signs.", "Numbers.", "A secret title", "Proof."]),
        (1, ["Story.", "Signs."], ["Numbers.", "A secret title", "Proof."]),
        (2, ["Story.", "Signs.", "Numbers."], ["A secret title", "Proof."]),
        (3, ["Proof.", "Muscle."], ["Report a problem"]),
    ],
)
def test_a_preview_shows_what_a_learner_sees_at_each_stage(
    client, sign_in, committed, seen, unseen
):
    sign_in("author")
    fields = {
        "history": "Story.",
        "examination": "Signs.",
        "tests": "Numbers.",
        "diagnosis": "Proof.",
    }
    version = make_version(published=False, **fields)

    page = client.get(
        reverse("admin:cases_caseversion_preview", args=[version.pk, committed])
    ).content.decode()

    assert [words for words in seen if words not in page] == []
    assert [words for words in unseen if words in page] == []


def test_the_desk_is_closed_to_learners(client):
    client.force_login(User.objects.create_user("learner"))
    version = make_version()

    for url in (
        version.get_absolute_url(),
        reverse("admin:cases_caseversion_preview", args=[version.pk, 0]),
    ):
        assert client.get(url).status_code == 302


def test_cases_are_withdrawn_and_brought_back(client, sign_in):
    sign_in("reviewer")
    case = make_version().case
    url = reverse("admin:cases_case_changelist")

    client.post(url, {"action": "withdraw", "_selected_action": [case.pk], "confirmed": "1"})
    withdrawn = Case.objects.in_draw().exists()
    client.post(url, {"action": "bring_back", "_selected_action": [case.pk], "confirmed": "1"})

    assert [withdrawn, Case.objects.in_draw().exists()] == [False, True]


def test_the_list_of_versions_asks_the_same_for_1_and_3(client, sign_in, django_assert_num_queries):
    sign_in("administrator")
    url = reverse("admin:cases_caseversion_changelist")
    make_version()
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    make_version()
    make_version()

    with django_assert_num_queries(10):
        client.get(url)


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "superseded", "withdrawn"])
def test_versions_are_filtered_by_state(client, sign_in, state):
    author = sign_in("author")
    old = make_version(title="superseded one")
    new = old.new_version()
    new.title = "published one"
    new.publish()
    make_version(title="draft one", published=False)
    make_version(title="in_review one", published=False).submit(by=author)
    Case.objects.filter(pk=make_version(title="withdrawn one").case_id).withdraw()

    page = client.get(
        reverse("admin:cases_caseversion_changelist"), {"state": state}
    ).content.decode()

    assert re.findall(r">(\w+) one<", page) == [state]


def test_an_author_sees_what_the_model_makes_of_the_coded_findings(shipped, admin_client):
    version = CaseVersion.objects.filter(current_of__isnull=False).first()

    page = admin_client.get(version.get_absolute_url()).content.decode()

    assert "What the model makes of the coded findings" in page
    assert "Likeliest disease:" in page


def test_an_author_is_warned_where_the_model_disagrees_or_only_tests_decide(shipped, admin_client):
    wrong = make_version(disease=Disease.objects.get(pk="dm"), published=False)
    wrong.case_findings.all().delete()
    for stage, finding in (("history", "diplopia"), ("examination", "fatigable_ptosis")):
        CaseFinding.objects.create(version=wrong, finding_id=finding, stage=stage)
    late = make_version(disease=Disease.objects.get(pk="dm"), published=False)
    late.case_findings.all().delete()
    CaseFinding.objects.create(version=late, finding_id="ck_very_high", stage="tests")

    assert "Look at the coding" in admin_client.get(wrong.get_absolute_url()).content.decode()
    assert (
        "the examination does not decide"
        in admin_client.get(late.get_absolute_url()).content.decode()
    )


def test_the_report_over_all_cases_lists_those_to_look_at_first(shipped, admin_client):
    response = admin_client.get(reverse("admin:cases_caseversion_evidence"))

    readings = [reading for _, reading in response.context["rows"]]
    assert len(readings) == CaseVersion.objects.filter(current_of__isnull=False).count()
    assert [reading.agrees for reading in readings] == sorted(
        reading.agrees for reading in readings
    )


def test_the_report_names_the_limits_by_which_it_decides(admin_client, monkeypatch):
    monkeypatch.setattr(evidence, "BEDSIDE", 61)
    monkeypatch.setattr(evidence, "DECIDED", 83)

    text = admin_client.get(reverse("admin:cases_caseversion_evidence")).content.decode()

    said = " ".join(text.split())
    assert "support the key with 61 % or more" in said
    assert "from which on they are 83 or more" in said


def test_a_changed_frequency_is_saved_once_its_effect_has_been_seen(
    shipped, admin_client, settings
):
    settings.ALLOW_SELF_APPROVAL = True
    row = Frequency.objects.get(disease="mg_achr", finding="ptosis")
    url = reverse("admin:knowledge_frequency_change", args=[row.pk])
    form = {
        "disease": "mg_achr",
        "finding": "ptosis",
        "frequency": "excluded",
        "basis": "consensus",
        "_publish": "1",
    }

    first = admin_client.post(url, form).content.decode()
    row.refresh_from_db()
    assert "case reports from the literature, which are no cases of this bank" in first
    assert row.frequency == "very_frequent"

    admin_client.post(url, {**form, "seen": "on"})
    row.refresh_from_db()
    assert row.frequency == "excluded"
    assert row.history.first().frequency == "excluded"


def test_a_frequency_from_the_literature_needs_its_reference(shipped, admin_client):
    row = Frequency.objects.get(disease="mg_achr", finding="ptosis")
    form = {
        "disease": "mg_achr",
        "finding": "ptosis",
        "frequency": row.frequency,
        "basis": "literature",
    }

    page = admin_client.post(
        reverse("admin:knowledge_frequency_change", args=[row.pk]), form
    ).content.decode()

    assert "Give the reference that says so" in page


def test_what_is_saved_unchanged_is_not_recorded_as_changed(client, sign_in):
    sign_in("author")
    client.post(reverse(ADD), written())
    version = CaseVersion.objects.get()
    form = written(
        disease=version.disease_id,
        look_alike=version.look_alike_id,
        references=version.references.get().pk,
    )

    coding = {
        "case_findings-TOTAL_FORMS": 0,
        "body": "examination weak:  both thighs,neck",
        "title": "Steps",
    }
    client.post(version.get_absolute_url(), {**form, **coding})

    last = LogEntry.objects.latest("pk")
    assert last.get_change_message() == "Changed Title."


def test_what_cannot_be_changed_is_shown_as_it_is_written(client, sign_in):
    sign_in("author")
    version = make_version(
        body={"examination": {"weak": ["both thighs", "neck"]}}, claims=["S07.2", "S11.4"]
    )

    page = client.get(version.get_absolute_url()).content.decode()

    assert "examination weak: both thighs, neck" in page
    assert "S07.2 S11.4" in page


def test_the_form_has_whole_lists_and_rows_enough_without_javascript(client, sign_in):
    sign_in("author")
    disease, finding = make_disease(), make_finding()

    searched = client.get(reverse(ADD)).content.decode()
    plain = client.get(reverse(ADD) + "?plain").content.decode()

    assert "?plain" in searched
    assert f'<option value="{disease.pk}">' not in searched
    assert f'<option value="{disease.pk}">' in plain
    assert (
        plain.count(f'<option value="{finding.pk}">') == 13
    )  # 12 rows, and the one that JavaScript copies


@pytest.mark.parametrize(
    ("body", "claims", "changed"),
    [("same", "S07.2", []), ("examination weak: neck", "", ["body", "claims"])],
)
def test_a_body_map_and_claims_that_say_the_same_are_no_change(body, claims, changed):
    make_claim(id="S07.2")
    version = make_version(
        published=False, body={"examination": {"weak": ["both thighs"]}}, claims=["S07.2"]
    )
    form = CaseVersionForm(instance=version)
    data = {name: form[name].value() for name in ("body", "claims")}
    assert data == {"body": "examination weak: both thighs", "claims": "S07.2"}

    sent = CaseVersionForm(
        {**data, "claims": claims, **({} if body == "same" else {"body": body})}, instance=version
    )

    assert [name for name in sent.changed_data if name in ("body", "claims")] == changed


def test_a_row_that_is_wrong_is_linked_by_its_number(client, sign_in):
    sign_in("author")
    form = written(**{"case_findings-1-stage": "nowhere"})

    page = client.post(reverse(ADD), form).content.decode()

    assert re.findall(r'<a href="#(id_case_findings-\d-stage)">([^<]+)</a>', page) == [
        ("id_case_findings-1-stage", "Finding 2, stage")
    ]


def test_lists_of_a_finding_are_typed_one_a_line_and_its_areas_ticked(client, sign_in, settings):
    settings.ALLOW_SELF_APPROVAL = True
    sign_in("administrator")
    words = {"id": "droop", "name": "Droop", "group": "exam", "role": "bedside", "elicit": "Look."}
    lists = {
        "synonyms": "hanging lid\r\n\r\n blepharoptosis \r\nhanging lid",
        "hpo_also_accepted": "",
        "regions": ["eyes"],
    }

    refused = client.post(
        reverse("admin:knowledge_finding_add"), {**words, **lists, "regions": ["thighs"]}
    )
    client.post(reverse("admin:knowledge_finding_add"), {**words, **lists, "_publish": "1"})

    assert list(refused.context["adminform"].form.errors) == ["regions"]
    finding = Finding.objects.get(pk="droop")
    assert (finding.synonyms, finding.hpo_also_accepted, finding.regions) == (
        ["hanging lid", "blepharoptosis"],
        [],
        ["eyes"],
    )
    page = client.get(
        reverse("admin:knowledge_finding_change", args=[quote("droop")])
    ).content.decode()
    assert "hanging lid\nblepharoptosis</textarea>" in page


def test_every_area_of_the_shipped_findings_can_be_ticked(shipped):
    assert {area for finding in Finding.objects.all() for area in finding.regions} <= set(
        FINDING_AREAS
    )


@pytest.mark.parametrize(
    ("traces", "changed"),
    [("{kind: ck, value: 640}", []), ("{kind: ck, value: 650}", ["traces"])],
)
def test_traces_and_results_that_say_the_same_are_no_change(traces, changed):
    version = make_version(
        published=False,
        results={"grip": "The grip\nopens."},
        traces=[{"value": 640, "with_answer": False, "kind": "ck"}],
    )
    data = {"results": "grip: The grip opens.", "traces": traces}

    sent = CaseVersionForm(data, instance=version)

    assert [name for name in sent.changed_data if name in data] == changed
