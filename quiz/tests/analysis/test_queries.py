"""A quiz as a test that everybody takes whole."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from knowledge.patterns import rivals_of
from quiz.models import Attempt, Mode
from quiz.tests.factory import make_answer, make_learner, make_quiz, sure

from ...analysis import plots
from ...analysis.item_statistics import item_statistics, whole_test
from ...analysis.queries import of_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions():
    return [make_version(pattern) for pattern in ("fatigable", "neurogenic", "myogenic")]


@pytest.fixture
def author(client):
    user = User.objects.create_user("author", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_quiz"))
    client.force_login(user)
    return client


def run_through(quiz, versions, marks, learner=None):
    """A finished run with these marks; a case with the mark None is not reached."""
    run = Attempt.objects.create(
        learner=learner or make_learner(),
        mode=Mode.QUIZ,
        quiz=quiz,
        order=[version.pk for version in versions],
        started_at=timezone.now(),
    )
    for version, mark in zip(versions, marks, strict=True):
        if mark is not None:
            pattern = version.pattern if mark else rivals_of(version.pattern)[0]
            make_answer(run.learner, version, attempt=run, stages=3, **sure(pattern))
    return run


def address(quiz):
    return reverse("admin:quiz_quiz_statistics", args=[quiz.pk])


def test_statistics_are_those_of_the_matrix_of_finished_runs(versions):
    quiz = make_quiz(*versions)
    matrix = [[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 0]]
    for marks in matrix:
        run_through(quiz, versions, marks)

    found = of_quiz(quiz)

    assert [case for case, _ in found.cases] == [version.case for version in versions]
    assert [item.discrimination for _, item in found.cases] == pytest.approx(
        [item.discrimination for item in item_statistics(matrix)]
    )
    assert (found.whole.n, found.whole.kr20) == (4, pytest.approx(whole_test(matrix).kr20))


def test_only_the_first_finished_run_of_a_learner_counts(versions):
    quiz, learner = make_quiz(*versions), make_learner()
    run_through(quiz, versions, [0, 0, 1], learner)
    run_through(quiz, versions, [1, 1, 1], learner)

    assert [of_quiz(quiz).whole.n, of_quiz(quiz).whole.mean] == [1, 1]


def test_a_run_that_was_not_finished_counts_nowhere(versions):
    quiz = make_quiz(*versions)
    run_through(quiz, versions, [1, 1, None])

    assert (of_quiz(quiz).whole.n, of_quiz(quiz).left_out) == (0, 0)


def test_runs_through_other_cases_are_left_out_and_said(versions, author):
    quiz = make_quiz(*versions)
    for _ in range(5):
        run_through(quiz, versions, [1, 1, 0])
    Case.objects.filter(pk=versions[0].case_id).update(withdrawn_at=timezone.now())

    assert (of_quiz(quiz).whole.n, of_quiz(quiz).left_out) == (0, 5)
    assert (
        "Left out: 5 finished runs through other cases"
        in author.get(address(quiz)).content.decode()
    )


def test_the_page_shows_marks_from_five_runs_and_the_rest_from_thirty(versions, author):
    quiz = make_quiz(*versions)
    shown = []
    for n in range(30):
        if n in (4, 5):
            shown.append(author.get(address(quiz)).content.decode())
        run_through(quiz, versions, [n % 2, n % 3 > 0, n % 2])
    shown.append(author.get(address(quiz)).content.decode())

    assert ["Mean mark" in html for html in shown] == [False, True, True]
    assert ["KR-20" in html for html in shown] == [False, False, True]
    assert "15 of 30, 50 % (33 to 67 %)" in shown[2]


def test_the_quiz_at_the_desk_links_to_its_statistics(author):
    quiz = make_quiz()

    assert (
        address(quiz)
        in author.get(reverse("admin:quiz_quiz_change", args=[quiz.pk])).content.decode()
    )
    assert author.get(address(quiz)).status_code == 200


def test_staff_without_the_right_see_nothing(client):
    client.force_login(User.objects.create_user("staff", is_staff=True))

    assert client.get(address(make_quiz())).status_code == 403


@pytest.mark.parametrize("runs", [1, 6])
def test_the_page_asks_at_most_8(versions, author, django_assert_max_num_queries, runs):
    quiz = make_quiz(*versions)
    for _ in range(runs):
        run_through(quiz, versions, [1, 0, 1])

    with django_assert_max_num_queries(8):
        author.get(address(quiz))


def test_marks_are_drawn_one_by_one_and_those_of_a_long_test_in_bands():
    short, long = (
        whole_test([[1, 0], [1, 1], [0, 1], [0, 0], [1, 0]]),
        whole_test([[1] * 30, [0] * 30] * 3),
    )

    assert [(row.name, row.cells[0][:6]) for row in plots.marks(short).rows] == [
        ("0 of 2", "1 of 5"),
        ("1 of 2", "3 of 5"),
        ("2 of 2", "1 of 5"),
    ]
    assert [row.name for row in plots.marks(long).rows][::10] == ["0 to 2 of 30", "30 of 30"]


def test_the_page_of_a_quiz_has_its_plots_each_with_a_table(versions, author):
    quiz = make_quiz(*versions)
    for marks in ([1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 0], [1, 0, 0]):
        run_through(quiz, versions, marks)

    page = author.get(address(quiz)).content.decode()

    assert page.count('<svg class="plot__bars"') == 2
    assert 'aria-label="Marks. 0 of 3: 1 of 5, 20 % (4 to 62 %); ' in page
    assert (
        f'<th scope="row">{versions[1].case.code}</th><td>A secret title</td><td>3 of 5, 60 %'
        in page
    )
