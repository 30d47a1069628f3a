"""Format numbers as learners read them.

Shares and points are rounded, probabilities cut, so that none contradicts a verdict.
"""

import math


def whole(value: float) -> int:
    """Round to the nearest whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def percent(share: float) -> int:
    """Return a share (0 to 1) in whole per cent."""
    return whole(round(share * 100, 9))


def points(q: float) -> int:
    """Return the points (-200 to 100) for a score q (-2 to 1)."""
    return whole(round(q * 100, 9))


def cut(probability: float) -> str:
    """Write a probability with two decimals, cut and not rounded.

    It gives "0.79" for 0.7995, "1.00" only for 1, and "below 0.01" near 0.
    """
    if probability == 1:
        return "1.00"
    hundredths = math.floor(round(probability * 100, 9))
    return f"0.{hundredths:02}" if hundredths else "below 0.01"


def odds_factor(decibans: float) -> str:
    """Write by how much a weight multiplies the odds: "×7" for 8.5, "÷2" for -3, "×1" for none.

    Below two it has one decimal.
    """
    factor = 10 ** (abs(decibans) / 10)
    number = whole(factor) if factor >= 1.95 else float(f"{factor:.1f}")
    if number == 1:
        return "\N{MULTIPLICATION SIGN}1"
    sign = "\N{MULTIPLICATION SIGN}" if decibans > 0 else "\N{DIVISION SIGN}"
    return f"{sign}{number}"
