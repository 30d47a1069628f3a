"""Choose by what practice deals: two patterns, a cause, a region, how typical (no Django).

A choice leaves at least two keys with at least FEWEST cases each, so that what was chosen does not
say what a patient has. What a learner missed or bookmarked is known to them already, and may be of
one key.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from knowledge.patterns import OUTSIDE, Key, Pattern, Typicality

from .look_alikes import pair_of, pair_text
from .selection import Card, DealingRule, Plan

FEWEST = 2
CHOSEN_OUTSIDE = 0.5  # how often (0 to 1) a patient is outside, where that is one of the two
CAUSES = {
    "inherited": "inherited",
    "immune": "immune",
    "drug_or_poison": "a drug or a poison",
    "metabolic": "hormones, salts, vitamins",
    "pressure_or_injury": "pressure or injury",
}
REGIONS: Mapping[str, frozenset[str]] = {
    "eyes": frozenset({"eye"}),
    "face_and_throat": frozenset({"face", "jaw", "tongue", "throat"}),
    "neck_and_breathing": frozenset({"neck", "chest"}),
    "shoulders_and_arms": frozenset({"shoulder", "shoulder_blade", "upper_arm"}),
    "forearms_and_hands": frozenset({"forearm", "hand"}),
    "hips_and_thighs": frozenset({"hip", "buttocks", "thigh", "back_of_thigh"}),
    "legs_and_feet": frozenset({"lower_leg", "calf", "foot"}),
}
"""By the name in an address, the regions of the body map of which one is weak."""
REGION_NAMES = {name: name.replace("_", " ") for name in REGIONS} | {
    "legs_and_feet": "lower legs and feet"
}


class HowTypical(StrEnum):
    """Whether cases keep to the textbook's picture."""

    TYPICAL = "typical"
    NOT_TYPICAL = "not-typical"

    @property
    def label(self) -> str:
        return {"typical": "typical", "not-typical": "not typical"}[self.value]


class Encounter(StrEnum):
    """What a learner has done with a case so far."""

    UNSEEN = "unseen"
    MISSED = "missed"
    BOOKMARKED = "bookmarked"

    @property
    def label(self) -> str:
        return {"unseen": "not met yet"}.get(self.value, self.value)

    @property
    def is_known(self) -> bool:
        """Return whether the learner has been told the key of such cases."""
        return self is not Encounter.UNSEEN


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be dealt to a learner, with what it can be chosen by.

    `regions`: names of `REGIONS` that are weak on the body map. `met`: what the learner has done
    with it.
    """

    card: Card
    cause: str
    regions: frozenset[str]
    met: frozenset[Encounter]

    @property
    def key(self) -> str:
        return self.card.pattern


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A learner's choice of cases; what is not chosen is empty.

    `pair`: two keys as an address writes them, see `look_alikes.pair_of`.
    """

    pair: str = ""
    cause: str = ""
    region: str = ""
    typical: str = ""
    met: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "CaseChoice":
        """Return the choice that an address holds; what it does not know is left out."""
        known: dict[str, Collection[str]] = {
            "cause": CAUSES,
            "region": REGIONS,
            "typical": list(HowTypical),
            "met": list(Encounter),
        }
        said = {name: query.get(name, "") for name in known if query.get(name, "") in known[name]}
        pair = pair_of(query.get("pair", ""))
        return cls(pair=pair_text(pair) if pair else "", **said)

    @property
    def query(self) -> dict[str, str]:
        """Return what an address holds of it, without what is not chosen."""
        said = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in said.items() if value}

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the keys of which a patient may be; something else only where it is chosen."""
        return pair_of(self.pair) or tuple(Pattern)

    @property
    def in_words(self) -> str:
        """Return it as a list of words: "junction or muscle, inherited, not typical"."""
        pair = pair_of(self.pair)
        words = [
            " or ".join(key.site for key in pair) if pair else "",
            CAUSES.get(self.cause, ""),
            REGION_NAMES.get(self.region, ""),
            HowTypical(self.typical).label if self.typical else "",
            Encounter(self.met).label if self.met else "",
        ]
        return ", ".join(filter(None, words)) or "any case"

    def without(self, name: str) -> "CaseChoice":
        """Return it with one of its fields not chosen."""
        return replace(self, **{name: ""})

    def fits(self, candidate: Candidate) -> bool:
        """Return whether a case is of what is chosen, whatever the learner has met."""
        is_typical = candidate.card.typicality == Typicality.TYPICAL
        return (
            candidate.key in self.keys
            and self.cause in ("", candidate.cause)
            and (not self.region or self.region in candidate.regions)
            and (not self.typical or is_typical == (self.typical == HowTypical.TYPICAL))
        )


@dataclass(frozen=True, slots=True)
class ChosenCases:
    """The cases that a choice leaves.

    `fitting`: of the whole bank. `pool`: those to be dealt; empty where `gives_away` is true or
    nothing is left. `gives_away`: the choice would leave one key. `mixes_met`: too few that were
    not met are left, so those met come again.
    """

    fitting: Sequence[Candidate]
    pool: Sequence[Candidate]
    gives_away: bool
    mixes_met: bool


def chosen_cases(choice: CaseChoice, bank: Iterable[Candidate]) -> ChosenCases:
    """Return the cases that a choice leaves of a bank."""
    fitting = [candidate for candidate in bank if choice.fits(candidate)]
    met = Encounter(choice.met) if choice.met else None
    pool = [candidate for candidate in fitting if met is None or met in candidate.met]
    if met and met.is_known:
        return ChosenCases(fitting, pool, gives_away=False, mixes_met=False)
    if not keeps_open(fitting):
        return ChosenCases(fitting, [], gives_away=bool(fitting), mixes_met=False)
    # one could work out from what one has met that all others are of one key
    mixes_met = not keeps_open(pool)
    return ChosenCases(
        fitting, fitting if mixes_met else pool, gives_away=False, mixes_met=mixes_met
    )


def keeps_open(candidates: Iterable[Candidate]) -> bool:
    """Return whether at least two keys have at least FEWEST of these cases each."""
    counts = Counter(candidate.key for candidate in candidates)
    return sum(n >= FEWEST for n in counts.values()) > 1


def looser_choices(choice: CaseChoice, bank: Sequence[Candidate]) -> dict[str, int]:
    """Return each field that, left out, makes a choice possible, with how many cases then fit."""
    found = {name: chosen_cases(choice.without(name), bank) for name in choice.query}
    return {name: len(cases.pool) for name, cases in found.items() if cases.pool}


def steered_plan(pool: Iterable[Candidate]) -> Plan:
    """Return the plan by which a case of a pool is drawn: each of its keys alike."""
    keys = {candidate.key for candidate in pool}
    weights = tuple(float(pattern in keys) for pattern in Pattern)
    outside = 0.0 if OUTSIDE not in keys else CHOSEN_OUTSIDE if any(weights) else 1.0
    return Plan(weights, DealingRule.FILTER, outside=outside)
