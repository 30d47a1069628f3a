"""Every page of the authors' desk opens."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, User
from django.urls import reverse

from cases.models import CaseVersion
from cases.tests.factory import make_version
from learners.models import Learner
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


def report_url(report):
    return reverse("admin:quiz_problemreport_change", args=[report.pk])


def test_a_report_is_settled_by_a_button_with_an_answer_that_its_learner_reads(
    client, admin_client, rows
):
    learner = Learner.objects.create(user=User.objects.create_user("lena", "lena@example.org"))
    ProblemReport.objects.update(learner=learner)

    admin_client.post(report_url(rows), {"answer": "The unit is there now.", "_settle": "1"})

    rows.refresh_from_db()
    assert rows.settled_at is not None
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Settled."]
    client.force_login(learner.user)
    page = client.get(reverse("learners:account")).content.decode()
    assert "The unit is there now." in page
    exported = client.get(reverse("learners:export")).json()["problem_reports"]
    assert [report["answer"] for report in exported] == ["The unit is there now."]


def test_a_settled_report_is_opened_again(admin_client, rows):
    ProblemReport.objects.settle()

    admin_client.post(report_url(rows), {"answer": "", "_reopen": "1"})

    rows.refresh_from_db()
    assert rows.settled_at is None


@pytest.mark.parametrize("own", [True, False])
def test_who_wrote_a_case_settles_what_is_reported_of_it_and_nothing_else(client, rows, own):
    author = User.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    if own:
        CaseVersion.objects.filter(pk=rows.version_id).update(created_by=author)
    client.force_login(author)

    listed = report_url(rows) in client.get(reverse("admin:index")).content.decode()
    offered = "_settle" in client.get(report_url(rows)).content.decode()
    client.post(report_url(rows), {"answer": "Mended.", "_settle": "1"})

    rows.refresh_from_db()
    assert (listed, offered, rows.settled_at is not None) == (own, own, own)


def test_roles_exist_with_what_they_may_do():
    rights = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}"
            for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }

    assert set(rights) == {"author", "reviewer", "administrator"}
    assert "cases.add_caseversion" in rights["author"]
    assert "cases.publish_caseversion" not in rights["author"]
    assert rights["author"] < rights["reviewer"] < rights["administrator"]
    assert "auth.change_user" in rights["administrator"] - rights["reviewer"]


def test_a_lesson_that_cites_nothing_known_is_refused_at_its_text(admin_client):
    form = {
        "slug": "a",
        "title": "A",
        "position": 1,
        "minutes": 5,
        "summary": "S",
        "body": "[@S99.9]",
    }

    response = admin_client.post(reverse("admin:lessons_lesson_add"), form)

    assert "Line 1: cites S99.9, which does not exist." in response.content.decode()


def test_a_learner_has_no_way_into_the_desk(client):
    client.force_login(User.objects.create_user("learner"))

    assert client.get(reverse("admin:index")).status_code == 302


def test_the_preview_of_a_lesson_shows_it_with_all_that_is_wrong_and_stores_nothing(admin_client):
    url = reverse("admin:lessons_lesson_preview")

    fine = admin_client.post(url, {"body": "A *word*.", "questions": "[]"}).content.decode()
    wrong = admin_client.post(
        url, {"body": "A *word*.\n\n[@S99.9]", "questions": "[]"}
    ).content.decode()
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
    body = (
        f"# A head of words\n\nIt tires. [@{claim}] Statins cure\nmyasthenia.\n\nThe lid droops."
        f" [@{claim}]\n"
    )

    page = admin_client.post(
        reverse("admin:lessons_lesson_preview"), {"body": body, "questions": "[]"}
    ).content.decode()

    assert "1 passage without a citation" in page
    assert "Line 3: “Statins cure myasthenia.”" in page
    assert "no statement stands without" not in page


def test_a_citation_that_is_not_closed_is_a_fault_at_its_line(admin_client):
    page = admin_client.post(
        reverse("admin:lessons_lesson_preview"), {"body": "It tires. [@S07.4"}
    ).content.decode()

    assert "Line 1: [@S07.4 is not closed: write [@S07.4]." in page
