"""Say which lines that stand in every case one lacks, and which signs it leaves open.

Difficulty comes from the disease, never from omission: a line that is missing from some cases tells
something where it stands. Imports no Django.
"""

import re
from collections.abc import Collection, Mapping

from knowledge.inference.frequency import OFTEN
from knowledge.inference.tables import Tables
from knowledge.patterns import Stage

SMOKING = "smoking and alcohol"
CHILD = 16  # years, below which nobody is asked about it

LINES: dict[Stage, dict[str, str]] = {
    Stage.HISTORY: {
        "the course over the day": r"during the day|evening|morning|over the day|time of day",
        "effort and rest": r"\bwith use|\beffort|\brest\b|\bexercise|\brepeated",
        "lids and double vision": r"double vision|diplopia",
        "chewing": r"chew|jaw",
        "speech": r"speech|voice",
        "swallowing": r"swallow|chok",
        "breathing, lying flat too": r"\bflat\b",
        "numbness and tingling": r"numb|tingl|sensation|feel",
        "pain": r"\b(?:pain|hurt|aches?\b|ached|aching|sore|tender)",
        "cramps": r"cramp",
        "bladder and bowel": r"bladder|urine|bowel|constipat",
        "infection before": r"infection|\ba cold\b|diarrhoea|fever|influenza|sore throat",
        "weight": r"weight|\bkg\b",
        "drugs": r"\bdrugs?\b|\btakes\b|\btaken\b|\btablets?\b|\btook\b",
        SMOKING: r"smok|alcohol|drinks",
        "family": r"relative|family|mother|father|brother|sister|parents|cousin|uncle|aunt",
    },
    Stage.EXAMINATION: {
        "lids on upgaze": r"upgaze",
        "pupils": r"pupil",
        "eye movements": r"eye movements|gaze|abduct",
        "the face": r"eye closure|lip closure|face",
        "palate and voice": r"palate|voice",
        "the tongue": r"tongue",
        "the neck": r"neck",
        "wasting": r"wast|bulk",
        "fasciculation": r"fascicul",
        "tone": r"\btone\b|rigid|resists",
        "power of the arms": r"shoulder|elbow|wrist|finger",
        "power of the legs": r"hip|knee (?:ext|flex|move)|ankle",
        "thirty lifts": r"thirty|lifts|held out",
        "reflexes": r"reflex",
        "plantar responses": r"plantar",
        "light touch or pin": r"\bpin\b|light touch",
        "vibration or joint position": r"vibration|joint position",
        "coordination": r"finger.to.nose|finger-nose|heel.to.shin|coordination",
        "Romberg": r"romberg|eyes closed",
        "gait": r"\b(?:gait|walks?|walking|stand)\b",
        "rising": r"\b(?:rises?|rising|stands? up)\b",
        "counting on one breath": r"one breath|single.breath|counts",
    },
}
"""By stage, what each line is about and the words that show that it stands there."""


def missing_lines(stage: Stage, text: str, age: int | None) -> list[str]:
    """Name the lines that stand in every case at this stage and are missing from this text."""
    text = " ".join(text.split())
    return [
        name
        for name, words in LINES.get(stage, {}).items()
        if not re.search(words, text, re.I)
        and not (name == SMOKING and age is not None and age < CHILD)
    ]


def left_open(
    disease: str, coded: Mapping[str, bool], shown: Collection[str], tables: Tables
) -> list[str]:
    """Return the findings that the disease shows often and nobody says of this patient.

    `shown`: findings that a manoeuvre shows. Whoever examines the patient would look for them. What
    follows from another coding is not open.
    """
    return sorted(
        finding
        for finding in shown
        if tables.frequencies.get((disease, finding)) in OFTEN
        and finding not in coded
        and not any(coded.get(wider) is False for wider in tables.implies[finding])
        and not any(coded.get(narrower) for narrower in tables.implied_by[finding])
    )
