"""Times one assessment of 12 findings against plain NumPy summing the same frequencies as if independent."""

from collections.abc import Callable
from random import Random

FINDINGS = 12
PATIENTS = 30  # other findings each time, in turn, so that nothing is fresh from the line before


def compare(row: Callable[..., None], timed: Callable[[Callable[[], object]], Callable[[], float]]) -> None:
    """Print the rows. `timed` wraps a function into one that gives the seconds that it took."""
    import numpy as np

    from knowledge.inference.sampling import draw_patient
    from knowledge.patterns import Pattern
    from knowledge.shipped import shipped_model

    model, rng = shipped_model(), Random(4)
    tables = model.tables
    place = {finding: column for column, finding in enumerate(tables.roles)}
    shares = np.array([[tables.frequency(disease, finding) for finding in place] for disease in model.diseases])
    logs = np.stack([np.log(1 - shares), np.log(shares)])
    own = np.array([list(Pattern).index(pattern) for pattern in tables.patterns.values()])

    def patient() -> dict[str, bool]:
        drawn = draw_patient(rng.choice(model.diseases), "less_typical", rng, model=model).findings
        present = [finding for finding, said in drawn.items() if said]
        known = rng.sample(present, min(FINDINGS // 2, len(present)))
        rest = rng.sample([finding for finding in drawn if finding not in known], FINDINGS - len(known))
        return {finding: drawn[finding] for finding in (*known, *rest)}

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
        sums = logs[[int(said) for said in findings.values()], :, columns].sum(axis=0)
        chances = np.exp(sums - sums.max())
        return np.bincount(own, weights=chances / chances.sum())

    row("assessing 12 findings, with weights and path / NumPy sums", timed(assess), timed(plain))
