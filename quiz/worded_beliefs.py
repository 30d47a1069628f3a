"""Turn words such as "leaning" to nerve into a belief (no Django)."""

from collections.abc import Sequence

from knowledge.patterns import Belief, Key

NOTHING_KNOWN = "no idea"  # the word that names no place
SURENESS = {"leaning": 50, "fairly sure": 76, "sure": 94}  # percent on what is called
WORDS = (NOTHING_KNOWN, *SURENESS)
SENTENCES = {
    "site": "Say where, too: choose a place beside “{sureness}”.",
    "sureness": "Say how sure you are, too.",
}


class HalfSaidError(ValueError):
    """An error that says in a sentence which word is missing.

    `missing`: "site" or "sureness".
    """

    def __init__(self, missing: str, sureness: str = "") -> None:
        super().__init__(SENTENCES[missing].format(sureness=sureness))
        self.missing = missing


def worded_belief(sureness: str, site: Key | None, keys: Sequence[Key]) -> Belief | None:
    """Return the belief that two words stand for; None where neither was chosen.

    `sureness`: one of WORDS, or empty. What is left of the 100 is shared evenly among the other
    keys. Raises HalfSaidError where one of the words is missing.
    """
    if sureness == NOTHING_KNOWN:
        return even_belief(keys)
    if not sureness and not site:
        return None
    if not site:
        raise HalfSaidError("site", sureness)
    if not sureness:
        raise HalfSaidError("sureness")
    percent = SURENESS[sureness]
    rest = (100 - percent) / (len(keys) - 1)
    return Belief.nearest([percent if key == site else rest for key in keys])


def even_belief(keys: Sequence[Key]) -> Belief:
    """Return the belief of somebody who has no idea among these keys."""
    return Belief.nearest([1] * len(keys))


def belief_table(keys: Sequence[Key]) -> dict[str, list[int]]:
    """Return the shares of each belief that words can say, in the order of the keys.

    By the words: "no idea", "leaning neurogenic".
    """
    beliefs = {NOTHING_KNOWN: even_belief(keys)}
    for sureness in SURENESS:
        for key in keys:
            belief = worded_belief(sureness, key, keys)
            assert belief is not None
            beliefs[f"{sureness} {key}"] = belief
    return {words: [belief[key] for key in keys] for words, belief in beliefs.items()}
