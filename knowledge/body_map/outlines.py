"""Hold the outlines of the body map: an enlarged head, the front and the back.

Each outline is written once, as an SVG path in units of half a pixel: x counts from the midline to
the viewer's right, y from just above the crown. `mirrored` gives it on the other side; for that
each pair keeps its comma, and each command but M is relative. Imports no Django.
"""

import re
from dataclasses import dataclass

from .regions import SIDED

HAND = (
    "M115,420c2,5 5,10 8,15 4,4 8,8 11,13 3,4 13,29 8,33 -5,4 -8,-8 -10,-11 -1,-2 -3,-4 -5,-7 1,7"
    " 10,43 1,43 -2,0 -3,-4 -4,-5 0,6 -2,22 -8,8 -1,2 -4,5 -6,1 -1,-2 -1,-4 -2,-6 -9,-3 -11,-50"
    " -11,-58 0,-8 1,-16 2,-24z"
)
FOREARM = (
    "M102,312c23,60 11,57 15,115 -6,3 -11,4 -19,2 -1,-11 -2,-21 -5,-32 -5,-27 -16,-56 -11,-85z"
)
UPPER_ARM = "M88,192c13,49 14,79 16,128 -10,9 -14,8 -24,-1 -2,-37 -7,-74 -12,-111z"
SHOULDER = (
    "M52,153c33,5 41,22 44,53 1,15 1,28 -3,43 -6,-8 -10,-17 -14,-27 -3,-5 -6,-9 -9,-14 -9,-17"
    " -14,-36 -18,-55z"
)
NECK = "M19,92c0,41 -2,46 37,62l0,22 -112,0 0,-22c39,-16 37,-21 37,-62z"
THIGH = (
    "M68,400c2,11 5,21 6,32 4,37 -4,76 -10,112 -3,17 -6,33 -6,50 -15,18 -25,20 -38,-1 -1,-45"
    " -11,-89 -16,-134 -1,-14 -1,-29 -2,-43z"
)
LOWER_LEG = (
    "M57,582c2,21 6,43 5,64 -3,46 -19,82 -17,129 -9,3 -13,2 -20,-4 1,-23 0,-46 -4,-69 -2,-12 -4,-24"
    " -5,-36 -2,-28 3,-56 6,-84z"
)
FOOT = (
    "M43,766c1,5 3,10 5,14 3,6 20,29 9,34 -4,1 -11,2 -16,3 -20,8 -21,-3 -19,-20 1,-10 3,-21 4,-31z"
)
HIP = (
    "M0,356l58,4c8,21 13,44 15,66 -4,-1 -9,-2 -13,-3 -32,-4 -49,22 -58,22 -17,0 -27,-25 -60,-22"
    " -5,0 -10,2 -15,3 2,-22 7,-45 15,-66z"
)
ABDOMEN = "M0,236l61,36c-4,43 -10,57 1,101 -39,18 -85,18 -124,0 11,-44 5,-58 1,-101z"
CHEST = (
    "M0,167c13,-9 39,-10 56,-14l18,19 -4,52c-2,19 -5,38 -8,57 -5,1 -11,3 -16,2 -13,-2 -35,-22"
    " -46,-30 -11,8 -33,28 -46,30 -5,1 -11,-1 -16,-2 -3,-19 -6,-38 -8,-57l-4,-52 18,-19c17,4 43,5"
    " 56,14z"
)
FACE = "M0,10c30,0 37,26 35,51 -2,20 -9,52 -35,52 -26,0 -33,-32 -35,-52 -2,-25 5,-51 35,-51z"

HEEL = "M44,762c-1,28 17,40 16,47 -1,5 -32,16 -37,4 -4,-8 1,-41 3,-51z"
BUTTOCKS = (
    "M0,360l58,0c9,25 14,50 16,76 -12,27 -54,25 -74,7 -20,18 -62,20 -74,-7 2,-26 7,-51 16,-76z"
)
LOWER_BACK = (
    "M0,280l61,-2c-5,37 -8,57 1,94 -12,0 -23,1 -34,6 -5,2 -11,5 -15,9 -4,3 -8,11 -13,11 -5,0 -9,-8"
    " -13,-11 -4,-4 -10,-7 -15,-9 -11,-5 -22,-6 -34,-6 9,-37 6,-57 1,-94z"
)
UPPER_BACK = (
    "M22,132c9,12 21,17 34,22l18,18 -4,52c-2,21 -6,41 -9,62 -41,12 -81,12 -122,0 -3,-21 -7,-41"
    " -9,-62l-4,-52 18,-18c13,-5 25,-10 34,-22 19,12 25,12 44,0z"
)
SHOULDER_BLADE = (
    "M23,171c4,-5 11,-1 17,-2s17,-5 22,-3 8,6 9,12 -1,14 -3,22 -8,17 -13,26 -13,22 -17,27 -6,5 -9,2"
    " -4,-10 -5,-19 -4,-23 -4,-34 0,-25 3,-31z"
)
BACK_OF_HEAD = (
    "M0,10c30,0 36,24 35,49 -1,23 -8,48 -35,48 -27,0 -34,-25 -35,-48 -1,-25 5,-49 35,-49z"
)

LARGE_NECK = (
    "M52,224c0,21 0,42 1,56s1,19 4,26 4,11 13,17 23,10 38,15l0,14 -216,0 0,-14c15,-5 29,-10"
    " 38,-15s10,-10 13,-17 3,-12 4,-26 1,-35 1,-56z"
)
LARGE_THROAT = "M27,268c0,30 -5,57 -18,84l-18,0c-13,-27 -18,-54 -18,-84z"
LARGE_JAW = (
    "M86,148c-1,22 -2,46 -9,68 -5,16 -13,30 -24,43 -6,7 -13,14 -21,19 -9,6 -20,8 -30,8 -7,0 -13,0"
    " -20,-1 -28,-9 -49,-40 -58,-67 -8,-22 -9,-47 -10,-70z"
)
LARGE_FACE = (
    "M85,160c-31,20 -17,64 -48,88 -11,8 -24,10 -37,10 -24,0 -40,-6 -51,-28 -3,-6 -6,-12 -8,-19"
    " -6,-20 -7,-38 -26,-51 -4,-37 -7,-77 11,-110 28,-52 112,-53 144,-6 9,13 13,29 16,43 4,24 2,49"
    " -1,73z"
)
LARGE_EYE = (
    "M15,150c2,-5 4,-10 7,-15 10,-12 28,-15 40,-4 4,4 7,9 10,14 -2,5 -3,9 -7,13 -9,10 -31,10 -41,2"
    " -4,-3 -7,-7 -9,-10zM19,151c15,-18 32,-16 49,-3 -16,15 -38,15 -49,3z"
)
LARGE_TONGUE = "M18,228c4,7 6,13 5,21 -1,30 -43,30 -46,3 -1,-10 0,-16 5,-24 12,-1 24,-1 36,0z"

FRONT_PLAIN = "M0,10c19,0 29,10 33,25 -9,-8 -21,-9 -33,-9M34,51c1,-1 3,-3 5,-3 4,1 3,19 -5,23"
FRONT_LINES = (
    "M8,51c6,-4 10,-4 17,-1M10,60c5,-4 8,-4 14,-1M10,60c5,2 8,2"
    " 14,-1M0,79l4,-2M0,91l11,-1M0,95l5,0M61,212c-2,6 -4,12 -8,16 -11,11 -35,12 -47,0 -3,-3 -4,-8"
    " -6,-12M7,114c3,17 2,29 -2,46M50,592c0,-4 1,-8 0,-11 -4,-10 -23,-11"
    " -21,11M121,471l3,28M114,472l2,35M107,472l1,30M112,433c8,12 7,17"
    " 5,31M31,807l3,11M39,806l2,11M46,804l2,11M52,803l2,10M0,172l0,80M0,268l0,52M0,330l2,1"
)

BACK_PLAIN = "M34,51c1,-1 3,-3 5,-3 4,1 4,18 -5,23"
BACK_LINES = (
    "M25,183c17,3 27,-2 42,-9M88,316c4,7 5,5 10,0M40,620l-1,56M20,668c2,6 5,13 8,14s7,-6 11,-6 6,9"
    " 9,8 6,-8 9,-14M31,724c1,16 1,32 -2,48M40,724c-2,16 -1,32"
    " 2,48M121,471l3,28M114,472l2,35M107,472l1,30M0,148l0,236M0,400l0,42"
)

HEAD_PLAIN = (
    "M0,10c28,0 56,11 70,34 10,16 15,39 17,59 -9,-8 -17,-21 -24,-36 -20,9 -42,9 -63,9M87,136c2,-3"
    " 6,-10 11,-6 8,8 -3,44 -7,49 -2,2 -4,3 -7,3M33,148c0,-12 18,-12 18,0s-18,12 -18,0z"
)
HEAD_LINES = (
    "M13,114c23,-14 43,-16 63,4M11,138c-2,10 -3,20 -2,30 1,6 14,30 7,33 -3,2 -3,-6"
    " -16,3M51,284c-11,27 -20,42 -38,65M10,304c-1,7 -1,15 -10,16M4,209l0"
    ",8M0,222c6,-8 28,4 35,7M35,229c-2,4 -4,7 -8,9M23,228l12,1M0,235l0,25"
)


def mirrored(path: str) -> str:
    """Return the path on the other side of the midline.

    Expects a comma within each pair, and relative commands after M.
    """
    return re.sub(r"(-?)(\d+),", lambda x: f"{'' if x[1] else '-'}{x[2]},", path)


def short_path(path: str) -> str:
    """Return the path without the signs that a minus sign makes superfluous.

    It drops commas and spaces before a minus.
    """
    return path.replace(",-", "-").replace(" -", "-")


@dataclass(frozen=True, slots=True)
class BodyView:
    """A figure of the body map, seen from one side.

    `on_right` is the side of the person that the viewer sees on the right; the letters for the
    sides stand `label_x` from the midline. Later `outlines` lie over earlier ones, so a shared
    border is that of the later one. `plain` (hair, ears, irises) and `lines` never show a
    state and are alike on both sides.
    """

    name: str
    on_right: str
    half_width: int
    height: int
    label_x: int
    outlines: tuple[tuple[str, str], ...]
    plain: str
    lines: str

    @property
    def on_left(self) -> str:
        return "left" if self.on_right == "right" else "right"

    def places(self) -> list[tuple[str, str]]:
        """Return each place in this view with its path, in the order of painting."""
        paths = []
        for region, path in self.outlines:
            if region in SIDED:
                paths += [
                    (f"{self.on_left} {region}", short_path(mirrored(path))),
                    (f"{self.on_right} {region}", short_path(path)),
                ]
            else:
                paths.append((region, short_path(path)))
        return paths

    def plain_on_both_sides(self) -> str:
        return short_path(self.plain + mirrored(self.plain))

    def lines_on_both_sides(self) -> str:
        return short_path(self.lines + mirrored(self.lines))


ENLARGED_HEAD = BodyView(
    name="head",
    on_right="left",
    half_width=112,
    height=352,
    label_x=86,
    outlines=(
        ("neck", LARGE_NECK),
        ("throat", LARGE_THROAT),
        ("jaw", LARGE_JAW),
        ("face", LARGE_FACE),
        ("eye", LARGE_EYE),
        ("tongue", LARGE_TONGUE),
    ),
    plain=HEAD_PLAIN,
    lines=HEAD_LINES,
)
FRONT = BodyView(
    name="front",
    on_right="left",
    half_width=150,
    height=820,
    label_x=80,
    outlines=(
        ("foot", FOOT),
        ("lower_leg", LOWER_LEG),
        ("thigh", THIGH),
        ("hip", HIP),
        ("abdomen", ABDOMEN),
        ("hand", HAND),
        ("forearm", FOREARM),
        ("upper_arm", UPPER_ARM),
        ("neck", NECK),
        ("chest", CHEST),
        ("shoulder", SHOULDER),
        ("face", FACE),
    ),
    plain=FRONT_PLAIN,
    lines=FRONT_LINES,
)
BACK = BodyView(
    name="back",
    on_right="right",
    half_width=150,
    height=820,
    label_x=80,
    outlines=(
        ("foot", HEEL),
        ("calf", LOWER_LEG),
        ("back_of_thigh", THIGH),
        ("buttocks", BUTTOCKS),
        ("lower_back", LOWER_BACK),
        ("hand", HAND),
        ("forearm", FOREARM),
        ("upper_arm", UPPER_ARM),
        ("neck", NECK),
        ("upper_back", UPPER_BACK),
        ("shoulder", SHOULDER),
        ("shoulder_blade", SHOULDER_BLADE),
        ("head", BACK_OF_HEAD),
    ),
    plain=BACK_PLAIN,
    lines=BACK_LINES,
)
