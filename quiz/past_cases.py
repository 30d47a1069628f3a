"""List the cases that a learner has answered, to be opened again."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from knowledge.patterns import KEYS, PAIRS, Key, Pattern, Stage
from learners.models import Learner

from .models import Answer, Bookmark, CaseNote, Commitment
from .scoring.belief_score import LEAD

PAGE = 25  # answers on a page
WHICH = {
    "": "All",
    "missed": "Missed",
    "bookmarked": "Bookmarked",
    "noted": "With a note",
}
PAIR_NAMES = {"-".join(pair): pair for pair in PAIRS}
"""Two patterns by their name in an address, such as "neurogenic-myogenic"."""


def past_answers(
    learner: Learner | None, *, which: str = "", pair: tuple[Pattern, Pattern] | None = None
) -> QuerySet[Answer]:
    """Return a learner's finished answers whose result may be shown, the latest first.

    `which`: one of WHICH; what it does not know means all. `pair`: only cases of these two. Each
    has what a row of the list shows; `is_bookmarked` and `note` are annotated. Takes two queries
    for any number of them.
    """
    of_case = {"learner": OuterRef("attempt__learner"), "case": OuterRef("version__case")}
    answers = (
        Answer.objects.by(learner)
        .finished()
        .told()
        .select_related("attempt__quiz", "version__case", "version__disease")
        .prefetch_related("commitments")
        .defer(*_prose("version__"))
        .annotate(
            is_bookmarked=Exists(Bookmark.objects.filter(**of_case)),
            note=Subquery(CaseNote.objects.filter(**of_case).values("text")),
        )
        .order_by("-finished_at", "-id")
    )
    if pair:
        answers = answers.filter(version__disease__pattern__in=pair)
    return answers.filter(_which(which))


def _which(which: str) -> Q:
    match which:
        case "missed":
            return ~Q(Exists(_right_calls()))
        case "bookmarked":
            return Q(is_bookmarked=True)
        case "noted":
            return Q(note__isnull=False)
        case _:
            return Q()


def _right_calls() -> Any:
    """Return the last beliefs that call what the case is, as `belief_score.choice` does."""
    return Commitment.objects.filter(
        reduce(or_, map(_calls, KEYS)), answer=OuterRef("pk"), stage=list(Stage)[-1]
    )


def _calls(key: Key) -> Q:
    leads = [Q(**{f"{key}__gte": F(other) + LEAD}) for other in KEYS if other != key]
    return reduce(and_, leads, Q(answer__version__disease__pattern=key))


def _prose(path: str) -> list[str]:
    """Return the fields of a version that no row of the list shows."""
    texts = ("history", "examination", "tests")
    names = [*texts, *(f"{text}_html" for text in texts), "results", "traces", "body"]
    return [path + name for name in names]
