"""Choices of fields in words."""

from typing import Any

from ..patterns import Pattern


def choices(values: Any) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in values]


PATTERN_CHOICES = [(pattern.value, pattern.label) for pattern in Pattern]
