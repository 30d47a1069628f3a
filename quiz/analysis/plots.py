"""Build the charts of a case, each with the rows of its table (no Django)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.formatting import percent
from knowledge.patterns import Key, Stage
from knowledge.proportion import Proportion

from ..scoring.confidence import BAND_SPEAKS
from . import geometry
from .item_statistics import (
    DISCRIMINATION_FROM,
    SHOWN_FROM,
    Discrimination,
    ItemStatistics,
    WholeTest,
    fisher,
)
from .response_detail import StageBeliefs, Taught
from .response_tally import CaseStatistics

SHARES = ((0, "0 %"), (0.5, "50 %"), (1, "100 %"))
TOO_FEW = "too few"
MOST_MARKS = 13  # bars of a distribution


class PlotRow(NamedTuple):
    """A line of the table, with its bar in the chart.

    `bar`: None where there is too little to draw. `tone`: the pattern that colours it.
    """

    name: str
    cells: tuple[str, ...]
    bar: geometry.Bar | None
    tone: str = ""


@dataclass(frozen=True)
class Plot:
    """A chart of bars.

    `lacking`: why there is none, in a sentence; empty where there is one.
    """

    key: str
    title: str
    caption: str
    head: tuple[str, ...]
    rows: Sequence[PlotRow] = ()
    lacking: str = ""
    axis: Sequence[tuple[float, str]] = field(
        default_factory=list
    )  # where along the drawing, and the words there

    @property
    def height(self) -> float:
        return geometry.BAR_STEP * len(self.rows)

    @property
    def summary(self) -> str:
        """Describe the drawing in words, for who does not see it."""
        return "; ".join(f"{row.name}: {', '.join(row.cells)}" for row in self.rows)


class Cloud(NamedTuple):
    """The beliefs of a stage in the triangle, and their whole mean percents."""

    stage: Stage
    n: int
    dots: list[geometry.Dot]
    means: list[int]
    right: str


def proportion_in_words(share: Proportion) -> str:
    """Write a share as "8 of 10, 80 % (49 to 94 %)"."""
    low, high = share.interval
    return f"{share.x} of {share.n}, {percent(share.value)} % ({percent(low)} to {percent(high)} %)"


def proportion_in_short(share: Proportion) -> str:
    """Write a share as "80 % (49 to 94)", where n stands beside it."""
    low, high = share.interval
    return f"{percent(share.value)} % ({percent(low)} to {percent(high)})"


def discrimination_with_interval(discrimination: Discrimination | None) -> tuple[str, str]:
    """Return "0.31" and "0.02 to 0.56".

    Both are empty below its least number of answers.
    """
    if discrimination is None or not discrimination.is_shown or discrimination.interval is None:
        return "", ""
    r, low, high = (
        f"{value:.2f}".replace("-", "\u2212")
        for value in (discrimination.r, *discrimination.interval)
    )
    return r, f"{low} to {high}"


def discrimination_in_words(discrimination: Discrimination | None) -> str:
    """Write a discrimination as "0.31 (0.02 to 0.56), n = 45".

    The result is empty below its least number of answers.
    """
    r, interval = discrimination_with_interval(discrimination)
    return f"{r} ({interval}), n = {discrimination.n}" if discrimination and r else ""


def item_cells(item: ItemStatistics) -> list[str]:
    """Return the cells of a case in the table of a whole test.

    These are: found, sd, discrimination with its interval, efficiency, weight (percents).
    """
    if item.n < SHOWN_FROM or item.facility is None:
        return [TOO_FEW] * 5
    shares = [
        proportion_in_words(Proportion(round(item.facility * item.n), item.n)),
        number_in_words(item.sd, 2),
    ]
    if item.n < DISCRIMINATION_FROM:
        return [*shares, *[TOO_FEW] * 3]
    index = number_in_words(item.discrimination)
    limits = None if item.discrimination is None else fisher(item.discrimination / 100, item.n)
    if limits:
        index += f" ({number_in_words(100 * limits[0])} to {number_in_words(100 * limits[1])})"
    return [*shares, index, number_in_words(item.efficiency), number_in_words(item.weight)]


def options(statistics: CaseStatistics) -> Plot:
    """Draw how often each pattern was called.

    The table adds how well those who called it know the rest.
    """
    rows = [
        _share_row(
            place,
            _called(called, statistics.truth),
            Proportion(sums.n, statistics.n),
            (_rest(sums.mean_rest, sums.n_rest),),
            tone=str(called or ""),
        )
        for place, (called, sums) in enumerate(statistics.options)
    ]
    head = (
        "Called",
        "Answers, 95 % interval",
        "Found of other cases of its pattern, by those who chose it",
    )
    caption = (
        "Share of all answers; the line across a bar is the 95 % interval. Guessing would give 33 %"
        " to each pattern."
    )
    return _plot("options", "Where answers go", caption, head, rows, statistics.n, SHOWN_FROM)


def confidence(detail: Taught) -> Plot:
    rows = [
        _share_row(place, f"{band.low} to {band.high} %", band.wrong, least=BAND_SPEAKS)
        for place, band in enumerate(detail.confidence)
    ]
    n = sum(band.wrong.n for band in detail.confidence)
    caption = (
        "Of the answers given with so much confidence, the share that chose a wrong pattern. Wrong"
        " and sure is what to mend first."
    )
    return _plot(
        "confidence",
        "Wrong answers by confidence",
        caption,
        ("Confidence", "Wrong"),
        rows,
        n,
        BAND_SPEAKS,
    )


def thirds(detail: Taught) -> Plot:
    rows = [
        _share_row(
            place,
            f"{third.name.capitalize()} third",
            third.found,
            (_between(third.low, third.high),),
        )
        for place, third in enumerate(detail.thirds)
    ]
    n = sum(met.rest is not None for met in detail.answers)
    caption = (
        "Learners in three groups by the share that they had found of other cases of its pattern. A"
        " good case rises from the lower third to the upper."
    )
    head = ("Learners", "Found", "Found of the other cases")
    return _plot("thirds", "Who finds it", caption, head, rows, n, 3 * SHOWN_FROM)


def times(detail: Taught) -> Plot:
    scale = geometry.ticks(max((time.quartiles[1] for time in detail.times), default=0))
    rows = [
        PlotRow(
            time.stage.label,
            (
                str(time.n),
                f"{time.median:.0f} s",
                f"{time.quartiles[0]:.0f} to {time.quartiles[1]:.0f} s",
            ),
            geometry.bar(place, time.quartiles, (time.median, time.median), scale[-1]),
        )
        for place, time in enumerate(detail.times)
    ]
    caption = (
        "Seconds from the belief before: the bar holds the middle half of learners, the line across"
        " it is the median."
    )
    head = ("Stage", "n", "Median", "Middle half")
    plot = _plot("times", "How long it takes", caption, head, rows, len(detail.answers), SHOWN_FROM)
    axis = [(_along(value / scale[-1]), f"{value:g} s") for value in scale]
    return Plot(plot.key, plot.title, plot.caption, plot.head, plot.rows, plot.lacking, axis)


def marks(whole: WholeTest) -> Plot:
    width = -(-(whole.cases + 1) // MOST_MARKS)
    rows = []
    for place, low in enumerate(range(0, whole.cases + 1, width)):
        high = min(low + width - 1, whole.cases)
        n = sum(low <= mark <= high for mark in whole.marks)
        name = f"{low}" if low == high else f"{low} to {high}"
        rows.append(_share_row(place, f"{name} of {whole.cases}", Proportion(n, whole.n)))
    caption = "Share of learners with each mark; the line across a bar is the 95 % interval."
    return _plot(
        "marks", "Marks", caption, ("Mark", "Learners, 95 % interval"), rows, whole.n, SHOWN_FROM
    )


def facility_plot(items: Sequence[tuple[str, str, Key, ItemStatistics]]) -> Plot:
    """Draw how many found each case of a test.

    `items`: its code, its title, its pattern, its statistics.
    """
    rows = [
        _share_row(
            place, code, Proportion(round((item.facility or 0) * item.n), item.n), tone=pattern
        )
        for place, (code, _, pattern, item) in enumerate(items)
    ]
    titled = [
        row._replace(cells=(title, *row.cells))
        for row, (_, title, _, _) in zip(rows, items, strict=True)
    ]
    n = max((item.n for *_, item in items), default=0)
    caption = (
        "Share of learners who found the case; the line across a bar is the 95 % interval. Guessing"
        " gives 33 %."
    )
    head = ("Case", "Title", "Found, 95 % interval")
    return _plot("found", "Who found which case", caption, head, titled, n, SHOWN_FROM)


def clouds(detail: Taught) -> list[Cloud]:
    return [_cloud(row) for row in detail.stages]


def _cloud(row: StageBeliefs) -> Cloud:
    return Cloud(
        row.stage,
        row.right.n,
        geometry.cloud(row.times),
        [round(mean) for mean in row.means],
        proportion_in_words(row.right),
    )


def _plot(
    key: str,
    title: str,
    caption: str,
    head: tuple[str, ...],
    rows: Sequence[PlotRow],
    n: int,
    least: int,
) -> Plot:
    if n < least or not rows:
        return Plot(
            key,
            title,
            caption,
            head,
            lacking=f"Too few answers: {n} so far. Shown from {least} on.",
        )
    return Plot(
        key, title, caption, head, rows, axis=[(_along(value), words) for value, words in SHARES]
    )


def _share_row(
    place: int,
    name: str,
    share: Proportion,
    more: tuple[str, ...] = (),
    *,
    tone: str = "",
    least: int = 0,
) -> PlotRow:
    if share.n < least:
        return PlotRow(name, (f"{TOO_FEW}: {share.n}", *more), None, tone)
    return PlotRow(
        name,
        (proportion_in_words(share), *more),
        geometry.bar(place, (0, share.value), share.interval),
        tone,
    )


def _along(share: float) -> float:
    return geometry.BAR_LEFT + geometry.BAR_WIDTH * share


def _called(called: Key | None, truth: Key) -> str:
    return "No choice" if called is None else called.label + ", the key" * (called == truth)


def number_in_words(value: float | None, places: int = 1) -> str:
    """Write a number with a true minus sign; "undefined" for None."""
    return "undefined" if value is None else f"{value:.{places}f}".replace("-", "\u2212")


def _rest(mean: float | None, n: int) -> str:
    return (
        f"{TOO_FEW}: {n}"
        if mean is None or n < SHOWN_FROM
        else f"{percent(mean)} % on average, n = {n}"
    )


def _between(low: float, high: float) -> str:
    return f"{percent(low)} to {percent(high)} %"
