"""The figures of the lessons, drawn from parameters. They show shapes, not measurements. No Django.

Each figure is a dictionary for its template: panels of a curve, in drawing units, with what they are called.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NAMES = (
    *("motor-unit", "body-fatigable", "body-neurogenic", "body-myogenic"),
    *("strength-through-a-day", "decrement", "motor-unit-potentials"),
)
BODIES: dict[str, dict[str, list[str]]] = {
    "body-fatigable": {"tires": ["both eyes", "face", "jaw", "throat", "neck", "both shoulders", "both upper_arms"]},
    "body-neurogenic": {
        "wasted": ["both hands", "both lower_legs", "both calves"],
        "weak": ["both hands", "both forearms", "both feet"],
        "numb": ["both feet"],
    },
    "body-myogenic": {"weak": ["neck", "both shoulders", "both upper_arms", "hip", "both thighs", "buttocks"]},
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: whose it is, its points as SVG writes them, and where its name stands."""

    pattern: str
    name: str
    points: str
    label: tuple[float, float]


def strength_through_a_day() -> list[Curve]:
    """Strength (per cent of one's own best) from 7 to 23 o'clock, with an hour of rest at 14 o'clock.

    300 by 160 units: 18.75 an hour, 1.6 a per cent. The junction's strength sags with use and comes back with rest;
    that of nerve and muscle disease is reduced all day.
    """

    def junction(hour: float) -> float:
        if hour < 14:
            return 95 - 45 * (1 - math.exp(-(hour - 7) / 5))
        if hour < 15:
            return junction(13.999) + (85 - junction(13.999)) * (hour - 14)
        return 85 - 55 * (1 - math.exp(-(hour - 15) / 5))

    lines: list[tuple[str, str, Callable[[float], float]]] = [
        ("fatigable", "junction", junction),
        ("neurogenic", "nerve", lambda hour: 68),
        ("myogenic", "muscle", lambda hour: 52),
    ]
    hours = [7 + step / 4 for step in range(65)]
    return [
        Curve(
            pattern,
            name,
            _points([((hour - 7) * 18.75, 160 - 1.6 * strength(hour)) for hour in hours]),
            (302, 164 - 1.6 * strength(23)),
        )
        for pattern, name, strength in lines
    ]


def decrement() -> list[Curve]:
    """Ten responses to stimuli at 3 Hz, above from a sound junction, below from a failing one.

    300 by 60 units each. The failing junction loses size to the fourth or fifth response and then holds or gains a
    little; a fall of more than a tenth is held to be abnormal.
    """
    sizes = {"sound junction": [1.0] * 10, "failing junction": [1, 0.84, 0.74, 0.68, 0.66, 0.67, 0.69, 0.7, 0.71, 0.71]}
    return [
        Curve(
            "fatigable" if name.startswith("failing") else "plain",
            name,
            _points(
                [
                    (n * 30 + 15 + t, 40 - size * 36 * math.sin(math.pi * t / 8) * math.exp(-((t / 7) ** 2)))
                    for n, size in enumerate(listed)
                    for t in (step / 2 for step in range(30))
                ]
            ),
            (0, 58),
        )
        for name, listed in sizes.items()
    ]


@dataclass(frozen=True, slots=True)
class Potential:
    """A motor unit potential as a sum of bumps: (height, ms from its middle, width in ms), scaled to its size.

    `millivolts` is measured from peak to peak; the bumps lie within about `duration` ms.
    """

    name: str
    pattern: str
    millivolts: float
    duration: float
    bumps: tuple[tuple[float, float, float], ...]

    def samples(self) -> list[tuple[float, float]]:
        """(ms from 0 to 30, millivolts, negative as electromyographers draw it: upwards)."""
        times = [step / 5 for step in range(151)]
        raw = [sum(h * math.exp(-(((t - 15 - at) / width) ** 2)) for h, at, width in self.bumps) for t in times]
        size = self.millivolts / (max(raw) - min(raw))
        return [(t, size * value) for t, value in zip(times, raw, strict=True)]


# Sizes, durations and phases within the ranges that textbooks give (Preston and Shapiro, chapter on needle EMG).
POTENTIALS = (
    Potential("normal", "plain", 1.0, 10, ((-0.35, -2.4, 1.1), (1, 0, 0.9), (-0.4, 2.3, 1.3))),
    Potential(
        "after nerve loss",
        "neurogenic",
        5.0,
        18,
        ((-0.25, -5.5, 1.6), (0.55, -3, 1.1), (-0.45, -1.2, 0.9), (1, 0.8, 1.1), (-0.5, 3.4, 1.5), (0.2, 6.6, 1.4)),
    ),
    Potential(
        "in muscle disease",
        "myogenic",
        0.4,
        6,
        ((-0.4, -2.2, 0.45), (0.8, -1.2, 0.35), (-0.7, -0.4, 0.32), (1, 0.4, 0.35), (-0.6, 1.2, 0.35), (0.4, 2, 0.4)),
    ),
)


def motor_unit_potentials() -> list[Curve]:
    """One motor unit's potential at the needle, 30 ms each, at one scale: 5 units a millisecond, 20 a millivolt.

    After nerve loss the survivors take over fibres: tall and long. In muscle disease fibres are lost from every unit:
    small, brief, with many phases.
    """
    return [
        Curve(one.pattern, one.name, _points([(t * 5, 80 - 20 * value) for t, value in one.samples()]), (75, 150))
        for one in POTENTIALS
    ]


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
