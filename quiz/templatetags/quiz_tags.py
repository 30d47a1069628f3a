"""What pages of a case and of progress show: numbers as learners read them, drawings, words for how sure one is."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.forms import BoundField, Form
from django.utils.crypto import salted_hmac

from cases.models import CaseVersion
from knowledge import formatting
from knowledge.names import finding_in_sentence
from knowledge.patterns import Belief, Pattern, Stage
from knowledge.proportion import Share
from knowledge.templatetags.knowledge_tags import weight_rows
from knowledge.triangle import edges
from quiz import charts, plots, reflecting
from quiz.explanations import EXPLANATIONS
from quiz.feedback import Feedback, Weighed
from quiz.models import Answer, Drill, KeyCorrection, ProblemReport, Review
from quiz.preview import PreviewAnswer
from quiz.reviewing import is_confident_error
from quiz.scoring.report import PairRow
from quiz.scoring.trend import Day
from quiz.scoring.verdict import P_PASS

register = template.Library()


@register.filter
def points(q: float) -> str:
    """Points for a score q, with a true minus sign."""
    return f"{formatting.points(q)}".replace("-", "\u2212")


@register.filter
def separation(index: float) -> str:
    """A separation index (-.5 to 1) to two decimals, with a true minus sign."""
    return f"{index:.2f}".replace("-", "\u2212")


@register.filter
def highest(belief: Belief) -> int:
    """The highest percent of a belief."""
    return max(belief.percents)


@register.simple_tag
def kept_name(answer: Answer | PreviewAnswer) -> str:
    """By which name a browser keeps a belief on this case, the same before and after its answer is stored."""
    return salted_hmac("quiz.kept", str(answer.version.pk), algorithm="sha256").hexdigest()[:24]


@register.simple_tag
def reported() -> int:
    """How many reports of problems nobody has dealt with."""
    return ProblemReport.objects.filter(settled_at=None).count()


@register.simple_tag
def reports_on_cases_of(user: User) -> list[ProblemReport]:
    """The open reports on cases that this person wrote, the oldest first."""
    found = ProblemReport.objects.on_cases_of(user).filter(settled_at=None)
    return list(found.select_related("version__case").order_by("pk"))


@register.simple_tag
def proposed_corrections() -> list[KeyCorrection]:
    """Corrections of keys that wait for a second person, those that wait longest first."""
    return list(KeyCorrection.objects.open().for_list().order_by("pk"))


@register.simple_tag
def pick(form: Form, name: str) -> BoundField:
    """A field of a form by its name."""
    return form[name]


@register.filter
def prose(version: CaseVersion) -> list[tuple[str, str]]:
    """Name and rendered prose of each stage."""
    return [(stage.label, version.html(stage)) for stage in Stage]


@register.filter
def drilled_findings(drill: Drill) -> dict[str, Any]:
    """What each of two look-alikes says of the findings.

    `chosen`: of the finding that the learner picked; `telling`: of those that tell the two apart; `others`: the rest.
    """
    words = {True: "present", False: "absent", None: "not said"}
    rows = [
        {
            "finding": drill.findings[row.finding],
            "first": words[row.first],
            "second": words[row.second],
            "tells": row.tells,
            "decides": row.decides,
        }
        for row in drill.compared
    ]
    return {
        "chosen": next((row for row in rows if row["finding"] == drill.finding), None),
        "telling": [row for row in rows if row["tells"]],
        "others": [row for row in rows if not row["tells"]],
    }


@register.filter
def typicality_name(name: str) -> str:
    """ "Less typical" for "less_typical"."""
    return name.replace("_", " ").capitalize()


@register.filter
def leading_zeros(text: str) -> str:
    """Printed numbers as pages write them: "0.95 / 0.60" for ".95 / .60"."""
    return re.sub(r"(?<![\d.])\.(?=\d)", "0.", text)


@register.filter
def spelt_out(kind: str) -> str:
    """A kind of simulated learner in words: "nerve and muscle" for "N and M"."""
    return kind.replace("N and M", "nerve and muscle").capitalize()


@register.simple_tag
def reflected(answer: Answer | PreviewAnswer, told: Feedback) -> list[dict[str, Any]]:
    """For the pattern that led and for its rival: what was said of findings, beside what the evidence model says.

    Without the model, a finding that decides fits the truth and no other pattern.
    """
    said = getattr(answer, "reflection", None)
    if said is None or told.explained is None:
        return []
    weighed = [*told.supported.telling, *told.supported.silent] if told.supported else []
    return [_reflected(Pattern(name), said.said[name], weighed, told) for name in (said.leading, said.rival)]


def _reflected(pattern: Pattern, said: dict[str, str], weighed: Sequence[Weighed], told: Feedback) -> dict[str, Any]:
    items = {one.item.finding_id: one.item for one in weighed} | {item.finding_id: item for item in told.decided}
    model = {
        one.item.finding_id: reflecting.meant(one.weight.decibans[pattern], present=one.item.present) for one in weighed
    }
    for item in told.decided:
        model.setdefault(item.finding_id, reflecting.FITS if pattern == told.truth else reflecting.AGAINST)
    rows = [
        {
            "name": items[pk].finding.name,
            "present": items[pk].present,
            "decides": items[pk].decides,
            "said": word,
            "model": model[pk],
            "agrees": reflecting.agrees(word, model[pk]),
        }
        for pk, word in said.items()
        if pk in items
    ]
    left_out = [
        finding_in_sentence(items[pk].finding.name, items[pk].present) for pk in reflecting.overlooked(said, model)
    ]
    return {"pattern": pattern, "rows": rows, "overlooked": left_out[:5]}


@register.simple_tag
def confident_error(answer: Answer | PreviewAnswer) -> Review | None:
    """The entry in the learner's list that an answer made, if it was wrong with 80 % or more."""
    return Review.objects.filter(answer=answer.pk).first() if wrong_and_sure(answer) else None


def wrong_and_sure(answer: Answer | PreviewAnswer) -> bool:
    return bool(answer.pk) and is_confident_error(answer.last_belief, answer.version.pattern)


@register.filter
def measure(value: float | None, places: int = 1) -> str:
    """A number to so many places, with a true minus sign; "undefined" where it is."""
    return plots.number(value, places)


@register.filter
def plot_row(place: int) -> float:
    """How far down the middle of a row of bars lies."""
    return charts.BAR_STEP * (place + 0.5)


DAYS_SHOWN = 14
POINTS_DRAWN = (-200, 100)  # the lowest and the highest points that there are


@register.inclusion_tag("quiz/_explained.html")
def explained(key: str, words: str = "") -> dict[str, Any]:
    """Words for a number, which explain it in a sentence on focus; each key once a page."""
    return {"key": key, "words": words or EXPLANATIONS[key].name, "sentence": EXPLANATIONS[key].sentence}


@register.simple_tag
def explanations() -> list[tuple[str, str, str]]:
    """Key, name and sentence of every number."""
    return [(key, *explanation) for key, explanation in EXPLANATIONS.items()]


@register.simple_tag
def share_of(x: int, n: int) -> Share:
    """x of n, with its interval."""
    return Share(x, n)


@register.inclusion_tag("quiz/_pairs_triangle.html")
def pairs_triangle(pairs: Sequence[PairRow]) -> dict[str, Any]:
    """The triangle whose sides are as thick as their pair is told apart."""
    return {"edges": edges([row.area for row in pairs]), "pairs": pairs}


@register.inclusion_tag("quiz/_trend.html")
def trend(days: Sequence[Day]) -> dict[str, Any]:
    """The last days with answers, as two lines and a table."""
    shown = days[-DAYS_SHOWN:]
    return {
        "days": shown,
        "left_out": len(days) - len(shown),
        "points": charts.line([day.mean_q * 100 for day in shown], *POINTS_DRAWN),
        "zero": charts.height(0, *POINTS_DRAWN),
        "probability": charts.line([day.probability for day in shown], 0, 1),
        "pass": charts.height(P_PASS, 0, 1),
        "left": charts.LEFT,
        "right": charts.LEFT + charts.WIDTH,
    }


SURENESS = {"leaning": (50, 25), "fairly sure": (76, 12), "sure": (94, 3)}  # percent: on the pattern, on each other


@register.inclusion_tag("knowledge/_weights.html")
def weights_of_findings(rows: Iterable[Weighed]) -> dict[str, Any]:
    """A bar for each finding towards or against each pattern, with its mechanism and basis."""
    return weight_rows([{"finding": row.item.finding, "weight": row.weight, "basis": row.basis} for row in rows])


@register.simple_tag
def in_words() -> list[tuple[Pattern, list[tuple[str, str]]]]:
    """For each pattern the words for how sure one is, with the belief that each stands for: "3-94-3"."""
    return [
        (
            pattern,
            [
                (word, "-".join(str(high if other == pattern else low) for other in Pattern))
                for word, (high, low) in SURENESS.items()
            ],
        )
        for pattern in Pattern
    ]
