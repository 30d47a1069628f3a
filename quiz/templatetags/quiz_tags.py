"""Format numbers, drawings and words of pages of a case and of progress."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.utils.crypto import salted_hmac

from cases.models import CaseVersion
from knowledge import formatting
from knowledge.claims import source
from knowledge.patterns import PAIRS, Belief, Stage
from knowledge.proportion import Proportion
from knowledge.templatetags.knowledge_tags import weight_rows
from knowledge.triangle import edges, filled_sides
from quiz.feedback import Weighed
from quiz.preview import PreviewAnswer
from quiz.scoring.glance import PairBar
from quiz.scoring.pairwise import Pair
from quiz.scoring.report import PairRow
from quiz.scoring.week import Week

from .. import explanations as meanings
from ..analysis import geometry, plots
from ..models import Answer, Attempt, Mode
from ..models.answer import OUTSIDE_RATES
from ..scoring.belief_score import LEAST, LEAST_OPEN, guessing_q4
from ..scoring.daily import Day
from ..scoring.mastery import RULE

register = template.Library()


@register.filter
def points(q: float) -> str:
    """Write the points for a score q, with a true minus sign."""
    return f"{formatting.points(q)}".replace("-", "\u2212")


@register.inclusion_tag("quiz/_points_scale.html")
def points_scale(q: float, may_be_outside: bool) -> dict[str, int]:
    """Draw where the points of a score q lie on the scale of its run.

    It goes from -200, or -167 where something else could be said, to 100.
    """
    lowest = formatting.points(LEAST_OPEN if may_be_outside else LEAST)
    at = formatting.points(q)
    return {"lowest": lowest, "below": -lowest, "width": 100 - lowest, "at": at}


@register.filter
def scale_place(q: float) -> float:
    """Return where a score q (-2 to 1) stands on a scale of points, in points."""
    return round(100 * q, 1)


@register.filter
def separation(index: float) -> str:
    """Write a separation index (-.5 to 1) to two decimals.

    It has a true minus sign.
    """
    return f"{index:.2f}".replace("-", "\u2212")


@register.filter
def highest(belief: Belief) -> int:
    return max(belief.percents)


@register.simple_tag
def kept_name(answer: Answer | PreviewAnswer) -> str:
    """Return the name by which a browser keeps a belief on this case.

    It is the same before and after its answer is stored.
    """
    return salted_hmac("quiz.kept", str(answer.version.pk), algorithm="sha256").hexdigest()[:24]


@register.simple_tag
def pick(form: Form, name: str) -> BoundField:
    return form[name]


@register.filter
def prose(version: CaseVersion) -> list[tuple[str, str]]:
    return [(stage.label, version.html(stage)) for stage in Stage]


@register.filter
def leading_zeros(text: str) -> str:
    """Write ".95 / .60" as "0.95 / 0.60", as pages do."""
    return re.sub(r"(?<![\d.])\.(?=\d)", "0.", text)


@register.filter
def spelt_out(kind: str) -> str:
    """Write "N and M" in a kind of learner as "nerve and muscle"."""
    return kind.replace("N and M", "nerve and muscle").capitalize()


@register.filter
def measure(value: float | None, places: int = 1) -> str:
    """Write a number to so many places, with a true minus sign.

    "undefined" for None.
    """
    return plots.number_in_words(value, places)


@register.filter
def plot_row(place: int) -> float:
    """Return how far down the middle of a row of bars lies."""
    return geometry.BAR_STEP * (place + 0.5)


DAYS_SHOWN = 14
POINTS_DRAWN = (-200, 100)  # the lowest and the highest points that there are


@register.inclusion_tag("quiz/_explained.html")
def explained(key: str, words: str = "") -> dict[str, Any]:
    """Render words for a number, which explain it in a sentence on focus.

    Each key stands once on a page.
    """
    explanation = meanings.explanations()[key]
    return {
        "key": key,
        "words": words or explanation.heading or explanation.name,
        "sentence": explanation.sentence,
    }


@register.simple_tag
def explanations(*, with_outside: bool = True) -> list[tuple[str, str, str]]:
    items = [
        (key, item)
        for key, item in meanings.explanations().items()
        if with_outside or key not in meanings.OF_OUTSIDE
    ]
    return [(key, explanation.name, explanation.sentence) for key, explanation in items]


@register.simple_tag
def outside_rate(attempt: Attempt | str) -> float:
    """Return how often (0 to 1) patients outside come in a run; of no run, in practice."""
    return OUTSIDE_RATES[Mode(attempt.mode) if isinstance(attempt, Attempt) else Mode.PRACTICE]


@register.filter(name="guessing_q4")
def guessed_points(rate: float) -> float:
    """Return what stating the rates alone earns on average (q4), patients outside at this rate."""
    return guessing_q4(rate)


@register.simple_tag
def share_of(x: int, n: int) -> Proportion:
    return Proportion(x, n)


@register.inclusion_tag("quiz/_pairs_triangle.html")
def pairs_triangle(pairs: Sequence[PairRow]) -> dict[str, Any]:
    return {"edges": edges([row.area for row in pairs]), "pairs": pairs}


@register.inclusion_tag("quiz/_sides.html")
def sides(pairs: Sequence[PairBar]) -> dict[str, Any]:
    """Draw the triangle whose sides fill as far as each pair is told apart."""
    by_pair = {pair.pair: pair for pair in pairs}
    ordered = [by_pair[pair] for pair in PAIRS]
    filled = filled_sides([pair.bar.percent / 100 for pair in ordered], ordered[0].bar.line / 100)
    return {"sides": list(zip(ordered, filled, strict=True)), "line": ordered[0].bar.line}


WEEK_HEIGHT = 48  # of the bar of the busiest day, in pixels
FEW_A_DAY = 5  # cases that a full bar stands for at least


@register.inclusion_tag("quiz/_week.html")
def week_bars(week: Week) -> dict[str, Any]:
    """Draw a bar for each day of the week, as high as its cases."""
    unit = WEEK_HEIGHT / max(week.greatest, FEW_A_DAY)
    return {"days": [(day, 3 + round(day.n * unit)) for day in week.days]}


@register.simple_tag
def lessons_on(pair: Pair) -> list[Any]:
    """Return the lessons on both patterns of a pair, in one query."""
    by_pattern = source().lessons_by_pattern()
    return [by_pattern[pattern] for pattern in pair if pattern in by_pattern]


@register.inclusion_tag("quiz/_trend.html")
def trend(days: Sequence[Day]) -> dict[str, Any]:
    days_shown = days[-DAYS_SHOWN:]
    return {
        "days": days_shown,
        "left_out": len(days) - len(days_shown),
        "points": _points_line([day.mean_q for day in days_shown]),
        "open_points": (
            _points_line([day.mean_q4 for day in days_shown])
            if any(day.mean_q4 is not None for day in days_shown)
            else None
        ),
        "zero": geometry.height(0, *POINTS_DRAWN),
        "probability": geometry.line([day.probability for day in days_shown], 0, 1),
        "rule": RULE,
        "pass": geometry.height(RULE.p_pass, 0, 1),
        "left": geometry.LEFT,
        "right": geometry.LEFT + geometry.WIDTH,
    }


def _points_line(means: Sequence[float | None]) -> geometry.Line:
    return geometry.line([None if mean is None else mean * 100 for mean in means], *POINTS_DRAWN)


@register.inclusion_tag("knowledge/_weights.html")
def weights_of_findings(rows: Iterable[Weighed], more_url: str = "") -> dict[str, Any]:
    """Draw a bar for each finding towards or against each pattern.

    Its mechanism and basis stand with it, but for what decides: that is explained beside it.
    `more_url`: where all but the strongest are fetched from once somebody opens them, since they
    are many; without it, they stand in the page.
    """
    shown = weight_rows(
        [
            {
                "finding": row.item.finding,
                "weight": row.weight,
                "basis": row.basis,
                "is_explained": row.item.decides,
            }
            for row in rows
        ]
    )
    return {**shown, "more_url": more_url}


@register.inclusion_tag("knowledge/_weight_table.html")
def lesser_weights(rows: Iterable[Weighed]) -> dict[str, Any]:
    """Draw the bars of all findings but the strongest."""
    shown = weights_of_findings(rows)
    return {**shown, "listed": shown["others"], "name": "Other findings"}
