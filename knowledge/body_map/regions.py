"""The places of the body map and the words for them. No Django."""

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
HEAD = ("eye", "face", "jaw", "tongue", "throat")  # too small on the whole figure: drawn on an enlarged head
PLURALS = {"both " + (region + "s" if region != "foot" else "feet"): region for region in SIDED} | {
    "both calves": "calf",
    "both backs_of_thigh": "back_of_thigh",
}


def places(words: str) -> list[str]:
    """Places of the map that "right hand", "both feet" or "face" names: "right hand", or one for each side.

    Spaces and underscores within a name are alike. Raises ValueError if the words name no place.
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
    """What is wrong with the words for a place, or nothing."""
    try:
        places(words)
    except ValueError as fault:
        return str(fault)
    return ""


def body_faults(body: object) -> list[str]:
    """What is wrong with the body map of a case, in words for its author."""
    if not isinstance(body, dict):
        return ["Give a mapping of stages."]
    faults = []
    for stage, states in body.items():
        if stage not in list(Stage) or not isinstance(states, dict):
            faults.append(f'"{stage}" is no stage: history, examination or tests.')
            continue
        for state, listed in states.items():
            if state not in STATES or not isinstance(listed, list):
                faults.append(f'"{state}" is no state: wasted, weak, tires or numb, each with a list of places.')
                continue
            faults += [fault for place in listed if (fault := place_fault(str(place)))]
    return faults


def ordered(body: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """The same map with stages and states in their order, which a database may have changed."""
    return {
        stage: {state: body[stage][state] for state in STATES if state in body[stage]}
        for stage in Stage
        if stage in body
    }


def body_text(body: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """A body map as an author types it, a line for each stage and state: "examination wasted: right hand, face"."""
    return "\n".join(
        f"{stage} {state}: {', '.join(listed)}"
        for stage in Stage
        for state, listed in body.get(stage, {}).items()
        if listed
    )


def parse_body(text: str) -> dict[str, dict[str, list[str]]]:
    """The body map that an author typed. Raises ValueError with a line of text for every line that is wrong."""
    body: dict[str, dict[str, list[str]]] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        head, colon, listed = line.partition(":")
        words = head.split()
        if not colon or len(words) != 2:
            faults.append(f"Line {number}: write a stage, a state and places, such as examination wasted: right hand.")
            continue
        stage, state = words
        found = [" ".join(words.split()) for words in listed.split(",") if words.strip()]
        faults += [f"Line {number}: {fault}" for fault in body_faults({stage: {state: found}})]
        body.setdefault(stage, {}).setdefault(state, []).extend(found)
    if faults:
        raise ValueError("\n".join(faults))
    return body


def drawn(body: Mapping[str, Mapping[str, Sequence[str]]], stages: Iterable[Stage]) -> dict[str, tuple[str, ...]]:
    """The states of each place that has one by these stages, in the order of STATES.

    What one stage shows stays on the map at the next. Raises ValueError for words that name no place.
    """
    seen: dict[str, set[str]] = {}
    for stage in stages:
        for state, listed in body.get(stage, {}).items():
            for place in (place for words in listed for place in places(words)):
                seen.setdefault(place, set()).add(state)
    return {place: tuple(sorted(states, key=STATES.index)) for place, states in seen.items()}


def name(place: str) -> str:
    """A place, or "both" and a region, as people say it: "left hand", "back of right thigh", "both calves"."""
    side, _, region = place.partition(" ")
    if region == "back_of_thigh":
        return "backs of both thighs" if side == "both" else f"back of {side} thigh"
    if side == "both":
        region = {"foot": "feet", "calf": "calves"}.get(region, f"{region}s")
    return f"{side} {region}".strip().replace("_", " ")


def sentence(shown: Mapping[str, Sequence[str]]) -> str:
    """What the map shows, in words: "Wasted: right hand. Weak: both forearms and face." Nothing for an empty map."""
    said = []
    for state in STATES:
        if having := [place for place, states in shown.items() if state in states]:
            *first, last = map(name, _sides_joined(having))
            said.append(f"{state.capitalize()}: {', '.join(first)}{' and ' if first else ''}{last}.")
    return " ".join(said)


def _sides_joined(listed: Sequence[str]) -> list[str]:
    """The places, with "both" in front of a region where its right and its left are among them."""
    joined = {}  # keeps the order and drops the second side
    for place in listed:
        region = place.split()[-1]
        both = {f"right {region}", f"left {region}"} <= set(listed)
        joined[f"both {region}" if both else place] = True
    return list(joined)
