"""A patient that a learner builds: findings in an order, written into an address that can be shared. No Django."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from .inference.model import Model
from .inference.sampling import Patient, draw_patient

MOST_PRESENT, MOST_ABSENT = 9, 4  # findings that are told of a drawn patient
TYPICALITY_WEIGHTS = {"typical": 3, "less_typical": 2, "atypical": 1}


@dataclass(frozen=True, slots=True)
class Built:
    """Findings (present or absent) in the order in which they were added; the age at the first symptom, if given."""

    findings: Mapping[str, bool]
    age: int | None = None

    @property
    def query(self) -> str:
        """What stands in the address behind the question mark."""
        said: dict[str, object] = {}
        if self.findings:
            said["with"] = ",".join(f"{'' if present else '-'}{finding}" for finding, present in self.findings.items())
        if self.age is not None:
            said["age"] = self.age
        return urlencode(said, safe=",")

    def plus(self, finding: str, present: bool) -> "Built":
        """With one finding more, at the end; one that was there changes its sign where it stands."""
        return Built({**self.findings, finding: present}, self.age)

    def minus(self, finding: str) -> "Built":
        return Built({other: present for other, present in self.findings.items() if other != finding}, self.age)

    def earlier(self, finding: str) -> "Built":
        """With one finding moved one place towards the beginning."""
        order = list(self.findings)
        at = order.index(finding)
        if at:
            order[at - 1 : at + 1] = [order[at], order[at - 1]]
        return Built({other: self.findings[other] for other in order}, self.age)


def parse(text: str, known: Collection[str]) -> tuple[dict[str, bool], list[str]]:
    """Findings that "ptosis,-diplopia" names, in its order, and what it names that is not known."""
    found: dict[str, bool] = {}
    unknown = []
    for token in filter(None, (part.strip() for part in text.split(","))):
        finding = token.removeprefix("-")
        if finding in known:
            found[finding] = not token.startswith("-")
        else:
            unknown.append(finding)
    return found, unknown


def surprise(model: Model, rng: Random) -> Built:
    """A possible patient of any disease, as somebody would tell of them: what is there, and some that is not."""
    disease = rng.choice(list(model.tables.patterns))
    (typicality,) = rng.choices(list(TYPICALITY_WEIGHTS), list(TYPICALITY_WEIGHTS.values()))
    return told(draw_patient(disease, typicality, rng, model=model), model, rng)  # type: ignore[arg-type]


def told(patient: Patient, model: Model, rng: Random) -> Built:
    """What is told of a drawn patient: no confirming results, the bedside first."""
    roles, order = model.tables.roles, list(model.tables.roles)
    open_to_all = [finding for finding in order if roles[finding] != "confirmatory"]
    present = [finding for finding in open_to_all if patient.findings[finding]]
    absent = [finding for finding in open_to_all if not patient.findings[finding]]
    chosen = rng.sample(present, min(MOST_PRESENT, len(present))) + rng.sample(absent, min(MOST_ABSENT, len(absent)))
    return Built({finding: patient.findings[finding] for finding in sorted(chosen, key=order.index)}, patient.age)
