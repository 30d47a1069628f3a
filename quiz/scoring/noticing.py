"""Judge whether a learner notices patients who have none of the three patterns.

Two shares are judged together, since whoever calls everybody "something else" notices all of them:
how many such patients are noticed, and how many of the others are sent away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.patterns import OUTSIDE
from knowledge.proportion import Proportion

from .auc import auc, auc_interval
from .belief_score import choice
from .beta import incomplete_beta
from .mastery import RULE, class_prob
from .verdict import Word
from .window import Answered, noticing_window

AREA_SPEAKS = 3  # patients of either kind before the area is shown


@dataclass(frozen=True, slots=True)
class NoticingRule:
    """The thresholds of "notices" and "not yet".

    How often they are wrong is simulated (`quiz/scoring/noticing_rates.md`).
    """

    share: float = 0.80
    """Such a patient is noticed in more than this share of cases (0 to 1)."""
    false_alarms: float = 0.10
    """Fewer than this share of the others are sent away (0 to 1)."""
    p_notices: float = RULE.p_pass ** (1 / 3)
    """Probability that is needed to say "notices": what each pattern needs for "separates"."""
    p_calm: float = 0.80
    """Probability of few false alarms that is needed as well."""
    p_keep: float = 0.70
    """ "Notices" is kept until the first probability falls below this."""
    p_fail: float = 0.05
    """A probability this low is "not yet" …"""
    n_fail: int = 4
    """… from so many patients with none of the three on, or"""
    n_fail_calm: int = 8
    """for false alarms, from so many with one of the three on."""


NOTICING = NoticingRule()


@dataclass(frozen=True, slots=True)
class Noticing:
    """What answers say of noticing.

    `noticed`: those called something else, of the patients who have it. `sent_away`: the same of
    the patients with one of the three. `probability`: 0 to 1, that such a patient is noticed well
    enough; `calm`: that false alarms are few enough. `area`: how often (0 to 1) a patient outside
    got more for "something else" than one of the three, with its 95 % interval; None before three
    of each.
    """

    noticed: Proportion
    sent_away: Proportion
    probability: float
    calm: float
    word: Word
    area: float | None
    interval: tuple[float, float] | None

    @property
    def is_shown(self) -> bool:
        """Return whether any answer tells of it."""
        return bool(self.noticed.n or self.sent_away.n)

    @property
    def sentence(self) -> str:
        """Say the verdict in a sentence, as a person would."""
        if self.word is Word.NOTICES:
            return "You notice patients who have none of the three, and seldom send others away."
        if self.word is Word.UNDECIDED:
            return "Too few patients to say whether you notice those who have none of the three."
        if _fails(self.probability, self.noticed.n, NOTICING.n_fail):
            return "Patients who have none of the three, not yet: you take them for one of it."
        return "Patients who have none of the three, not yet: you send too many others away."


def calm_probability(false_alarms: int, n: int) -> float:
    """Return the probability (0 to 1) that false alarms are rarer than one in ten.

    Given: so many of n patients with one of the three, and Jeffreys' prior.
    """
    return incomplete_beta(false_alarms + 0.5, n - false_alarms + 0.5, NOTICING.false_alarms)


def noticing_word(noticed: Proportion, sent_away: Proportion, *, was_held: bool = False) -> Word:
    """Return "notices", "not yet" or "undecided" for these counts.

    `was_held`: the learner holds "notices" until now; it is harder to gain than to keep.
    """
    probability = class_prob(noticed.x, noticed.n, NOTICING.share)
    calm = calm_probability(sent_away.x, sent_away.n)
    misses = _fails(probability, noticed.n, NOTICING.n_fail)
    if misses or _fails(calm, sent_away.n, NOTICING.n_fail_calm):
        return Word.NOT_YET
    gains = probability >= NOTICING.p_notices and calm >= NOTICING.p_calm
    keeps = was_held and probability >= NOTICING.p_keep
    return Word.NOTICES if gains or keeps else Word.UNDECIDED


def noticing(answers: Sequence[Answered], *, held: bool = False) -> Noticing:
    """Return what the answers say on which something else could be said.

    `answers` are in the order in which they were finished; those that no longer matter are left
    out here. `held`: the learner holds "notices" until now.
    """
    looked_at = noticing_window(answers)
    outside = [answer for answer in looked_at if answer.truth is OUTSIDE]
    others = [answer for answer in looked_at if answer.truth is not OUTSIDE]
    noticed, sent_away = _called_outside(outside), _called_outside(others)
    area = None
    if min(len(outside), len(others)) >= AREA_SPEAKS:
        area = auc(
            [answer.belief.outside for answer in outside],
            [answer.belief.outside for answer in others],
        )
    return Noticing(
        noticed,
        sent_away,
        class_prob(noticed.x, noticed.n, NOTICING.share),
        calm_probability(sent_away.x, sent_away.n),
        noticing_word(noticed, sent_away, was_held=held),
        area,
        None if area is None else auc_interval(area, len(outside), len(others)),
    )


def _fails(probability: float, n: int, least: int) -> bool:
    return probability <= NOTICING.p_fail and n >= least


def _called_outside(answers: Sequence[Answered]) -> Proportion:
    return Proportion(sum(choice(answer.belief) is OUTSIDE for answer in answers), len(answers))
