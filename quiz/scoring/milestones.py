"""Say what a learner has reached below the verdict, and what comes next.

Each milestone is a statement about the answers as they stand, with what it is counted from. One
that was reached can be lost again, as a verdict can.
"""

from dataclasses import dataclass

from .confidence import SPEAKS, Band
from .glance import ProbabilityBar, glance, whole_percent
from .mastery import RULE
from .report import PAIR_SPEAKS, PatternRow, Report
from .stages import StageRow
from .verdict import Word
from .week import Week

WEEK_SPEAKS = 5  # cases of a week before it says anything of errors
AHEAD = 4  # milestones to come that are shown at once, beside the last
BEGINNING = 4 * PAIR_SPEAKS  # cases after which the two first milestones are left out
NINE, TEN = 9, 10  # right before the tests, in so many of so many


@dataclass(frozen=True, slots=True)
class Milestone:
    """A statement that holds or does not hold yet, and what says so."""

    name: str
    detail: str
    is_reached: bool


def milestones(report: Report, week: Week) -> tuple[Milestone, ...]:
    """Return those reached, then the next and the last of those to come."""
    at_a_glance = glance(report)
    listed = [
        _first_place(report),
        _half_way(at_a_glance.to_go),
        _first_pair(report),
        _certainty(report),
        _before_the_tests(report),
        _this_week(week),
        _all_pairs(report),
        _verdict(at_a_glance.all_three, at_a_glance.to_go),
    ]
    if report.n < BEGINNING:
        listed = [_first_case(report), _each_place(report), *listed]
    reached = [milestone for milestone in listed if milestone.is_reached]
    ahead = [milestone for milestone in listed if not milestone.is_reached]
    return (*reached, *ahead[:AHEAD], *ahead[AHEAD:][-1:])


def _first_case(report: Report) -> Milestone:
    return Milestone("First case, all three steps", _cases(report.n), report.n > 0)


def _each_place(report: Report) -> Milestone:
    met = sum(min(row.found.n, PAIR_SPEAKS) for row in report.rows)
    return Milestone(
        "Three patients from each place",
        f"{met} of {3 * PAIR_SPEAKS}; then a bar says something about you",
        met == 3 * PAIR_SPEAKS,
    )


def _first_place(report: Report) -> Milestone:
    recognised = [row for row in report.rows if row.probability >= RULE.p_pass]
    if recognised:
        names = " and ".join(row.pattern.site for row in recognised)
        return Milestone(f"Recognises {names}", "; ".join(map(_found, recognised)), True)
    nearest = max(report.rows, key=lambda row: (row.probability, row.found.n))
    detail = f"nearest: {nearest.pattern.site}, {_found(nearest)}" if nearest.found.n else ""
    return Milestone("Recognises a first place", detail, False)


def _found(row: PatternRow) -> str:
    return f"{row.found.x} of {row.found.n} found"


def _half_way(to_go: int) -> Milestone:
    half = RULE.fewest_cases // 2
    return Milestone(
        "Half of the way", f"about {to_go} cases to go; half of the way is at {half}", to_go <= half
    )


def _first_pair(report: Report) -> Milestone:
    best = glance(report).pairs[-1]
    detail = f"{best.name}: {best.bar.percent} %, the line is at {best.bar.line} %"
    if best.bar.is_open:
        detail = "too few cases so far"
    return Milestone("A first pair told apart", detail, best.is_told_apart)


def _certainty(report: Report) -> Milestone:
    name = "Certainty in step with results"
    n = report.bias.n if report.bias else 0
    if report.bias is None or n < SPEAKS:
        return Milestone(name, f"from {SPEAKS} cases on; so far {n}", False)
    detail = _band_in_words(max(report.bands, key=lambda band: band.right.n))
    if report.bias.is_in_step:
        return Milestone(name, detail, True)
    return Milestone(name, f"at present {report.bias.words}: {detail}", False)


def _band_in_words(band: Band) -> str:
    low, high = (whole_percent(end) for end in band.right.interval)
    return (
        f"said {band.low} to {band.high} %, {band.right.x} of {band.right.n} right"
        f" ({low} to {high} %)"
    )


def _before_the_tests(report: Report) -> Milestone:
    *_, row, _tests = report.stages.rows
    enough = row.n >= SPEAKS
    return Milestone(
        f"Right before the tests, {NINE} in {TEN}",
        _right_before(row) if enough else f"from {SPEAKS} cases on; so far {row.n}",
        enough and TEN * row.right >= NINE * row.n,
    )


def _right_before(row: StageRow) -> str:
    return f"{row.right} of {row.n} after the examination"


def _this_week(week: Week) -> Milestone:
    enough = week.told_n >= WEEK_SPEAKS
    return Milestone(
        "No error you were sure of this week",
        f"{week.sure_errors} in {_cases(week.told_n)}"
        if enough or week.sure_errors
        else f"from {WEEK_SPEAKS} cases a week on; so far {week.told_n}",
        enough and not week.sure_errors,
    )


def _all_pairs(report: Report) -> Milestone:
    held = sum(row.verdict.word is Word.TOLD_APART for row in report.pairs)
    return Milestone("All three pairs told apart", f"{held} of 3", held == 3)


def _verdict(bar: ProbabilityBar, to_go: int) -> Milestone:
    held = bar.word is Word.SEPARATES
    return Milestone(
        "Verdict: you separate the three",
        f"probability {bar.percent} %" if held else f"about {_cases(to_go)} to go",
        held,
    )


def _cases(n: int) -> str:
    return f"{n} case" if n == 1 else f"{n} cases"
