"""What each number on the progress page means, in one sentence that a learner can read. No Django."""

from typing import NamedTuple


class Explanation(NamedTuple):
    name: str
    sentence: str


EXPLANATIONS = {
    "pair": Explanation(
        "Separation of a pair",
        "How surely your beliefs keep the two patterns apart: 1.00 is never confused, 0.50 is a coin toss.",
    ),
    "pair_interval": Explanation(
        "Interval of a separation",
        "The true separation lies in this range in about 95 of 100 such tables; more cases make it narrower.",
    ),
    "pair_verdict": Explanation(
        "Verdict on a pair",
        "“Told apart” needs a probability of 0.80 that, choosing between the two, you find each of them more than 4 "
        "times in 5; “undecided” means that there are too few cases to say.",
    ),
    "found": Explanation(
        "Found",
        "Cases of this pattern that you called by its name at the last stage, of all of them that you were shown.",
    ),
    "interval": Explanation(
        "95 % interval",
        "Your true share lies in this range in about 95 of 100 such rows; more cases make it narrower.",
    ),
    "probability": Explanation(
        "Probability of a pattern",
        "How probable it is, from these cases alone, that you recognise this pattern more than 4 times in 5; before "
        "the first case it is 0.29.",
    ),
    "needed": Explanation(
        "Cases still needed",
        "About how many right answers in a row this pattern still takes; a strong pattern can make up for a weak one.",
    ),
    "all_three": Explanation(
        "Probability of all three",
        "The three probabilities multiplied: 0.80 earns “separates”, which is kept until it falls below 0.50; before "
        "the first case it is 0.02.",
    ),
    "calls": Explanation(
        "What you called each one",
        "Each row is what the cases were, each column what you called them; what you got right is underlined.",
    ),
    "points": Explanation(
        "Points",
        "A belief earns 100 points if sure and right, about 0 for no idea and −200 if sure and wrong; no other belief "
        "than your own earns more on average.",
    ),
    "right": Explanation(
        "Right",
        "Cases that you called by their name, of all that you were shown; guessing gets 33 % right.",
    ),
    "index": Explanation(
        "Separation index",
        "Your share found, averaged over the three patterns and rescaled: 0 is guessing, 1.00 is perfect.",
    ),
    "band": Explanation(
        "Certainty and result",
        "Of the answers that you gave with about this much certainty, how many were right; it takes 5 to say anything.",
    ),
    "bias": Explanation(
        "Certainty less result",
        "How sure you were on average less how often you were right; “too sure” or “not sure enough” is said from 20 "
        "answers on, and only beyond chance.",
    ),
    "stages": Explanation(
        "By stage",
        "The same cases, scored by what you believed after the history, the examination and the tests; guessing gets "
        "33 % right at each.",
    ),
    "settled": Explanation(
        "Settled",
        "Cases in which you became right at this stage and stayed right to the end.",
    ),
    "moves": Explanation(
        "Moves between stages",
        "What the new information did to your choice: kept it right, put it right, led it away, or left it wrong.",
    ),
    "typicality": Explanation(
        "By typicality",
        "How often you find the pattern where a case keeps close to its picture, less close, or hardly at all.",
    ),
    "trend": Explanation(
        "Over time",
        "For each day the mean points of its answers, and how probable it was at its end that you recognise each "
        "pattern more than 4 times in 5.",
    ),
}
