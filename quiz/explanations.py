"""Explain each number on the progress page in a sentence (no Django)."""

from typing import NamedTuple

from knowledge.formatting import cut

from .scoring.confidence import BAND_SPEAKS, SPEAKS
from .scoring.mastery import CHANCE, RULE, MasteryRule
from .scoring.noticing import NOTICING

OF_OUTSIDE = ("open_points", "noticed", "sent_away", "outside_area")
"""Numbers that there are only where something else could be said."""


class NumberExplanation(NamedTuple):
    """An explanation of a number in a sentence.

    `name`: what it is called. `heading`: how a heading says it in full, empty if as the name does.
    """

    name: str
    sentence: str
    heading: str = ""


def explanations(rule: MasteryRule = RULE) -> dict[str, NumberExplanation]:
    """Return the explanation of every number by its key.

    The sentences hold the rule's own figures.
    """
    times, of = rule.times, rule.of
    guessed = f"{100 * CHANCE:.0f} %"
    return {
        "pair": NumberExplanation(
            "Separation of a pair",
            "How surely your beliefs keep the two patterns apart: 1.00 is never confused, 0.50 is a"
            " coin toss.",
        ),
        "pair_interval": NumberExplanation(
            "Interval of a separation",
            "The true separation lies in this range in about 95 of 100 such tables; more cases make"
            " it narrower.",
        ),
        "pair_verdict": NumberExplanation(
            "Verdict on a pair",
            f"“Told apart” needs a probability of {cut(rule.p_pass)} that, choosing between the"
            f" two, you find each of them more than {times} times in {of}; “undecided” means that"
            " there are too few cases to say.",
        ),
        "found": NumberExplanation(
            "Found",
            "Cases of this pattern that you called by its name at the last stage, of all of them"
            " that you were shown.",
        ),
        "interval": NumberExplanation(
            "95 % interval",
            "Your true share lies in this range in about 95 of 100 such rows; more cases make it"
            " narrower.",
        ),
        "probability": NumberExplanation(
            "Probability of a pattern",
            "How probable it is, from these cases alone, that you recognise this pattern more than"
            f" {times} times in {of}; before the first case it is {cut(rule.before)}.",
            heading=f"Probability that you find more than {times} in {of}",
        ),
        "needed": NumberExplanation(
            "Cases still needed",
            "About how many right answers in a row this pattern still takes; a strong pattern can"
            " make up for a weak one.",
        ),
        "all_three": NumberExplanation(
            "Probability of all three",
            f"The three probabilities multiplied: {cut(rule.p_pass)} earns “separates”, which is"
            f" kept until it falls below {cut(rule.p_keep)}; before the first case it is"
            f" {cut(rule.before_all)}.",
            heading=(
                f"Probability that you recognise each pattern more than {times} times in {of}"
            ),
        ),
        "calls": NumberExplanation(
            "What you called each one",
            "Each row is what the cases were, each column what you called them; what you got right"
            " is underlined.",
        ),
        "points": NumberExplanation(
            "Points",
            "A belief earns 100 points if sure and right, about 0 for no idea and −200 if sure and"
            " wrong; no other belief than your own earns more on average.",
        ),
        "open_points": NumberExplanation(
            "Points with something else",
            "Where something else can be said a belief has four shares: 100 points if sure and"
            " right, about −167 if sure and wrong, about 0 for no idea. The two kinds of points are"
            " never averaged.",
        ),
        "noticed": NumberExplanation(
            "Noticed",
            "Of your last patients with none of the three, those that you called something else at"
            f" the last stage. “You notice” needs a probability of {cut(NOTICING.p_notices)} that"
            f" you do so with more than {100 * NOTICING.share:.0f} in 100.",
        ),
        "sent_away": NumberExplanation(
            "Sent away",
            "Of your last patients with one of the three, those that you called something else."
            f" “You notice” needs a probability of {cut(NOTICING.p_calm)} that this happens with"
            f" fewer than {100 * NOTICING.false_alarms:.0f} in 100.",
        ),
        "outside_area": NumberExplanation(
            "Separation of something else",
            "How often a patient with none of the three got more for “something else” from you than"
            " one of the others: 1.00 is always, 0.50 is a coin toss.",
        ),
        "right": NumberExplanation(
            "Right",
            "Cases that you called by their name, of all that you were shown; guessing gets"
            f" {guessed} right.",
        ),
        "index": NumberExplanation(
            "Separation index",
            "Your share found, averaged over the three patterns and rescaled: 0 is guessing, 1.00"
            " is perfect.",
        ),
        "band": NumberExplanation(
            "Certainty and result",
            "Of the answers that you gave with about this much certainty, how many were right; it"
            f" takes {BAND_SPEAKS} to say anything.",
        ),
        "bias": NumberExplanation(
            "Certainty less result",
            "How sure you were on average less how often you were right; “too sure” or “not sure"
            f" enough” is said from {SPEAKS} answers on, and only beyond chance.",
        ),
        "stages": NumberExplanation(
            "By stage",
            "The same cases, scored by what you believed after the history, the examination and the"
            f" tests; guessing gets {guessed} right at each.",
        ),
        "settled": NumberExplanation(
            "Settled",
            "Cases in which you became right at this stage and stayed right to the end.",
        ),
        "moves": NumberExplanation(
            "Moves between stages",
            "What the new information did to your choice: kept it right, put it right, led it away,"
            " or left it wrong.",
        ),
        "typicality": NumberExplanation(
            "By typicality",
            "How often you find the pattern where a patient keeps close to the textbook of the"
            " disease, less close, or hardly at all.",
        ),
        "pattern_rule": NumberExplanation(
            "By the rule of the pattern",
            "How often you find the pattern where a patient keeps its rule, such as distal for"
            " nerve, and where the rule is broken, as in inclusion body myositis.",
        ),
        "trend": NumberExplanation(
            "Over time",
            "For each day the mean points of its answers, and how probable it was at its end that"
            f" you recognise each pattern more than {times} times in {of}.",
        ),
    }
