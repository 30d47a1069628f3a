import math
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Proportion:
    """A proportion x of n, with a 95 % interval (each end 0 to 1)."""

    x: int
    n: int

    @property
    def value(self) -> float:
        """Return the proportion, 0 to 1; 0 where n is 0, which a page says in words."""
        return self.x / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.x, self.n)


def wilson(x: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share x of n (Wilson 1927), each end 0 to 1.

    It is (0, 1) where n is 0. Raises ValueError unless 0 <= x <= n.
    """
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    p = x / n
    scale = 1 + Z95**2 / n
    centre = (p + Z95**2 / (2 * n)) / scale
    half = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / scale
    return (0.0 if x == 0 else centre - half), (1.0 if x == n else centre + half)
