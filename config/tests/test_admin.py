"""Every page of the authors' desk opens."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, User
from django.urls import reverse

from cases.tests.factory import make_version
from lessons.models import Lesson
from lessons.tests.factory import make_claim, make_lesson
from quiz.models import ProblemReport
from quiz.tests.factory import make_learner, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    version = make_version()
    make_lesson(f"[@{make_claim().pk}]")
    make_quiz(version)
    return ProblemReport.objects.create(learner=make_learner(), version=version, text="No unit.")


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_list_search_and_form_open(admin_client, rows, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()

    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=x"]
    pages += [reverse(f"{name}_change", args=[quote(row.pk)])] if row else []

    assert [admin_client.get(url).status_code for url in pages] == [200] * len(pages)


def test_reports_are_settled_and_name_nobody(admin_client, rows):
    url = reverse("admin:quiz_problemreport_changelist")

    admin_client.post(url, {"action": "settle", "_selected_action": [rows.pk]})

    rows.refresh_from_db()
    assert rows.settled_at is not None
    assert str(rows.learner) not in admin_client.get(url).content.decode()


def test_roles_exist_with_what_they_may_do():
    rights = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }

    assert set(rights) == {"author", "reviewer", "administrator"}
    assert "cases.add_caseversion" in rights["author"]
    assert "cases.publish_caseversion" not in rights["author"]
    assert rights["author"] < rights["reviewer"] < rights["administrator"]
    assert "auth.change_user" in rights["administrator"] - rights["reviewer"]


def test_a_lesson_that_cites_nothing_known_is_refused_at_its_text(admin_client):
    form = {"slug": "a", "title": "A", "position": 1, "minutes": 5, "summary": "S", "body": "[@S99.9]"}

    response = admin_client.post(reverse("admin:lessons_lesson_add"), form)

    assert "Line 1: cites S99.9, which does not exist." in response.content.decode()


def test_a_learner_has_no_way_into_the_desk(client):
    client.force_login(User.objects.create_user("learner"))

    assert client.get(reverse("admin:index")).status_code == 302


def test_the_preview_of_a_lesson_shows_it_with_all_that_is_wrong_and_stores_nothing(admin_client):
    url = reverse("admin:lessons_lesson_preview")

    fine = admin_client.post(url, {"body": "A *word*.", "questions": "[]"}).content.decode()
    wrong = admin_client.post(url, {"body": "A *word*.\n\n[@S99.9]", "questions": "[]"}).content.decode()
    broken = admin_client.post(url, {"body": "A *word*.", "questions": "{"}).content.decode()

    assert "<em>word</em>" in fine
    assert "no statement stands without a citation" in fine
    assert "Line 3: cites S99.9, which does not exist." in wrong
    assert "<em>word</em>" in wrong
    assert "not valid JSON" in broken
    assert not Lesson.objects.exists()


def test_the_preview_of_a_lesson_is_for_its_authors_only(client):
    url = reverse("admin:lessons_lesson_preview")

    assert client.post(url, {"body": "x"}).status_code == 302

    client.force_login(User.objects.create_user("a@example.org", is_staff=True))
    assert client.post(url, {"body": "x"}).status_code == 403


def test_a_statement_without_a_source_is_named_with_its_line_and_not_called_right(admin_client):
    claim = make_claim().pk
    body = f"# A head of words\n\nIt tires. [@{claim}] Statins cure\nmyasthenia.\n\nThe lid droops. [@{claim}]\n"

    page = admin_client.post(
        reverse("admin:lessons_lesson_preview"), {"body": body, "questions": "[]"}
    ).content.decode()

    assert "1 passage without a citation" in page
    assert "Line 3: “Statins cure myasthenia.”" in page
    assert "no statement stands without" not in page


def test_a_citation_that_is_not_closed_is_a_fault_at_its_line(admin_client):
    page = admin_client.post(reverse("admin:lessons_lesson_preview"), {"body": "It tires. [@S07.4"}).content.decode()

    assert "Line 1: [@S07.4 is not closed: write [@S07.4]." in page
