"""Hold the patient of the guided first case, who is in no bank, and the way through it.

Imports no Django.
"""

from knowledge.patterns import Belief, Pattern, Stage

from .scoring.belief_score import q_score

TRUTH = Pattern.FATIGABLE
# A woman with generalised myasthenia of late onset: lids, eyes, jaw, speech and neck that fail with
# use and through the day (`gilhus-2016` of the references: N Engl J Med 2016;375:2570-81), and a
# fall of more than 10 % at 3 a second (`aaem-2001`: Muscle Nerve 2001;24:1239-47).
TEXTS = {
    Stage.HISTORY: (
        "For five months a woman of 68 has had double vision and a heavy head in the evening. Her"
        " speech is clear at breakfast and slurred by nine at night. Her jaw tires halfway through"
        " a meal; an hour of rest restores it for a while. She climbs stairs without trouble. There"
        " is no numbness and no breathlessness."
    ),
    Stage.EXAMINATION: (
        "The lids are level at first. After 40 seconds of upgaze the left one covers half of the"
        " pupil; once she has closed her eyes for a minute it is up again. Pupils are equal and"
        " react to light. Neck flexion is 4/5, and 3/5 after twenty lifts of the head. Shoulders,"
        " hands, hips and feet are 5/5. Nothing is wasted. Reflexes are 2+ and symmetric;"
        " sensation is normal."
    ),
    Stage.TESTS: (
        "Stimulation of the accessory nerve at 3 a second: the fourth response of trapezius is"
        " 24 % smaller than the first (below 10 %). Motor and sensory conduction of the median and"
        " ulnar nerves is normal. CK 84 U/L (below 170)."
    ),
}
DISEASE = "Generalised myasthenia gravis that began after 50"
DECIDED = (
    ("History", "Speech and jaw fail with use and through the day, and come back with rest."),
    ("Examination", "A lid sinks under sustained upgaze; reflexes and sensation are normal."),
    ("Tests", "The response falls by 24 % at 3 a second, which is transmission that fails."),
)


def path_from(text: str) -> tuple[Belief, ...]:
    """Return the beliefs committed so far: at most one a stage, from "70-10-20.90-5-5".

    It is empty for what makes no sense: nothing here counts, so nothing is refused.
    """
    try:
        beliefs = tuple(Belief(*map(int, spelt.split("-"))) for spelt in text.split(".") if spelt)
    except (ValueError, TypeError):
        return ()
    return () if any(belief.outside for belief in beliefs) else beliefs[: len(Stage)]


def spelt_path(beliefs: tuple[Belief, ...]) -> str:
    return ".".join("-".join(map(str, belief.percents)) for belief in beliefs)


def earnings(belief: Belief) -> list[tuple[Pattern, float]]:
    """Return what a belief would earn (q, 1 to -2) if each pattern were the truth.

    The most comes first.
    """
    scores = [(pattern, q_score(belief, pattern)) for pattern in Pattern]
    return sorted(scores, key=lambda item: -item[1])
