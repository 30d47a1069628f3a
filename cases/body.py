"""The places of the body map and the words for them. No Django."""

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
