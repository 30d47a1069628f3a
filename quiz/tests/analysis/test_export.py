"""Statistics and anonymous answers as files."""

import csv
import json

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from cases.models import Case
from cases.tests.factory import make_version
from quiz.tests.factory import make_answer, make_learner, make_quiz, make_run, sure

from ...analysis.export import anonymous_answer_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = User.objects.create_user("author", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_caseversion"))
    client.force_login(user)
    return client


def address(what, form):
    return reverse("admin:quiz_itemanalysis_export", args=[what, form])


def fetched(client, what, form):
    response = client.get(address(what, form))
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig" if form == "csv" else "utf-8")
    return (
        list(csv.DictReader(text.splitlines()))
        if form == "csv"
        else [json.loads(line) for line in text.splitlines()]
    )


def test_statistics_have_a_row_a_version_with_its_interval(author):
    version = make_version()
    for pattern in ("myogenic", "myogenic", "myogenic", "fatigable", "myogenic"):
        make_answer(make_learner(), version, stages=3, **sure(pattern))

    (row,) = fetched(author, "items", "jsonl")

    assert (row["case"], row["n"], row["found"], row["facility"]) == (version.case.code, 5, 4, 0.8)
    assert row["facility_low"] == pytest.approx(0.3755, abs=1e-4)
    assert (row["called_fatigable"], row["called_nothing"], row["discrimination"]) == (1, 0, None)
    assert fetched(author, "items", "csv")[0]["facility"] == "0.8"


def test_statistics_say_which_stage_decides_a_case_by_its_author(author):
    make_answer(make_learner(), make_version(decided_at="tests"), stages=3)

    assert [row["decided_at"] for row in fetched(author, "items", "jsonl")] == ["tests"]


def test_measures_are_empty_below_their_least_number_of_answers(author):
    make_answer(make_learner(), make_version(), stages=3)

    (row,) = fetched(author, "items", "csv")

    assert [row["n"], row["facility"], row["facility_low"]] == ["1", "", ""]


def test_a_title_like_a_formula_does_no_harm(author):
    make_version(title="=1+1")

    assert fetched(author, "items", "csv")[0]["title"] == "'=1+1"
    assert fetched(author, "items", "jsonl")[0]["title"] == "=1+1"


def test_a_spreadsheet_shows_umlauts(author):
    make_version(title="Müde Lider")

    raw = b"".join(author.get(address("items", "csv")).streaming_content)

    assert raw.startswith(b"\xef\xbb\xbfcase,")
    assert fetched(author, "items", "csv")[0]["title"] == "Müde Lider"


def test_answers_have_every_belief_and_how_long_it_took(author):
    answer = make_answer(make_learner(), make_version("fatigable"), stages=3, **sure("myogenic"))
    make_answer(answer.attempt.learner, stages=2)

    (row,) = fetched(author, "answers", "jsonl")

    assert (row["truth"], row["called"], row["right"]) == ("fatigable", "myogenic", False)
    assert [row[f"{stage}_myogenic"] for stage in ("history", "examination", "tests")] == [
        94,
        94,
        94,
    ]
    assert row["tests_seconds"] >= 0
    assert "history_seconds" not in row


def test_a_quiz_named_like_a_formula_does_no_harm(author):
    version = make_version()
    run = make_run(make_learner(), make_quiz(version, slug="-1-cmd"))
    make_answer(run.learner, version, attempt=run, stages=3)

    assert [row["quiz"] for row in fetched(author, "answers", "csv")] == ["'-1-cmd"]


def test_answers_tell_neither_who_nor_when(author):
    learner = make_learner(browser=None, user=User.objects.create_user("ann", "ann@example.org"))
    for _ in range(2):
        make_answer(learner, stages=3)
    make_answer(make_learner(), stages=3)

    first, second = (fetched(author, "answers", "csv") for _ in range(2))

    codes = [row["learner"] for row in first]
    assert codes[0] == codes[1] != codes[2]
    assert not {row["learner"] for row in second} & set(codes)
    assert not [name for name in first[0] if name.endswith(("_at", "_id"))]
    assert "ann" not in str(first).split()


def test_the_same_key_gives_the_same_codes():
    make_answer(make_learner(), stages=3)

    assert list(anonymous_answer_rows(b"key")) == list(anonymous_answer_rows(b"key"))


def test_answers_to_withdrawn_cases_are_marked_and_their_statistics_left_out(author):
    answer = make_answer(make_learner(), stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=answer.finished_at)

    assert [row["withdrawn"] for row in fetched(author, "answers", "jsonl")] == [True]
    assert fetched(author, "items", "jsonl") == []


def test_an_empty_file_is_no_error(author):
    assert fetched(author, "answers", "csv") == []


@pytest.mark.parametrize(("what", "form"), [("learners", "csv"), ("items", "xls")])
def test_other_files_are_not_found(author, what, form):
    assert author.get(address(what, form)).status_code == 404


@pytest.mark.parametrize("what", ["items", "answers"])
def test_staff_without_the_right_get_no_file(client, what):
    client.force_login(User.objects.create_user("staff", is_staff=True))

    assert client.get(address(what, "csv")).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("what", ["items", "answers"])
def test_a_file_asks_at_most_6(author, django_assert_max_num_queries, what, rows):
    for _ in range(rows):
        make_answer(make_learner(), make_version(), stages=3)

    with django_assert_max_num_queries(6):
        fetched(author, what, "csv")


def test_the_list_links_to_the_files(author):
    html = author.get(reverse("admin:quiz_itemanalysis_changelist")).content.decode()

    assert all(
        address(what, form) in html for what in ("items", "answers") for form in ("csv", "jsonl")
    )
