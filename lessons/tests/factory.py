"""Rows for tests: a call names only what matters to its test."""

from itertools import count
from typing import Any

from ..models import Claim, Lesson, Passage, Term

# Equally long, so that rows sort in the order in which they were made; ids of claims have 8 signs.
_number = count(100_001)
_claim_number = count(1_001)


def make_claim(**fields: Any) -> Claim:
    n = next(_claim_number)
    passage, _ = Passage.objects.get_or_create(
        id="S01",
        defaults={"first_line": 1, "last_line": 9, "about": "weakness", "sha256": "0" * 64},
    )
    values = {"id": f"S01.{n}", "paraphrase": f"Claim {n}.", "topic": "topic", "pattern": "general"}
    values |= {"verdict": "supported", "rationale": "Because.", "passage": passage, "line": 1}
    return Claim.objects.create(**{**values, **fields})


def make_term(**fields: Any) -> Term:
    n = next(_number)
    return Term.objects.create(
        **{"id": f"term-{n}", "term": f"Term {n}", "meaning": "A meaning.", **fields}
    )


def make_lesson(body: str = "Plain text.", **fields: Any) -> Lesson:
    n = next(_number)
    values = {"slug": f"lesson-{n}", "title": f"Lesson {n}", "position": n, "summary": "About it."}
    return Lesson.objects.create(**{**values, "body": body, **fields})
