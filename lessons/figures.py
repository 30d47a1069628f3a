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


def motor_unit_potentials() -> list[Curve]:
    """One motor unit's potential at the needle, 30 ms each, at one scale: 5 units a millisecond, 14 a millivolt.

    Normal: about 1 mV, 10 ms, three phases. After nerve loss the survivors take over fibres: about 5 mV, 18 ms. In
    muscle disease fibres are lost from every unit: about .3 mV, 6 ms, many phases.
    """

    def potential(millivolts: float, duration: float, phases: int) -> list[tuple[float, float]]:
        def at(t: float) -> float:
            envelope = math.exp(-(((t - 15) / (duration / 2.6)) ** 2))
            return -millivolts * 14 * envelope * math.cos(2 * math.pi * (t - 15) * phases / (2 * duration))

        return [(t * 5, 75 + at(t)) for t in (step / 5 for step in range(151))]

    units = [
        ("plain", "normal", potential(1, 10, 3)),
        ("neurogenic", "after nerve loss", potential(5, 18, 4)),
        ("myogenic", "in muscle disease", potential(0.35, 6, 5)),
    ]
    return [Curve(pattern, name, _points(points), (75, 150)) for pattern, name, points in units]


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
