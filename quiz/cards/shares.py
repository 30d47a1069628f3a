"""Say how often diseases and patterns show findings, for cards (no Django)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.inference.frequency import CLASSES, OFTEN, WORDS
from knowledge.patterns import KEYS, FindingRole, Key


@dataclass(frozen=True, slots=True)
class DiseaseFacts:
    """What a card needs of a disease.

    `is_regular`: it keeps the rule of its pattern, or has none to keep. `is_wanted`: common enough
    or dangerous enough for a card of its own.
    """

    id: str
    name: str
    key: Key
    is_regular: bool
    is_wanted: bool
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What a card needs of a finding; ids of references."""

    id: str
    name: str
    role: FindingRole
    elicit: str
    mechanism: str
    references: tuple[str, ...] = ()


class Shares:
    """The table of frequencies as shares (0 to 1), filled up where it lists nothing.

    `listed`: the class of frequency by disease and finding.
    """

    def __init__(
        self,
        diseases: Sequence[DiseaseFacts],
        findings: Sequence[FindingFacts],
        listed: Mapping[tuple[str, str], str],
    ) -> None:
        self.diseases = {disease.id: disease for disease in diseases}
        self.findings = {finding.id: finding for finding in findings}
        self._listed = listed

    def of_disease(self, disease: str, finding: str) -> float:
        listed = self._listed.get((disease, finding))
        return CLASSES[listed].share if listed else self.findings[finding].role.unlisted_share

    def of_key(self, key: Key, finding: str) -> float:
        """Return the mean over the diseases of a key that keep its rule; 0 without any."""
        return self._by_key[key][finding]

    def often_in(self, finding: str, keys: Iterable[Key]) -> list[str]:
        """Return the names of diseases of these keys that show it often, wanted ones first."""
        wished = set(keys)
        diseases = [
            disease
            for disease in self.diseases.values()
            if disease.key in wished and self._listed.get((disease.id, finding)) in OFTEN
        ]
        return [one.name for one in sorted(diseases, key=lambda disease: not disease.is_wanted)]

    def apart(self, a: str, b: str) -> list[tuple[str, float]]:
        """Return the findings by which two diseases differ, most first.

        With each is the share of a less that of b. Those that only confirm are left out.
        """
        return _sorted(
            {
                finding: self.of_disease(a, finding) - self.of_disease(b, finding)
                for finding in self._stated
            }
        )

    def keys_apart(self, a: Key, b: Key) -> list[tuple[str, float]]:
        """Return the same of two keys."""
        differences = {
            finding: self.of_key(a, finding) - self.of_key(b, finding) for finding in self._stated
        }
        return _sorted(differences)

    def common(self, a: str, b: str) -> list[str]:
        """Return the findings that two diseases both show often, most often first."""
        shares = {
            finding: min(self.of_disease(a, finding), self.of_disease(b, finding))
            for finding in self._stated
            if {self._listed.get((a, finding)), self._listed.get((b, finding))} <= set(OFTEN)
        }
        return sorted(shares, key=lambda finding: (-shares[finding], finding))

    def most_alike(self, disease: str) -> str | None:
        """Return the disease of another key that shares most of what either shows at the bedside.

        None if there is no other.
        """
        others = [
            other
            for other in self.diseases
            if self.diseases[other].key != self.diseases[disease].key
        ]
        return max(others, key=lambda other: self._likeness(disease, other), default=None)

    def word(self, share: float) -> str:
        return next(word for floor, word in WORDS if share >= floor)

    @cached_property
    def _by_key(self) -> dict[Key, dict[str, float]]:
        return {key: self._means(key) for key in KEYS}

    def _means(self, key: Key) -> dict[str, float]:
        regular = [one.id for one in self.diseases.values() if one.key == key and one.is_regular]
        return {
            finding: sum(self.of_disease(disease, finding) for disease in regular)
            / max(1, len(regular))
            for finding in self.findings
        }

    @cached_property
    def _stated(self) -> list[str]:
        return [one.id for one in self.findings.values() if one.role.can_be_stated]

    @cached_property
    def _bedside(self) -> dict[str, list[float]]:
        """The shares of the bedside findings, in one order, by disease."""
        bedside = [one.id for one in self.findings.values() if one.role is FindingRole.BEDSIDE]
        return {
            disease: [self.of_disease(disease, finding) for finding in bedside]
            for disease in self.diseases
        }

    def _likeness(self, a: str, b: str) -> float:
        """Return what two diseases share of all that either shows (0 to 1)."""
        row_a, row_b = self._bedside[a], self._bedside[b]
        every = sum(map(max, row_a, row_b))
        return sum(map(min, row_a, row_b)) / every if every else 0.0


def _sorted(differences: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(differences.items(), key=lambda item: (-abs(item[1]), item[0]))
