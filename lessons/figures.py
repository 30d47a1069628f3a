"""Draw the figures of the lessons from parameters, without Django.

They show shapes, not measurements. Each function returns the curves of one figure, in drawing
units, for its template.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

NAMES = (
    "motor-unit",
    "body-fatigable",
    "body-neurogenic",
    "body-myogenic",
    "strength-through-a-day",
    "decrement",
    "motor-unit-potentials",
)
# What the map of each pattern marks: all that its typical diseases often show, and the neighbours
# that fail with it. Two myasthenias make the fatigable one, a hereditary neuropathy the neurogenic
# one, a limb-girdle dystrophy the myogenic one.
BODIES: dict[str, dict[str, list[str]]] = {
    "body-fatigable": {
        "tires": [
            "both eyes",
            "face",
            "jaw",
            "tongue",
            "throat",
            "neck",
            "chest",
            "both shoulders",
            "both upper_arms",
            "hip",
            "buttocks",
            "both thighs",
            "both backs_of_thigh",
        ]
    },
    "body-neurogenic": {
        "wasted": ["both hands", "both lower_legs", "both calves", "both feet"],
        "weak": [
            "both hands",
            "both lower_legs",
            "both calves",
            "both feet",
            "both forearms",
        ],
        "numb": ["both feet"],
    },
    "body-myogenic": {
        "weak": [
            "neck",
            "both shoulders",
            "both shoulder_blades",
            "both upper_arms",
            "hip",
            "buttocks",
            "both thighs",
            "both backs_of_thigh",
        ]
    },
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its pattern, name, points as SVG writes them, and place of the name."""

    pattern: str
    name: str
    points: str
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Task:
    """What one does from an hour of the day to another; rest is none of the `tiring` ones."""

    name: str
    begins: float
    ends: float
    tiring: bool = True

    @property
    def left(self) -> float:
        return _hour_x(self.begins)

    @property
    def width(self) -> float:
        return _hour_x(self.ends) - self.left

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


TASKS = (
    Task("stairs", 8.25, 9),
    Task("lunch", 12, 12.75),
    Task("rest", 14, 15, tiring=False),
    Task("shopping", 17, 18.25),
    Task("dinner", 20.25, 21),
)
# Strength of a failing junction as each task begins and ends, in per cent of normal.
JUNCTION_STRENGTH = ((92, 74), (84, 62), (69, 85), (83, 55), (66, 42))
STEADY_STRENGTH = 60  # of nerve or muscle disease, in per cent of normal


def strength_through_a_day() -> list[Curve]:
    """Return the curves of strength from 7 to 23 o'clock.

    Strength is in per cent of normal. 300 by 160 units: 18.75 an hour, 1.6 a per cent. The
    junction's strength falls at each task and comes back in part; that of nerve and muscle disease
    is reduced, drawn at one level, and the same all day.
    """
    junction = [(7.0, 94.0)]
    for task, (before, after) in zip(TASKS, JUNCTION_STRENGTH, strict=True):
        junction += [(task.begins, before), (task.ends, after)]
    junction.append((23, 48))
    steady = [(7.0, float(STEADY_STRENGTH)), (23.0, float(STEADY_STRENGTH))]
    lines = [
        ("fatigable", "junction", junction, 103),
        ("neurogenic", "nerve", steady, 60),
        ("myogenic", "muscle", steady, 77),
    ]
    return [
        Curve(
            pattern,
            name,
            _points([(_hour_x(hour), 160 - 1.6 * strength) for hour, strength in strengths]),
            (305, label_y),
        )
        for pattern, name, strengths, label_y in lines
    ]


def _hour_x(hour: float) -> float:
    return (hour - 7) * 18.75


@dataclass(frozen=True, slots=True)
class Response:
    """A muscle's response to one stimulus, at `left` on a baseline, in drawing units.

    `number` counts stimuli; `millivolts` is measured from the baseline to the peak. Nothing is
    written over a response without `label`.
    """

    number: int
    millivolts: float
    left: float
    baseline: float
    label: str = ""

    UNITS_PER_MS: ClassVar[float] = 1.5
    UNITS_PER_MV: ClassVar[float] = 6.5
    DURATION: ClassVar[float] = 13  # ms

    @property
    def points(self) -> str:
        """The curve as SVG writes it: first the negative phase, upwards, then the positive one."""
        times = [step * self.DURATION / 24 for step in range(25)]
        return _points(
            [
                (
                    self.left + t * self.UNITS_PER_MS,
                    self.baseline - self.height * _response_shape(t) / _RESPONSE_PEAK,
                )
                for t in times
            ]
        )

    @property
    def height(self) -> float:
        return self.millivolts * self.UNITS_PER_MV

    @property
    def peak(self) -> tuple[float, float]:
        return self.left + _PEAK_MS * self.UNITS_PER_MS, self.baseline - self.height

    @property
    def end(self) -> float:
        return self.left + self.DURATION * self.UNITS_PER_MS


def _response_shape(t: float) -> float:
    return math.sin(math.pi * t / 6.5) * math.exp(-((t / 8) ** 2))


_RESPONSE_PEAK, _PEAK_MS = max((_response_shape(step / 20), step / 20) for step in range(130))


@dataclass(frozen=True, slots=True)
class Train:
    """Responses of one muscle, of which the first and the one that is `compared` are marked."""

    name: str
    pattern: str
    responses: tuple[Response, ...]
    compared: int

    @property
    def first(self) -> Response:
        return self.responses[0]

    @property
    def last(self) -> Response:
        """The response that is compared with the first."""
        return self.responses[self.compared]

    @property
    def label_y(self) -> float:
        """Where the label of `last` stands: above both peaks and the line between them."""
        return min(self.first.peak[1], self.last.peak[1])


HEALTHY = (8.0,) * 10
# The fall is greatest at the fourth response; later ones hold or gain a little.
MYASTHENIA = (8.0, 6.6, 5.7, 5.2, 5.2, 5.3, 5.3, 5.4, 5.4, 5.4)
LAMBERT_EATON = (1.2, 3.6)  # at rest and after effort


def decrement() -> list[Train]:
    """Return ten responses at 3 Hz of a healthy junction and in myasthenia gravis.

    31 units a response, in panels 132 units high. A fall of more than a tenth is held to be
    abnormal (Preston and Shapiro, chapter on repetitive stimulation).
    """
    return [
        Train(name, pattern, _responses(sizes, 50, 31, 86, compared=3), compared=3)
        for name, pattern, sizes in (
            ("healthy junction", "plain", HEALTHY),
            ("myasthenia gravis", "fatigable", MYASTHENIA),
        )
    ]


def increment() -> Train:
    """Return the response in Lambert-Eaton syndrome at rest, and after ten seconds of full effort.

    On the same scale as `decrement`, in a panel 92 units high.
    """
    responses = _responses(LAMBERT_EATON, 74, 155, 62, compared=1)
    return Train("Lambert-Eaton syndrome", "fatigable", responses, compared=1)


def _responses(
    sizes: Sequence[float], left: float, spacing: float, baseline: float, *, compared: int
) -> tuple[Response, ...]:
    labels = {0: f"{sizes[0]:g} mV"}
    change = round(100 * (sizes[compared] / sizes[0] - 1))
    labels[compared] = f"{sizes[compared]:g} mV, {f'{change:+}'.replace('-', '−')}%"
    labels[compared] = labels[compared].replace("+0%", "0%")
    return tuple(
        Response(n + 1, size, left + n * spacing, baseline, labels.get(n, ""))
        for n, size in enumerate(sizes)
    )


@dataclass(frozen=True, slots=True)
class Potential:
    """A motor unit potential as a sum of bumps, scaled to its size.

    Each bump is (height, ms from the middle, width in ms). `millivolts` is measured from peak
    to peak; the bumps lie within about `duration` ms.
    """

    name: str
    pattern: str
    millivolts: float
    duration: float
    bumps: tuple[tuple[float, float, float], ...]

    def samples(self, *, per_ms: int = 3) -> list[tuple[float, float]]:
        """Return points (ms from 0 to 30, millivolts), with negative drawn upwards.

        Electromyographers draw potentials so.
        """
        times = [step / per_ms for step in range(30 * per_ms + 1)]
        raw = [
            sum(h * math.exp(-(((t - 15 - at) / width) ** 2)) for h, at, width in self.bumps)
            for t in times
        ]
        size = self.millivolts / (max(raw) - min(raw))
        return [(t, size * value) for t, value in zip(times, raw, strict=True)]


# Sizes, durations and phases within the ranges that textbooks give (Preston and Shapiro, chapter on
# needle EMG).
POTENTIALS = (
    Potential("normal", "plain", 1.0, 10, ((-0.35, -2.4, 1.1), (1, 0, 0.9), (-0.4, 2.3, 1.3))),
    Potential(
        "nerve loss",
        "neurogenic",
        5.0,
        18,
        (
            (-0.25, -5.5, 1.6),
            (0.55, -3, 1.1),
            (-0.45, -1.2, 0.9),
            (1, 0.8, 1.1),
            (-0.5, 3.4, 1.5),
            (0.2, 6.6, 1.4),
        ),
    ),
    Potential(
        "muscle disease",
        "myogenic",
        0.4,
        6,
        (
            (-0.4, -2.2, 0.45),
            (0.8, -1.2, 0.35),
            (-0.7, -0.4, 0.32),
            (1, 0.4, 0.35),
            (-0.6, 1.2, 0.35),
            (0.4, 2, 0.4),
        ),
    ),
)


def motor_unit_potentials() -> list[Curve]:
    """Return potentials of one motor unit at the needle, 30 ms each, at one scale.

    3.6 units a millisecond, 20 a millivolt, in columns 120 units wide. After nerve loss the
    survivors take over fibres: tall and long. In muscle disease fibres are lost from every unit:
    small, brief, with many phases.
    """
    return [
        Curve(
            one.pattern,
            one.name,
            _points([(6 + t * 3.6, 88 - 20 * value) for t, value in one.samples()]),
            (60, 12),
        )
        for one in POTENTIALS
    ]


@cache
def home_traces() -> dict[str, list[float] | str]:
    """Return what the first page draws of each pattern.

    `decrement`: heights of ten responses at 3 a second, 9 units a millivolt; the others the curves
    of `motor_unit_potentials` by their pattern, with the normal one as `plain`.
    """
    curves = {curve.pattern: curve.points for curve in motor_unit_potentials()}
    return {"decrement": [round(9 * size, 1) for size in MYASTHENIA], **curves}


INSET_SCALE = 5


def enlarged_potential() -> Curve:
    """Return the potential in muscle disease, five times as high and as wide, about (60, 46)."""
    small = POTENTIALS[-1]
    middle = [(t - 15, value) for t, value in small.samples(per_ms=10) if abs(t - 15) < 3]
    wide, high = 3.6 * INSET_SCALE, 20 * INSET_SCALE
    points = [(60 + t * wide, 48 - value * high) for t, value in middle]
    return Curve(small.pattern, f"×{INSET_SCALE}", _points(points), (0, 0))


@dataclass(frozen=True, slots=True)
class Recruitment:
    """Motor units that fire together for half a second.

    `rates` are in Hz, one for each unit that fires. A spike lasts `duration` ms and is `height`
    units high at most, for a sketch: heights of different sketches have no common scale.
    """

    pattern: str
    rates: tuple[float, ...]
    height: float
    duration: float

    @property
    def points(self) -> str:
        """The sum of all spikes as SVG writes it, 108 units wide, about a baseline of 0."""
        times = [step * 5.0 for step in range(101)]
        return _points([(6 + t * 0.216, -self._sum_at(t)) for t in times])

    def _sum_at(self, t: float) -> float:
        value = 0.0
        for unit, rate in enumerate(self.rates):
            interval = 1000 / rate
            size = self.height * (1 - 0.5 * (unit * 5 % 7) / 7)
            since = (t - 37 * unit - 20) % interval
            if since < self.duration:
                value += size * math.sin(2 * math.pi * since / self.duration)
        return self.height * math.tanh(value / self.height)  # two spikes at once stay in the strip


MANY = tuple(11 + unit * 1.3 for unit in range(14))
RECRUITMENT = {
    "slight effort": (
        Recruitment("plain", (7, 9), 11, 14),
        Recruitment("neurogenic", (15,), 26, 12),
        Recruitment("myogenic", MANY, 6, 9),
    ),
    "full effort": (
        Recruitment("plain", MANY, 15, 14),
        Recruitment("neurogenic", (21, 27), 26, 12),
        Recruitment("myogenic", (*MANY, 23, 27, 31), 6, 9),
    ),
}


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in points)
