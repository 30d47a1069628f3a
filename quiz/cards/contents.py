"""Write the cards of each deck from plain facts (no Django)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.names import closed, in_sentence
from knowledge.patterns import KEYS, PAIRS, Key

from .flash_card import CardLine, Deck, FlashCard
from .shares import DiseaseFacts, FindingFacts, Shares

TELLING = 10  # deciding findings of each pair of patterns
APART = 0.15  # shares (0 to 1) of two patterns differ by so much before a finding decides
FAR_APART = 0.3  # the same of two diseases
POINTS = 2.0  # times as often as anywhere else, before a finding points to one pattern
AT_LEAST = 0.05  # share from which a finding points anywhere
NAMED = 6  # diseases or findings named in one line, at most
FEW = 3  # findings named for each of two diseases
TABLE = "By the teaching table, which is mostly judgement."


@dataclass(frozen=True, slots=True)
class ConfusionFacts:
    """What is to be learned from saying one pattern where it was another."""

    said: Key
    was: Key
    finding: str
    text: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongCall:
    """A case that a learner called wrong: what they said, what it was, how sure they were.

    `percent`: their last belief in what they said. `deciding`: the ids of the findings that the
    patient had and that decided; `usual`: those of the key findings of the disease.
    """

    said: Key
    was: Key
    disease: str
    percent: int
    deciding: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()


def finding_cards(shares: Shares) -> list[FlashCard]:
    """Return a card for each finding: its mechanism, where it points, and its exceptions."""
    return [_finding_card(finding, shares) for finding in shares.findings.values()]


def deciding_cards(shares: Shares) -> list[FlashCard]:
    """Return for each pair of patterns a card of each finding that sets them apart most."""
    return [
        _deciding_card(shares.findings[finding], pair, difference, shares)
        for pair in PAIRS
        for finding, difference in shares.keys_apart(*pair)[:TELLING]
        if abs(difference) >= APART
    ]


def confusion_cards(confusions: Iterable[ConfusionFacts], shares: Shares) -> list[FlashCard]:
    """Return a card for each confusion of patterns, then one for each two alike diseases."""
    cards = [
        FlashCard(
            key=f"confusion:{one.said}:{one.was}",
            deck=Deck.CONFUSIONS,
            front=f"Called {one.said.site}, and it was {one.was.site}",
            question="What separates the two, and how do you look for it?",
            back=_rule(one, shares, one.finding),
            finding=one.finding,
            references=one.references,
        )
        for one in confusions
    ]
    return [*cards, *_alike(shares)]


def error_cards(
    misses: Sequence[WrongCall], confusions: Iterable[ConfusionFacts], shares: Shares
) -> list[FlashCard]:
    """Return a card for each pair that a learner confused, the most frequent first.

    It names the diseases, the rule and a finding that their patients had, no more of the cases.
    """
    rules = {(one.said, one.was): one for one in confusions}
    by_pair: dict[tuple[Key, Key], list[WrongCall]] = {}
    for miss in misses:
        by_pair.setdefault((miss.said, miss.was), []).append(miss)
    ordered = sorted(
        by_pair.items(),
        key=lambda item: (-len(item[1]), KEYS.index(item[0][0]), KEYS.index(item[0][1])),
    )
    return [_error_card(pair, made, rules.get(pair), shares) for pair, made in ordered]


def _finding_card(finding: FindingFacts, shares: Shares) -> FlashCard:
    pointed = _pointed_to(finding.id, shares)
    others = [key for key in KEYS if key != pointed]
    exceptions = shares.often_in(finding.id, others) if pointed else []
    lines = [
        ("Why", finding.mechanism),
        ("Points to", _capital(closed(pointed.site if pointed else "no one pattern"))),
        ("How often", f"{_how_often(finding.id, KEYS, shares)} {TABLE}"),
        ("Also often in", _capital(closed(_listed_names(exceptions))) if exceptions else ""),
    ]
    return FlashCard(
        key=f"finding:{finding.id}",
        deck=Deck.FINDINGS,
        front=finding.name,
        hint=finding.elicit,
        question="Where does it arise, and which pattern does it point to?",
        back=_lines(lines),
        finding=finding.id,
        references=finding.references,
    )


def _deciding_card(
    finding: FindingFacts, pair: tuple[Key, Key], difference: float, shares: Shares
) -> FlashCard:
    a, b = pair
    towards, against = pair if difference > 0 else (b, a)
    lines = [
        ("Found", f"It speaks for {towards.site}, against {against.site}."),
        ("How often", f"{_how_often(finding.id, pair, shares)} {TABLE}"),
        ("Why", finding.mechanism),
        ("Exceptions", _exceptions(finding.id, against, shares)),
        ("Look for it", finding.elicit),
    ]
    return FlashCard(
        key=f"deciding:{a}-{b}:{finding.id}",
        deck=Deck.DECIDING,
        front=f"{a.label} or {b.site}: {in_sentence(finding.name)}",
        question="For which of the two does it speak, and why?",
        back=_lines(lines),
        finding=finding.id,
        references=finding.references,
    )


def _alike(shares: Shares) -> list[FlashCard]:
    """Return a card for each disease worth one and the one most like it, each two once."""
    pairs: dict[tuple[str, str], None] = {}
    for disease in shares.diseases.values():
        other = shares.most_alike(disease.id) if disease.is_wanted else None
        if other:
            a, b = sorted((disease.id, other))
            pairs[a, b] = None
    cards = (_pair_card(shares.diseases[a], shares.diseases[b], shares) for a, b in pairs)
    return [card for card in cards if card]


def _pair_card(a: DiseaseFacts, b: DiseaseFacts, shares: Shares) -> FlashCard | None:
    """Return the card of two diseases; None where nothing in the table separates them."""
    apart = [item for item in shares.apart(a.id, b.id) if abs(item[1]) >= FAR_APART]
    for_a = [finding for finding, difference in apart if difference > 0][:FEW]
    for_b = [finding for finding, difference in apart if difference < 0][:FEW]
    common = shares.common(a.id, b.id)[:FEW]
    if not for_a and not for_b:
        return None
    lines = [
        (f"For {in_sentence(a.name)} ({a.key.site})", _names_of(for_a, shares)),
        (f"For {in_sentence(b.name)} ({b.key.site})", _names_of(for_b, shares)),
        ("Why they look alike", f"Both often: {_names_of(common, shares)}" if common else ""),
        ("Basis", TABLE),
    ]
    strongest = apart[0][0]
    return FlashCard(
        key=f"alike:{a.id}:{b.id}",
        deck=Deck.CONFUSIONS,
        front=f"{a.name} or {in_sentence(b.name)}",
        question="Which pattern is each, and which findings separate them?",
        back=_lines(lines),
        finding=strongest,
        compared=(a.id, b.id),
        references=tuple(dict.fromkeys((*a.references[:2], *b.references[:2]))),
    )


def _error_card(
    pair: tuple[Key, Key], made: Sequence[WrongCall], rule: ConfusionFacts | None, shares: Shares
) -> FlashCard:
    said, was = pair
    times = "once" if len(made) == 1 else f"{len(made)} times"
    surest = max(miss.percent for miss in made)
    diseases = list(dict.fromkeys(miss.disease for miss in made))
    finding = _met(pair, made, rule.finding if rule else _best(was, said, shares), shares)
    back = _rule(rule, shares, finding) if rule else _table_rule(said, was, shares)
    return FlashCard(
        key=f"error:{said}:{was}",
        deck=Deck.ERRORS,
        front=f"You called it {said.site}, and it was {was.site}",
        hint=f"So far {times}, at most {surest} % sure.",
        question="What separates the two, and how do you look for it?",
        back=(*back, CardLine("It was", _capital(closed(_listed_names(diseases))))),
        finding=finding,
        references=rule.references if rule else (),
    )


def _rule(rule: ConfusionFacts, shares: Shares, finding: str) -> tuple[CardLine, ...]:
    sought = shares.findings.get(finding)
    return _lines([("Look for", closed(sought.name) if sought else ""), ("Rule", rule.text)])


def _met(pair: tuple[Key, Key], made: Sequence[WrongCall], finding: str, shares: Shares) -> str:
    """Return the finding that would have told these patients from what they were called.

    It is one that decided in them, else a key finding of their diseases; that of the rule where it
    is among them, else the one that sets the two apart most. Without any it is that of the rule.
    """
    apart = {one: share for one, share in shares.keys_apart(pair[1], pair[0]) if share > 0}
    for met in (
        {one for miss in made for one in miss.deciding},
        {one for miss in made for one in miss.usual},
    ):
        telling = sorted(met & apart.keys(), key=lambda one: (-apart[one], one))
        if telling:
            return finding if finding in telling else telling[0]
    return finding


def _table_rule(said: Key, was: Key, shares: Shares) -> tuple[CardLine, ...]:
    """Return what separates two keys for which no rule is written."""
    apart = [item for item in shares.keys_apart(was, said) if abs(item[1]) >= APART]
    for_was = [finding for finding, difference in apart if difference > 0][:FEW]
    for_said = [finding for finding, difference in apart if difference < 0][:FEW]
    return _lines(
        [
            (f"For {was.site}", _names_of(for_was, shares)),
            (f"For {said.site}", _names_of(for_said, shares)),
            ("Basis", TABLE),
        ]
    )


def _best(was: Key, said: Key, shares: Shares) -> str:
    return next((finding for finding, _ in shares.keys_apart(was, said)), "")


def _pointed_to(finding: str, shares: Shares) -> Key | None:
    """Return the key that shows a finding far more often than any other, if one does."""
    ordered = sorted(KEYS, key=lambda key: -shares.of_key(key, finding))
    first, second = (shares.of_key(key, finding) for key in ordered[:2])
    return ordered[0] if first >= max(AT_LEAST, POINTS * second) else None


def _how_often(finding: str, keys: Iterable[Key], shares: Shares) -> str:
    """Say how often the diseases of keys that keep their rules show a finding, on the mean."""
    words = [f"{key.site} {shares.word(shares.of_key(key, finding))}" for key in keys]
    return _capital(closed(", ".join(words)))


def _exceptions(finding: str, against: Key, shares: Shares) -> str:
    names = shares.often_in(finding, [against])
    return f"Often also in {closed(_listed_names(names))}" if names else ""


def _names_of(findings: Sequence[str], shares: Shares) -> str:
    names = [in_sentence(shares.findings[finding].name) for finding in findings]
    return closed("; ".join(names)) if names else ""


def _listed_names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    listed = "; ".join(in_sentence(name) for name in names[:NAMED])
    return f"{listed}; and {more} more" if more > 0 else listed


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lines(lines: Iterable[tuple[str, str]]) -> tuple[CardLine, ...]:
    """Return the lines that say something."""
    return tuple(CardLine(name, text) for name, text in lines if text)
