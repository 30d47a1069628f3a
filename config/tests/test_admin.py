"""Every page of the authors' desk opens."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from cases.tests.factory import make_version
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
    pages += [reverse(f"{name}_change", args=[row.pk])] if row else []

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

    assert "Cites what does not exist: S99.9." in response.content.decode()


def test_a_learner_has_no_way_into_the_desk(client):
    client.force_login(User.objects.create_user("learner"))

    assert client.get(reverse("admin:index")).status_code == 302
