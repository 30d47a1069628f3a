"""The desk of quizzes: what its author is told, and whose it is."""

from html import unescape

import pytest
from django.urls import reverse

from cases.models import Case
from cases.tests.factory import make_version
from quiz.models import Quiz
from quiz.tests.factory import make_answer, make_learner, make_quiz

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:quiz_quiz_add"), reverse("admin:quiz_quiz_changelist")


def sent(*cases, **fields):
    form = {"title": "Six hands", "slug": "", "introduction": "Six cases.", "arrangement": "mixed"}
    rows = {"quizcase_set-TOTAL_FORMS": len(cases), "quizcase_set-INITIAL_FORMS": 0}
    rows |= {f"quizcase_set-{n}-case": case.pk for n, case in enumerate(cases)}
    return {
        **form,
        **rows,
        **{f"quizcase_set-{n}-position": n for n in range(len(cases))},
        **fields,
    }


def change(quiz):
    return reverse("admin:quiz_quiz_change", args=[quiz.pk])


def text(response):
    return unescape(response.content.decode())


def test_cases_that_learners_do_not_meet_are_told_on_saving_in_the_form_and_on_the_list(
    client, sign_in
):
    draft = make_version(published=False, title="A draft")
    withdrawn = make_version(title="Taken back")
    Case.objects.filter(pk=withdrawn.case_id).withdraw()
    sign_in("author")

    told = text(
        client.post(ADD, sent(make_version().case, draft.case, withdrawn.case), follow=True)
    )
    form = text(client.get(change(Quiz.objects.get())))

    assert f"Learners do not meet 2 of its cases. {draft}: draft; {withdrawn}: withdrawn." in told
    assert "3; learners meet 1 of them" in told
    assert [form.count(f"<p>{said}</p>") for said in ("yes", "no: draft", "no: withdrawn")] == [
        1,
        1,
        1,
    ]


def test_a_quiz_that_learners_meet_whole_is_told_nothing(client, sign_in):
    sign_in("author")

    told = text(client.post(ADD, sent(make_version().case), follow=True))

    assert "Learners do not meet" not in told
    assert "learners meet" not in told


def test_a_slug_that_is_not_typed_comes_from_the_title_and_is_free(client, sign_in):
    sign_in("author")

    client.post(ADD, sent())
    client.post(ADD, sent())

    assert sorted(Quiz.objects.values_list("slug", flat=True)) == ["six-hands", "six-hands-2"]


def test_an_author_does_not_publish_and_changes_their_own_quizzes_only(client, sign_in):
    author = sign_in("author")
    others = make_quiz(make_version(), title="Theirs", published_at=None)
    client.post(ADD, sent(published_at_0="2026-01-01", published_at_1="10:00"))
    own = Quiz.objects.get(created_by=author)

    published = own.published_at
    refused = client.post(change(others), sent(title="Mine"))
    client.post(change(own), sent(title="Renamed", slug="own"))

    assert published is None
    assert refused.status_code == 403
    assert sorted(Quiz.objects.values_list("title", flat=True)) == ["Renamed", "Theirs"]


def test_once_a_reviewer_has_published_a_quiz_its_author_changes_it_no_more(client, sign_in):
    author = sign_in("author")
    client.post(ADD, sent())
    quiz = Quiz.objects.get()
    sign_in("reviewer")
    client.post(
        change(quiz), sent(slug="hands", published_at_0="2026-01-01", published_at_1="10:00")
    )
    quiz.refresh_from_db()
    client.force_login(author)

    refused = client.post(change(quiz), sent(title="Renamed"))

    assert quiz.is_published
    assert refused.status_code == 403
    assert client.get(change(quiz)).status_code == 200


def test_withdrawing_cases_says_in_which_quizzes_they_are_and_who_has_answered_them(
    client, sign_in
):
    version, free = make_version(title="Asked"), make_version(title="Free")
    make_quiz(version, title="First look"), make_quiz(version, title="Droop")
    for _ in range(2):
        make_answer(make_learner(), version, stages=3)
    sign_in("reviewer")
    data = {"action": "withdraw", "_selected_action": [version.pk, free.pk]}

    page = text(client.post(reverse("admin:cases_caseversion_changelist"), data))

    assert f"<li>{version}: in the quizzes First look, Droop; answered by 2 learners</li>" in page
    assert f"<li>{free}</li>" in page
