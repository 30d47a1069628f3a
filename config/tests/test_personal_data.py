"""Every table that holds a person can be taken out, deleted, joined and backed up, as it says;
later ones too.
"""

import json

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseVersion
from cases.tests.factory import make_version
from config.personal_data import HOLDINGS, Backup, Deletion, Holding, Joining
from content.tests.factory import make_text_proposal
from knowledge.models import Frequency
from knowledge.tests.factory import make_disease, make_finding
from learners.account_closure import trails
from learners.middleware import COOKIE, cookie_value
from learners.models import Learner, LearnerOwned
from lessons.models import Reading, ReadingPlace, ReturningQuestion
from lessons.tests.factory import make_lesson
from quiz.models import (
    Bookmark,
    CaseNote,
    DailyScore,
    FirstCase,
    KeyCorrection,
    Miss,
    ProblemReport,
    Reflection,
    StudiedCard,
    VerdictChange,
)
from quiz.practice.card_schedule import Grade
from quiz.tests.factory import make_answer, make_drill, make_learner, make_pack, make_quiz

pytestmark = pytest.mark.django_db
EMAIL, NAME = "anna.lindqvist@example.org", "Lindqvist"
PASSWORD = "steep-stairs-and-low-chairs"


def models_that_hold_a_person():
    """All with a field that points to an account or a learner, and all that go with such a row."""
    found, going = {User, Learner, Session}, {User, Learner}
    while True:
        before = len(found) + len(going)
        for model in (
            model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy
        ):
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey):
                    target = field.related_model
                    if target in (User, Learner) or (
                        target in going and field.remote_field.on_delete is models.CASCADE
                    ):
                        found.add(model)
                        if field.remote_field.on_delete is models.CASCADE and not _is_a_trail(
                            model
                        ):
                            going.add(model)
        if len(found) + len(going) == before:
            return found


def _is_a_trail(model):
    return HOLDINGS.get(model._meta.label, Holding((), "")).deletion is Deletion.NAMELESS


def paths_to_users(model):
    return {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is User
    }


def rows(label, person):
    """The rows of a table that hold this person."""
    model, holding = apps.get_model(label), HOLDINGS[label]
    found = model._base_manager.none()
    for path in holding.paths:
        target = model
        for step in path.split("__"):
            target = target._meta.get_field(step).related_model
        who = person if target is User else Learner.objects.filter(user=person).first()
        found |= model._base_manager.filter(**{path: who}) if who else found
    return found.distinct()


def guest_with_everything(learner):
    """A row of each kind that somebody without an account can have."""
    version = make_version()
    answer = make_answer(learner, version, stages=3)
    learner.keep_settings(theme="dark")
    Reflection.objects.create(
        answer=answer, leading="myogenic", rival="fatigable", said={"myogenic": {"finding": "fits"}}
    )
    Miss.objects.create(
        learner=learner,
        answer=answer,
        truth="myogenic",
        called="fatigable",
        percent=94,
        schedule="one",
        started_at=timezone.now(),
        due_at=timezone.now(),
    )
    make_drill(learner)
    StudiedCard.objects.take(learner, "finding:ptosis", Grade.GOOD, times=0, at=timezone.now())
    Bookmark.objects.create(learner=learner, case=version.case)
    CaseNote.objects.create(learner=learner, case=version.case, text="Lids first.")
    FirstCase.objects.record(learner)
    correction = KeyCorrection.objects.create(
        version=version, before=version.disease, disease=version.disease, reason="As it was."
    )
    VerdictChange.objects.create(learner=learner, correction=correction, before="a", after="b")
    ProblemReport.objects.create(learner=learner, version=version, text="No unit.")
    Reading.objects.create(learner=learner, lesson=make_lesson("Words."))
    today = timezone.localdate()
    ReturningQuestion.objects.take(learner, "worn-out-by-noon", is_right=False, on=today)
    ReadingPlace.objects.create(learner=learner, lesson=make_lesson("Words."), section="words")
    make_pack(learner, answer)
    DailyScore.objects.create(
        learner=learner, day="2026-01-01", n=1, mean_q=0.5, probability=0.5, is_mastered=False
    )
    return learner


@pytest.fixture
def person():
    """Somebody who did everything that can be done here, as a learner and at the desk."""
    user = User.objects.create_user("anna", EMAIL, PASSWORD, last_name=NAME, is_staff=True)
    user.groups.add(Group.objects.get(name="reviewer"))
    user.user_permissions.add(Permission.objects.get(codename="view_logentry"))
    address = EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    EmailConfirmation.create(address)
    guest_with_everything(make_learner(user=user))
    version = make_version(published=False, created_by=user)
    version.submit(by=user)
    version.comments.create(author=user, text="Which hand?")
    published = make_version()
    make_quiz(published, created_by=user)
    CaseVersion.objects.filter(pk=published.pk).update(published_by=user)
    KeyCorrection.objects.create(
        version=published,
        before=published.disease,
        disease=published.disease,
        reason="Read again.",
        corrected_by=user,
    )
    make_text_proposal(make_lesson("Words."), by=user, reason="It was wrong.")
    LogEntry.objects.log_actions(user.pk, [version], CHANGE, "Sent to review.")
    LogEntry.objects.log_actions(
        User.objects.create_superuser("boss").pk, [user], CHANGE, "Changed e-mail."
    )
    frequency = Frequency(
        disease=make_disease(), finding=make_finding(), frequency="rare", basis="teaching"
    )
    for row in (frequency, make_lesson("Other words.")):
        row._history_user = user
        row.save()
    return user


def test_every_table_that_holds_a_person_says_what_becomes_of_it():
    assert {model._meta.label for model in models_that_hold_a_person()} == set(HOLDINGS)


def test_every_field_that_names_an_account_is_known():
    for label, holding in HOLDINGS.items():
        model = apps.get_model(label)
        named = {path for path in holding.paths if "__" not in path and path != "learner"}
        assert paths_to_users(model) - {"learner"} == named | (
            {"user"} if label == "learners.Learner" else set()
        ), label


def test_every_table_is_carried_by_a_backup():
    assert {holding.backup for holding in HOLDINGS.values()} == {Backup.DATABASE}


def test_the_person_of_these_tests_is_in_every_table(client, person):
    """Else what is said below of a table would be said of nothing."""
    empty = [
        label
        for label, holding in HOLDINGS.items()
        if holding.paths and not rows(label, person).exists()
    ]

    assert empty == []


def standing_at(steps, taken):
    """All that stands in a file at a place such as "attempts.answers"."""
    if not steps:
        return [taken]
    rows = taken if isinstance(taken, list) else [taken]
    return [found for row in rows for found in standing_at(steps[1:], row.get(steps[0])) if found]


def test_what_is_kept_of_a_person_can_be_taken_out(client, person):
    client.force_login(person)

    taken = json.loads(client.get(reverse("learners:export")).content)

    told = {
        label: holding.export for label, holding in HOLDINGS.items() if not holding.not_exported
    }
    assert [
        label for label, place in told.items() if not standing_at(place.split("."), taken)
    ] == []
    said = {deed["as"] for deed in taken["at_the_desk"]}
    assert said == {trail.label for trail in trails(person) if trail.rows.exists()}
    assert {"Which hand?", "Read again."} <= {deed.get("words") for deed in taken["at_the_desk"]}


def test_a_person_who_deletes_their_account_is_in_no_table_any_more(client, person):
    client.force_login(person)
    before = {label: set(rows(label, person).values_list("pk", flat=True)) for label in HOLDINGS}

    client.post(reverse("learners:delete"), {"sure": "on", "password": PASSWORD})

    for label, holding in HOLDINGS.items():
        left = set(
            apps.get_model(label)
            ._base_manager.filter(pk__in=before[label])
            .values_list("pk", flat=True)
        )
        kept = before[label] if holding.deletion is Deletion.NAMELESS else set()
        assert left == kept, label
        assert not kept or set(rows(label, person).values_list("pk", flat=True)) == kept, label
    assert words_in_the_database(EMAIL, NAME, "anna") == []


def test_a_guest_who_deletes_everything_is_in_no_table_any_more(client):
    learner = guest_with_everything(make_learner())
    client.cookies[COOKIE] = cookie_value(learner.browser)

    client.post(reverse("learners:delete"), {"sure": "on"})

    kinds = [
        apps.get_model(label)
        for label, holding in HOLDINGS.items()
        if holding.joining is not Joining.NONE
    ]
    assert [kind for kind in kinds if kind._base_manager.exists()] == []
    assert words_in_the_database(str(learner.browser), learner.browser.hex) == []


def test_what_a_guest_did_comes_along_to_their_account(client):
    guest = guest_with_everything(make_learner())
    owner = User.objects.create_user("owner", "owner@example.org", PASSWORD)
    client.cookies[COOKIE] = cookie_value(guest.browser)
    client.force_login(owner)
    counts = {label: apps.get_model(label)._base_manager.count() for label in HOLDINGS}

    client.post(reverse("learners:merge"), {"choice": "bring"})

    for label, holding in HOLDINGS.items():
        if holding.joining is Joining.MOVED:
            assert rows(label, owner).count() == counts[label] > 0, label
        if holding.joining is Joining.COMPUTED:
            assert apps.get_model(label)._base_manager.count() == 0, label
    assert [learner.user for learner in Learner.objects.all()] == [owner]


def test_every_kind_of_work_is_one_of_these():
    """What belongs to a learner can be taken out in words of its own, and says whether the question
    names it.
    """
    kinds = [model for model in apps.get_models() if issubclass(model, LearnerOwned)]

    assert all(HOLDINGS[kind._meta.label].joining is Joining.MOVED for kind in kinds)
    assert all("export" in vars(kind) for kind in kinds)


def words_in_the_database(*words):
    """Where any of these words still stands, whatever table it is in."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found += [(table, word) for word in words if word in str(row)]
    return found


@pytest.mark.parametrize("set_", [True, False])
def test_the_privacy_page_names_who_is_responsible_and_the_age(settings, set_):
    settings.RESPONSIBLE = "Institute of Anatomy, 1 Long Road, Uppsala" if set_ else ""
    settings.CONTACT_EMAIL = "data@example.org" if set_ else ""
    settings.MINIMUM_AGE = 14

    page = Client().get(reverse("privacy")).content.decode()

    assert ("1 Long Road" in page, "mailto:data@example.org" in page) == (set_, set_)
    assert ("has not said who is responsible" in page) is not set_
    assert "An account needs an age of 14." in page


def test_every_page_and_signing_up_lead_to_it(client):
    link = f'href="{reverse("privacy")}"'

    assert client.get("/").content.decode().count(link) == 1
    assert client.get(reverse("account_signup")).content.decode().count(link) == 2
