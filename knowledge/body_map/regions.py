"""Name the places of the body map, and read and check maps that authors type.

Imports no Django.
"""

from collections.abc import Iterable, Mapping, Sequence

from ..patterns import Stage

STATES = ("wasted", "weak", "tires", "numb")
SIDED = (
    "eye",
    "shoulder",
    "shoulder_blade",
    "upper_arm",
    "forearm",
    "hand",
    "thigh",
    "back_of_thigh",
    "lower_leg",
    "calf",
    "foot",
)
MIDLINE = (
    "face",
    "jaw",
    "tongue",
    "throat",
    "neck",
    "chest",
    "abdomen",
    "upper_back",
    "lower_back",
    "hip",
    "buttocks",
)
HEAD = (
    "eye",
    "face",
    "jaw",
    "tongue",
    "throat",
)  # too small on the whole figure: drawn on an enlarged head
PLURALS = {"both " + (region + "s" if region != "foot" else "feet"): region for region in SIDED} | {
    "both calves": "calf",
    "both backs_of_thigh": "back_of_thigh",
}


def places(words: str) -> list[str]:
    """Return the places of the map that words such as "both feet" or "face" name.

    "right hand" gives itself, "both feet" one place for each side. Spaces and underscores within a
    name are alike. Raises ValueError if the words name no place.
    """
    words = " ".join(words.split())
    side, _, rest = words.partition(" ")
    region = rest.replace(" ", "_")
    if side in ("right", "left") and region in SIDED:
        return [f"{side} {region}"]
    if side == "both":
        region = PLURALS.get(f"both {region}", region)
        if region in SIDED:
            return [f"right {region}", f"left {region}"]
    if words.replace(" ", "_") in MIDLINE:
        return [words.replace(" ", "_")]
    raise ValueError(f'"{words}" is no place of the body map')


def place_fault(words: str) -> str:
    try:
        places(words)
    except ValueError as fault:
        return str(fault)
    return ""


def body_faults(body: object) -> list[str]:
    if not isinstance(body, dict):
        return ["Give a mapping of stages."]
    faults = []
    for stage, states in body.items():
        if stage not in list(Stage) or not isinstance(states, dict):
            faults.append(f'"{stage}" is no stage: history, examination or tests.')
            continue
        for state, state_places in states.items():
            if state not in STATES or not isinstance(state_places, list):
                faults.append(
                    f'"{state}" is no state: wasted, weak, tires or numb, each with a list of'
                    " places."
                )
                continue
            faults += [fault for place in state_places if (fault := place_fault(str(place)))]
    return faults


def ordered(body: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """Return the map with its stages and states in their own order."""
    # a JSON column of the database may change the order of keys
    return {
        stage: {state: body[stage][state] for state in STATES if state in body[stage]}
        for stage in Stage
        if stage in body
    }


def body_text(body: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Write a body map as an author types it, a line for each stage and state.

    A line reads "examination wasted: right hand, face".
    """
    return "\n".join(
        f"{stage} {state}: {', '.join(state_places)}"
        for stage in Stage
        for state, state_places in body.get(stage, {}).items()
        if state_places
    )


def parse_body(text: str) -> dict[str, dict[str, list[str]]]:
    """Read the body map that an author typed; see `body_text`.

    Raises ValueError with a line of text for every line that is wrong.
    """
    body: dict[str, dict[str, list[str]]] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        head, colon, places_text = line.partition(":")
        words = head.split()
        if not colon or len(words) != 2:
            faults.append(
                f"Line {number}: write a stage, a state and places, such as examination wasted:"
                " right hand."
            )
            continue
        stage, state = words
        state_places = [
            " ".join(words.split()) for words in places_text.split(",") if words.strip()
        ]
        faults += [
            f"Line {number}: {fault}" for fault in body_faults({stage: {state: state_places}})
        ]
        body.setdefault(stage, {}).setdefault(state, []).extend(state_places)
    if faults:
        raise ValueError("\n".join(faults))
    return body


def drawn(
    body: Mapping[str, Mapping[str, Sequence[str]]], stages: Iterable[Stage]
) -> dict[str, tuple[str, ...]]:
    """Return the states of each place that has any by these stages.

    States are in the order of STATES. What one stage shows stays on the map at the next. Raises
    ValueError for words that name no place.
    """
    states_by_place: dict[str, set[str]] = {}
    for stage in stages:
        for state, state_places in body.get(stage, {}).items():
            for place in (place for words in state_places for place in places(words)):
                states_by_place.setdefault(place, set()).add(state)
    return {
        place: tuple(sorted(states, key=STATES.index)) for place, states in states_by_place.items()
    }


def name(place: str) -> str:
    """Return a place, or "both" and a region, as people say it.

    Examples are "left hand", "back of right thigh" and "both calves".
    """
    side, _, region = place.partition(" ")
    if region == "back_of_thigh":
        return "backs of both thighs" if side == "both" else f"back of {side} thigh"
    if side == "both":
        region = {"foot": "feet", "calf": "calves"}.get(region, f"{region}s")
    return f"{side} {region}".strip().replace("_", " ")


def body_sentence(states_by_place: Mapping[str, Sequence[str]]) -> str:
    """Say what the map shows: "Wasted: right hand. Weak: both forearms and face."

    Empty for an empty map.
    """
    sentences = []
    for state in STATES:
        if having := [place for place, states in states_by_place.items() if state in states]:
            *first, last = map(name, _sides_joined(having))
            sentences.append(
                f"{state.capitalize()}: {', '.join(first)}{' and ' if first else ''}{last}."
            )
    return " ".join(sentences)


def _sides_joined(all_places: Sequence[str]) -> list[str]:
    """Merge the right and the left of a region into one "both" with its name."""
    merged_places = {}  # keeps the order and drops the second side
    for place in all_places:
        region = place.split()[-1]
        both = {f"right {region}", f"left {region}"} <= set(all_places)
        merged_places[f"both {region}" if both else place] = True
    return list(merged_places)
