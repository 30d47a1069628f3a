"""Read the citations in the text of a lesson and say what is wrong with them.

Citations look like [@S07.4], [@S07.4; @S04.1], [@ref:gilhus-2016] and [@finding:ptosis].
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

CITATION = r"\[(@[^\]]+)\]"
MARK = re.compile(r"@(?:(S\d\d\.\d+)|ref:([a-z0-9][a-z0-9-]*)|finding:([a-z0-9_]+))(?![\w-])")
ITEM = re.compile(r"(?:[-*+]|\d+\.)\s")  # begins an item of a list
# Headings, tables, figures and questions.
UNCITING = re.compile(r"#|\||!\[|\[(?:question|figure): |(?:-{3,}|={3,})$")
WORD = re.compile(r"[^\W\d_]{2,}")
INITIALS = {"nice", "mhra", "cdc", "ggc", "msd", "aci", "mgfa", "sps", "cg", "ng", "qs", "etg"}
NUMBERED = re.compile(r"[a-z]{2}\d+")  # of a guideline, such as ng128
FEWEST_WORDS = 3  # fewer words state nothing
PLACED = re.compile(r"\[(question|figure): ([a-z0-9-]+)\]")  # in a line of its own


@dataclass(frozen=True, slots=True)
class Cited:
    """The ids of claims, references and findings cited, in order, each once."""

    claims: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (*self.claims, *self.references, *self.findings)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that may be cited.

    `uncorrected`: claims that do not hold and have no correction.
    """

    claims: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    uncorrected: frozenset[str] = field(default=frozenset())

    def fault(self, cited: Cited) -> str:
        """Return what is wrong with citing these, for an author; empty if nothing is."""
        unknown = [claim for claim in cited.claims if claim not in self.claims]
        unknown += [reference for reference in cited.references if reference not in self.references]
        unknown += [finding for finding in cited.findings if finding not in self.findings]
        wrong = [claim for claim in cited.claims if claim in self.uncorrected]
        said = [f"cites {', '.join(unknown)}, which does not exist"] if unknown else []
        if wrong:
            said.append(
                f"cites {', '.join(wrong)}, which does not hold, and no correction says what does"
            )
        return "; ".join(said)


def cited(text: str) -> Cited:
    return _cited(MARK.findall(" ".join(re.findall(CITATION, text))))


def marks_cited(marks: Iterable[str]) -> Cited:
    """Return what marks without brackets cite, such as "S07.4" or "finding:ptosis"."""
    return _cited(MARK.findall(" ".join(f"@{mark}" for mark in marks)))


def placed(line: str) -> tuple[str, str]:
    """Return what a line is replaced by, such as ("figure", "decrement"), or ("", "")."""
    match = PLACED.fullmatch(line.strip())
    return (match[1], match[2]) if match else ("", "")


def text_faults(
    body: str, known: Known, *, figures: Sequence[str], questions: int
) -> list[tuple[int, str]]:
    """Return the faults of a lesson's text as (line from 1, message).

    A question n that does not stand in the text exactly once is given as (-n, message).
    """
    faults, asked = [], []
    for number, line in enumerate(body.splitlines(), 1):
        faults += [
            (
                number,
                (
                    f"[{inner}] is no citation: write [@S07.4], [@ref:gilhus-2016] or"
                    " [@finding:ptosis]"
                ),
            )
            for inner in re.findall(CITATION, line)
            if not all(MARK.fullmatch(mark.strip()) for mark in inner.split(";"))
        ]
        if unclosed := re.search(r"\[@[^\]]*$", line):
            faults.append((number, f"{unclosed[0][:40]} is not closed: write [@S07.4]"))
        if fault := known.fault(cited(line)):
            faults.append((number, fault))
        what, name = placed(line)
        if what == "figure" and name not in figures:
            faults.append((number, f"there is no figure {name}: {', '.join(figures)}"))
        if what == "question":
            asked.append(name)
            if name not in [str(n) for n in range(1, questions + 1)]:
                faults.append((number, f"there is no question {name}"))
    for n in range(1, questions + 1):
        if (times := asked.count(str(n))) != 1:
            faults.append(
                (-n, f"question {n} stands {times} times in the text, not once: [question: {n}]")
            )
    return faults


def uncited(body: str) -> list[tuple[int, str]]:
    """Return the prose that no citation covers, as (line from 1, words).

    A citation covers the part of its paragraph or list item that stands before it. Headings,
    tables, figures and questions are left out, and so are fewer than three words.
    """
    found: list[tuple[int, str]] = []
    beginning, tail = 0, ""
    for number, line in enumerate([*body.splitlines(), ""], 1):
        text = line.strip()
        if not text or ITEM.match(text) or UNCITING.match(text):
            if len(WORD.findall(tail)) >= FEWEST_WORDS:
                found.append((beginning, tail))
            beginning, tail = 0, ""
        if not text or UNCITING.match(text):
            continue
        *cited_before, after = re.split(CITATION, text)
        if cited_before:
            beginning, tail = number, after.strip()
        else:
            beginning, tail = (beginning if tail else number), f"{tail} {after}".strip()
    return found


def claim_number(pk: str) -> str:
    """Return how a claim is cited: "7.4" for S07.4."""
    return f"{int(pk[1:3])}{pk[3:]}"


def reference_name(pk: str) -> str:
    """Return how a reference is cited: "Gilhus 2016" for gilhus-2016.

    A guideline keeps its number: "NICE NG128" for nice-ng128.
    """
    return " ".join(
        word.upper() if word in INITIALS or NUMBERED.fullmatch(word) else word.capitalize()
        for word in pk.split("-")
    )


def _cited(found: Iterable[tuple[str, str, str]]) -> Cited:
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return Cited(*(tuple(dict.fromkeys(filter(None, column))) for column in columns))
