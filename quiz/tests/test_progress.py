"""The score, computed from raw commitments."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.tests.factory import make_version
from lessons.tests.factory import make_lesson
from quiz.explanations import OF_OUTSIDE, explanations
from quiz.models import Answer, Commitment
from quiz.tests.factory import make_answer, make_learner, sure

pytestmark = pytest.mark.django_db
PATTERNS = ("fatigable", "neurogenic", "myogenic")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """A Wednesday at noon, so that no day and no week ends within a test."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


def progress(client):
    return client.get(reverse("quiz:progress")).content.decode()


def text(page):
    """What a page says, without its tags and without the sentences that show on focus."""
    plain = re.sub(r'<span role="tooltip".*?</span>', "", page)
    plain = re.sub(r"</t[dh]>|<br>", " ", plain)
    return " ".join(
        re.sub(r"<[^>]+>", "", plain).replace("&nbsp;", " ").replace("&minus;", "−").split()
    )


def separate(learner, n=8):
    """Answers that are all right, n of each pattern."""
    return [
        make_answer(learner, make_version(pattern), stages=3, **sure(pattern))
        for pattern in PATTERNS
        for _ in range(n)
    ]


def test_progress_of_nobody_says_what_to_do_first(client):
    page = progress(client)

    assert "No cases yet." in page
    assert "A first verdict takes 22 cases at the least" in page
    assert "Work your first case" in page


def test_progress_states_n_chance_and_interval(client, learner):
    make_answer(learner, make_version("myogenic"), stages=3, **sure("myogenic"))
    make_answer(learner, make_version("neurogenic"), stages=3, **sure("myogenic"))

    page = text(progress(client))

    for words in ("right, 1 of 2", "9 to 91", "chance gives 33", "no cases yet", "−37"):
        assert words in page


def test_progress_names_what_holds_once_it_holds(client, learner):
    separate(learner)

    page = progress(client)

    assert '<h1 class="calm">You separate the three.</h1>' in page
    assert "<dd>0.84</dd>" in page
    assert "You have held" in page


def test_cases_begun_and_not_finished_count_nowhere_and_are_listed(client, learner):
    answer = make_answer(learner, stages=2)

    page = progress(client)

    assert "No cases yet." in page
    assert answer.get_absolute_url() in page


def test_answers_to_withdrawn_cases_count_nowhere_and_are_kept(client, learner):
    answer = make_answer(learner, stages=3)
    Case.objects.filter(pk=answer.version.case_id).update(withdrawn_at=timezone.now())

    assert "No cases yet" in progress(client)
    assert Answer.objects.finished().count() == 1


def test_a_corrected_key_scores_again(client, learner):
    version = make_version("myogenic")
    make_answer(learner, version, stages=3, **sure("neurogenic"))
    version.disease.pattern = "neurogenic"
    version.disease.save()

    assert "right, 1 of 1" in text(progress(client))


def test_a_repeat_soon_after_counts_only_among_all_answers_ever(client, learner):
    version = make_version()
    for _ in range(2):
        make_answer(learner, version, stages=3)

    assert "right, 1 of 1" in text(progress(client))
    assert "right, 2 of 2" in text(client.get(reverse("quiz:all_answers")).content.decode())


def test_progress_shows_nothing_of_others(client, learner):
    make_answer(make_learner(), stages=3)

    assert "No cases yet" in progress(client)


GLANCE = ["The three pairs in the triangle", "Each pair, and the line", "This week", "On the way"]


def headings_of(page):
    return re.findall(r"<h2[^>]*>([^<]+)", page)


def test_progress_keeps_the_order_in_which_it_is_to_be_read(client, learner):
    separate(learner, 3)

    assert headings_of(progress(client)) == [
        *GLANCE,
        "Separation of each pair",
        "Each pattern",
        "What you called each one",
        "Points, and right answers",
        "Confidence",
        "Stage by stage",
        "Textbook patients and exceptions",
        "Over time",
        "All answers, and how the score works",
        "What the numbers mean",
    ]


def test_with_few_answers_there_is_how_far_it_is_and_no_table_that_says_nothing(client, learner):
    separate(learner, 1)

    page = progress(client)

    assert '<h1 class="calm">3 of 3 found. About 19 cases to go.</h1>' in page
    assert "Guessing alone finds as many 1 time in 27" in page
    assert text(page).count("Too few cases to say: 3 of each are needed.") == 3
    assert headings_of(page) == [
        *GLANCE,
        "Each pattern",
        "What you called each one",
        "Points, and right answers",
        "All answers, and how the score works",
        "What the numbers mean",
    ]


def test_every_table_is_folded_and_its_summary_says_its_result(client, learner):
    separate(learner)
    make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))

    page = progress(client)

    summaries = re.findall(r"<summary>(.*?)</summary>", page, re.S)
    assert [text(summary) for summary in summaries] == [
        "Separation of each pair 1.00, 0.97, 0.94",
        "Each pattern 24 of 25",
        "What you called each one 1 error",
        "Points, and right answers 88 points",
        "Confidence in step with your results so far",
        "Stage by stage 24 right before the tests",
        "Textbook patients and exceptions 24 of 25 typical",
        "Over time 1 day",
        "What you missed 1",
        "All answers, and how the score works CSV, JSON, paper",
    ]
    assert page.count('data-fold="progress-') == len(summaries)


def test_a_weak_pair_stands_first_with_what_mends_it(client, learner):
    separate(learner, 4)
    lesson = make_lesson(pattern="myogenic", title="Muscles", minutes=7)
    make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))

    page = progress(client)

    first = page.split('<ul class="pair-bars">')[1].split("</li>")[0]
    assert "<h3>Nerve from Muscle</h3>" in first
    assert "1 of these patients was called the other." in text(page)
    assert f'href="{lesson.get_absolute_url()}">Lesson: Muscles' in page
    assert page.count(reverse("quiz:look_alikes")) == 3


def test_this_week_counts_every_finished_case_of_the_week_on_its_day(client, learner):
    now = timezone.localtime()
    answers = separate(learner, 1)
    Answer.objects.filter(pk=answers[0].pk).update(finished_at=now - timedelta(days=7))

    page = text(progress(client))

    assert "2 cases on 1 day." in page
    assert f"{now:%A}: 2 cases" in page


def test_an_error_that_one_was_sure_of_keeps_a_milestone_of_the_week_away(client, learner):
    separate(learner)
    assert "No error you were sure of this week reached: 0 in 24 cases" in text(progress(client))

    make_answer(learner, make_version("myogenic"), stages=3, **sure("neurogenic"))

    assert "No error you were sure of this week not yet: 1 in 25 cases" in text(progress(client))


def test_every_number_is_explained_once_on_focus_and_once_in_print(client, learner):
    separate(learner, 3)

    page = progress(client)

    shown = {key: item for key, item in explanations().items() if key not in OF_OUTSIDE}
    explained = re.findall(r'aria-describedby="explains-(\w+)"', page)
    assert sorted(explained) == sorted(shown)
    assert re.findall(r'role="tooltip" id="explains-(\w+)"', page) == explained
    assert all(page.count(f"<dd>{item.sentence}</dd>") == 1 for item in shown.values())
    assert not any(explanations()[key].sentence in page for key in OF_OUTSIDE)


def test_pairs_and_stages_say_so_where_there_are_too_few_cases(client, learner):
    separate(learner, 3)

    page = text(progress(client))

    assert page.count("from 5 cases of each pattern on") == 3
    assert "0 answers, too few to say" in page
    assert "said from 20 answers with a choice on; so far there are 9" in page


def test_pairs_show_separation_interval_and_verdict_once_there_are_cases(client, learner):
    separate(learner)

    page = text(progress(client))

    assert "Junction from nerve 8 and 8 cases 1.00 0.75 to 1.00 told apart probability 0.89" in page
    assert "When you say about 94 %, you are right 24 of 24 times." in page
    assert "Your beliefs at the examination alone separate the three." in page


def test_the_trend_has_a_row_a_day_and_a_line_from_the_second_on(client, learner):
    early, late, *_ = separate(learner, 3)
    Commitment.objects.filter(answer=early).update(committed_at=timezone.now() - timedelta(days=3))
    Answer.objects.filter(pk=early.pk).update(finished_at=timezone.now() - timedelta(days=3))

    page = progress(client)

    assert page.count('<polyline class="trend__line"') == 2
    assert len(re.findall(r'<tr><th scope="row"><time[^>]+>\d+ \w+ 20\d\d</time></th>', page)) == 2
    assert late.finished_at.strftime("%-d %B %Y") in page


def test_how_the_score_works_says_who_was_simulated_and_that_undecided_is_honest(client):
    page = text(client.get(reverse("quiz:how")).content.decode())

    for words in (
        "were simulated: 30,000 of each kind",
        "Undecided is an honest answer",
        "nerve and muscle confused",
    ):
        assert words in page
    assert all(item.sentence.replace("&", "&amp;") in page for item in explanations().values())


def test_too_few_cases_fill_no_bar_and_no_side_and_give_no_per_cent(client, learner):
    separate(learner, 1)

    page = progress(client)

    assert "meter__value" not in page
    assert "side__fill" not in page
    assert page.count(">too few</text>") == 3
    assert "The per cent says how probable it is" in page
