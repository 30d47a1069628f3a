"""Rows of clinical knowledge for tests: a call names only what matters to its test."""

from itertools import count
from typing import Any

from knowledge.models import Disease, Finding, Reference
from knowledge.patterns import OUTSIDE

_number = count(100_001)  # equally long, so that rows sort in the order in which they were made


def make_reference(**fields: Any) -> Reference:
    n = next(_number)
    values = {
        "id": f"writer-{n}",
        "authors": "Writer A",
        "title": f"Paper {n}",
        "journal": "Journal",
        "year": "2020",
    }
    return Reference.objects.create(**{**values, "type": "review", "verified": True, **fields})


def make_finding(**fields: Any) -> Finding:
    n = next(_number)
    values = {
        "id": f"finding_{n}",
        "name": f"Finding {n}",
        "group": "exam",
        "role": "bedside",
        "elicit": "Look.",
    }
    return Finding.objects.create(**{**values, **fields})


def make_disease(pattern: str = "myogenic", **fields: Any) -> Disease:
    """A disease of a pattern; one that is outside is of the cord unless said otherwise."""
    n = next(_number)
    values = {
        "id": f"disease_{n}",
        "name": f"Disease {n}",
        "lesion_site": "somewhere",
        "script": "A patient.",
        "category": "cord" if pattern == OUTSIDE else "",
    }
    return Disease.objects.create(**{**values, "pattern": pattern, **fields})
