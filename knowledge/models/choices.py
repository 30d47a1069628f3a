from typing import Any

from ..patterns import KEYS, Pattern


def choices(values: Any) -> list[tuple[str, str]]:
    return [(str(value), value.replace("_", " ")) for value in values]


PATTERN_CHOICES = [(pattern.value, pattern.full_label) for pattern in Pattern]
KEY_CHOICES = [(key.value, key.full_label) for key in KEYS]
