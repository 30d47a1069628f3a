"""The charts of a case, each with the rows of the table beside it. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.formatting import percent
from knowledge.patterns import Pattern, Stage
from knowledge.proportion import Share

from . import charts
from .scoring.confidence import BAND_SPEAKS
from .scoring.items import DISCRIMINATION_FROM, SHOWN_FROM, Discrimination, ItemStatistics, WholeTest, fisher
from .scoring.tallied import CaseStatistics
from .scoring.taught import StageBeliefs, Taught

SHARES = ((0, "0 %"), (0.5, "50 %"), (1, "100 %"))
TOO_FEW = "too few"
MOST_MARKS = 13  # bars of a distribution


class Row(NamedTuple):
    """A line of the table; `bar` is None where there is too little to draw, `tone` the pattern that colours it."""

    name: str
    cells: tuple[str, ...]
    bar: charts.Bar | None
    tone: str = ""


@dataclass(frozen=True)
class Plot:
    """A chart of bars. `lacking`: why there is none, in a sentence; empty where there is one."""

    key: str
    title: str
    caption: str
    head: tuple[str, ...]
    rows: Sequence[Row] = ()
    lacking: str = ""
    axis: Sequence[tuple[float, str]] = field(default_factory=list)  # where along the drawing, and the words there

    @property
    def height(self) -> float:
        return charts.BAR_STEP * len(self.rows)

    @property
    def summary(self) -> str:
        """What the drawing shows, for who does not see it."""
        return "; ".join(f"{row.name}: {', '.join(row.cells)}" for row in self.rows)


class Cloud(NamedTuple):
    """The beliefs of a stage in the triangle, with their means in whole percents."""

    stage: Stage
    n: int
    dots: list[charts.Dot]
    means: list[int]
    right: str


def in_words(share: Share) -> str:
    """ "8 of 10, 80 % (49 to 94 %)"."""
    low, high = share.interval
    return f"{share.x} of {share.n}, {percent(share.value)} % ({percent(low)} to {percent(high)} %)"


def in_short(share: Share) -> str:
    """ "80 % (49 to 94)", where n stands beside it."""
    low, high = share.interval
    return f"{percent(share.value)} % ({percent(low)} to {percent(high)})"


def discrimination_with_interval(found: Discrimination | None) -> tuple[str, str]:
    """ "0.31" and "0.02 to 0.56"; both empty below its least number of answers."""
    if found is None or not found.is_shown or found.interval is None:
        return "", ""
    r, low, high = (f"{value:.2f}".replace("-", "\u2212") for value in (found.r, *found.interval))
    return r, f"{low} to {high}"


def discrimination_in_words(found: Discrimination | None) -> str:
    """ "0.31 (0.02 to 0.56), n = 45"; empty below its least number of answers."""
    r, interval = discrimination_with_interval(found)
    return f"{r} ({interval}), n = {found.n}" if found and r else ""


def item_cells(item: ItemStatistics) -> list[str]:
    """A case of a whole test: found, sd, discrimination with its interval, efficiency, weight (percents)."""
    if item.n < SHOWN_FROM or item.facility is None:
        return [TOO_FEW] * 5
    shares = [in_words(Share(round(item.facility * item.n), item.n)), number(item.sd, 2)]
    if item.n < DISCRIMINATION_FROM:
        return [*shares, *[TOO_FEW] * 3]
    index = number(item.discrimination)
    limits = None if item.discrimination is None else fisher(item.discrimination / 100, item.n)
    if limits:
        index += f" ({number(100 * limits[0])} to {number(100 * limits[1])})"
    return [*shares, index, number(item.efficiency), number(item.weight)]


def options(found: CaseStatistics) -> Plot:
    """How often each pattern was called, and how well those who called it know the rest."""
    rows = [
        _share_row(
            place,
            _called(called, found.truth),
            Share(sums.n, found.n),
            (_rest(sums.mean_rest, sums.n_rest),),
            tone=str(called or ""),
        )
        for place, (called, sums) in enumerate(found.options)
    ]
    head = ("Called", "Answers, 95 % interval", "Found of other cases of its pattern, by those who chose it")
    caption = (
        "Share of all answers; the line across a bar is the 95 % interval. Guessing would give 33 % to each pattern."
    )
    return _plot("options", "Where answers go", caption, head, rows, found.n, SHOWN_FROM)


def confidence(told: Taught) -> Plot:
    """At what confidence a wrong pattern was chosen."""
    rows = [
        _share_row(place, f"{band.low} to {band.high} %", band.wrong, least=BAND_SPEAKS)
        for place, band in enumerate(told.confidence)
    ]
    n = sum(band.wrong.n for band in told.confidence)
    caption = (
        "Of the answers given with so much confidence, the share that chose a wrong pattern. Wrong and sure is what to "
        "mend first."
    )
    return _plot("confidence", "Wrong answers by confidence", caption, ("Confidence", "Wrong"), rows, n, BAND_SPEAKS)


def thirds(told: Taught) -> Plot:
    """How many found the case, by how well they know other cases of its pattern."""
    rows = [
        _share_row(place, f"{third.name.capitalize()} third", third.found, (_between(third.low, third.high),))
        for place, third in enumerate(told.thirds)
    ]
    n = sum(met.rest is not None for met in told.answers)
    caption = (
        "Learners in three groups by the share that they had found of other cases of its pattern. A good case rises "
        "from the lower third to the upper."
    )
    head = ("Learners", "Found", "Found of the other cases")
    return _plot("thirds", "Who finds it", caption, head, rows, n, 3 * SHOWN_FROM)


def times(told: Taught) -> Plot:
    """How long the stages took."""
    scale = charts.ticks(max((time.quartiles[1] for time in told.times), default=0))
    rows = [
        Row(
            time.stage.label,
            (str(time.n), f"{time.median:.0f} s", f"{time.quartiles[0]:.0f} to {time.quartiles[1]:.0f} s"),
            charts.bar(place, time.quartiles, (time.median, time.median), scale[-1]),
        )
        for place, time in enumerate(told.times)
    ]
    caption = (
        "Seconds from the belief before: the bar holds the middle half of learners, the line across it is the median."
    )
    head = ("Stage", "n", "Median", "Middle half")
    plot = _plot("times", "How long it takes", caption, head, rows, len(told.answers), SHOWN_FROM)
    axis = [(_along(value / scale[-1]), f"{value:g} s") for value in scale]
    return Plot(plot.key, plot.title, plot.caption, plot.head, plot.rows, plot.lacking, axis)


def marks(whole: WholeTest) -> Plot:
    """How many learners got each mark; of a long test, each band of marks."""
    width = -(-(whole.cases + 1) // MOST_MARKS)
    rows = []
    for place, low in enumerate(range(0, whole.cases + 1, width)):
        high = min(low + width - 1, whole.cases)
        n = sum(low <= mark <= high for mark in whole.marks)
        name = f"{low}" if low == high else f"{low} to {high}"
        rows.append(_share_row(place, f"{name} of {whole.cases}", Share(n, whole.n)))
    caption = "Share of learners with each mark; the line across a bar is the 95 % interval."
    return _plot("marks", "Marks", caption, ("Mark", "Learners, 95 % interval"), rows, whole.n, SHOWN_FROM)


def found(items: Sequence[tuple[str, str, Pattern, ItemStatistics]]) -> Plot:
    """How many found each case of a test: its code, its title, its pattern, its statistics."""
    rows = [
        _share_row(place, code, Share(round((item.facility or 0) * item.n), item.n), tone=pattern)
        for place, (code, _, pattern, item) in enumerate(items)
    ]
    titled = [row._replace(cells=(title, *row.cells)) for row, (_, title, _, _) in zip(rows, items, strict=True)]
    n = max((item.n for *_, item in items), default=0)
    caption = "Share of learners who found the case; the line across a bar is the 95 % interval. Guessing gives 33 %."
    head = ("Case", "Title", "Found, 95 % interval")
    return _plot("found", "Who found which case", caption, head, titled, n, SHOWN_FROM)


def clouds(told: Taught) -> list[Cloud]:
    """Beliefs by stage."""
    return [_cloud(row) for row in told.stages]


def _cloud(row: StageBeliefs) -> Cloud:
    return Cloud(
        row.stage, row.right.n, charts.cloud(row.times), [round(mean) for mean in row.means], in_words(row.right)
    )


def _plot(key: str, title: str, caption: str, head: tuple[str, ...], rows: Sequence[Row], n: int, least: int) -> Plot:
    if n < least or not rows:
        return Plot(key, title, caption, head, lacking=f"Too few answers: {n} so far. Shown from {least} on.")
    return Plot(key, title, caption, head, rows, axis=[(_along(value), words) for value, words in SHARES])


def _share_row(
    place: int, name: str, share: Share, more: tuple[str, ...] = (), *, tone: str = "", least: int = 0
) -> Row:
    if share.n < least:
        return Row(name, (f"{TOO_FEW}: {share.n}", *more), None, tone)
    return Row(name, (in_words(share), *more), charts.bar(place, (0, share.value), share.interval), tone)


def _along(share: float) -> float:
    return charts.BAR_LEFT + charts.BAR_WIDTH * share


def _called(called: Pattern | None, truth: Pattern) -> str:
    return "No choice" if called is None else called.capitalize() + ", the key" * (called == truth)


def number(value: float | None, places: int = 1) -> str:
    """With a true minus sign."""
    return "undefined" if value is None else f"{value:.{places}f}".replace("-", "\u2212")


def _rest(mean: float | None, n: int) -> str:
    return f"{TOO_FEW}: {n}" if mean is None or n < SHOWN_FROM else f"{percent(mean)} % on average, n = {n}"


def _between(low: float, high: float) -> str:
    return f"{percent(low)} to {percent(high)} %"
