"""A learner's own answers and scores as files."""

import csv
import io
import json

import pytest
from django.urls import reverse

from cases.models import Case
from cases.tests.factory import make_version
from content.csv_safety import safe_cell
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run, sure

from ..data_export import COLUMNS

pytestmark = pytest.mark.django_db


def table(client):
    response = client.get(reverse("quiz:export_csv"))
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_spreadsheet_has_a_row_for_each_finished_answer(client, learner):
    version = make_version("myogenic", typicality="atypical")
    make_answer(learner, version, stages=3, **sure("neurogenic"))
    make_answer(learner, stages=2)
    make_answer(make_learner(), stages=3)

    (row,) = table(client)

    assert tuple(row) == COLUMNS
    assert {
        name: row[name] for name in ("case", "truth", "called", "right", "tests_neurogenic", "q")
    } == {
        "case": version.case.code,
        "truth": "myogenic",
        "called": "neurogenic",
        "right": "False",
        "tests_neurogenic": "94",
        "q": "-1.7381",
    }


def test_nobody_gets_a_heading_and_no_rows(client):
    response = client.get(reverse("quiz:export_csv"))

    assert response.content.decode("utf-8-sig").strip() == ",".join(COLUMNS)
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_begins_like_a_formula_becomes_plain_text(text):
    assert safe_cell(text) == f"'{text}"


def test_numbers_below_zero_stay_numbers():
    assert safe_cell(-1.5) == -1.5


def test_a_quiz_named_like_a_formula_does_no_harm(client, learner):
    version = make_version()
    answer = make_answer(learner, version, stages=3)
    answer.attempt = make_run(learner, make_quiz(version, slug="-1-cmd"))
    answer.save()

    assert [row["quiz"] for row in table(client)] == ["'-1-cmd"]


def test_a_spreadsheet_knows_that_the_file_is_utf_8(client, learner):
    make_answer(learner, stages=3)

    assert client.get(reverse("quiz:export_csv")).content.startswith(b"\xef\xbb\xbfcase,")


def test_the_file_for_programs_has_scores_and_answers(client, learner):
    make_answer(learner, make_version("myogenic"), stages=3)

    data = json.loads(client.get(reverse("quiz:export_json")).content)

    assert data["scores"]["right"]["x"] == data["scores"]["right"]["n"] == 1
    assert data["scores"]["kappa"] is None
    assert [row["truth"] for row in data["answers"]] == ["myogenic"]


def test_answers_to_withdrawn_cases_are_in_the_file_and_not_in_the_scores(client, learner):
    answer = make_answer(learner, stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=answer.finished_at)

    data = json.loads(client.get(reverse("quiz:export_json")).content)

    assert data["scores"]["answers"] == 0
    assert [row["withdrawn"] for row in data["answers"]] == [True]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["quiz:export_csv", "quiz:export_json"])
def test_a_file_asks_at_most_6(client, learner, django_assert_max_num_queries, rows, name):
    for _ in range(rows):
        make_answer(learner, stages=3)

    with django_assert_max_num_queries(6):
        client.get(reverse(name))
