"""Compare traces with the findings that are coded beside them, by the table of limits.

A trace and a coding of the same thing must not contradict each other. Imports no Django.
"""

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
BLOCK = 30.0
"""Fall of the response, in per cent, from which it counts (EAN/PNS 2021: 30 % outside the leg)."""
VERY_HIGH = 5
MOTOR_UNIT_MUSCLES = {
    "deltoid": "deltoid",
    "biceps": "biceps",
    "triceps": "triceps",
    "first dorsal interosseous": "hand",
    "abductor pollicis brevis": "hand",
    "abductor digiti minimi": "hand",
    "vastus lateralis": "quadriceps",
    "vastus medialis": "quadriceps",
    "quadriceps": "quadriceps",
    "rectus femoris": "quadriceps",
    "gastrocnemius": "gastrocnemius",
    "tibialis anterior": "tibialis_anterior",
    "orbicularis oculi": "face",
    "frontalis": "face",
    "orbicularis oris": "face",
    "nasalis": "face",
    "mentalis": "face",
    "tongue": "face",
}
JITTER_MUSCLES = {
    "orbicularis oculi": "jitter_orbicularis_oculi",
    "frontalis": "jitter_frontalis",
    "extensor digitorum": "jitter_extensor_digitorum",
}


class Limits:
    """The limits of normal for an age in whole years and a sex."""

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


def shown_by(trace: Trace, limits: Limits) -> dict[str, bool]:
    """Return the findings that a trace shows as present or as absent, by id.

    What the table has no limit for is left out.
    """
    match trace:
        case StimulationTrace():
            increment = trace.increment
            facilitates = {} if increment is None else {"cmap_facilitation": increment > 60}
            return {"rns_decrement": trace.decrement >= 10, **facilitates}
        case MotorNerveTrace():
            return _motor(trace, limits)
        case SensoryNerveTrace():
            nerve = "peroneal" if trace.nerve == "superficial_peroneal" else trace.nerve
            low = limits.low(f"{nerve}_sensory_amplitude")
            return {} if low is None else {"low_snap": trace.sites[0].amplitude < low}
        case NeedleTrace():
            return _needle(trace, limits)
        case SingleFibreTrace():
            high = limits.high(JITTER_MUSCLES.get(trace.muscle, ""))
            wide = high is not None and trace.jitter > high
            return {"sfemg_jitter": wide or trace.blocking > 0}
        case CreatineKinaseTrace():
            high = limits.high("ck")
            if high is None:
                return {}
            return {
                "ck_raised": trace.value > high,
                "ck_very_high": trace.value > VERY_HIGH * high,
            }
        case SpirometryTrace():
            return {"reduced_vital_capacity": trace.percent < (limits.low("vital_capacity") or 0)}
    return {}


def _motor(trace: MotorNerveTrace, limits: Limits) -> dict[str, bool]:
    shown = {"falls": trace.fall >= BLOCK}
    first = trace.sites[0]
    if (low := limits.low(f"{trace.nerve}_motor_amplitude")) is not None:
        shown["low_cmap"] = first.amplitude < low
    slow = []
    if trace.velocity and (low := limits.low(f"{trace.nerve}_motor_velocity")):
        slow.append(trace.velocity < SLOW_VELOCITY * low)
    if first.latency and (high := limits.high(f"{trace.nerve}_distal_latency")):
        slow.append(first.latency > SLOW_LATENCY * high)
    if trace.f_wave and (high := limits.high(f"{trace.nerve}_f_wave")):
        slow.append(trace.f_wave != "absent" and trace.f_wave > SLOW_F_WAVE * high)
    return {**shown, **({"ncs_slow": any(slow)} if slow else {})}


def _needle(trace: NeedleTrace, limits: Limits) -> dict[str, bool]:
    muscle = MOTOR_UNIT_MUSCLES.get(trace.muscle, "other")
    duration = f"motor_unit_duration_{muscle}"
    size = "motor_unit_amplitude_face" if muscle == "face" else "motor_unit_amplitude"
    unit = trace.unit
    large = unit.amplitude > (limits.high(size) or 2.0) or unit.duration > (
        limits.high(duration) or 60
    )
    small = unit.amplitude < (limits.low(size) or 0.0) or unit.duration < (
        limits.low(duration) or 0
    )
    return {
        "emg_neurogenic": large or trace.recruitment == "reduced",
        "emg_myopathic": (small or trace.recruitment == "early") and not large,
        "emg_myotonic": "myotonic" in trace.rest,
    }


ANY_OF = {
    "rns_decrement": ("rns_decrement",),
    "cmap_facilitation": ("cmap_facilitation",),
    "low_cmap": ("low_cmap",),
    "low_snap": ("low_snap",),
    "ncs_slow": ("ncs_slow",),
    "conduction_block": ("falls",),
    "focal_slowing": ("falls",),
    "emg_neurogenic": ("emg_neurogenic",),
    "emg_myopathic": ("emg_myopathic",),
    "emg_myotonic": ("emg_myotonic",),
    "sfemg_jitter": ("sfemg_jitter",),
    "ck_raised": ("ck_raised",),
    "ck_very_high": ("ck_very_high",),
    "reduced_vital_capacity": ("reduced_vital_capacity",),
}
"""By finding, what a trace shows of it: one trace that shows it makes it present."""
MAY_STAND_ALONE = {"focal_slowing", "conduction_block", "emg_neurogenic", "emg_myopathic"}
"""Findings that measurements of other muscles or places may show, which have no trace."""


def contradictions(
    traces: Sequence[Trace], coded: Mapping[str, bool], *, age: int, sex: str
) -> Iterator[str]:
    """Say in a sentence each coded finding that the traces contradict.

    `coded`: findings, present or absent. Traces that are shown with the answer only are not
    compared, because what they show is not coded.
    """
    limits = Limits(age, sex)
    shown: dict[str, bool] = {}
    for trace in traces:
        if trace.with_answer:
            continue
        for name, present in shown_by(trace, limits).items():
            shown[name] = shown.get(name, False) or present
    for finding, names in ANY_OF.items():
        here = [shown[name] for name in names if name in shown]
        if finding not in coded or not here:
            continue
        if any(here) and not coded[finding]:
            if "falls" in names and _falls_coded(coded):
                continue
            yield f"The traces show {finding}, and it is coded as absent."
        elif not any(here) and coded[finding] and finding not in MAY_STAND_ALONE:
            yield f"{finding} is coded as present, and no trace shows it."
    for finding in sorted(set(ANY_OF) - {"conduction_block", "focal_slowing"} - set(coded)):
        if any(shown.get(name) for name in ANY_OF[finding]):
            yield f"The traces show {finding}, and it is not coded."


def _falls_coded(coded: Mapping[str, bool]) -> bool:
    """Return whether a fall of the response is coded as the one or the other kind."""
    return bool(coded.get("conduction_block") or coded.get("focal_slowing"))
