"""Map findings to places of the body map, and places to areas of findings.

Imports no Django.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ptosis": ("weak", ("both eyes",)),
        "fatigable_ptosis": ("tires", ("both eyes",)),
        "ophthalmoparesis": ("weak", ("both eyes",)),
        "facial_weakness": ("weak", ("face",)),
        "chewing_fatigue": ("tires", ("jaw",)),
        "bulbar_weakness": ("weak", ("throat",)),
        "tongue_atrophy": ("wasted", ("tongue",)),
        "neck_weakness": ("weak", ("neck",)),
        "reduced_vital_capacity": ("weak", ("chest",)),
        "fatigable_weakness": ("tires", ("both shoulders", "both thighs")),
        "proximal_arm_weakness": ("weak", ("both shoulders", "both upper_arms")),
        "proximal_leg_weakness": ("weak", ("hip", "both thighs")),
        "proximal_atrophy": ("wasted", ("both shoulders", "both thighs")),
        "scapular_winging": ("weak", ("both shoulder_blades",)),
        "quadriceps_weakness": ("weak", ("both thighs",)),
        "distal_arm_weakness": ("weak", ("both forearms", "both hands")),
        "finger_flexor_weakness": ("weak", ("both forearms",)),
        "extensor_weakness": ("weak", ("both forearms",)),
        "hand_intrinsic_atrophy": ("wasted", ("both hands",)),
        "distal_leg_weakness": ("weak", ("both lower_legs", "both feet")),
        "foot_drop": ("weak", ("both lower_legs",)),
        "distal_leg_atrophy": ("wasted", ("both lower_legs", "both calves")),
        "distal_sensory_loss": ("numb", ("both hands", "both feet")),
    }
)
AREAS: Mapping[str, str] = MappingProxyType(
    {
        "eye": "eyes",
        "shoulder_blade": "shoulder",
        "back_of_thigh": "thigh",
        "calf": "lower_leg",
        "head": "face",
        "buttocks": "hip",
        "upper_back": "back",
        "lower_back": "back",
    }
)
"""The area of findings that a region of the map belongs to, where it bears another name."""
FINDING_AREAS = (
    "whole_body",
    "face",
    "eyes",
    "jaw",
    "tongue",
    "throat",
    "neck",
    "shoulder",
    "upper_arm",
    "forearm",
    "hand",
    "chest",
    "lungs",
    "heart",
    "abdomen",
    "back",
    "hip",
    "thigh",
    "lower_leg",
    "foot",
    "skin",
    "none",
)
"""All areas that findings name, from head to foot."""


def area(region: str) -> str:
    """Return the area, as findings name it, of a region of the map."""
    return AREAS.get(region, region)


def body_of(findings: Iterable[str]) -> dict[str, list[str]]:
    """Return what the body map shows for findings that are present: places by state.

    Findings that have no place on the map are left out.
    """
    body: dict[str, list[str]] = {}
    for finding in findings:
        if finding in SHOWN:
            state, places = SHOWN[finding]
            places_so_far = body.setdefault(state, [])
            places_so_far += [place for place in places if place not in places_so_far]
    return body
