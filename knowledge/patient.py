"""Hold a patient that a learner builds, and write it into an address.

The address can be shared. Imports no Django.
"""

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
    """A patient that a learner builds.

    `findings` are present or absent, in the order in which they were added; `age` is in years at
    the first symptom, None if not given.
    """

    findings: Mapping[str, bool]
    age: int | None = None

    @property
    def query(self) -> str:
        params: dict[str, object] = {}
        if self.findings:
            params["with"] = ",".join(
                f"{'' if present else '-'}{finding}" for finding, present in self.findings.items()
            )
        if self.age is not None:
            params["age"] = self.age
        return urlencode(params, safe=",")

    def plus(self, finding: str, present: bool) -> "Built":
        """Return the patient with one finding more, at the end.

        A finding that was there changes its sign and keeps its place.
        """
        return Built({**self.findings, finding: present}, self.age)

    def minus(self, finding: str) -> "Built":
        return Built(
            {other: present for other, present in self.findings.items() if other != finding},
            self.age,
        )

    def earlier(self, finding: str) -> "Built":
        """Return the patient with one finding moved one place towards the beginning."""
        order = list(self.findings)
        at = order.index(finding)
        if at:
            order[at - 1 : at + 1] = [order[at], order[at - 1]]
        return Built({other: self.findings[other] for other in order}, self.age)


def parse(text: str, finding_ids: Collection[str]) -> tuple[dict[str, bool], list[str]]:
    """Read findings from text such as "ptosis,-diplopia", in its order.

    Returns them, and the ids in the text that are not known.
    """
    signs: dict[str, bool] = {}
    unknown = []
    for token in filter(None, (part.strip() for part in text.split(","))):
        finding = token.removeprefix("-")
        if finding in finding_ids:
            signs[finding] = not token.startswith("-")
        else:
            unknown.append(finding)
    return signs, unknown


def surprise(model: Model, rng: Random) -> Built:
    """Draw a possible patient of any disease, and tell of them as somebody would."""
    disease = rng.choice(list(model.tables.patterns))
    (typicality,) = rng.choices(list(TYPICALITY_WEIGHTS), list(TYPICALITY_WEIGHTS.values()))
    return told(draw_patient(disease, typicality, rng, model=model), model, rng)  # type: ignore[arg-type]


def told(patient: Patient, model: Model, rng: Random) -> Built:
    """Select what is told of a drawn patient, in the order of the tables.

    No confirming results are told.
    """
    roles, order = model.tables.roles, list(model.tables.roles)
    open_to_all = [finding for finding in order if roles[finding].can_be_stated]
    present = [finding for finding in open_to_all if patient.findings[finding]]
    absent = [finding for finding in open_to_all if not patient.findings[finding]]
    selection = rng.sample(present, min(MOST_PRESENT, len(present))) + rng.sample(
        absent, min(MOST_ABSENT, len(absent))
    )
    return Built(
        {finding: patient.findings[finding] for finding in sorted(selection, key=order.index)},
        patient.age,
    )
