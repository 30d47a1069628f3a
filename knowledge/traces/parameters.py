"""Define what a trace is made of: numbers, never a picture and never a reading.

Amplitudes of motor responses and motor units are in mV, of sensory responses in µV; times in ms,
jitter in µs, velocities in m/s, rates in Hz, volumes in L. Imports no Django.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from content.files import Loader
from content.schema import Record, Slug, Text

Side = Literal["right", "left"]
Nerve = Literal[
    "median",
    "ulnar",
    "radial",
    "musculocutaneous",
    "axillary",
    "lateral_antebrachial",
    "sural",
    "superficial_peroneal",
    "peroneal",
    "tibial",
    "femoral",
    "phrenic",
    "facial",
    "accessory",
]
Place = Literal[
    "palm",
    "wrist",
    "forearm",
    "below_elbow",
    "elbow",
    "above_elbow",
    "below_spiral_groove",
    "above_spiral_groove",
    "axilla",
    "erb",
    "neck",
    "stylomastoid",
    "ankle",
    "below_fibular_head",
    "fibular_neck",
    "popliteal_fossa",
    "groin",
]
Activity = Literal[
    "fibrillations", "positive_waves", "fasciculations", "myotonic", "complex_repetitive"
]
Size = Annotated[float, Field(ge=0, le=100)]
Time = Annotated[float, Field(gt=0, le=500)]
Velocity = Annotated[float, Field(gt=0, le=120)]
Train = Annotated[list[Size], Field(min_length=10, max_length=10)]
"""Ten responses, in mV."""

MOST_TRACES = 12


class _Shown(Record):
    """A trace; with `with_answer` it is shown with the answer only, as it would confirm."""

    with_answer: bool = False


class StimulationTrace(_Shown):
    """Repetitive stimulation: ten responses at rest, after 10 s of effort, and 3 minutes later."""

    kind: Literal["rns"]
    nerve: Nerve
    muscle: Text
    side: Side
    rate: Annotated[float, Field(gt=0, le=50)]
    rest: Train
    after_effort: Train | None = None
    after_three_minutes: Train | None = None

    @property
    def decrement(self) -> float:
        """Return by how many per cent the fourth response at rest is below the first."""
        return 100 * (1 - self.rest[3] / self.rest[0]) if self.rest[0] else 0.0

    @property
    def increment(self) -> float | None:
        """Return by how many per cent the first response after effort is above that at rest."""
        if self.after_effort is None or not self.rest[0]:
            return None
        return 100 * (self.after_effort[0] / self.rest[0] - 1)


class MotorSite(Record):
    """A motor response to stimulation at one place; one that cannot be obtained has amplitude 0."""

    at: Place
    latency: Time | None = None
    amplitude: Size
    duration: Time | None = None

    @model_validator(mode="after")
    def _timed(self) -> "MotorSite":
        if (self.amplitude > 0) != (self.latency is not None and self.duration is not None):
            raise ValueError(
                "a response has latency and duration, and one that is absent (amplitude 0) neither"
            )
        return self


class MotorNerveTrace(_Shown):
    """Motor conduction: responses from distal to proximal places, velocity, shortest F wave."""

    kind: Literal["motor_nerve"]
    nerve: Nerve
    side: Side
    sites: Annotated[list[MotorSite], Field(min_length=1, max_length=4)]
    velocity: Velocity | None = None
    f_wave: Time | Literal["absent"] | None = None

    @property
    def fall(self) -> float:
        """Return the greatest fall, in per cent, of the response between two neighbours."""
        sizes = [site.amplitude for site in self.sites]
        return max((100 * (1 - far / near) for near, far in pairwise(sizes) if near), default=0.0)


class SensorySite(Record):
    """A sensory response in µV; 0 where it is absent."""

    at: Place
    amplitude: Annotated[float, Field(ge=0, le=200)]


class SensoryNerveTrace(_Shown):
    """Sensory conduction."""

    kind: Literal["sensory_nerve"]
    nerve: Nerve
    side: Side
    sites: Annotated[list[SensorySite], Field(min_length=1, max_length=3)]
    velocity: Velocity | None = None


class MotorUnit(Record):
    """A motor unit of a muscle: mV, ms, number of phases."""

    amplitude: Annotated[float, Field(gt=0, le=30)]
    duration: Annotated[float, Field(gt=0, le=60)]
    phases: Annotated[int, Field(ge=2, le=20)]


class NeedleTrace(_Shown):
    """Needle electromyography of one muscle; `rate`: Hz of the first units at slight effort."""

    kind: Literal["needle"]
    muscle: Text
    side: Side
    insertion: Literal["normal", "increased", "reduced"] = "normal"
    rest: list[Activity] = []
    unit: MotorUnit
    recruitment: Literal["normal", "reduced", "early"] = "normal"
    rate: Annotated[float, Field(gt=0, le=60)] | None = None
    interference: Literal["full", "reduced", "single", "low"] = "full"


class SingleFibreTrace(_Shown):
    """Single-fibre electromyography: mean jitter in µs, and per cent of pairs that block."""

    kind: Literal["single_fibre"]
    muscle: Text
    side: Side
    jitter: Annotated[float, Field(gt=0, le=400)]
    blocking: Annotated[float, Field(ge=0, le=100)] = 0


class CreatineKinaseTrace(_Shown):
    """Creatine kinase in U/L."""

    kind: Literal["ck"]
    value: Annotated[float, Field(gt=0, le=1_000_000)]


class SpirometryTrace(_Shown):
    """Vital capacity in L, sitting and lying, and what is predicted."""

    kind: Literal["spirometry"]
    sitting: Annotated[float, Field(gt=0, le=10)]
    lying: Annotated[float, Field(gt=0, le=10)] | None = None
    predicted: Annotated[float, Field(gt=0, le=10)]

    @property
    def percent(self) -> float:
        return 100 * self.sitting / self.predicted


class SerialTrace(_Shown):
    """A value again and again: times in hours or days, and the value in the unit of its limit."""

    kind: Literal["serial"]
    quantity: Slug
    by: Literal["hour", "day"]
    points: Annotated[list[tuple[float, float]], Field(min_length=2, max_length=30)]


Trace = Annotated[
    StimulationTrace
    | MotorNerveTrace
    | SensoryNerveTrace
    | NeedleTrace
    | SingleFibreTrace
    | CreatineKinaseTrace
    | SpirometryTrace
    | SerialTrace,
    Field(discriminator="kind"),
]
Traces = Annotated[list[Trace], Field(max_length=MOST_TRACES)]
TRACES: TypeAdapter[list[Trace]] = TypeAdapter(Traces)


def as_traces(plain: Sequence[Mapping[str, Any]]) -> list[Trace]:
    """Return the traces that plain data, as stored, stand for."""
    return TRACES.validate_python(plain)


def traces_text(plain: Sequence[Mapping[str, Any]]) -> str:
    """Write traces as an author types them: a line each, in the form of the case files."""
    return "".join(
        yaml.safe_dump(
            [dict(trace)],
            default_flow_style=True,
            sort_keys=False,
            allow_unicode=True,
            width=float("inf"),
        ).strip()[1:-1]
        + "\n"
        for trace in plain
    )


def parse_traces(text: str) -> list[dict[str, Any]]:
    """Read the traces that an author typed, a line each; see `traces_text`.

    Raises ValueError with a line of text for every line that is wrong.
    """
    traces: list[dict[str, Any]] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            (trace,) = TRACES.validate_python([yaml.load(line, Loader=Loader)])
        except yaml.YAMLError:
            faults.append(f"Line {number}: is not in the form {{kind: ck, value: 120}}.")
        except ValidationError as error:
            faults += [f"Line {number}: {fault}" for fault in faults_of(error)]
        else:
            traces.append(trace.model_dump(mode="json", exclude_defaults=True))
    if len(traces) > MOST_TRACES:
        faults.append(f"At most {MOST_TRACES} traces.")
    if faults:
        raise ValueError("\n".join(faults))
    return traces


def traces_faults(plain: Any) -> list[str]:
    """Say what is wrong with traces as they are stored; nothing if they are right."""
    try:
        TRACES.validate_python(plain)
    except ValidationError as error:
        return [
            f"Trace {int(fault['loc'][0]) + 1 if fault['loc'] else 1}: {said}"
            for fault, said in zip(error.errors(), faults_of(error), strict=True)
        ]
    return []


def faults_of(error: ValidationError) -> list[str]:
    """Say each fault of a trace with the name of what is wrong."""
    return [
        f"{'.'.join(str(part) for part in fault['loc'][2:]) or 'kind'}: {fault['msg']}."
        for fault in error.errors()
    ]
