"""A key that is corrected by two people rescores; who is told, and what never changes."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.models import Frequency
from knowledge.patterns import OUTSIDE, Pattern
from knowledge.tests.factory import make_disease
from quiz.tests.factory import correct_key, make_answer, make_learner, make_reviewer, sure

from ..analysis.queries import of_version
from ..key_correction import effects
from ..models import Answer, Commitment, KeyCorrection, Miss, VerdictChange

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


def test_sent_once_it_shows_before_and_after_and_changes_nothing(
    admin_client, client, wrong, nerve
):
    learner = make_learner()
    separating(learner, wrong)

    page = admin_client.post(reverse(ADD), form(wrong, nerve)).content.decode()

    for words in (
        "Verdicts that would change: 1",
        "21 of 22",
        "22 of 22",
        "You separate the three.",
    ):
        assert words in page
    wrong.refresh_from_db()
    assert wrong.pattern == "myogenic"
    assert not KeyCorrection.objects.exists()


@pytest.fixture
def desk():
    """Two reviewers, each at the desk."""

    def seat():
        user, client = make_reviewer(), Client()
        client.force_login(user)
        client.user = user
        return client

    return seat(), seat()


def propose(at, wrong, disease):
    """Propose at the desk, and return the address of the proposal."""
    at.post(reverse(ADD), form(wrong, disease, _confirmed="1"))
    return KeyCorrection.objects.first()


def decide(at, proposal, what, **data):
    """Confirm, refuse or withdraw at the desk; the page that follows."""
    url = reverse(f"admin:quiz_keycorrection_{what}", args=[proposal.pk])
    return at.post(url, data, follow=True).content.decode()


def test_proposed_it_waits_for_another_and_changes_nothing(desk, client, learner, wrong, nerve):
    one, other = desk
    separating(learner, wrong)
    before = client.get(reverse("quiz:progress")).context["report"]

    page = one.post(reverse(ADD), form(wrong, nerve, _confirmed="1"), follow=True).content.decode()

    assert "Nothing changes for learners until another reviewer confirms it." in page
    assert "Correct the key" not in page
    wrong.refresh_from_db()
    assert (wrong.pattern, wrong.state) == ("myogenic", "published")
    assert client.get(reverse("quiz:progress")).context["report"] == before
    home = other.get(reverse("admin:index")).content.decode()
    assert "Keys to correct" in home
    assert KeyCorrection.objects.get().get_absolute_url() in home


def test_who_proposed_it_does_not_confirm_it(desk, wrong, nerve):
    one, _ = desk

    page = decide(one, propose(one, wrong, nerve), "confirm")

    assert "Somebody other than who proposed it confirms it." in page
    wrong.refresh_from_db()
    assert wrong.pattern == "myogenic"


def test_one_reviewer_alone_corrects_a_key_where_the_setting_lets_them(
    desk, settings, wrong, nerve
):
    settings.ALLOW_SELF_APPROVAL = True

    page = (
        desk[0].post(reverse(ADD), form(wrong, nerve, _confirmed="1"), follow=True).content.decode()
    )

    assert "The key is corrected." in page
    wrong.refresh_from_db()
    assert wrong.disease == nerve


def test_confirmed_it_rescores_tells_the_learner_and_leaves_commitments_alone(
    desk, client, learner, wrong, nerve
):
    separating(learner, wrong)
    client.get(reverse("quiz:progress"))
    before = list(Commitment.objects.values())

    page = decide(desk[1], propose(desk[0], wrong, nerve), "confirm")

    assert "begin a new version" in page
    page = client.get(reverse("quiz:progress")).content.decode()
    assert ">You separate the three.</h1>" in page
    assert "A key was corrected on" in page
    assert "Conduction was slow." in page
    assert list(Commitment.objects.values()) == before
    assert KeyCorrection.objects.get().before == CaseVersion.objects.get(pk=wrong.pk).written_for


def test_who_confirms_sees_what_it_changes_then_and_what_the_model_makes_of_it(desk, wrong, nerve):
    make_disease("fatigable")
    proposal = propose(desk[0], wrong, nerve)
    make_answer(make_learner(), wrong, stages=3, **sure("neurogenic"))

    page = desk[1].get(proposal.get_absolute_url()).content.decode()

    assert "Learners who have answered it: 1." in page
    assert "0 of 1" in page
    assert "1 of 1" in page
    assert re.search(r"the model gives the new key, nerve, (below |above )?\d+\s%", page)
    assert "it is dealt no longer" in page


def test_a_model_that_disagrees_with_the_new_key_is_told_before_it_is_corrected(desk, wrong, nerve):
    """The model knows each sign of the case with its disease only."""
    make_disease("fatigable")
    for item in wrong.case_findings.all():
        for disease, frequency in ((wrong.disease, "very_frequent"), (nerve, "excluded")):
            Frequency.objects.create(
                disease=disease, finding=item.finding, frequency=frequency, basis="consensus"
            )

    page = desk[0].post(reverse(ADD), form(wrong, nerve)).content.decode()

    assert "The model disagrees with the new key." in page


def test_refused_it_says_why_and_the_key_stays(desk, wrong, nerve):
    one, other = desk
    proposal = propose(one, wrong, nerve)

    assert "Say why the key stays as it is" in decide(other, proposal, "refuse", reason=" ")
    decide(other, proposal, "refuse", reason="Conduction was normal.")

    page = one.get(proposal.get_absolute_url()).content.decode()
    assert f"Refused by {other.user}" in page
    assert "Conduction was normal." in page
    wrong.refresh_from_db()
    assert wrong.pattern == "myogenic"
    assert "Keys to correct" not in one.get(reverse("admin:index")).content.decode()


def test_a_proposal_is_withdrawn_by_who_made_it_only(desk, wrong, nerve):
    one, other = desk
    proposal = propose(one, wrong, nerve)

    assert "Only who proposed it withdraws it" in decide(other, proposal, "withdraw")
    assert "Withdrawn." in decide(one, proposal, "withdraw")

    assert "it is withdrawn already" in decide(other, proposal, "confirm")
    assert KeyCorrection.objects.get().state == "withdrawn"


def test_what_was_decided_is_decided_once(desk, wrong, nerve):
    one, other = desk
    proposal = propose(one, wrong, nerve)
    decide(other, proposal, "confirm")

    for what, data in {"confirm": {}, "refuse": {"reason": "No."}}.items():
        assert "it is corrected already" in decide(other, proposal, what, **data)

    wrong.refresh_from_db()
    assert (wrong.disease, KeyCorrection.objects.get().state) == (nerve, "corrected")


def test_a_key_is_proposed_to_be_corrected_once(desk, wrong, nerve):
    propose(desk[0], wrong, nerve)

    page = desk[1].post(reverse(ADD), form(wrong, nerve, _confirmed="1")).content.decode()

    assert "A correction of this key is proposed already" in page
    assert KeyCorrection.objects.count() == 1


def test_a_key_that_is_so_already_needs_no_correction(desk, wrong, nerve):
    correct_key(wrong, nerve)

    page = desk[0].post(reverse(ADD), form(wrong, nerve, _confirmed="1")).content.decode()

    assert "This version has that disease already" in page
    assert KeyCorrection.objects.count() == 1


def test_a_proposal_is_void_once_the_key_is_another(desk, wrong, nerve):
    proposal = propose(desk[0], wrong, nerve)
    CaseVersion.objects.filter(pk=wrong.pk).update(
        disease=make_disease("fatigable", name="Something else")
    )

    page = decide(desk[1], proposal, "confirm")

    assert "its key is Something else by now" in page
    assert KeyCorrection.objects.get().is_open


def test_proposed_confirmed_and_refused_stand_in_the_log_of_the_case_in_words(desk, wrong, nerve):
    one, other = desk
    decide(other, propose(one, wrong, nerve), "refuse", reason="Conduction was normal.")
    decide(other, propose(one, wrong, nerve), "confirm")

    log = unescape(one.get(wrong.get_absolute_url()).content.decode()).split("Who did what")[1]
    key = f"the key from {wrong.disease} to {nerve}"
    for who, words in (
        (one, f"Proposed to correct {key}. Conduction was slow."),
        (other, f"Refused to correct {key}. Conduction was normal."),
        (other, f"Corrected {key}, as another reviewer proposed. Conduction was slow."),
    ):
        assert f"{who.user}: {words}" in log


def test_whose_verdict_stays_is_not_told(learner, wrong, nerve):
    make_answer(learner, wrong, stages=3, **sure("neurogenic"))

    correct_key(wrong, nerve)

    assert not VerdictChange.objects.exists()


def test_only_learners_who_answered_the_version_are_touched(wrong, nerve):
    answered, other = make_learner(), make_learner()
    make_answer(answered, wrong, stages=3)
    make_answer(other, stages=3)

    assert [one.learner for one in effects(wrong, nerve)] == [answered.pk]


def test_an_error_that_was_none_leaves_the_list_and_another_changes_its_pair(wrong, nerve):
    right, still_wrong = make_learner(), make_learner()
    make_answer(right, wrong, stages=3, **sure("neurogenic"))
    make_answer(still_wrong, wrong, stages=3, **sure("fatigable"))

    correct_key(wrong, nerve)

    assert not Miss.objects.listed(right).exists()
    assert [review.pair for review in Miss.objects.listed(still_wrong)] == [
        (Pattern.NEUROGENIC, Pattern.FATIGABLE)
    ]


def test_who_was_sure_of_the_old_key_gets_it_back_as_an_error(learner, wrong, nerve):
    make_answer(learner, wrong, stages=3, **sure("myogenic"))

    correction = correct_key(wrong, nerve)

    (review,) = Miss.objects.listed(learner)
    assert review.pair == (Pattern.NEUROGENIC, Pattern.MYOGENIC)
    assert review.started_at >= correction.proposed_at
    assert review.due_at > review.started_at


def test_a_key_corrected_back_brings_errors_back_with_their_dates_and_the_case_into_the_draw(
    learner, wrong, nerve
):
    make_answer(learner, wrong, stages=3, **sure("neurogenic"))
    before = list(Miss.objects.values())

    correct_key(wrong, nerve)
    correct_key(wrong, wrong.written_for)

    assert list(Miss.objects.values()) == before
    assert Miss.objects.listed(learner).exists()
    assert [case.current for case in Case.objects.in_draw()] == [wrong]


def test_a_key_corrected_during_a_case_scores_it_by_the_new_key(client, learner, wrong, nerve):
    answer = make_answer(learner, wrong, stages=2, **sure("neurogenic"))
    correct_key(wrong, nerve)

    during = client.get(answer.get_absolute_url()).content.decode()
    client.post(reverse("quiz:commit_belief", args=[answer.pk, 3]), sure("neurogenic"))

    page = client.get(answer.get_absolute_url()).content.decode()
    assert "You may finish it; it counts, and is scored by the new key." in during
    assert nerve.name not in during
    assert "Nerve.</span> You had it" in " ".join(page.split())
    assert "1 of 1" in client.get(reverse("quiz:progress")).content.decode()


@pytest.mark.parametrize(("role", "status"), [("author", 403), ("reviewer", 200)])
def test_keys_are_corrected_by_reviewers(client, role, status):
    user = User.objects.create_user("r@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(reverse(ADD)).status_code == status


def test_versions_that_differ_in_wording_only_are_corrected_together(desk, wrong, nerve):
    later = wrong.new_version()
    later.publish()
    make_answer(make_learner(), wrong, stages=3)
    make_answer(make_learner(), later, stages=3)

    page = desk[0].post(reverse(ADD), form(later, nerve)).content.decode()
    correct_key(later, nerve)

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


def test_a_new_version_with_another_key_leads_to_scoring_the_old_answers(
    admin_client, wrong, nerve, rekeyed
):
    make_answer(make_learner(), wrong, stages=3, **sure("neurogenic"))

    html = admin_client.get(rekeyed.get_absolute_url()).content.decode()
    link = unescape(re.search('<a href="([^"]*keycorrection/add[^"]*disease=[^"]*)">', html)[1])
    chosen = admin_client.get(link).context["adminform"].form.initial
    correct_key(wrong, nerve)

    assert "Learners who answered that one: 1." in html
    assert (chosen["version"], chosen["disease"]) == (str(wrong.pk), nerve.pk)
    assert (
        "still scored by its old key"
        not in admin_client.get(rekeyed.get_absolute_url()).content.decode()
    )


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


def test_a_correction_of_wording_still_leads_to_scoring_the_old_answers(
    admin_client, wrong, rekeyed
):
    make_answer(make_learner(), wrong, stages=3)
    reworded = rekeyed.new_version()
    reworded.publish()

    html = admin_client.get(reworded.get_absolute_url()).content.decode()

    assert "corrects the key of version 1" in html
    assert "Learners who answered that one: 1." in html


@pytest.fixture
def cord():
    return make_disease("outside", category="cord", name="Cord compression")


def could_say(answer):
    """The same answer, given where something else could be said."""
    Answer.objects.filter(pk=answer.pk).update(may_be_outside=True)
    return answer


SURE_OUTSIDE = {"fatigable": 2, "neurogenic": 2, "myogenic": 2, "outside": 94}


def test_the_desk_says_how_many_answers_could_not_say_the_new_key(desk, wrong, cord):
    make_answer(make_learner(), wrong, stages=3)
    could_say(make_answer(make_learner(), wrong, stages=3))
    make_answer(make_learner(), wrong, stages=2)

    page = desk[0].post(reverse(ADD), form(wrong, cord)).content.decode()

    assert "1 answer could not say so and will count nowhere." in page
    assert "Cord compression</b> (Something else)" in page


def test_a_correction_among_the_three_drops_no_answers(desk, wrong, nerve):
    make_answer(make_learner(), wrong, stages=3)

    page = desk[0].post(reverse(ADD), form(wrong, nerve)).content.decode()

    assert "could not say" not in page


def test_what_could_not_be_said_counts_nowhere_and_again_once_the_key_is_back(
    client, learner, desk, wrong, cord
):
    myopathy = wrong.disease
    make_answer(learner, make_version("fatigable"), stages=3, **sure("fatigable"))
    make_answer(learner, wrong, stages=3, **sure("neurogenic"))
    before = client.get(reverse("quiz:progress")).context["report"]
    errors = list(Miss.objects.listed(learner))

    correct_key(wrong, cord)
    between = client.get(reverse("quiz:progress")).context["report"]
    assert (before.n, between.n, between.right.n) == (2, 1, 1)
    assert not Miss.objects.listed(learner).exists()

    page = desk[0].post(reverse(ADD), form(wrong, myopathy)).content.decode()
    correct_key(wrong, myopathy)
    assert "1 answer could not say something else" in page
    assert "They will count again." in page
    assert client.get(reverse("quiz:progress")).context["report"] == before
    assert list(Miss.objects.listed(learner)) == errors


def test_who_was_sure_of_a_pattern_and_could_not_say_otherwise_made_no_error(learner, wrong, cord):
    make_answer(learner, wrong, stages=3, **sure("myogenic"))

    correct_key(wrong, cord)

    assert not Miss.objects.exists()


def test_who_could_say_something_else_is_scored_by_it(client, wrong, cord):
    found, missed = make_learner(), make_learner()
    for learner, belief in ((found, SURE_OUTSIDE), (missed, sure("myogenic"))):
        could_say(make_answer(learner, wrong, stages=3, **belief))

    correct_key(wrong, cord)

    assert [error.pair for error in Miss.objects.listed(missed)] == [(OUTSIDE, Pattern.MYOGENIC)]
    assert not Miss.objects.listed(found).exists()
    noticed = {effect.learner: effect.after.noticing for effect in effects(wrong, cord)}
    assert [noticed[one.pk].noticed.x for one in (found, missed)] == [1, 0]


def test_statistics_leave_out_what_could_not_be_said_and_take_it_back(wrong, cord):
    myopathy = wrong.disease
    make_answer(make_learner(), wrong, stages=3, **sure("myogenic"))
    could_say(make_answer(make_learner(), wrong, stages=3, **SURE_OUTSIDE))

    def found():
        call_command("rebuild_statistics")
        return (of_version(wrong).found.x, of_version(wrong).n)

    assert found() == (1, 2)
    correct_key(wrong, cord)
    assert found() == (1, 1)
    correct_key(wrong, myopathy)
    assert found() == (1, 2)


def test_a_case_that_is_none_of_the_three_after_all_needs_all_three_arguments(wrong, cord):
    correct_key(wrong, cord)
    draft = wrong.new_version(change="key")

    assert draft.missing()["against_myogenic"] == ["Say what speaks against muscle."]


def test_a_case_that_has_a_pattern_after_all_has_no_argument_against_it(nerve, cord):
    outside = make_version("outside", disease=cord)
    correct_key(outside, nerve)
    draft = outside.new_version(change="key")

    assert draft.missing()["against_neurogenic"] == ["Empty it: this is the key now."]
