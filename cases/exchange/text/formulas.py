"""Write formulas on one line of text: powers and indices, MathML.

TeX is only recognised.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..items import TroubleError
from ..limits import DEEPEST

RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
RAISED |= dict.fromkeys("‐‑–—﹣－", "⁻") | {"＋": "⁺"}
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
PLAIN_RAISED = re.compile(r"(?:st|nd|rd|th|TM|SM|[®™℠©°ºª*†‡§′″'\"]+)", re.I)
TOKENS = {"mi", "mn", "mo", "mtext", "ms"}
SILENT = frozenset(
    """
    annotation annotationxml mphantom mspace none mprescripts maligngroup malignmark
    """.split()
)
MATHML = {
    *TOKENS,
    *SILENT,
    "math",
    "mrow",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "merror",
    "mpadded",
    "mfenced",
    "menclose",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mtable",
    "mtr",
    "mlabeledtr",
    "mtd",
    "semantics",
    "maction",
    "mstack",
    "mlongdiv",
    "msgroup",
    "msrow",
    "mscarries",
    "mscarry",
    "msline",
}
TEX = re.compile(
    r"\\\((?:[^\\]|\\[^()\[\]])*+\\\)|\\\[(?:[^\\]|\\[^()\[\]])*+\\\]|\$\$[^$]++\$\$"
    r"|\[tex\][^\[]*+\[/tex\]|<tex>[^<]*+</tex>|\\begin\{\w{1,20}\*?\}"
    r"|\$(?=[^\s$])[^$\n\\^_{]*+[\\^_{][^$\n]*+\$"
    r"|\\[a-zA-Z]{1,20}(?:\[[^\]\n]*+\])?(?:\{[^{}\n]*+\})+"
    r"|`(?=[^`\n]*[\^/_=+*()])[^`\n]++`|\bamath\b.{1,300}?\bendamath\b"
    r"|\\(?:d?frac|sqrt|times|cdot|alpha|beta|gamma|mu|pm|leq?|geq?|mathrm|text|sum|int|overline|hat|vec)(?![a-zA-Z])",
    re.I,
)
SIMPLE = re.compile(r"[^\W_]+|[^\W_]+[⁰-⁹¹²³ⁿ₀-₉]+|[\d.,]+", re.U)


def raised(text: str) -> str:
    """Write a power as plain text: "⁹" for 9, "^x" where there is no sign for it.

    A mark such as the "st" of 1st stays as it is.
    """
    words = " ".join(text.split())
    if not words or PLAIN_RAISED.fullmatch(words):
        return words
    return _script(words, RAISED, "^")


def lowered(text: str) -> str:
    """Write an index as plain text: "₂" for 2, "_max" where there is no sign for it."""
    words = " ".join(text.split())
    return _script(words, LOWERED, "_") if words else ""


def _script(words: str, signs: dict[str, str], mark: str) -> str:
    squeezed = words.replace(" ", "")
    if all(sign in signs for sign in squeezed):
        return "".join(signs[sign] for sign in squeezed)
    is_one = words.isalpha() or all(sign in "0123456789.," for sign in words)
    return f"{mark}{words}" if is_one else f"{mark}({words})"


@dataclass(slots=True)
class Formula:
    """An element of MathML."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list["str | Formula"] = field(default_factory=list)

    @property
    def children(self) -> list["Formula"]:
        return [part for part in self.parts if isinstance(part, Formula)]

    @property
    def told(self) -> str:
        if self.name in SILENT:
            return ""
        if self.name in TOKENS:
            return _token(self)
        if writer := WRITERS.get(self.name):
            return writer(self)
        return _row(part if isinstance(part, str) else part.told for part in self.parts)


OFFICE = {
    "omath": "math",
    "f": "mfrac",
    "num": "mrow",
    "den": "mrow",
    "ssup": "msup",
    "ssub": "msub",
    "ssubsup": "msubsup",
    "e": "mrow",
    "sup": "mrow",
    "sub": "mrow",
    "rad": "officeroot",
    "deg": "mrow",
    "d": "mfenced",
    "r": "mrow",
    "t": "mrow",
}  # what word processors call the elements of MathML, under the prefix "m:"


class FormulaBuilder:
    """A builder of a Formula from tags as they come.

    Raises TroubleError for one that is nested too deeply.
    """

    def __init__(self) -> None:
        self.open = [Formula("math")]

    def start(self, name: str, attributes: dict[str, str], is_whole: bool) -> None:
        if len(self.open) > DEEPEST:
            raise TroubleError(f"holds a formula that is nested deeper than {DEEPEST} levels")
        formula = Formula(name, attributes)
        self.open[-1].parts.append(formula)
        if not is_whole:
            self.open.append(formula)

    def end(self, name: str) -> None:
        if any(formula.name == name for formula in self.open[1:]):
            while self.open.pop().name != name:
                pass

    def text(self, words: str) -> None:
        if words.strip():
            self.open[-1].parts.append(" ".join(words.split()))

    @property
    def told(self) -> str:
        return self.open[0].told.strip()


def _token(formula: Formula) -> str:
    return "".join(part if isinstance(part, str) else part.told for part in formula.parts).strip(
        "\u2061\u2062\u2063"
    )


def _row(parts: "Iterator[str]") -> str:
    """Join parts side by side; words and operators such as = get space around them."""
    out = ""
    for part in filter(None, parts):
        runs_on = out[-1:].isdigit() and part[0].isdigit()
        spaced = (
            part in "=<>≤≥≈±×·→+−÷"
            or runs_on
            or (len(part) > 1 and part.isalpha() and out[-1:].isalnum())
        )
        after = out.endswith(("=", "<", ">", "≤", "≥", "≈", "±", "×", "·", "→", "+", "−", "÷"))
        out += f" {part}" if out and (spaced or after) else part
    return out


def _bracketed(told: str) -> str:
    return (
        told
        if len(told) < 2 or SIMPLE.fullmatch(told) or (told[:1] == "(" and told[-1:] == ")")
        else f"({told})"
    )


def _fraction(formula: Formula) -> str:
    return "/".join(_bracketed(child.told) for child in formula.children)


def _root(formula: Formula) -> str:
    inner = _row(part if isinstance(part, str) else part.told for part in formula.parts)
    return f"√{inner}" if SIMPLE.fullmatch(inner) else f"√({inner})"


def _nth_root(formula: Formula) -> str:
    base, index = _padded(formula.children, 2)[:2]
    return f"{raised(index.told)}√{_bracketed(base.told)}"


def _office_root(formula: Formula) -> str:
    index, base = _padded(formula.children, 2)[:2]
    return f"{raised(index.told)}√{_bracketed(base.told)}"


def _scripts(formula: Formula) -> str:
    parts = _padded(formula.children, 3)
    base = _bracketed(parts[0].told)
    over = parts[2] if formula.name in ("msubsup", "munderover") else parts[1]
    low = "" if formula.name in ("msup", "mover") else lowered(parts[1].told)
    high = "" if formula.name in ("msub", "munder") else _over(over.told)
    if formula.name == "mover" and high[:1] in "\u0304\u0302\u0303\u0307\u20d7" and len(base) == 1:
        return unicodedata.normalize("NFC", base + high)
    return f"{base}{low}{high}"


def _over(told: str) -> str:
    accents = {
        "¯": "\u0304",
        "‾": "\u0304",
        "_": "\u0304",
        "^": "\u0302",
        "~": "\u0303",
        "˙": "\u0307",
        "→": "\u20d7",
    }
    return accents.get(told) or raised(told)


def _many_scripts(formula: Formula) -> str:
    """Write the base, then pairs of index and power.

    Those after mprescripts go before it, as in isotopes.
    """
    base, *scripts = formula.children or [Formula("mrow")]
    names = [script.name for script in scripts]
    cut = names.index("mprescripts") if "mprescripts" in names else len(scripts)
    before, after = scripts[cut + 1 :], scripts[:cut]
    return _pairs(before) + base.told + _pairs(after)


def _pairs(scripts: Sequence[Formula]) -> str:
    return "".join(
        (raised if at % 2 else lowered)(script.told) for at, script in enumerate(scripts)
    )


def _fenced(formula: Formula) -> str:
    signs = formula.attributes.get("separators", ",").replace(" ", "") or ""
    out = ""
    for at, child in enumerate(formula.children):
        sign = signs[min(at - 1, len(signs) - 1)] + " " if at and signs else ""
        out += sign + child.told
    return formula.attributes.get("open", "(") + out + formula.attributes.get("close", ")")


def _table(formula: Formula) -> str:
    return "[" + "; ".join(child.told for child in formula.children) + "]"


def _table_row(formula: Formula) -> str:
    return ", ".join(child.told for child in formula.children)


def _first_child(formula: Formula) -> str:
    return formula.children[0].told if formula.children else ""


def _padded(children: Sequence[Formula], count: int) -> list[Formula]:
    return [*children, *(Formula("none") for _ in range(count))][: max(count, len(children))]


WRITERS: dict[str, Callable[[Formula], str]] = {
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _nth_root,
    "officeroot": _office_root,
    **dict.fromkeys(("msup", "msub", "msubsup", "mover", "munder", "munderover"), _scripts),
    "mmultiscripts": _many_scripts,
    "mfenced": _fenced,
    "mtable": _table,
    "mtr": _table_row,
    "mlabeledtr": _table_row,
    "semantics": _first_child,
}
