"""Compare traces with the findings that are coded beside them, by the table of limits.

A trace and a coding of the same thing must not contradict each other. Imports no Django.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ..limits import limits_for, shipped_limits
from ..schema import LimitBand
from .parameters import (
    CreatineKinaseTrace,
    MotorNerveTrace,
    NeedleTrace,
    SensoryNerveTrace,
    SingleFibreTrace,
    SpirometryTrace,
    StimulationTrace,
    Trace,
)

SLOW_VELOCITY = 0.7
"""Below this share of its lower limit a velocity is in the demyelinating range, and above these
shares of their upper limit a distal latency and an F wave are (EFNS/PNS 2010 and EAN/PNS 2021 for
CIDP: 30 % below, 50 % above, 30 % above the limit)."""
SLOW_LATENCY, SLOW_F_WAVE = 1.5, 1.3
MOTOR_UNIT_SIZE = re.compile(r"motor_unit_(?:amplitude|duration)")
VERY_HIGH = 5
"""Creatine kinase beyond this many times its upper limit is very high."""
SLOW_RATES = (2, 5)
"""Rates in Hz, from and to, at which a decrement counts."""
FALL = "falls"
"""Stands for one of the findings below until the coding says which of them it is."""
KINDS_OF_FALL = ("conduction_block", "focal_slowing")
WITHOUT_FALL = {"tibial"}
"""Nerves whose response falls in healthy people too; the table leaves them out."""
SAME_LIMITS = {
    "abductor pollicis brevis": "first dorsal interosseous",
    "flexor digitorum profundus": "deep finger flexor",
    "rectus femoris": "quadriceps",
    "nasalis": "frontalis",
    "mentalis": "frontalis",
}
"""Muscles that are no words of the table, by the muscle whose limits of motor units hold."""
COMPARED = frozenset(
    {
        "rns_decrement",
        "cmap_facilitation",
        "low_cmap",
        "low_snap",
        "ncs_slow",
        "emg_neurogenic",
        "emg_myopathic",
        "emg_myotonic",
        "sfemg_jitter",
        "ck_raised",
        "ck_very_high",
        "reduced_vital_capacity",
    }
)
"""Findings that a trace shows or not: one trace that shows it makes it present."""
MAY_STAND_ALONE = {"emg_neurogenic", "emg_myopathic"}
"""Findings that measurements of other muscles may show, which have no trace."""


class Limits:
    """The limits of normal for an age in whole years and a sex.

    A computed value at its limit is not beyond it: differences are rounded.
    """

    def __init__(self, age: int, sex: str) -> None:
        self._bands = {
            record.id: band
            for record in shipped_limits()
            if (band := limits_for(record, age, sex)) is not None
        }

    def low(self, quantity: str) -> float | None:
        band: LimitBand | None = self._bands.get(quantity)
        return band.low if band else None

    def high(self, quantity: str) -> float | None:
        band: LimitBand | None = self._bands.get(quantity)
        return band.high if band else None

    def exceeded(self, quantity: str, value: float, *, times: float = 1) -> bool | None:
        """Return whether a value is above its upper limit, or that many times it; None without."""
        high = self.high(quantity)
        return None if high is None else round(value - times * high, 6) > 0

    def undercut(self, quantity: str, value: float, *, times: float = 1) -> bool | None:
        """Return whether a value is below its lower limit, or that many times it; None without."""
        low = self.low(quantity)
        return None if low is None else round(value - times * low, 6) < 0


def shown_by(trace: Trace, limits: Limits) -> dict[str, bool]:
    """Return the findings that a trace shows as present or as absent, by id.

    What the table has no limit for is left out. `FALL` stands for either kind of fall.
    """
    shown = _measured(trace, limits)
    return {finding: present for finding, present in shown.items() if present is not None}


def _measured(trace: Trace, limits: Limits) -> dict[str, bool | None]:
    match trace:
        case StimulationTrace():
            return _stimulation(trace, limits)
        case MotorNerveTrace():
            return _motor(trace, limits)
        case SensoryNerveTrace():
            nerve = "peroneal" if trace.nerve == "superficial_peroneal" else trace.nerve
            amplitude = trace.sites[0].amplitude
            return {"low_snap": limits.undercut(f"{nerve}_sensory_amplitude", amplitude)}
        case NeedleTrace():
            return _needle(trace, limits)
        case SingleFibreTrace():
            wide = limits.exceeded(f"jitter_{_plain(trace.muscle).replace(' ', '_')}", trace.jitter)
            return {"sfemg_jitter": None if wide is None else wide or trace.blocking > 0}
        case CreatineKinaseTrace():
            return {
                "ck_raised": limits.exceeded("ck", trace.value),
                "ck_very_high": limits.exceeded("ck", trace.value, times=VERY_HIGH),
            }
        case SpirometryTrace():
            return {"reduced_vital_capacity": limits.undercut("vital_capacity", trace.percent)}
    return {}


def _stimulation(trace: StimulationTrace, limits: Limits) -> dict[str, bool | None]:
    shown: dict[str, bool | None] = {}
    slowest, fastest = SLOW_RATES
    if slowest <= trace.rate <= fastest:
        shown["rns_decrement"] = limits.exceeded("rns_decrement", trace.decrement)
    if trace.increment is not None:
        risen = limits.exceeded("facilitation_after_exercise", trace.increment)
        shown["cmap_facilitation"] = risen
    return shown


def _motor(trace: MotorNerveTrace, limits: Limits) -> dict[str, bool | None]:
    first = trace.sites[0]
    low = limits.undercut(f"{trace.nerve}_motor_amplitude", first.amplitude)
    shown = {"low_cmap": low, "ncs_slow": _is_slow(trace, limits)}
    if len(trace.sites) > 1 and trace.nerve not in WITHOUT_FALL:
        shown[FALL] = limits.exceeded("motor_response_fall", trace.fall)
    return shown


def _is_slow(trace: MotorNerveTrace, limits: Limits) -> bool | None:
    """Return whether any time is in the demyelinating range; None where none can be compared."""
    nerve, latency, f_wave = trace.nerve, trace.sites[0].latency, trace.f_wave
    slow: list[bool | None] = []
    if trace.velocity is not None:
        velocity = f"{nerve}_motor_velocity"
        slow.append(limits.undercut(velocity, trace.velocity, times=SLOW_VELOCITY))
    if latency is not None:
        slow.append(limits.exceeded(f"{nerve}_distal_latency", latency, times=SLOW_LATENCY))
    if f_wave is not None and f_wave != "absent":
        slow.append(limits.exceeded(f"{nerve}_f_wave", f_wave, times=SLOW_F_WAVE))
    compared = [one for one in slow if one is not None]
    return any(compared) if compared else None


def _needle(trace: NeedleTrace, limits: Limits) -> dict[str, bool | None]:
    muscle, unit = _plain(trace.muscle), trace.unit
    sizes = [
        (quantity, unit.amplitude if "amplitude" in quantity else unit.duration)
        for quantity in motor_unit_quantities(SAME_LIMITS.get(muscle, muscle))
    ]
    large = any(limits.exceeded(*size) for size in sizes)
    small = any(limits.undercut(*size) for size in sizes)
    return {
        "emg_neurogenic": large or trace.recruitment == "reduced",
        "emg_myopathic": (small or trace.recruitment == "early") and not large,
        "emg_myotonic": "myotonic" in trace.rest,
    }


def motor_unit_quantities(muscle: str) -> list[str]:
    """Return the ids of the limits of amplitude and duration that the table has for a muscle."""
    return [
        record.id
        for record in shipped_limits()
        if MOTOR_UNIT_SIZE.search(record.id) and muscle in record.words
    ]


def _plain(muscle: str) -> str:
    return " ".join(muscle.lower().split())


def contradictions(
    traces: Sequence[Trace],
    coded: Mapping[str, bool],
    *,
    age: int,
    sex: str,
    names: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Say in a sentence each coded finding that the traces contradict.

    `coded`: findings, present or absent; `names`: what to call them, else their ids. Traces that
    are shown with the answer only are not compared, because what they show is not coded.
    """
    limits, names = Limits(age, sex), names or {}
    shown: dict[str, bool] = {}
    for trace in traces:
        if trace.with_answer:
            continue
        for finding, present in shown_by(trace, limits).items():
            shown[finding] = shown.get(finding, False) or present
    for finding in sorted(COMPARED & shown.keys()):
        name = names.get(finding, finding)
        if shown[finding] and finding not in coded:
            yield f"The traces show {name}, and it is not coded."
        elif shown[finding] and not coded[finding]:
            yield f"The traces show {name}, and it is coded as absent."
        elif not shown[finding] and coded.get(finding) and finding not in MAY_STAND_ALONE:
            yield f"{name} is coded as present, and no trace shows it."
    # one fall is the one or the other kind, and other places may fall that have no trace
    if shown.get(FALL) and not any(coded.get(kind) for kind in KINDS_OF_FALL):
        for kind in KINDS_OF_FALL:
            if kind in coded:
                yield f"The traces show {names.get(kind, kind)}, and it is coded as absent."
