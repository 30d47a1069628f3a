"""What an author may want to think about in a case as it is being typed: sentences by field. No Django."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from content.readability import readability
from knowledge.inference.explanation import model_share, read_case
from knowledge.inference.families import onset_says
from knowledge.inference.model import Model
from knowledge.patterns import Pattern, Stage

from .giveaways import giveaways
from .mentions import Wording

HARD_FROM = 12.0  # school years from which a text is called hard
NEAR_IN_AGE = 10  # years
SIMILAR_SHOWN = 3
MOST_READ = 40_000  # characters of a stage; the longest case of the bank has 1,500
MOST_NAMED = 8  # findings that one sentence lists

Help = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A finding that is coded at a stage."""

    finding: str
    stage: Stage
    present: bool = True
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A case as it stands in the form; what is not filled in yet is empty or None."""

    texts: Mapping[Stage, str]
    coded: Sequence[Coded] = ()
    disease: str = ""
    age: int | None = None
    sex: str = ""

    def findings(self, stage: Stage) -> dict[str, bool]:
        return {item.finding: item.present for item in self.coded if item.stage == stage}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """What a finding is called, how it is looked for, and at which stage; `held_back`: being present it confirms."""

    name: str
    stage: Stage
    label: str = ""
    elicit: str = ""
    held_back: bool = False
    synonyms: Sequence[str] = ()

    @property
    def called(self) -> list[str]:
        """Names by which a text may name it. A lone plain word, such as "twitching", says something else as often."""
        telling = [name for name in self.synonyms if self.held_back or " " in name or name != name.lower()]
        return [name for name in (self.name, self.label, *telling) if name]


@dataclass(frozen=True, slots=True)
class BankCase:
    """A case that learners meet already; `words`: how many each stage has."""

    title: str
    disease: str
    pattern: Pattern
    age: int
    sex: str
    findings: Mapping[str, bool]
    words: Mapping[Stage, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a case is held against. `diseases`: name and pattern by id; `disease_names`: all that they are called."""

    findings: Mapping[str, FindingWords]
    diseases: Mapping[str, tuple[str, Pattern]]
    disease_names: Collection[str] = ()
    bank: Sequence[BankCase] = ()
    model: Model | None = None
    terms: Collection[str] = field(default_factory=frozenset)

    def call(self, findings: Collection[str]) -> str:
        """Some findings by name, for a sentence."""
        called = [self.findings[finding].name for finding in findings]
        more = f" and {len(called) - MOST_NAMED} more" if len(called) > MOST_NAMED else ""
        return "; ".join(called[:MOST_NAMED]) + more


def writing_help(written: Written, shelf: Shelf) -> Help:
    """All that can be said now, by the field that it is about; a field without anything to say is left out.

    Findings and diseases that the shelf does not know are left aside.
    """
    known = [item for item in written.coded if item.finding in shelf.findings]
    disease = written.disease if written.disease in shelf.diseases else ""
    written = Written(written.texts, known, disease, written.age, written.sex)
    said: Help = {stage.value: _of_stage(stage, written, shelf) for stage in Stage}
    said["findings"] = [*_deciding(written, shelf), *_evidence(written, shelf)]
    said["disease"] = _similar(written, shelf)
    said["age"] = _balance(written, shelf)
    return {name: sentences for name, sentences in said.items() if sentences}


def _of_stage(stage: Stage, written: Written, shelf: Shelf) -> list[str]:
    whole = written.texts.get(stage, "")
    text = whole[:MOST_READ]
    if not text.strip():
        return [f"The {stage} {'are' if stage == Stage.TESTS else 'is'} not written yet."]
    cut = f"It has {len(whole):,} characters; the help has read the first {MOST_READ:,}."
    return [
        *([cut] if text != whole else []),
        *_given_away(text, shelf),
        *_coverage(stage, Wording.of(text), written, shelf),
        *_reading(stage, text, shelf),
    ]


def _given_away(text: str, shelf: Shelf) -> list[str]:
    found = giveaways(text, shelf.disease_names)
    return [f"Gives the answer away: {', '.join(found)}."] if found else []


def _coverage(stage: Stage, wording: Wording, written: Written, shelf: Shelf) -> list[str]:
    """Findings that the text names and the coding lacks, and the other way round."""
    coded = written.findings(stage)
    everywhere = {item.finding for item in written.coded}
    by_age = onset_says(written.age) if written.age is not None else {}
    confirming = [f for f, says in shelf.findings.items() if says.held_back and wording.affirms(says.called)]
    uncoded = [
        finding
        for finding, says in shelf.findings.items()
        if finding not in everywhere and finding not in confirming and wording.names(says.called)
    ]
    unsaid = [
        finding
        for finding in coded
        if finding not in by_age
        and not wording.touches([*shelf.findings[finding].called, shelf.findings[finding].elicit])
    ]
    said = [] if coded else [f"No finding is coded at the {stage}."]
    if confirming:
        said.append(f"Confirms, so keep it for the diagnosis unless it was absent: {shelf.call(confirming)}.")
    if uncoded:
        said.append(f"Named but not coded: {shelf.call(uncoded)}.")
    if unsaid:
        said.append(f"Coded, but no word of it was found here: {shelf.call(unsaid)}.")
    return said


def _reading(stage: Stage, text: str, shelf: Shelf) -> list[str]:
    """Length beside the bank's, and how hard it is to read."""
    measured = readability(text, terms=shelf.terms)
    lengths = [case.words[stage] for case in shelf.bank if case.words.get(stage)]
    usual = ""
    if len(lengths) >= 10:
        tenths = quantiles(lengths, n=10)
        usual = f" (most in the bank have {tenths[0]:.0f} to {tenths[-1]:.0f})"
    said = [f"{measured.words} {'word' if measured.words == 1 else 'words'}{usual}."]
    if measured.grade is not None:
        hard = ": hard; shorten the sentences" if measured.grade >= HARD_FROM else ""
        said.append(f"Reads like school year {max(1, round(measured.grade))}{hard}.")
    return said


def _deciding(written: Written, shelf: Shelf) -> list[str]:
    said = []
    stages = {item.stage for item in written.coded}
    if len(stages) < 2:
        said.append("Code findings in at least two stages.")
    if not any(item.decides for item in written.coded):
        said.append("Mark at least one finding that decides.")
    held_back = [item.finding for item in written.coded if item.present and shelf.findings[item.finding].held_back]
    if held_back:
        said.append(f"Keep confirming results for the diagnosis: {shelf.call(held_back)}.")
    return said


def _evidence(written: Written, shelf: Shelf) -> list[str]:
    """What the model makes of the coding, stage by stage, and whether the examination alone decides."""
    if shelf.model is None or not written.disease or not written.coded:
        return []
    by_stage = {
        stage: {f: present for f, present in written.findings(stage).items() if f in shelf.model.tables.roles}
        for stage in Stage
    }
    reading = read_case(shelf.model, by_stage, shelf.diseases[written.disease][1])
    path = ", ".join(
        f"{model_share(share)} after the {stage}" for share, stage in zip(reading.key_path, Stage, strict=True)
    )
    leading = shelf.diseases[reading.leading][0] if reading.leading in shelf.diseases else reading.leading
    said = [f"The coded findings support the key with {path}. Likeliest disease: {leading}."]
    return [*said, *(reading.warnings or ["The examination decides before any test."])]


def _similar(written: Written, shelf: Shelf) -> list[str]:
    """Cases of the bank with the same disease, and those that share the most findings."""
    same = [case.title for case in shelf.bank if case.disease == written.disease]
    said = [f"The bank has {len(same)} of this disease: {'; '.join(same[:MOST_NAMED])}."] if same else []
    own = {item.finding: item.present for item in written.coded}
    shared = [(sum(own.get(f) == present for f, present in case.findings.items()), case) for case in shelf.bank]
    nearest = sorted((pair for pair in shared if pair[0]), key=lambda pair: (-pair[0], pair[1].title))[:SIMILAR_SHOWN]
    if nearest:
        listed = "; ".join(f"{case.title} ({n} of {len(own)})" for n, case in nearest)
        said.append(f"Most findings shared with: {listed}.")
    return said


def _balance(written: Written, shelf: Shelf) -> list[str]:
    """Who the bank's patients of this pattern are, so that age and sex do not come to tell the pattern."""
    if not written.disease:
        return []
    pattern = shelf.diseases[written.disease][1]
    fellows = [case for case in shelf.bank if case.pattern == pattern]
    if not fellows:
        return []
    sexes = Counter(case.sex for case in fellows)
    counted = f"Cases of this pattern in the bank: {len(fellows)} (female {sexes['female']}, male {sexes['male']})"
    if written.age is None:
        return [f"{counted}."]
    near = sum(abs(case.age - written.age) <= NEAR_IN_AGE for case in fellows)
    return [f"{counted}. Within {NEAR_IN_AGE} years of {written.age}: {near}."]
