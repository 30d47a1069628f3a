"""Show a case to its author in the learner's pages, without a learner."""

from dataclasses import dataclass

from cases.models import CaseVersion
from knowledge.patterns import NO_IDEA, Belief, Stage

from .models import Attempt


@dataclass(frozen=True)
class PreviewAnswer:
    """A stand-in for an Answer in the pages of a case.

    Somebody who has no idea committed at `committed` stages.
    """

    version: CaseVersion
    committed: int
    commit_url: str
    pk: None = None
    body_map_url: str = ""
    lesser_findings_url: str = ""
    position: int = 1
    token: str = ""
    page_url: str = ""
    is_told: bool = True
    may_be_outside: bool = False
    outside_rate: float = 0.0
    outside_in_words: str = ""
    reflection: None = None

    @property
    def attempt(self) -> Attempt:
        return Attempt()

    @property
    def beliefs(self) -> dict[Stage, Belief]:
        return dict.fromkeys(list(Stage)[: self.committed], NO_IDEA)

    @property
    def last_belief(self) -> Belief:
        return NO_IDEA

    @property
    def stages(self) -> list[Stage]:
        return list(Stage)[: self.committed + 1]

    @property
    def stage(self) -> Stage | None:
        return None if self.is_finished else self.stages[-1]

    @property
    def is_finished(self) -> bool:
        return self.committed == len(Stage)
