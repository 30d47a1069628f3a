"""Run practice: cases from the whole bank, as long as a learner likes."""

import uuid
from collections.abc import Collection
from urllib.parse import urlencode

from django.utils import timezone

from knowledge.patterns import OUTSIDE
from learners.models import Learner

from ..models import Answer, Attempt, Miss, Mode
from ..practice.selection import (
    DealingRule,
    due_plan,
    is_mixed_in,
    outside_comes_in,
    practice_plan,
)
from ..practice.steering import Candidate, CaseChoice, steered_plan
from ..progress import recent_report
from ..scoring.report import Report
from .drawing import chance_at, drawn_answer

SECTION = "practise"


def current_practice(
    learner: Learner | None, browser: uuid.UUID, *, wishes_outside: bool = False
) -> Attempt:
    """Return the practice that a learner is in.

    Before its first belief it is one that is not stored. `wishes_outside`: the learner wants
    patients with none of the three from the start.
    """
    attempts = list(Attempt.objects.by(learner).filter(mode=Mode.PRACTICE))
    for attempt in attempts:
        if not attempt.ended_at:
            attempt.wishes_outside = wishes_outside
            return attempt
    new = Attempt(mode=Mode.PRACTICE)
    new.wishes_outside = wishes_outside
    new.number = len(attempts)
    new.place = f"{learner.pk if learner else browser} practice {len(attempts)}"
    return new


def next_case(attempt: Attempt, learner: Learner | None) -> Answer | None:
    """Return the case that practice needs, or by chance another of a pair that is due.

    Something else can be said once each pattern has come often enough, where the learner wishes it,
    and as long as something missed about it comes back: in every case, so that being asked does not
    tell that it is due.
    """
    misses = Miss.objects.open(learner)  # those due first are at the top
    report = attempt.report = recent_report(learner)
    may_be_outside = _may_be_outside(attempt.wishes_outside, report, misses)
    now = timezone.now()
    due = next((miss for miss in misses if miss.is_due(now)), None)
    if due and is_mixed_in(chance_at(attempt, "return")):
        return drawn_answer(
            attempt,
            learner,
            due_plan(due.pair),
            may_be_outside=may_be_outside,
            unlike=due.answer.version.case_id,
        )
    plan = practice_plan(report, may_be_outside=may_be_outside)
    return drawn_answer(attempt, learner, plan, may_be_outside=may_be_outside)


def announced_case(attempt: Attempt, learner: Learner | None, due: Miss) -> Answer | None:
    """Return another case of the pair of what is due, announced as such.

    It is drawn by a chance of its own, so that it is not the case that practice would deal, of
    which nobody shall know whether it is a return.
    """
    misses = Miss.objects.open(learner)
    may_be_outside = _may_be_outside(attempt.wishes_outside, recent_report(learner), misses)
    return drawn_answer(
        attempt,
        learner,
        due_plan(due.pair, DealingRule.ANNOUNCED),
        may_be_outside=may_be_outside,
        unlike=due.answer.version.case_id,
        purpose="announced ",
    )


def chosen_case(
    attempt: Attempt, learner: Learner | None, choice: CaseChoice, pool: Collection[Candidate]
) -> Answer | None:
    """Return a case of a pool that a learner's choice leaves; None of an empty pool.

    It is drawn by a chance of its own, so that it is not the case that practice would deal.
    Something else can be said only where it was chosen.
    """
    chosen = urlencode(choice.query)
    answer = drawn_answer(
        attempt,
        learner,
        steered_plan(pool),
        may_be_outside=OUTSIDE in choice.keys,
        only={candidate.card.case for candidate in pool},
        purpose=f"chosen {chosen} ",
    )
    if answer:
        answer.chosen = chosen
    return answer


def offers_outside(learner: Learner | None, *, wishes_outside: bool) -> bool:
    """Return whether something else can be said in what is dealt to a learner now."""
    misses = Miss.objects.open(learner)
    return _may_be_outside(wishes_outside, recent_report(learner), misses)


def _may_be_outside(wishes_outside: bool, report: Report, misses: list[Miss]) -> bool:
    return (
        wishes_outside or outside_comes_in(report) or any(OUTSIDE in miss.pair for miss in misses)
    )


def is_over(attempt: Attempt) -> bool:
    return False


def length(attempt: Attempt) -> str:
    return ""


def result_page(attempt: Attempt) -> None:
    return None
