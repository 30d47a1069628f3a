"""Check a case as it is being typed, and tell its author in sentences by field.

Imports no Django.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles

from content.readability import readability
from knowledge.inference.explanation import model_share, read_case
from knowledge.inference.families import onset_says
from knowledge.inference.model import Model
from knowledge.patterns import OUTSIDE, Key, Stage
from knowledge.traces.agreement import contradictions
from knowledge.traces.parameters import Trace

from .checklist import ONE_DECIDES, TWO_STAGES
from .completeness import left_open, missing_lines
from .giveaways import giveaways
from .mentions import Wording

HARD_FROM = 12.0  # school years from which a text is called hard
NEAR_IN_AGE = 10  # years
SIMILAR_SHOWN = 3
MOST_READ = 40_000  # characters of a stage; the longest case of the bank has 1,500
MOST_NAMED = 8  # findings that one sentence lists

Help = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class CodedFinding:
    """A finding that is coded at a stage."""

    finding: str
    stage: Stage
    present: bool = True
    decides: bool = False


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A case as it stands in the form; what is not filled in yet is empty or None."""

    texts: Mapping[Stage, str]
    coded: Sequence[CodedFinding] = ()
    disease: str = ""
    age: int | None = None
    sex: str = ""
    traces: Sequence[Trace] = ()

    def findings(self, stage: Stage) -> dict[str, bool]:
        return {item.finding: item.present for item in self.coded if item.stage == stage}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding with the words by which a text may name it.

    `elicit` says how it is looked for, `stage` when. `held_back`: if it is present, it confirms the
    diagnosis.
    """

    name: str
    stage: Stage
    label: str = ""
    elicit: str = ""
    held_back: bool = False
    synonyms: Sequence[str] = ()

    @property
    def called(self) -> list[str]:
        # a single plain word, such as "twitching", often means something else
        telling = [
            name for name in self.synonyms if self.held_back or " " in name or name != name.lower()
        ]
        return [name for name in (self.name, self.label, *telling) if name]


@dataclass(frozen=True, slots=True)
class ShelvedCase:
    """A case that learners meet already; `words` counts those of each stage."""

    title: str
    disease: str
    pattern: Key
    age: int
    sex: str
    findings: Mapping[str, bool]
    words: Mapping[Stage, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The knowledge and the cases that a new case is compared with.

    `diseases`: name and pattern by id; `disease_names`: all names that they have. `shown`: findings
    that a manoeuvre shows.
    """

    findings: Mapping[str, FindingWords]
    diseases: Mapping[str, tuple[str, Key]]
    disease_names: Collection[str] = ()
    bank: Sequence[ShelvedCase] = ()
    model: Model | None = None
    shown: Collection[str] = ()
    terms: Collection[str] = field(default_factory=frozenset)

    def call(self, findings: Collection[str]) -> str:
        """List some findings by name, for a sentence; at most MOST_NAMED of them."""
        names = [self.findings[finding].name for finding in findings]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return "; ".join(names[:MOST_NAMED]) + more


def writing_help(case: WrittenCase, shelf: Shelf) -> Help:
    """Return all that can be said of a case now, by field.

    A field with nothing to say is left out. Findings and diseases that the shelf does not know are
    ignored.
    """
    coded = [item for item in case.coded if item.finding in shelf.findings]
    disease = case.disease if case.disease in shelf.diseases else ""
    case = replace(case, coded=coded, disease=disease)
    help_by_field: Help = {stage.value: _of_stage(stage, case, shelf) for stage in Stage}
    help_by_field["findings"] = [
        *_deciding(case, shelf),
        *_evidence(case, shelf),
        *_left_open(case, shelf),
        *_traced(case, shelf),
    ]
    help_by_field["disease"] = _similar(case, shelf)
    help_by_field["age"] = _balance(case, shelf)
    return {name: sentences for name, sentences in help_by_field.items() if sentences}


def _of_stage(stage: Stage, case: WrittenCase, shelf: Shelf) -> list[str]:
    whole = case.texts.get(stage, "")
    text = whole[:MOST_READ]
    if not text.strip():
        return [f"The {stage} {'are' if stage == Stage.TESTS else 'is'} not written yet."]
    cut = f"It has {len(whole):,} characters; the help has read the first {MOST_READ:,}."
    return [
        *([cut] if text != whole else []),
        *_given_away(text, shelf),
        *_coverage(stage, Wording.of(text), case, shelf),
        *_completeness(stage, whole, case.age),
        *_reading(stage, text, shelf),
    ]


def _given_away(text: str, shelf: Shelf) -> list[str]:
    names = giveaways(text, shelf.disease_names)
    return [f"Gives the answer away: {', '.join(names)}."] if names else []


def _coverage(stage: Stage, wording: Wording, case: WrittenCase, shelf: Shelf) -> list[str]:
    """List findings that the text names and the coding lacks, and the other way round."""
    coded = case.findings(stage)
    everywhere = {item.finding for item in case.coded}
    by_age = onset_says(case.age) if case.age is not None else {}
    confirming = [
        f for f, says in shelf.findings.items() if says.held_back and wording.affirms(says.called)
    ]
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
    sentences = [] if coded else [f"No finding is coded at the {stage}."]
    if confirming:
        sentences.append(
            "Confirms, so keep it for the diagnosis unless it was absent:"
            f" {shelf.call(confirming)}."
        )
    if uncoded:
        sentences.append(f"Named but not coded: {shelf.call(uncoded)}.")
    if unsaid:
        sentences.append(f"Coded, but no word of it was found here: {shelf.call(unsaid)}.")
    return sentences


def _completeness(stage: Stage, text: str, age: int | None) -> list[str]:
    lines = missing_lines(stage, text, age)
    return [f"Lines that stand in every case, and not here: {'; '.join(lines)}."] if lines else []


def _reading(stage: Stage, text: str, shelf: Shelf) -> list[str]:
    """Compare the length with the bank's, and say how hard the text is to read."""
    measured = readability(text, terms=shelf.terms)
    lengths = [case.words[stage] for case in shelf.bank if case.words.get(stage)]
    usual = ""
    if len(lengths) >= 10:
        tenths = quantiles(lengths, n=10)
        usual = f" (most in the bank have {tenths[0]:.0f} to {tenths[-1]:.0f})"
    sentences = [f"{measured.words} {'word' if measured.words == 1 else 'words'}{usual}."]
    if measured.grade is not None:
        hard = ": hard; shorten the sentences" if measured.grade >= HARD_FROM else ""
        sentences.append(f"Reads like school year {max(1, round(measured.grade))}{hard}.")
    return sentences


def _deciding(case: WrittenCase, shelf: Shelf) -> list[str]:
    sentences = []
    stages = {item.stage for item in case.coded}
    if len(stages) < 2:
        sentences.append(TWO_STAGES)
    if not any(item.decides for item in case.coded):
        sentences.append(ONE_DECIDES)
    held_back = [
        item.finding
        for item in case.coded
        if item.present and shelf.findings[item.finding].held_back
    ]
    if held_back:
        sentences.append(f"Keep confirming results for the diagnosis: {shelf.call(held_back)}.")
    return sentences


def _evidence(case: WrittenCase, shelf: Shelf) -> list[str]:
    """Say what the model makes of the coding, and whether the examination decides.

    Empty without a model, a disease or coded findings.
    """
    if shelf.model is None or not case.disease or not case.coded:
        return []
    by_stage = {
        stage: {
            f: present
            for f, present in case.findings(stage).items()
            if f in shelf.model.tables.roles
        }
        for stage in Stage
    }
    reading = read_case(shelf.model, by_stage, shelf.diseases[case.disease][1])
    path = ", ".join(
        f"{model_share(share)} after the {stage}"
        for share, stage in zip(reading.key_path, Stage, strict=True)
    )
    leading = (
        shelf.diseases[reading.leading][0] if reading.leading in shelf.diseases else reading.leading
    )
    sentences = [f"The coded findings support the key with {path}. Likeliest disease: {leading}."]
    return [*sentences, *(reading.warnings or ["The examination decides before any test."])]


def _left_open(case: WrittenCase, shelf: Shelf) -> list[str]:
    """Name what whoever examines this patient will look for and the coding does not say."""
    if shelf.model is None or not case.disease:
        return []
    coded = {item.finding: item.present for item in case.coded}
    unsaid = left_open(case.disease, coded, shelf.shown, shelf.model.tables)
    return (
        [f"Often seen in this disease, and not coded here: {shelf.call(unsaid)}."] if unsaid else []
    )


def _traced(case: WrittenCase, shelf: Shelf) -> list[str]:
    """Name what traces and coding say differently; limits depend on age and sex."""
    if case.age is None or not case.sex:
        return []
    coded = {item.finding: item.present for item in case.coded}
    names = {finding: says.name for finding, says in shelf.findings.items()}
    return list(contradictions(case.traces, coded, age=case.age, sex=case.sex, names=names))


def _similar(own_case: WrittenCase, shelf: Shelf) -> list[str]:
    """List the bank's cases of the same disease, and those that share most findings."""
    same = [case.title for case in shelf.bank if case.disease == own_case.disease]
    sentences = (
        [f"The bank has {len(same)} of this disease: {'; '.join(same[:MOST_NAMED])}."]
        if same
        else []
    )
    own = {item.finding: item.present for item in own_case.coded}
    shared = [
        (sum(own.get(f) == present for f, present in case.findings.items()), case)
        for case in shelf.bank
    ]
    nearest = sorted(
        (pair for pair in shared if pair[0]), key=lambda pair: (-pair[0], pair[1].title)
    )[:SIMILAR_SHOWN]
    if nearest:
        titles = "; ".join(f"{case.title} ({n} of {len(own)})" for n, case in nearest)
        sentences.append(f"Most findings shared with: {titles}.")
    return sentences


def _balance(own_case: WrittenCase, shelf: Shelf) -> list[str]:
    """Count the bank's patients of this key by sex and age."""
    if not own_case.disease:
        return []
    pattern = shelf.diseases[own_case.disease][1]
    fellows = [case for case in shelf.bank if case.pattern == pattern]
    if not fellows:
        return []
    # age and sex must not come to tell the key
    kind = "of something else" if pattern is OUTSIDE else "of this pattern"
    sexes = Counter(case.sex for case in fellows)
    summary = (
        f"Cases {kind} in the bank: {len(fellows)} (female {sexes['female']}, male {sexes['male']})"
    )
    if own_case.age is None:
        return [f"{summary}."]
    near = sum(abs(case.age - own_case.age) <= NEAR_IN_AGE for case in fellows)
    return [f"{summary}. Within {NEAR_IN_AGE} years of {own_case.age}: {near}."]
