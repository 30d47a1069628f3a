"""Patients who have none of the three patterns, as learners meet them."""

import re
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.tests.factory import make_version
from knowledge.editions import look_at_tables_again
from knowledge.models import Disease, Frequency
from knowledge.patterns import KEYS, OUTSIDE, Pattern
from knowledge.tests.factory import make_disease
from learners.middleware import COOKIE, cookie_value
from quiz.models import Answer, Attempt, Commitment, Miss, Quiz
from quiz.practice.selection import COMES_IN, Card, Plan, draw
from quiz.scoring.verdict import Word
from quiz.tests.factory import (
    make_answer,
    make_assessment,
    make_learner,
    make_quiz,
    make_run,
    sure,
    sure_of_four,
)

from ..progress import report_of_learner
from ..worded_beliefs import belief_table

pytestmark = pytest.mark.django_db
CONTROL = 'name="outside"'


def ticket(page):
    return re.search(r'name="case" value="([^"]+)"', page)[1]


def wish(client):
    return client.post(reverse("quiz:wish_outside"), {"wish": "on"})


@pytest.fixture
def bank():
    """A case of each pattern, and one of something else."""
    return {key: make_version(key) for key in KEYS}


@pytest.fixture
def open_answer(learner):
    """A patient with something else whose learner has come to the first belief."""
    return make_answer(learner, make_version("outside"), may_be_outside=True)


def read(client, answer):
    return client.get(answer.get_absolute_url()).text


# When it can be said


def test_practice_asks_for_three_shares_until_each_pattern_came_six_times(client, learner, bank):
    def asks():
        return CONTROL in client.get(reverse("quiz:practice")).text

    shown = [asks()]
    for pattern in Pattern:
        for _ in range(COMES_IN):
            make_answer(learner, make_version(pattern), stages=3, **sure(pattern))
        shown.append(asks())

    assert shown == [False, False, False, True]


def test_a_learner_may_wish_for_it_from_the_start_and_take_that_back(client, bank):
    assert CONTROL not in client.get(reverse("quiz:practice")).text
    wish(client)
    page = client.get(reverse("quiz:practice")).text
    client.post(reverse("quiz:wish_outside"))

    assert CONTROL in page
    assert "About 1 patient in 8 here has none of the three." in page
    assert CONTROL not in client.get(reverse("quiz:practice")).text


def test_whether_it_is_asked_does_not_depend_on_the_patient(client, bank, learner):
    wish(client)
    for key, version in bank.items():
        asked = [
            CONTROL in read(client, make_answer(learner, version, may_be_outside=may))
            for may in (True, False)
        ]
        assert asked == [True, False], key


def test_one_in_eight_is_drawn_by_itself_and_others_as_ever():
    cards = {key: [Card(place, place, key)] for place, key in enumerate(KEYS)}
    drawn = [
        draw(cards.__getitem__, [], chance=Random(seed), plan=Plan(outside=1 / 8)).pattern
        for seed in range(4000)
    ]

    assert drawn.count(OUTSIDE) / 4000 == pytest.approx(1 / 8, abs=0.02)
    assert drawn.count(Pattern.MYOGENIC) / 4000 == pytest.approx(7 / 24, abs=0.03)


def test_a_bank_without_such_patients_deals_the_others(client):
    make_version("myogenic")
    wish(client)

    assert "She cannot climb stairs." in client.get(reverse("quiz:practice")).text


# The belief


def test_belief_starts_where_the_run_deals_such_patients(client, open_answer):
    page = read(client, open_answer)

    values = [re.search(rf'name="{key}" value="(\d+)"', page)[1] for key in KEYS]
    assert values == ["30", "29", "29", "12"]


def test_words_stand_for_beliefs_in_four():
    table = belief_table(KEYS)

    assert table["fairly sure fatigable"] == [76, 8, 8, 8]
    assert table["sure outside"] == [2, 2, 2, 94]
    assert table["no idea"] == [25, 25, 25, 25]
    assert len(table) == 13


def test_a_belief_in_four_is_kept_and_one_that_is_left_empty_is_the_rest(client, open_answer):
    url = reverse("quiz:commit_belief", args=[open_answer.pk, 1])
    client.post(url, {"fatigable": "10", "neurogenic": "20", "myogenic": "", "outside": "60"})

    assert Commitment.objects.get().belief.shares == (10, 20, 10, 60)


@pytest.mark.parametrize(
    ("shares", "fault"),
    [
        (("10", "20", "10", "70"), "The shares add up to 110."),
        (("10", "20", "", ""), "Give a whole number from 0 to 100."),
        (("50", "60", "", "10"), "The others add up to 120, more than 100."),
        (("10", "20", "10", "sixty"), "is no number."),
    ],
)
def test_what_is_wrong_with_four_shares_is_told_and_they_stay(client, open_answer, shares, fault):
    url = reverse("quiz:commit_belief", args=[open_answer.pk, 1])
    response = client.post(url, dict(zip(map(str, KEYS), shares, strict=True)))

    assert response.status_code == 422
    assert fault in response.text
    assert f'value="{shares[1]}"' in response.text
    assert not Commitment.objects.exists()


def test_a_share_for_what_cannot_be_said_is_not_taken(client, learner):
    answer = make_answer(learner, make_version("myogenic"))
    url = reverse("quiz:commit_belief", args=[answer.pk, 1])

    client.post(url, {"fatigable": "10", "neurogenic": "20", "myogenic": "70", "outside": "0"})
    assert Commitment.objects.get().belief.outside == 0
    assert CONTROL not in client.get(answer.get_absolute_url()).text


def test_the_ticket_keeps_what_was_dealt_though_the_wish_is_taken_back(client, bank):
    wish(client)
    case = ticket(client.get(reverse("quiz:practice")).text)
    client.post(reverse("quiz:wish_outside"))
    client.post(reverse("quiz:begin"), {"case": case, **sure_of_four("outside")})

    assert Answer.objects.get().may_be_outside
    assert Commitment.objects.get().outside == 91


# Feedback


def test_feedback_tells_what_spoke_against_each_pattern_and_what_to_do(client, learner):
    version = make_version("outside", at_once="Call the spinal surgeon.")
    answer = make_answer(
        learner, version, stages=3, may_be_outside=True, **sure_of_four("neurogenic")
    )

    page = read(client, answer)

    assert "Something else: none of the three patterns" in page
    assert "You said nerve." in page
    assert all(f"What speaks against {pattern}." in page for pattern in Pattern)
    assert "Call the spinal surgeon." in page
    assert re.search(r"<th scope=\"col\">Something else</th>", page)


@pytest.fixture
def told_outside():
    """A case of something else among tables in which its finding points there."""
    version = make_version("outside")
    for pattern in Pattern:
        make_disease(pattern)
    finding = version.findings.get(case_findings__stage="examination")
    Frequency.objects.create(
        disease=version.disease, finding=finding, frequency="obligate", basis="consensus"
    )
    return version


def test_feedback_names_what_pointed_away_from_all_three(client, learner, told_outside):
    answer = make_answer(
        learner, told_outside, stages=3, may_be_outside=True, **sure_of_four("neurogenic")
    )

    section = re.search(r'id="away">.*?</ul>', read(client, answer), re.S)[0]
    finding = told_outside.findings.get(case_findings__stage="examination")
    assert finding.name.lower() in section.lower()


def test_what_speaks_for_a_pattern_as_well_did_not_point_away_from_all_three(
    client, learner, told_outside
):
    finding = told_outside.findings.get(case_findings__stage="examination")
    junction = Disease.objects.filter(pattern="fatigable")
    for disease in junction:
        Frequency.objects.create(
            disease=disease, finding=finding, frequency="obligate", basis="consensus"
        )
    answer = make_answer(
        learner, told_outside, stages=3, may_be_outside=True, **sure_of_four("neurogenic")
    )

    assert 'id="away"' not in read(client, answer)


def supported_shares(client, answer):
    """What the table of feedback says that the findings supported at the end, key by key."""
    rows = read(client, answer).split("The findings supported")[1].split("</tbody>")[0]
    return [
        share.replace("\u00a0", " ")
        for share in re.findall(r"<td>([^<]+)</td>", rows)[-len(KEYS) :]
    ]


def test_tables_without_such_diseases_think_of_the_three(client, learner, told_outside):
    answer = make_answer(
        learner, make_version("myogenic"), stages=3, may_be_outside=True, **sure_of_four("outside")
    )
    with_outside = supported_shares(client, answer)
    for disease in Disease.objects.filter(pattern="outside"):
        disease.pattern, disease.category = "myogenic", ""
        disease.save()
    look_at_tables_again()

    assert with_outside[-1] != "below 1 %"
    assert supported_shares(client, answer)[-1] == "below 1 %"


def test_feedback_on_a_pattern_called_something_else(client, learner):
    answer = make_answer(
        learner, make_version("myogenic"), stages=3, may_be_outside=True, **sure_of_four("outside")
    )

    page = read(client, answer)

    assert "You said something else." in page
    assert "What decided is what muscle shows." in page
    assert "What speaks against fatigable." in page


@pytest.mark.parametrize("may", [False, True])
def test_points_are_of_the_scale_of_the_run(client, learner, may):
    answer = make_answer(
        learner, make_version("myogenic"), stages=3, may_be_outside=may, **certain("myogenic", may)
    )

    page = read(client, answer)
    assert "<b>100</b> points" in page
    assert ("&minus;167" in page) is may


def certain(key, may_be_outside):
    keys = KEYS if may_be_outside else tuple(Pattern)
    return {other.value: 100 if other == key else 0 for other in keys}


# Runs


def test_a_self_assessment_has_such_patients_by_choice_at_its_beginning(client, bank):
    client.post(reverse("quiz:assessment"), {"feedback": "each", "may_be_outside": "on"})
    page = client.get(reverse("quiz:next_assessed")).text

    assert Attempt.objects.get().may_be_outside
    assert CONTROL in page
    assert "of at most 80" in page
    assert "About 1 patient in 6 here has none of the three." in page


def test_such_patients_do_not_count_towards_the_60(client, learner):
    run = make_assessment(learner, may_be_outside=True)
    outside, muscle = make_version("outside"), make_version("myogenic")
    kinds = [outside] * 19 + [muscle] * 59
    for position, version in enumerate(kinds, 1):
        Answer.objects.create(
            attempt=run,
            version=version,
            position=position,
            may_be_outside=True,
            finished_at=timezone.now(),
        )
    assert client.get(reverse("quiz:next_assessed")).status_code == 200
    make_answer(learner, muscle, attempt=run, stages=3, may_be_outside=True)

    client.get(reverse("quiz:next_assessed"))
    run.refresh_from_db()
    assert run.ended_at


def test_a_quiz_with_such_a_patient_asks_in_every_case(client, learner, bank):
    run = make_run(learner, make_quiz(bank[Pattern.MYOGENIC], bank[OUTSIDE]))

    page = client.get(run.next_url).text

    assert CONTROL in page
    assert "count on 1 in 4" in page


def test_a_quiz_without_one_asks_where_its_author_says_so(client, learner, bank):
    plain = make_quiz(bank[Pattern.MYOGENIC])
    asking = make_quiz(bank[Pattern.MYOGENIC], may_be_outside=True)

    pages = [client.get(make_run(learner, quiz).next_url).text for quiz in (plain, asking)]
    assert [CONTROL in page for page in pages] == [False, True]
    assert Quiz.objects.for_list(Attempt.objects.none()).filter(has_outside=True).count() == 0


# Progress


def test_progress_says_how_many_were_noticed_and_sent_away(client, learner):
    for key in (*["outside"] * 3, *["myogenic"] * 2):
        make_answer(
            learner, make_version(key), stages=3, may_be_outside=True, **sure_of_four("outside")
        )

    page = re.sub(r"\s+", " ", client.get(reverse("quiz:progress")).text)

    assert "3 of 3 patients with none of the three" in page
    assert "2 of 2 patients with one of the three" in page
    assert "Too few patients to say whether you notice" in page


def test_a_danger_taken_for_a_pattern_is_the_first_of_the_confident_errors(client, learner):
    make_answer(learner, make_version("fatigable"), stages=3, **sure("myogenic"))
    cord = make_disease("outside", name="Cord compression", must_not_miss=True)
    make_answer(
        learner,
        make_version("outside", disease=cord),
        stages=3,
        may_be_outside=True,
        **sure_of_four("neurogenic"),
    )

    page = client.get(reverse("quiz:progress")).text
    listed = re.search(r'id="returning">.*?</section>', page, re.S)[0]

    assert re.findall(r"<li>\s*<a[^>]*>([^<]+)</a>", listed)[0] == "Cord compression"
    assert "at 91&nbsp;%" in listed


def test_a_confident_error_about_something_else_does_not_show_when_it_is_due(client, learner):
    """Being asked only when it is due would tell that the patient is of its pair."""
    make_answer(
        learner,
        make_version("outside"),
        stages=3,
        may_be_outside=True,
        **sure_of_four("neurogenic"),
    )
    make_version("neurogenic")

    asked = []
    for due in (timezone.now() + timedelta(days=7), timezone.now()):
        Miss.objects.update(due_at=due)
        asked.append(CONTROL in client.get(reverse("quiz:practice")).text)

    assert asked == [True, True]


# Learners through the real views


def work(client, bank, each, says):
    """Work cases as practice deals them, until `each` outside and as many others were met.

    `says` gives the call for the key of a case.
    """
    wish(client)
    met = Counter[bool]()
    while min(met[True], met[False]) < each:
        page = client.get(reverse("quiz:practice"), follow=True).text
        client.post(reverse("quiz:begin"), {"case": ticket(page), **sure_of_four("fatigable")})
        answer = Answer.objects.order_by("-id").first()
        form = sure_of_four(says(answer.version.pattern))
        for position in (2, 3):
            client.post(reverse("quiz:commit_belief", args=[answer.pk, position]), form)
        met[answer.version.pattern == OUTSIDE] += 1
    return report_of_learner(answer.attempt.learner_id).noticing


@pytest.fixture
def wide_bank():
    return [make_version(key) for key in KEYS for _ in range(12)]


@pytest.mark.parametrize(
    ("says", "word"),
    [
        (lambda key: "neurogenic" if key == OUTSIDE else key, Word.NOT_YET),  # never says it
        (lambda key: "outside", Word.NOT_YET),  # always doubts
        (lambda key: key, Word.NOTICES),  # notices
    ],
    ids=["never", "always", "notices"],
)
def test_learners_are_told_what_they_do(client, wide_bank, monkeypatch, says, word):
    monkeypatch.setattr("quiz.practice.selection.PRACTISED_OUTSIDE", 1 / 2)  # sooner told
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)

    assert work(client, wide_bank, 10, says).word is word
