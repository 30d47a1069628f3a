"""Time one assessment of 12 findings against a plain sum in NumPy.

The sum takes the same frequencies as if they were independent.
"""

from collections.abc import Callable
from random import Random

FINDINGS = 12
PATIENTS = 30  # other findings each time, in turn, so that nothing is fresh from the line before


def compare(
    row: Callable[..., None], timed: Callable[[Callable[[], object]], Callable[[], float]]
) -> None:
    """Print the rows.

    `timed` wraps a function into one that returns the seconds that it took.
    """
    import numpy as np

    from knowledge.inference.sampling import draw_patient
    from knowledge.patterns import KEYS, Typicality
    from knowledge.shipped import shipped_model

    model, rng = shipped_model(), Random(4)
    tables = model.tables
    place = {finding: column for column, finding in enumerate(tables.roles)}
    shares = np.array(
        [[tables.frequency(disease, finding) for finding in place] for disease in model.diseases]
    )
    logs = np.stack([np.log(1 - shares), np.log(shares)])
    own = np.array([KEYS.index(pattern) for pattern in tables.patterns.values()])

    def patient() -> dict[str, bool]:
        signs = draw_patient(
            rng.choice(model.diseases), Typicality.LESS_TYPICAL, rng, model=model
        ).findings
        present = [finding for finding, is_present in signs.items() if is_present]
        some_present = rng.sample(present, min(FINDINGS // 2, len(present)))
        rest = rng.sample(
            [finding for finding in signs if finding not in some_present],
            FINDINGS - len(some_present),
        )
        return {finding: signs[finding] for finding in (*some_present, *rest)}

    patients = [patient() for _ in range(PATIENTS)]
    turns = {"model": 0, "numpy": 0}

    def following(who: str) -> dict[str, bool]:
        turns[who] += 1
        return patients[turns[who] % PATIENTS]

    def assess() -> object:
        return model.assess(following("model"))

    def plain() -> object:
        findings = following("numpy")
        columns = [place[finding] for finding in findings]
        sums = logs[[int(is_present) for is_present in findings.values()], :, columns].sum(axis=0)
        chances = np.exp(sums - sums.max())
        return np.bincount(own, weights=chances / chances.sum())

    row("assessing 12 findings, with weights and path / NumPy sums", timed(assess), timed(plain))
