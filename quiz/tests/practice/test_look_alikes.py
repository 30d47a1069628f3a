"""Two look-alikes side by side: both patterns, and the finding that decides."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseFinding, CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import Pattern
from knowledge.tests.factory import make_finding
from quiz.models import Drill
from quiz.tests.factory import make_learner

from ...practice.look_alikes import ComparedFinding, StatedFinding, compared

pytestmark = pytest.mark.django_db
URL = "/practise/look-alikes/"


def test_findings_tell_apart_if_stated_differently_or_deciding_in_either():
    first = [
        StatedFinding("a", True, False),
        StatedFinding("b", True, False),
        StatedFinding("c", True, True),
    ]
    second = [
        StatedFinding("a", False, False),
        StatedFinding("b", True, False),
        StatedFinding("d", False, False),
    ]

    assert compared(first, second) == [
        ComparedFinding("a", True, False),
        ComparedFinding("b", True, True),
        ComparedFinding("c", True, None, decides=True),
        ComparedFinding("d", None, False),
    ]
    assert [row.finding for row in compared(first, second) if row.tells] == ["a", "c"]


@pytest.fixture
def pair():
    """A myogenic and a neurogenic case linked as look-alikes, with a finding that differs and one
    that does not.
    """
    other = make_version(
        "neurogenic", history="Her hands are thin.", diagnosis="Proven by nerve conduction."
    )
    version = make_version(
        "myogenic", published=False, diagnosis="Proven by gene.", look_alike_case=other.case
    )
    differs, same = make_finding(name="Reflexes lost"), make_finding(name="Slow onset")
    for row, present in ((version, False), (other, True)):
        CaseFinding.objects.create(version=row, finding=differs, stage="tests", present=present)
        CaseFinding.objects.create(version=row, finding=same, stage="tests")
    version.publish()
    return {"first": version, "second": other, "differs": differs, "same": same}


def plain(response):
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


def send(client, finding, *, right=True, changed=None):
    page = client.get(URL).content.decode()
    token = re.search(r'name="pair" value="([^"]+)"', page)[1]
    drill = Drill.objects.dealt(token)
    calls = [CaseVersion.objects.get(pk=pk).pattern for pk in (drill.first_id, drill.second_id)]
    if not right:
        calls.reverse()
    data = {
        "pair": token,
        "first_call": calls[0],
        "second_call": calls[1],
        "finding": finding.pk,
        **(changed or {}),
    }
    return client.post(URL, data)


def test_a_pair_is_shown_side_by_side_and_tells_nothing_before_the_answer(client, pair):
    page = client.get(URL).content.decode()

    for words in ("Her hands are thin.", "She cannot climb stairs.", "Reflexes lost", "Slow onset"):
        assert words in page
    for words in (
        "Proven by",
        "What was true",
        "A secret title",
        pair["first"].disease.name,
        "absent",
    ):
        assert words not in page
    assert Drill.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([], "All three right."),
        (["finding"], "Two of three right."),
        (["first_call"], "Two of three right."),
        (["second_call"], "Two of three right."),
        (["first_call", "second_call"], "One of three right."),
        (["first_call", "finding"], "One of three right."),
        (["first_call", "second_call", "finding"], "None of the three, not yet."),
    ],
)
def test_the_result_says_which_of_the_three_answers_was_right(client, pair, wrong, words):
    changed = {name: "fatigable" for name in wrong if name != "finding"}
    response = send(client, pair["same" if "finding" in wrong else "differs"], changed=changed)

    page = plain(client.get(response.url))
    assert words in page
    for field, name in (
        ("first_call", "First case"),
        ("second_call", "Second case"),
        ("finding", "Finding"),
    ):
        assert f"{name}: {'wrong' if field in wrong else 'right'}." in page
    assert "Proven by gene." in page
    assert Drill.objects.get().is_right is (not wrong)


def test_the_result_shows_what_tells_them_apart_and_folds_the_rest(client, pair):
    response = send(client, pair["same"])

    page = client.get(response.url).content.decode()
    shown, folded = page.split("<details")
    assert "Reflexes lost" in shown.split("What tells them apart")[1]
    assert "Slow onset" not in shown.split("What tells them apart")[1]
    assert "Slow onset" in folded
    assert "which does not tell them apart: present in both." in plain(client.get(response.url))


def test_what_was_said_is_stored_raw(client, pair):
    send(client, pair["same"], right=False)

    drill = Drill.objects.get()
    assert {drill.first_call, drill.second_call} == {"myogenic", "neurogenic"}
    assert drill.finding == pair["same"]


def test_a_form_that_is_not_complete_is_refused_at_its_fields_and_stores_nothing(client, pair):
    response = send(client, pair["same"], changed={"first_call": "", "finding": "nothing"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Name one pattern." in page
    assert "Pick one finding." in page
    assert Drill.objects.count() == 0


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_pair_that_was_not_dealt_here_is_refused(client, token):
    assert client.post(URL, {"pair": token}).status_code == 400


def test_pairs_drilled_least_come_first(client, pair):
    send(client, pair["same"])
    third = make_version("fatigable", look_alike_case=pair["first"].case)

    page = client.get(URL)

    assert third.pk in (page.context["drill"].first_id, page.context["drill"].second_id)


@pytest.mark.parametrize("which", ["first", "second"])
def test_withdrawn_cases_are_not_drilled(client, pair, which):
    Case.objects.filter(pk=pair[which].case_id).update(withdrawn_at=timezone.now())

    assert "No look-alikes are ready" in client.get(URL).content.decode()


def test_a_pair_of_one_pattern_is_not_drilled(client):
    other = make_version("myogenic")
    make_version("myogenic", look_alike_case=other.case)

    assert "No look-alikes are ready" in client.get(URL).content.decode()


@pytest.fixture
def across():
    """A myogenic case and one of none of the three, linked as look-alikes."""
    outside = make_version("outside")
    make_version("myogenic", look_alike_case=outside.case)
    return outside


@pytest.mark.parametrize("which", ["pair", "across"])
def test_every_drill_offers_four_calls_whatever_its_cases_are(client, request, which):
    request.getfixturevalue(which)

    page = client.get(URL).content.decode()

    for name in ("first_call", "second_call"):
        assert re.findall(f'name="{name}" value="([^"]+)"', page) == [*Pattern, "outside"]


def test_a_case_of_none_of_the_three_is_drilled_beside_its_look_alike(client, across):
    finding = across.case_findings.get(decides=True).finding

    page = plain(client.get(send(client, finding).url))

    assert "All three right." in page
    assert "case: right. Something else." in page


def test_two_cases_of_none_of_the_three_are_not_drilled(client):
    make_version("outside", look_alike_case=make_version("outside").case)

    assert "No look-alikes are ready" in client.get(URL).content.decode()


def test_drills_of_others_are_not_found(client, pair, learner):
    send(client, pair["same"])
    Drill.objects.update(learner=make_learner())

    assert client.get(reverse("quiz:look_alike", args=[Drill.objects.get().pk])).status_code == 404


def test_drills_do_not_count_in_progress(client, pair):
    send(client, pair["differs"])

    assert "No cases yet" in client.get(reverse("quiz:progress")).content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_a_drill_asks_at_most_9(client, learner, pair, django_assert_max_num_queries, rows):
    for _ in range(rows):
        make_version("fatigable", look_alike_case=pair["first"].case)

    with django_assert_max_num_queries(9):
        client.get(URL)
