"""Practice that learners steer: what it deals, what it says, and what it never tells."""

import re
from collections import Counter
from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.tests.factory import make_version
from knowledge.models import Disease
from knowledge.patterns import Pattern
from quiz.models import Answer, Attempt, Bookmark
from quiz.progress import learner_progress
from quiz.tests.factory import make_answer, make_quiz, make_run, sure

from ..candidates import candidates
from ..practice.selection import DealingRule
from ..practice.steering import (
    CAUSES,
    FEWEST,
    REGIONS,
    CaseChoice,
    HowTypical,
    chosen_cases,
)

pytestmark = pytest.mark.django_db
NERVE_OR_MUSCLE = {"pair": "neurogenic-myogenic"}


@pytest.fixture
def bank(db):
    """Three cases of each pattern."""
    return [make_version(pattern) for pattern in Pattern for _ in range(3)]


def token(response):
    return re.search(r'name="case" value="([^"]+)"', response.text)[1]


def work_one(client, query, **belief):
    """Work the next case of a choice to its feedback; return its answer."""
    page = client.get(reverse("quiz:steered_case"), query)
    client.post(reverse("quiz:begin"), {"case": token(page), **(belief or sure("myogenic"))})
    answer = Answer.objects.latest("pk")
    for position in (2, 3):
        url = reverse("quiz:commit_belief", args=[answer.pk, position])
        client.post(url, belief or sure("myogenic"))
    return Answer.objects.get(pk=answer.pk)


def test_cases_of_a_pair_are_of_nothing_else(client, bank):
    dealt = Counter(work_one(client, NERVE_OR_MUSCLE).version.pattern for _ in range(6))

    assert set(dealt) <= {Pattern.NEUROGENIC, Pattern.MYOGENIC}


def test_what_is_chosen_counts_nowhere_and_says_so(client, learner, bank):
    answer = work_one(client, NERVE_OR_MUSCLE)

    page = client.get(answer.get_absolute_url()).text
    assert answer.rule == DealingRule.FILTER
    assert learner_progress(learner).report.n == 0
    assert "Counts in no score: you chose the kind of case." in page


def test_the_next_case_is_of_the_same_choice_in_each_tab(client, learner, bank):
    of_pair = work_one(client, NERVE_OR_MUSCLE)
    of_all = work_one(client, {"met": "unseen"})

    urls = [
        re.search(r'id="next" href="([^"]+)"', client.get(answer.get_absolute_url()).text)[1]
        for answer in (of_pair, of_all)
    ]
    assert urls == [
        reverse("quiz:steered_case") + "?pair=neurogenic-myogenic",
        reverse("quiz:steered_case") + "?met=unseen",
    ]


def test_a_chosen_case_that_was_begun_waits_for_its_choice(client, learner, bank):
    page = client.get(reverse("quiz:steered_case"), NERVE_OR_MUSCLE)
    client.post(reverse("quiz:begin"), {"case": token(page), **sure("myogenic")})
    begun = Answer.objects.get()

    again = client.get(reverse("quiz:steered_case"), NERVE_OR_MUSCLE)
    other = client.get(reverse("quiz:steered_case"), {"pair": "fatigable-myogenic"})

    assert again.headers["Location"] == begun.get_absolute_url()
    assert other.status_code == 200


def test_looking_at_a_chosen_case_stores_nothing(client, bank):
    page = client.get(reverse("quiz:steered_case"), NERVE_OR_MUSCLE)

    assert page.status_code == 200
    assert (Attempt.objects.count(), Answer.objects.count()) == (0, 0)


def test_an_export_says_by_what_a_case_was_chosen(client, learner, bank):
    work_one(client, NERVE_OR_MUSCLE)

    (run,) = client.get(reverse("learners:export")).json()["attempts"]
    assert [answer["chosen"] for answer in run["answers"]] == ["pair=neurogenic-myogenic"]


def test_missed_and_bookmarked_cases_can_be_chosen(client, learner, bank):
    missed = make_answer(learner, bank[0], stages=3, **sure("myogenic"))
    found = make_answer(learner, bank[8], stages=3, **sure("myogenic"))
    Bookmark.objects.create(learner=learner, case=found.version.case)

    dealt = [work_one(client, {"met": met}).version for met in ("missed", "bookmarked")]

    assert dealt == [missed.version, found.version]


def test_a_choice_that_would_give_the_answer_away_is_refused_and_says_what_to_loosen(client, bank):
    Disease.objects.filter(pattern=Pattern.NEUROGENIC).update(cause="metabolic")

    page = client.get(reverse("quiz:steered"), {"cause": "metabolic"})
    case = client.get(reverse("quiz:steered_case"), {"cause": "metabolic"})

    assert "the choice would give the answer away" in page.text
    assert "Leave “Cause” open</a>: 9 cases" in page.text
    assert case.headers["Location"] == reverse("quiz:steered") + "?cause=metabolic"


def test_a_case_that_is_withheld_or_was_begun_is_not_among_those_to_choose(learner, bank):
    """Feedback on it would tell the answer to the other."""
    quiz = make_quiz(bank[0], bank[2])
    run = make_run(learner, quiz)
    Attempt.objects.filter(pk=run.pk).update(withheld=True)
    make_answer(learner, bank[0], stages=3, attempt=run)
    make_answer(learner, bank[1], stages=1)

    offered = {candidate.card.version for candidate in candidates(learner)}

    assert offered == {version.pk for version in bank[2:]}


def test_nothing_in_an_address_breaks_the_pages(client, bank):
    nonsense = {"pair": "x-y-z", "cause": "\u2066", "region": "'", "typical": "0", "met": "-1"}

    assert client.get(reverse("quiz:steered"), nonsense).status_code == 200
    assert client.get(reverse("quiz:steered_case"), nonsense).status_code == 200


def test_pages_of_chosen_cases_differ_by_nothing_but_the_case(client, learner, bank):
    """Two cases of the two patterns of a choice."""
    pages = []
    for version in (bank[3], bank[6]):
        answer = make_answer(learner, version, stages=1, rule=DealingRule.FILTER)
        Answer.objects.filter(pk=answer.pk).update(chosen="pair=neurogenic-myogenic")
        text = client.get(answer.get_absolute_url()).text
        text = re.sub(r'<div class="stages">.*?</div>', "", text, flags=re.DOTALL)
        text = re.sub(r"answers/\d+|Case \d+|data-case=\"\w+\"", "", text)
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text))

    assert pages[0] == pages[1]


def test_queries_do_not_grow_with_what_was_answered(client, learner, bank):
    def asked(name):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"quiz:{name}"), {"met": "missed"})
        return len(queries)

    make_answer(learner, bank[0], stages=3, **sure("myogenic"))
    few = [asked("steered"), asked("steered_case")]
    for version in bank[1:6]:
        make_answer(learner, version, stages=3, **sure("myogenic"))

    assert [asked("steered"), asked("steered_case")] == few


def test_no_choice_from_the_shipped_bank_leaves_one_pattern(shipped):
    """Of single values and of two together."""
    bank = candidates(None)
    values = [
        *(("cause", cause) for cause in CAUSES),
        *(("region", region) for region in REGIONS),
        *(("typical", str(how)) for how in HowTypical),
        *(("pair", pair) for pair in ("fatigable-neurogenic", "neurogenic-myogenic")),
    ]

    possible = 0
    for one, other in combinations([*values, ("met", "unseen")], 2):
        pool = chosen_cases(CaseChoice(**dict([one, other])), bank).pool
        possible += bool(pool)
        counts = Counter(candidate.key for candidate in pool)
        assert not pool or sum(n >= FEWEST for n in counts.values()) > 1, (one, other)
    assert possible > 40
