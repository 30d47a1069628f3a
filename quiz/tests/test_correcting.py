"""A key that is corrected rescores; who is told, and what never changes."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from cases.models import CaseVersion
from cases.patterns import Pattern
from cases.tests.factory import make_disease, make_version
from quiz.correcting import effects
from quiz.models import Commitment, KeyCorrection, Review, VerdictChange
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = pytest.mark.django_db
ADD = "admin:quiz_keycorrection_add"


@pytest.fixture
def wrong():
    """A version keyed myogenic that is truly neurogenic."""
    return make_version("myogenic")


@pytest.fixture
def nerve():
    return make_disease("neurogenic")


def separating(learner, wrong):
    """22 answers, which separate the three only once the wrong key is corrected."""
    for pattern in Pattern:
        for _ in range(7):
            make_answer(learner, make_version(pattern), stages=3, **sure(pattern))
    make_answer(learner, wrong, stages=3, **sure("neurogenic"))


def form(wrong, disease, **more):
    return {"version": wrong.pk, "disease": disease.pk, "reason": "Conduction was slow.", **more}


def test_sent_once_it_shows_before_and_after_and_changes_nothing(admin_client, client, wrong, nerve):
    learner = make_learner()
    separating(learner, wrong)

    page = admin_client.post(reverse(ADD), form(wrong, nerve)).content.decode()

    for words in ("Verdicts that would change: 1", "21 of 22", "22 of 22", "You separate the three."):
        assert words in page
    wrong.refresh_from_db()
    assert wrong.pattern == "myogenic"
    assert not KeyCorrection.objects.exists()


def test_confirmed_it_rescores_tells_the_learner_and_leaves_commitments_alone(
    admin_client, client, learner, wrong, nerve
):
    separating(learner, wrong)
    client.get(reverse("quiz:progress"))
    before = list(Commitment.objects.values())

    admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1"))

    page = client.get(reverse("quiz:progress")).content.decode()
    assert "<h1>You separate the three.</h1>" in page
    assert "A key was corrected on" in page
    assert "Conduction was slow." in page
    assert list(Commitment.objects.values()) == before
    assert KeyCorrection.objects.get().before == wrong.disease


def test_who_corrects_a_key_a_second_time_is_told_that_it_was_done(admin_client, wrong, nerve):
    admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1"))

    page = admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1")).content.decode()

    assert "This version has that disease already" in page
    assert KeyCorrection.objects.count() == 1


def test_whose_verdict_stays_is_not_told(admin_client, learner, wrong, nerve):
    make_answer(learner, wrong, stages=3, **sure("neurogenic"))

    admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1"))

    assert not VerdictChange.objects.exists()


def test_only_learners_who_answered_the_version_are_touched(wrong, nerve):
    answered, other = make_learner(), make_learner()
    make_answer(answered, wrong, stages=3)
    make_answer(other, stages=3)

    assert [one.learner for one in effects(wrong, nerve)] == [answered.pk]


def test_an_error_that_was_none_leaves_the_list_and_another_changes_its_pair(admin_client, wrong, nerve):
    make_answer(make_learner(), wrong, stages=3, **sure("neurogenic"))
    make_answer(make_learner(), wrong, stages=3, **sure("fatigable"))

    admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1"))

    assert [review.pair for review in Review.objects.all()] == [(Pattern.NEUROGENIC, Pattern.FATIGABLE)]


def test_a_key_corrected_during_a_case_scores_it_by_the_new_key(admin_client, client, learner, wrong, nerve):
    answer = make_answer(learner, wrong, stages=2, **sure("neurogenic"))
    admin_client.post(reverse(ADD), form(wrong, nerve, _confirmed="1"))

    client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("neurogenic"))

    page = client.get(answer.get_absolute_url()).content.decode()
    assert "Distal neurogenic atrophy.</span> You had it" in page


@pytest.mark.parametrize(("role", "status"), [("author", 403), ("reviewer", 200)])
def test_keys_are_corrected_by_reviewers(client, role, status):
    user = User.objects.create_user("r@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(reverse(ADD)).status_code == status


def test_versions_that_differ_in_wording_only_are_corrected_together(admin_client, wrong, nerve):
    later = wrong.new_version()
    later.publish()
    make_answer(make_learner(), wrong, stages=3)
    make_answer(make_learner(), later, stages=3)

    page = admin_client.post(reverse(ADD), form(later, nerve)).content.decode()
    admin_client.post(reverse(ADD), form(later, nerve, _confirmed="1"))

    assert "Learners who have answered it: 2." in page
    assert {version.disease for version in wrong.case.versions.all()} == {nerve}


@pytest.fixture
def rekeyed(wrong, nerve):
    """A new version that says what it truly is, published."""
    version = wrong.new_version(change="key")
    CaseVersion.objects.filter(pk=version.pk).update(
        disease=nerve, look_alike=wrong.disease, against_myogenic="Conduction was slow."
    )
    version.refresh_from_db()
    version.publish()
    return version


def test_a_new_version_with_another_key_leads_to_scoring_the_old_answers(admin_client, wrong, nerve, rekeyed):
    make_answer(make_learner(), wrong, stages=3, **sure("neurogenic"))

    html = admin_client.get(rekeyed.get_absolute_url()).content.decode()
    link = unescape(re.search('<a href="([^"]*keycorrection/add[^"]*disease=[^"]*)">', html)[1])
    chosen = admin_client.get(link).context["adminform"].form.initial
    admin_client.post(link, form(wrong, nerve, _confirmed="1"))

    assert "Learners who answered that one: 1." in html
    assert (chosen["version"], chosen["disease"]) == (str(wrong.pk), nerve.pk)
    assert "still scored by its old key" not in admin_client.get(rekeyed.get_absolute_url()).content.decode()


def test_an_author_is_told_that_a_reviewer_can_score_again(client, wrong, rekeyed):
    make_answer(make_learner(), wrong, stages=3)
    user = User.objects.create_user("a@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="author"))
    client.force_login(user)

    html = client.get(rekeyed.get_absolute_url()).content.decode()

    assert "A reviewer can have them scored by the new key." in html
    assert "keycorrection/add" not in html


def test_an_old_key_that_nobody_was_scored_by_needs_no_scoring(admin_client, rekeyed):
    assert "still scored" not in admin_client.get(rekeyed.get_absolute_url()).content.decode()


def test_a_correction_of_wording_still_leads_to_scoring_the_old_answers(admin_client, wrong, rekeyed):
    make_answer(make_learner(), wrong, stages=3)
    reworded = rekeyed.new_version()
    reworded.publish()

    html = admin_client.get(reworded.get_absolute_url()).content.decode()

    assert "corrects the key of version 1" in html
    assert "Learners who answered that one: 1." in html
