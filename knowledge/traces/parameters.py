"""Define what a trace is made of: numbers, never a picture and never a reading.

Amplitudes of motor responses and motor units are in mV, of sensory responses in µV; times in ms,
jitter in µs, velocities in m/s, rates in Hz, volumes in L. Imports no Django.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails

from content.schema import Record, Text

from ..limits import shipped_limits

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
LONGEST_TIME = 500  # ms
Size = Annotated[float, Field(ge=0, le=100)]
Time = Annotated[float, Field(gt=0, le=LONGEST_TIME)]
Velocity = Annotated[float, Field(gt=0, le=120)]
Train = Annotated[list[Size], Field(min_length=10, max_length=10)]
"""Ten responses, in mV."""

MOST_TRACES = 12
LONGEST_LINE = 2_000  # characters
DEEPEST = 8  # lists and mappings within each other; a trace has four
FORM = "is not in the form {kind: ck, value: 120}"
SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "means nothing here",
    "float_type": "is no number",
    "float_parsing": "is no number",
    "finite_number": "is no number",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "int_parsing_size": "is no whole number",
    "int_from_float": "is no whole number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "string_type": "is no text: write it in quotes",
    "string_pattern_mismatch": "is empty",
    "string_too_long": "has more than {max_length} characters",
    "greater_than": "is not above {gt:,.10g}",
    "greater_than_equal": "is below {ge:,.10g}",
    "less_than_equal": "is above {le:,.10g}",
    "literal_error": "is not {expected}",
    "list_type": "is no list",
    "tuple_type": "is no list",
    "too_short": "holds {actual_length}, and needs {min_length}",
    "too_long": "holds more than {max_length}",
    "model_type": "is not in the form {{name: value}}",
    "model_attributes_type": FORM.replace("{", "{{").replace("}", "}}"),
    "union_tag_not_found": "kind: is missing",
    "union_tag_invalid": "kind: is not {expected_tags}",
    "value_error": "{error}",
}  # what is wrong with a value, by pydantic's name for it
BEYOND = ("greater_than", "less_than_equal")


def _on_one_line(text: str) -> str:
    """Return the text. Raises ValueError where `parse_traces` would read several lines."""
    if text.splitlines() != [text]:
        raise ValueError("has a line end")
    return text


def _time_or_absent(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Say one fault of what may be a time or a word, where pydantic says one for each."""
    try:
        return read(value)
    except ValidationError as error:
        is_number = any(fault["type"] in BEYOND for fault in error.errors())
        wanted = f"a number above 0 and at most {LONGEST_TIME}," if is_number else "a number"
        raise ValueError(f"give {wanted} or absent") from None


def _of_the_table(quantity: str) -> str:
    """Return the quantity. Raises ValueError where the table of limits does not have it."""
    if all(limit.id != quantity for limit in shipped_limits()):
        raise ValueError("is not in the table of limits, as ck and potassium are")
    return quantity


def _rising(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points. Raises ValueError unless each stands later than the one before."""
    for (earlier, _), (later, _) in pairwise(points):
        if later <= earlier:
            raise ValueError(f"the times do not rise: {later:g} stands after {earlier:g}")
    return points


Muscle = Annotated[Text, StringConstraints(max_length=60), AfterValidator(_on_one_line)]


class _Numbers(Record):
    """A part of a trace, whose numbers are finite."""

    model_config = ConfigDict(allow_inf_nan=False)


class _Shown(_Numbers):
    """A trace; with `with_answer` it is to be shown with the answer only, as it would confirm.

    The kind of trace stands first in what is written.
    """

    kind: str
    with_answer: bool = False


class StimulationTrace(_Shown):
    """Repetitive stimulation: ten responses at rest, after 10 s of effort, and 3 minutes later."""

    kind: Literal["rns"]
    nerve: Nerve
    muscle: Muscle
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


class MotorSite(_Numbers):
    """A motor response to stimulation at one place; one that cannot be obtained has amplitude 0."""

    at: Place
    latency: Time | None = None
    amplitude: Size
    duration: Time | None = None

    @model_validator(mode="after")
    def _timed(self) -> "MotorSite":
        times = {"latency": self.latency, "duration": self.duration}
        is_absent = self.amplitude == 0
        wrong = [name for name, time in times.items() if (time is None) != is_absent]
        if wrong and is_absent:
            raise ValueError(f"an absent response (amplitude 0) has no {' and no '.join(wrong)}")
        if wrong:
            raise ValueError(f"a response needs a {' and a '.join(wrong)}")
        return self


class MotorNerveTrace(_Shown):
    """Motor conduction: responses from distal to proximal places, velocity, shortest F wave."""

    kind: Literal["motor_nerve"]
    nerve: Nerve
    side: Side
    sites: Annotated[list[MotorSite], Field(min_length=1, max_length=4)]
    velocity: Velocity | None = None
    f_wave: Annotated[Time | Literal["absent"] | None, WrapValidator(_time_or_absent)] = None

    @property
    def fall(self) -> float:
        """Return the greatest fall, in per cent, of the response between two neighbours."""
        sizes = [site.amplitude for site in self.sites]
        return max((100 * (1 - far / near) for near, far in pairwise(sizes) if near), default=0.0)


class SensorySite(_Numbers):
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


class MotorUnit(_Numbers):
    """A motor unit of a muscle: mV, ms, number of phases."""

    amplitude: Annotated[float, Field(gt=0, le=30)]
    duration: Annotated[float, Field(gt=0, le=60)]
    phases: Annotated[int, Field(ge=2, le=20)]


class NeedleTrace(_Shown):
    """Needle electromyography of one muscle; `rate`: Hz of the first units at slight effort."""

    kind: Literal["needle"]
    muscle: Muscle
    side: Side
    insertion: Literal["normal", "increased", "reduced"] = "normal"
    rest: Annotated[list[Activity], Field(max_length=5)] = []
    unit: MotorUnit
    recruitment: Literal["normal", "reduced", "early"] = "normal"
    rate: Annotated[float, Field(gt=0, le=60)] | None = None
    interference: Literal["full", "reduced", "single", "low"] = "full"


class SingleFibreTrace(_Shown):
    """Single-fibre electromyography: mean jitter in µs, and per cent of pairs that block."""

    kind: Literal["single_fibre"]
    muscle: Muscle
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
    """A value again and again: rising times in hours or days, and the value in its limit's unit.

    `quantity` is an id of the table of limits.
    """

    kind: Literal["serial"]
    quantity: Annotated[str, AfterValidator(_of_the_table)]
    by: Literal["hour", "day"]
    points: Annotated[
        list[tuple[float, float]], Field(min_length=2, max_length=30), AfterValidator(_rising)
    ]


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
    """Write traces as an author types them: a line each, in the form of the case files.

    Neither defaults nor the order of keys of a JSON column show.
    """
    return "".join(
        yaml.safe_dump(
            [_as_typed(trace)],
            default_flow_style=True,
            sort_keys=False,
            allow_unicode=True,
            width=float("inf"),
        ).strip()[1:-1]
        + "\n"
        for trace in plain
    )


def _as_typed(plain: Mapping[str, Any]) -> dict[str, Any]:
    try:
        (trace,) = as_traces([plain])
    except ValidationError:
        return dict(plain)  # its author has to see it to mend it
    return trace.model_dump(mode="json", exclude_defaults=True)


class _LineFaultError(ValueError):
    """What is wrong with a line before it is a trace, as a sentence without its end."""


class _LineLoader(yaml.SafeLoader):
    """A loader of one line, which has neither tags nor anchors nor aliases and is never deep.

    Keys are words, and no key stands twice. The loader of libyaml would recurse until the process
    dies.
    """

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor or getattr(event, "tag", None):
            raise _LineFaultError(FORM)
        if self.depth > DEEPEST:
            raise _LineFaultError("has more brackets within each other than any trace")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.tag == "tag:yaml.org,2002:str"]
        if len(keys) < len(node.value):
            raise _LineFaultError(FORM)
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise _LineFaultError(f"{twice[0]} stands twice")
        return super().construct_mapping(node, deep)


def parse_traces(text: str) -> list[dict[str, Any]]:
    """Read the traces that an author typed, a line each; see `traces_text`.

    Raises ValueError with a line of text for every line that is wrong.
    """
    traces: list[dict[str, Any]] = []
    faults: list[str] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines[:MOST_TRACES]:
        try:
            (trace,) = as_traces([_loaded(line)])
        except ValidationError as error:
            faults += [f"Line {number}: {fault}" for fault in sentences_of(error)]
        except _LineFaultError as fault:
            faults.append(f"Line {number}: {fault}.")
        else:
            traces.append(trace.model_dump(mode="json", exclude_defaults=True))
    if len(lines) > MOST_TRACES:
        faults.append(f"At most {MOST_TRACES} traces.")
    if faults:
        raise ValueError("\n".join(faults))
    return traces


def _loaded(line: str) -> Any:
    """Return what a line holds. Raises _LineFaultError where nothing can be read from it."""
    if len(line) > LONGEST_LINE:
        raise _LineFaultError(f"has more than {LONGEST_LINE:,} characters")
    try:
        return yaml.load(line, Loader=_LineLoader)
    except _LineFaultError:
        raise
    except yaml.YAMLError:
        raise _LineFaultError(FORM) from None
    except (ValueError, OverflowError):
        raise _LineFaultError("holds a date or a number that there is not") from None


def traces_faults(plain: Any) -> list[str]:
    """Say what is wrong with traces as they are stored; nothing if they are right."""
    try:
        TRACES.validate_python(plain)
    except ValidationError as error:
        return [
            f"Trace {int(fault['loc'][0]) + 1}: {said}" if fault["loc"] else said
            for fault, said in zip(error.errors(), sentences_of(error), strict=True)
        ]
    return []


def sentences_of(error: ValidationError) -> list[str]:
    """Say each fault of a list of traces with the name of what is wrong; parts count from 1."""
    return [_sentence(fault) for fault in error.errors()]


def _sentence(fault: ErrorDetails) -> str:
    where = fault["loc"]  # the number of the trace, its kind, what is within it
    if not where:
        return (
            f"At most {MOST_TRACES} traces."
            if fault["type"] == "too_long"
            else "Give a list of traces."
        )
    words = SENTENCES.get(fault["type"])
    said = words.format_map(fault.get("ctx", {})) if words else fault["msg"]
    path = ".".join(str(part + 1 if isinstance(part, int) else part) for part in where[2:])
    return f"{path}: {said}." if path else f"{said}."
