"""A pack tells nothing of its cases, is one however often it is asked for, and takes each belief
once.
"""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.authoring.giveaways import STEMS
from cases.models import CaseVersion
from cases.tests.factory import make_version
from knowledge.patterns import Pattern, Stage
from learners.middleware import COOKIE, cookie_value
from quiz.models import Answer, OfflineBelief, Pack

from ..packs import GONE, NO_BELIEF, NOT_YET, pack_contents
from ..practice.selection import DealingRule
from .factory import correct_key, make_learner, sure, sure_of_four

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return [make_version(pattern) for pattern in Pattern for _ in range(3)]


def client_of(learner):
    client = Client()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    return client


def download(client):
    return client.post(reverse("quiz:download_pack"))


@pytest.fixture
def code(client, learner, bank):
    return download(client).json()["pack"]["code"]


def belief(place=1, stage=1, shares=None, **fields):
    values = {"id": str(uuid.uuid4()), "place": place, "stage": stage}
    shares = sure("myogenic") if shares is None else shares
    return {**values, "shares": shares, "at": timezone.now().isoformat(), **fields}


def whole_case(place=1):
    return [belief(place, stage) for stage in (1, 2, 3)]


def send(client, code, *beliefs, **headers):
    return client.post(
        reverse("quiz:send_beliefs", args=[code]),
        json.dumps({"beliefs": beliefs}),
        content_type="application/json",
        headers=headers,
    )


def outcomes(response):
    return [receipt["outcome"] for receipt in response.json()["receipts"]]


# the pack


def test_a_pack_has_six_cases_with_the_text_of_their_stages_and_nothing_else(client, bank):
    response = download(client)

    pack = response.json()["pack"]
    assert set(pack) == {"code", "drawn_at", "may_be_outside", "cases"}
    assert len(pack["cases"]) == 6
    assert {frozenset(case) for case in pack["cases"]} == {frozenset(Stage)}
    assert "no-store" in response.headers["Cache-Control"]


def test_a_pack_of_shipped_cases_names_no_pattern_title_or_diagnosis(shipped, learner):
    versions = list(CaseVersion.objects.in_draw().select_related("case"))
    pack = Pack(learner=learner, order=[version.pk for version in versions])
    pack.drawn_at = timezone.now()
    texts = [json.dumps(case).casefold() for case in pack_contents(pack)["cases"]]

    leaks = [
        (version.case.code, words)
        for version, text in zip(versions, texts, strict=True)
        for words in (version.title, version.diagnosis, version.headline, version.case.code)
        if words.casefold() in text
    ]

    assert leaks == []
    plain = [re.sub(r"<[^>]+>", "", text) for text in texts]
    assert not [stem for stem in STEMS for text in plain if stem in text and len(stem) > 6]


def test_a_pack_holds_no_number_of_a_case_or_a_version(client, bank):
    CaseVersion.objects.update(history_html="", examination_html="", tests_html="")

    pack = download(client).json()["pack"]

    assert pack["cases"] == [dict.fromkeys(Stage, "")] * 6


def test_a_pack_asked_for_again_is_the_same(client, bank):
    first, second = download(client).json(), download(client).json()

    assert first == second
    assert Pack.objects.count() == 1


def test_a_pack_a_week_old_or_answered_gives_way_to_another(client, code):
    Pack.objects.update(drawn_at=timezone.now() - timedelta(days=7))
    second = download(client).json()["pack"]["code"]
    for place in range(1, 7):
        send(client, second, *whole_case(place))
    third = download(client).json()["pack"]["code"]

    assert len({code, second, third}) == 3
    assert Pack.objects.open().count() == 1


def test_nothing_is_stored_before_a_pack_is_asked_for(client, bank):
    visitor = Client()
    visitor.get(reverse("offline"))
    visitor.get(reverse("offline_practice"))

    assert Pack.objects.count() == 0
    assert visitor.post(reverse("quiz:download_pack")).json()["account"].startswith("guest-")


def test_an_empty_bank_says_so(client):
    response = download(client)

    assert response.status_code == 404
    assert response.json()["reason"] == "There are no cases here yet."


# something else


@pytest.fixture
def open_pack(client, learner, bank):
    """A pack in which something else can be said, as the learner wished."""
    make_version("outside")
    client.post(reverse("quiz:wish_outside"), {"wish": "on"})
    return download(client).json()["pack"]


def test_something_else_can_be_said_in_a_pack_where_practice_offers_it(client, learner, open_pack):
    response = send(client, open_pack["code"], belief(shares=sure_of_four("outside")))

    answer = Answer.objects.get()
    assert open_pack["may_be_outside"] is True
    assert outcomes(response) == ["taken"]
    assert (answer.may_be_outside, answer.last_belief.outside) == (True, 91)


def test_a_belief_of_three_shares_is_refused_where_something_else_can_be_said(client, open_pack):
    response = send(client, open_pack["code"], belief())

    assert response.json()["receipts"][0]["reason"] == NO_BELIEF


def test_something_else_cannot_be_said_in_a_pack_where_practice_does_not_offer_it(client, bank):
    make_version("outside")
    pack = download(client).json()["pack"]

    response = send(client, pack["code"], belief(shares=sure_of_four("outside")))

    patterns = {version.pattern for version in Pack.objects.get().versions()}
    assert pack["may_be_outside"] is False
    assert patterns <= set(Pattern)
    assert response.json()["receipts"][0]["reason"] == NO_BELIEF


def test_a_pack_stays_as_it_was_dealt_when_something_else_is_wished_later(client, code):
    client.post(reverse("quiz:wish_outside"), {"wish": "on"})

    assert download(client).json()["pack"]["may_be_outside"] is False
    assert outcomes(send(client, code, *whole_case())) == ["taken"] * 3


# the beliefs


def test_beliefs_on_a_case_become_an_answer_that_counts_nowhere(client, learner, code):
    response = send(client, code, *whole_case())

    answer = Answer.objects.by(learner).get()
    assert outcomes(response) == ["taken"] * 3
    assert response.json()["answers"] == [
        {"place": 1, "url": answer.get_absolute_url(), "finished": True}
    ]
    assert DealingRule(answer.rule) is DealingRule.PACK
    assert answer.version_id == Pack.objects.get().order[0]
    assert client.get(answer.get_absolute_url()).status_code == 200


def test_beliefs_sent_again_are_answered_the_same_and_stored_once(client, code):
    beliefs = whole_case()

    first, second = send(client, code, *beliefs), send(client, code, *beliefs)

    assert first.json() == second.json()
    assert (Answer.objects.count(), OfflineBelief.objects.count()) == (1, 3)


def test_another_belief_at_the_same_stage_leaves_the_first(client, code):
    send(client, code, belief(shares=sure("myogenic")))

    response = send(client, code, belief(shares=sure("fatigable")))

    assert outcomes(response) == ["stands"]
    assert Answer.objects.get().last_belief.myogenic == 94


def test_what_is_refused_takes_nothing_else_with_it(client, code):
    uneven = belief(1, 1, {"fatigable": 50, "neurogenic": 30, "myogenic": 30})
    response = send(client, code, uneven, belief(2, 2), belief(9, 1), *whole_case(3))

    said = {receipt["id"]: receipt["reason"] for receipt in response.json()["receipts"]}
    assert sorted(said.values()) == sorted([NO_BELIEF, NOT_YET, GONE, "", "", ""])
    assert said[uneven["id"]] == NO_BELIEF
    assert Answer.objects.finished().count() == 1


def test_a_case_half_worked_goes_on_with_what_comes_later(client, code):
    send(client, code, belief(1, 1), belief(1, 2))
    response = send(client, code, belief(1, 3))

    assert outcomes(response) == ["taken"]
    assert Answer.objects.get().is_finished


def test_cases_of_a_pack_do_not_disturb_the_case_that_waits_in_practice(client, learner, code):
    page = client.get(reverse("quiz:practice"))
    client.post(reverse("quiz:begin"), {"case": page.context["token"], **sure("fatigable")})
    waiting = Answer.objects.get()

    send(client, code, *whole_case())

    assert client.get(reverse("quiz:practice")).headers["Location"] == waiting.get_absolute_url()
    assert Answer.objects.exclude(pk=waiting.pk).get().is_finished


def test_times_are_held_between_the_draw_and_now(client, code):
    early, late = "1999-01-01T00:00:00Z", "2199-01-01T00:00:00Z"

    send(client, code, belief(1, 1, at=late), belief(1, 2, at=early), belief(1, 3, at=early))

    times = [item.committed_at for item in Answer.objects.get().commitments.all()]
    assert times == sorted(times)
    assert Pack.objects.get().drawn_at <= times[0] <= times[-1] <= timezone.now()


def test_beliefs_on_a_case_withdrawn_or_corrected_meanwhile_are_taken(client, code, bank):
    order = Pack.objects.get().order
    withdrawn, corrected = (CaseVersion.objects.get(pk=pk) for pk in order[:2])
    withdrawn.case.withdrawn_at = timezone.now()
    withdrawn.case.save()
    other = next(version for version in bank if version.pattern != corrected.pattern)
    correct_key(corrected, other.disease)

    assert outcomes(send(client, code, *whole_case(1), *whole_case(2))) == ["taken"] * 6
    for answer in Answer.objects.all():
        assert client.get(answer.get_absolute_url()).status_code == 200


def test_beliefs_on_an_older_pack_are_taken_still(client, code):
    Pack.objects.update(ended_at=timezone.now())
    download(client)

    assert outcomes(send(client, code, *whole_case())) == ["taken"] * 3


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"beliefs": 3}',
        '{"beliefs": [{}]}',
        '{"beliefs": [null]}',
        json.dumps({"beliefs": [belief(id="x")]}),
        json.dumps({"beliefs": [belief(stage=4)]}),
        json.dumps({"beliefs": [belief(at="2026-99-99T00:00:00Z")]}),
        json.dumps({"beliefs": [belief()] * 19}),
    ],
)
def test_what_no_page_sends_is_refused_and_nothing_stored(client, code, body):
    url = reverse("quiz:send_beliefs", args=[code])

    assert client.post(url, body, content_type="application/json").status_code == 400
    assert Answer.objects.count() == 0


def test_another_learner_cannot_send_beliefs_on_a_pack(code):
    other = client_of(make_learner())

    assert send(other, code, *whole_case()).status_code == 404
    assert send(Client(), code, *whole_case()).status_code == 404
    assert Answer.objects.count() == 0


def test_a_page_of_another_account_cannot_send_beliefs(client, code):
    response = send(client, code, *whole_case(), **{"Account-Key": "guest-another"})

    assert response.status_code == 409
    assert Answer.objects.count() == 0


def test_a_guests_pack_comes_along_to_their_account_and_ends_where_that_has_one(learner, code):
    owner = make_learner()
    own = Pack.objects.create(learner=owner, order=[], drawn_at=timezone.now())

    owner.take_over(learner)

    moved = Pack.objects.exclude(pk=own.pk).get()
    assert (str(moved.code), moved.learner) == (code, owner)
    assert moved.ended_at is not None
