"""The guided first case: nothing in it counts, and it goes on without a script."""

import pytest
from django.urls import reverse

from knowledge.patterns import NO_IDEA, Belief, Pattern
from learners.models import Learner
from quiz.models import Answer, FirstCase, first_case_done
from quiz.tests.factory import make_learner

from .. import guided_case

pytestmark = pytest.mark.django_db
URL = "/practise/first/"
SURE = {"fatigable": "94", "neurogenic": "3", "myogenic": "3"}
HTMX = {"HX-Request": "true"}


def test_it_is_worked_from_stage_to_stage_and_only_its_end_is_stored(client):
    assert reverse("quiz:first_case") == URL
    address = URL
    for committed in range(3):
        page = client.get(address).text
        assert page.count('<section class="stage"') == committed + 1
        assert not Learner.objects.exists()
        address = client.post(address, SURE).url
    end = client.get(address).text

    assert "You had it from the history on." in end
    assert "<b>99</b>" in end
    assert first_case_done(Learner.objects.get())
    assert not Answer.objects.exists()


def test_done_twice_it_is_recorded_once(client):
    for _ in range(2):
        client.post(f"{URL}?path=34-33-33.94-3-3", SURE)

    assert FirstCase.objects.count() == 1


def test_it_says_what_a_belief_would_earn_in_each_outcome(client):
    page = client.post(
        URL, {**SURE, "fatigable": "70", "neurogenic": "10", "myogenic": "20", "earn": "1"}
    ).text

    for points in ("79", "−71", "−101"):
        assert f"<b>{points}</b>" in page
    assert page.count('<section class="stage"') == 1


def test_while_the_point_moves_only_what_it_would_earn_is_sent(client):
    moved = client.get(URL, {**SURE, "earn": "1"}, headers=HTMX)
    typing = client.get(URL, {**SURE, "fatigable": "9", "earn": "1"}, headers=HTMX)

    assert (moved.status_code, typing.status_code) == (200, 204)
    assert "<html" not in moved.text
    assert "<b>99</b>" in moved.text


@pytest.mark.parametrize("path", ["x", "1-2", "50-50-50", "9" * 5000, "1-2-3-94", "-1-50-51", "."])
def test_a_path_that_makes_no_sense_is_none(client, path):
    assert guided_case.path_from(path) == ()
    assert client.get(URL, {"path": path}).text.count('<section class="stage"') == 1


def test_a_path_is_read_as_it_was_spelt():
    beliefs = (NO_IDEA, Belief(90, 5, 5))

    assert guided_case.path_from(guided_case.spelt_path(beliefs)) == beliefs


def test_an_untouched_point_is_asked_about_here_as_well(client):
    sent = {"fatigable": "34", "neurogenic": "33", "myogenic": "33", "untouched": "1"}

    assert "Commit “no idea”?" in client.post(URL, sent).text
    assert client.post(URL, {**sent, "asked": "1"}).url == f"{URL}?path=34-33-33"


def test_a_point_left_where_it_was_is_committed_where_the_page_offers_that(client):
    sent = {**SURE, "untouched": "1"}

    assert "leave it where it is" in client.get(f"{URL}?path=94-3-3").text
    moved_on = client.post(f"{URL}?path=94-3-3", sent)
    assert moved_on.url == f"{URL}?path=94-3-3.94-3-3"


def test_the_step_that_is_done_names_the_stage_that_was_committed(client):
    assert "belief after the history stands" in client.get(f"{URL}?path=94-3-3").text
    assert "belief after the examination stands" in client.get(f"{URL}?path=94-3-3.94-3-3").text


def test_its_end_names_the_disease(client):
    assert "Generalised myasthenia gravis" in client.get(f"{URL}?path=94-3-3.94-3-3.94-3-3").text


def test_it_can_be_skipped_and_says_that_nothing_counts(client):
    page = client.get(URL).text

    assert "Nothing here is counted." in page
    assert f'href="{reverse("quiz:practice")}">Skip' in page


def test_nobody_and_a_new_learner_have_not_done_it():
    assert not first_case_done(None)
    assert not first_case_done(make_learner())


def test_what_it_earns_is_proper_and_sorted():
    scores = guided_case.earnings(Belief(20, 70, 10))

    assert [pattern for pattern, _ in scores] == [
        Pattern.NEUROGENIC,
        Pattern.FATIGABLE,
        Pattern.MYOGENIC,
    ]
    assert [round(100 * q) for _, q in scores] == [79, -71, -101]
