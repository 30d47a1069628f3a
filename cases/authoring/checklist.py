"""List what a case needs before it can be published.

The model, the form and the desk all read this one list. Imports no Django.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.patterns import OUTSIDE, Key, Pattern, Stage

TWO_STAGES = "Code findings in at least two stages."
SAME_PATTERN = (
    "Choose a disease of another pattern, or of none of the three: this one has the same."
)
SAME_OUTSIDE = "Choose a disease of one of the three patterns: this one has none of them either."
ONE_DECIDES = "Mark at least one finding that decides."


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field that may not be empty.

    `content` names in a few words what the field holds, `message` says what to do about it.
    """

    field: str
    content: str
    message: str


REQUIREMENTS = (
    Requirement("headline", "the headline", "State the truth in one sentence."),
    *(
        Requirement(
            f"against_{pattern}",
            f"what speaks against {pattern.label.lower()}",
            f"Say what speaks against {pattern.label.lower()}.",
        )
        for pattern in Pattern
    ),
    Requirement(
        "diagnosis",
        "the final diagnosis",
        "Give the final diagnosis and what confirmed it.",
    ),
    Requirement("look_alike", "the closest look-alike", "Choose the closest look-alike."),
    Requirement(
        "look_alike_text",
        "what tells the look-alike apart",
        "Say what would have told the look-alike apart.",
    ),
    Requirement("references", "a reference", "Give at least one reference."),
)


@dataclass(frozen=True, slots=True)
class CodedSign:
    """A finding that is coded at a stage. `confirms`: it belongs to the diagnosis."""

    name: str
    stage: Stage
    present: bool
    decides: bool
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class CaseToPublish:
    """A case, as far as its checklist reads it.

    `texts`: by field, those of REQUIREMENTS and of the stages; a field that is no text has any
    words if it is filled. `key`, `look_alike`: the patterns of the disease and of the look-alike.
    `stubs`: what the model drafted of each stage.
    """

    texts: Mapping[str, str]
    key: Key | None
    look_alike: Key | None = None
    coded: Sequence[CodedSign] = ()
    stubs: Mapping[str, str] = field(default_factory=dict)


def empty_requirements(case: CaseToPublish) -> list[Requirement]:
    """Return the fields that are still empty.

    What speaks against the key itself may be; where the key is something else, all three patterns
    have their argument.
    """
    return [
        requirement
        for requirement in REQUIREMENTS
        if requirement.field != f"against_{case.key}"
        and not case.texts.get(requirement.field, "").strip()
    ]


def publication_checklist(case: CaseToPublish) -> dict[str, list[str]]:
    """Return what a case still needs as messages by field; empty if it is complete."""
    missing = {name: messages for name, messages in _stages(case).items() if messages}
    missing |= {item.field: [item.message] for item in empty_requirements(case)}
    if case.look_alike is not None and case.look_alike == case.key:
        missing["look_alike"] = [SAME_OUTSIDE if case.key is OUTSIDE else SAME_PATTERN]
    if case.texts.get("import_note", "").strip():
        missing["import_note"] = [
            "Settle what the import could not take over, then empty this note."
        ]
    if faults := coding_faults(case.coded):
        missing["findings"] = faults
    return missing


def coding_faults(coded: Sequence[CodedSign]) -> list[str]:
    faults = []
    if len({sign.stage for sign in coded}) < 2:
        faults.append(TWO_STAGES)
    if not any(sign.decides for sign in coded):
        faults.append(ONE_DECIDES)
    held_back = [sign.name for sign in coded if sign.present and sign.confirms]
    if held_back:
        faults.append(f"Keep confirming results for the diagnosis: {'; '.join(held_back)}.")
    return faults


def _stages(case: CaseToPublish) -> dict[str, list[str]]:
    messages: dict[str, list[str]] = {}
    for stage in Stage:
        text = case.texts.get(stage, "")
        if not text.strip():
            messages[stage.value] = [f"Write the {stage}."]
        elif stub_lines := remaining(case.stubs.get(stage, ""), text):
            messages[stage.value] = [
                f"Say in your own words what the model drafted: {' '.join(stub_lines)}"
            ]
    return messages


def remaining(stub: str, text: str) -> list[str]:
    """Return the lines of a stub that still stand in a text as they were drafted.

    Space and capitals make no difference.
    """
    plain = _plain(text)
    return [
        line.removeprefix("- ")
        for line in stub.splitlines()
        if _plain(line.removeprefix("- ")) in plain
    ]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
