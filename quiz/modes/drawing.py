"""Draw the next case of a run without a list, from all cases in the draw."""

from collections.abc import Container
from random import Random

from cases.models import Case, CaseVersion
from knowledge.patterns import Key
from learners.models import Learner

from ..models import Answer, Attempt
from ..practice import selection
from ..sealing import chance_of


def drawn_answer(
    attempt: Attempt,
    learner: Learner | None,
    plan: selection.Plan,
    *,
    may_be_outside: bool = False,
    unlike: int | None = None,
    only: Container[int] | None = None,
    purpose: str = "",
) -> Answer | None:
    """Return the next case of an attempt by a plan, not stored yet.

    The result is None if the bank is empty. The case is the same until it is begun, so that reload
    shows it again. `may_be_outside`: something else can be said; then another chance decides, so
    that whoever turns that on and off learns nothing of what is dealt. `unlike`: id of a case that
    is dealt only if there is no other. `only`: ids of the cases that may be dealt. `purpose`: tells
    this draw from others at the same place.
    """
    position = attempt.last_position + 1
    pool = Case.objects.in_draw().order_by("id")
    columns = (
        "id",
        "current_id",
        "current__disease__pattern",
        "current__typicality",
        "current__pattern_rule",
    )

    def stock(key: Key) -> list[selection.Card]:
        rows = pool.filter(current__disease__pattern=key).values_list(*columns)
        cards = [selection.Card(*row) for row in rows if only is None or row[0] in only]
        return [card for card in cards if card.case != unlike] or cards

    history = list(
        Answer.objects.by(learner).order_by("id").values_list("version__case_id", flat=True)
    )
    chance = chance_at(attempt, f"{purpose}open case" if may_be_outside else f"{purpose}case")
    card = selection.draw(stock, history, chance=chance, plan=plan)
    if not card:
        return None
    return answer_at(attempt, card.version, position, plan.rule, may_be_outside=may_be_outside)


def chance_at(attempt: Attempt, purpose: str) -> Random:
    """Return the chance that decides something on the next case of a run; the same each time."""
    place = f"run {attempt.pk}" if attempt.pk else attempt.place
    return chance_of(purpose, place, attempt.last_position + 1)


def answer_at(
    attempt: Attempt,
    version_id: int,
    position: int,
    rule: selection.DealingRule,
    *,
    may_be_outside: bool,
) -> Answer | None:
    """Return an answer, not stored yet, to a version; None if that is gone."""
    version = CaseVersion.objects.filter(pk=version_id).select_related("case").first()
    if version is None:
        return None
    return Answer(
        attempt=attempt,
        version=version,
        position=position,
        rule=rule,
        may_be_outside=may_be_outside,
    )
