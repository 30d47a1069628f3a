"""An account goes with all that was its owner's own; who did what at the desk stays, without the
name.
"""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse

from cases.authoring.task_list import waiting_for
from cases.models import CaseVersion
from cases.tests.factory import make_version
from learners.account_closure import close_account, is_former, trails
from learners.models import Learner
from lessons.tests.factory import make_lesson
from quiz.models import KeyCorrection
from quiz.tests.factory import make_answer, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    user = User.objects.create_user(
        "anna", "anna@example.org", "x", first_name="Anna", is_staff=True
    )
    user.groups.add(Group.objects.get(name="author"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def reviewer():
    user = User.objects.create_user("rita", is_staff=True)
    user.groups.add(Group.objects.get(name="reviewer"))
    return user


def log(user, row, message="Sent to review."):
    return LogEntry.objects.log_actions(user.pk, [row], CHANGE, message, single_object=True)


def sent(author):
    version = make_version(published=False, created_by=author)
    version.submit(by=author)
    return version


def test_a_learner_who_did_nothing_at_the_desk_is_gone():
    learner = make_learner(user=User.objects.create_user("l@example.org", "l@example.org"))
    make_answer(learner, stages=3)

    close_account(learner.user)

    assert [User.objects.count(), Learner.objects.count()] == [0, 0]


def test_who_did_what_stays_under_a_former_author(author, reviewer):
    version = sent(author)
    version.comments.create(author=author, text="Which hand?")
    version.approve(by=reviewer)
    correction = KeyCorrection.objects.create(
        version=version,
        before=version.disease,
        disease=version.disease,
        reason="R",
        corrected_by=author,
    )
    lesson = make_lesson("Words.")
    lesson.history.update(history_user=author)
    entry = log(author, version)
    before = {trail.label: trail.rows.count() for trail in trails(author)}

    close_account(author)

    author.refresh_from_db()
    assert {trail.label: trail.rows.count() for trail in trails(author)} == before
    assert str(author) == f"a former author ({author.pk})"
    version = CaseVersion.objects.get(pk=version.pk)
    assert [version.created_by, version.submitted_by, version.comments.get().author] == [author] * 3
    for row in (correction, entry):
        row.refresh_from_db()
    assert [correction.corrected_by, entry.user, lesson.history.get().history_user] == [author] * 3


def test_nothing_says_any_more_who_a_former_author_was(author):
    sent(author)

    close_account(author)

    author.refresh_from_db()
    assert [author.email, author.first_name, author.last_login] == ["", "", None]
    assert [author.is_active, author.is_staff, author.has_usable_password()] == [False] * 3
    assert [EmailAddress.objects.count(), author.groups.count()] == [0, 0]


def test_the_log_forgets_whose_account_it_was_that_was_changed(author, reviewer):
    log(reviewer, author, "Changed e-mail.")
    log(reviewer, EmailAddress.objects.get(user=author))
    name = f"a closed account ({author.pk})"

    close_account(author)

    assert [entry.object_repr for entry in LogEntry.objects.all()] == [name, name]


def test_a_closed_account_is_signed_out_everywhere(client, author):
    sent(author)
    client.force_login(author)
    assert Session.objects.count() == 1

    close_account(author)

    assert Session.objects.count() == 0
    assert client.get(reverse("admin:index")).status_code == 302


def test_two_people_publish_also_after_one_has_left(author, reviewer):
    """Whoever saved a draft does not publish it; that its first author has left makes nobody its
    only reader.
    """
    version = sent(author)
    version.writers.add(reviewer)

    close_account(author)

    version = CaseVersion.objects.get(pk=version.pk)
    with pytest.raises(ValidationError, match="other than its author"):
        version.approve(by=reviewer)
    version.approve(by=User.objects.create_user("third"))


def test_a_former_author_publishes_nothing(author):
    version = sent(author)

    close_account(author)

    author.refresh_from_db()
    assert not CaseVersion.objects.get(pk=version.pk).may_be_approved_by(author)


def test_drafts_of_who_left_stand_on_the_reviewers_list(client, author, reviewer):
    draft = make_version(published=False, created_by=author, title="The stuck lid")
    writer = User.objects.create_user("writer", is_staff=True)
    make_version(published=False, created_by=writer, title="Somebody works on it")

    close_account(author)

    assert waiting_for(reviewer).left == [draft]
    assert waiting_for(writer).left == []
    client.force_login(reviewer)
    page = client.get(reverse("admin:index")).content.decode()
    assert ["The stuck lid" in page, "a former author" in page, "Somebody works on it" in page] == [
        True,
        True,
        False,
    ]


def test_a_row_that_names_others_is_not_deleted_by_the_way(author):
    """Whatever deletes an account elsewhere, the trail is not taken along unawares."""
    log(author, make_version())

    with pytest.raises(ProtectedError):
        author.delete()


def test_somebody_with_a_trail_deletes_their_account_themselves(client, author):
    sent(author)
    make_answer(make_learner(user=author), stages=3)
    client.force_login(author)

    client.post(reverse("learners:delete"), {"sure": "on", "password": "x"})

    author.refresh_from_db()
    assert is_former(author)
    assert Learner.objects.count() == 0


def test_the_desk_says_what_goes_and_what_stays_before_it_deletes(admin_client, author):
    sent(author)
    make_answer(make_learner(user=author), stages=3)
    log(author, make_version())
    url = reverse("admin:auth_user_delete", args=[author.pk])

    page = admin_client.get(url).content.decode()
    admin_client.post(url, {"post": "yes"})

    assert "all that its owner did as a learner: 1 case." in page
    assert "address (anna@example.org)" in page
    assert "1 log entry (user)" in page
    assert "1 case (writers)" in page
    author.refresh_from_db()
    assert is_former(author)
    assert LogEntry.objects.filter(user=author).count() == 1
    assert not LogEntry.objects.filter(object_repr__contains="anna").exists()


def test_many_accounts_are_deleted_at_once_in_the_same_way(admin_client, author):
    log(author, make_version())
    learner = make_learner(user=User.objects.create_user("l@example.org", "l@example.org"))
    which = {"action": "delete_selected", "_selected_action": [author.pk, learner.user_id]}
    url = reverse("admin:auth_user_changelist")

    page = admin_client.post(url, which).content.decode()
    admin_client.post(url, {**which, "post": "yes"})

    assert "Nothing stays" in page
    assert "1 log entry (user)" in page
    assert is_former(User.objects.get(pk=author.pk))
    assert not User.objects.filter(pk=learner.user_id).exists()
    assert "a former author" not in admin_client.get(url).content.decode()
