"""Fetch the cases that a learner may choose from, with what they can be chosen by."""

from functools import lru_cache
from typing import Any

from django.db.models import Q

from cases.models import Case
from knowledge.body_map.regions import places
from learners.models import Learner

from .models import Answer, Bookmark, Miss
from .practice.selection import Card
from .practice.steering import REGIONS, Candidate, Encounter

COLUMNS = (
    "id",
    "current_id",
    "current__disease__pattern",
    "current__typicality",
    "current__pattern_rule",
)
WEAK = ("weak", "tires", "wasted")


def candidates(learner: Learner | None) -> list[Candidate]:
    """Return the cases in the draw, in four queries.

    Left out are those of which the learner has an answer that is not finished or not told: feedback
    on the same case would tell it. Missed are those that were ever missed, as the learner may know.
    """
    answers = Answer.objects.by(learner)
    seen = set(answers.finished().values_list("version__case", flat=True))
    open_run = Q(attempt__ended_at=None) & (Q(finished_at=None) | Q(attempt__withheld=True))
    marks = {
        Encounter.MISSED: set(Miss.objects.missed_cases(learner).values_list("pk", flat=True)),
        Encounter.BOOKMARKED: set(Bookmark.objects.by(learner).values_list("case", flat=True)),
    }
    rows = (
        Case.objects.in_draw()
        .exclude(pk__in=answers.filter(open_run).values("version__case"))
        .order_by("id")
        .values_list(*COLUMNS, "current__disease__cause", "current__body")
    )
    return [
        Candidate(
            Card(*card),
            cause,
            _weak_regions(body),
            frozenset(met for met, cases in marks.items() if card[0] in cases)
            | (set() if card[0] in seen else {Encounter.UNSEEN}),
        )
        for *card, cause, body in rows
    ]


def _weak_regions(body: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        name
        for states in body.values()
        for state in WEAK
        for words in states.get(state, ())
        for name in _regions_named(words)
    )


@lru_cache(maxsize=1024)  # the map has some 60 places
def _regions_named(words: str) -> frozenset[str]:
    regions = {place.split()[-1] for place in places(words)}
    return frozenset(name for name, members in REGIONS.items() if members & regions)
