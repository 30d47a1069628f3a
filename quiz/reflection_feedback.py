"""Compute the feedback on a reflection and on what was missed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from knowledge.names import finding_in_sentence
from knowledge.patterns import Pattern

from .feedback import Feedback, Weighed
from .models import Answer, Miss
from .practice import reflection
from .preview import PreviewAnswer
from .scoring.belief_score import choice


def reflection_tables(answer: Answer | PreviewAnswer, feedback: Feedback) -> list[dict[str, Any]]:
    """Return a table for the pattern that led, and one for its rival.

    Each has what was said of findings beside what the evidence model says. Without the model, a
    finding that decides fits the truth and no other pattern. The result is empty without a
    reflection, or while the key is not explained.
    """
    stored_reflection = getattr(answer, "reflection", None)
    if stored_reflection is None or feedback.explained is None:
        return []
    weighed = (
        [*feedback.supported.telling, *feedback.supported.silent] if feedback.supported else []
    )
    return [
        _reflection_table(Pattern(name), stored_reflection.said[name], weighed, feedback)
        for name in (stored_reflection.leading, stored_reflection.rival)
    ]


def _reflection_table(
    pattern: Pattern, words: dict[str, str], weighed: Sequence[Weighed], feedback: Feedback
) -> dict[str, Any]:
    items = {one.item.finding_id: one.item for one in weighed} | {
        item.finding_id: item for item in feedback.decided
    }
    model = {
        one.item.finding_id: reflection.meant(
            one.weight.decibans[pattern], present=one.item.present
        )
        for one in weighed
    }
    for item in feedback.decided:
        model.setdefault(
            item.finding_id, reflection.FITS if pattern == feedback.truth else reflection.AGAINST
        )
    rows = [
        {
            "name": items[pk].finding.name,
            "present": items[pk].present,
            "decides": items[pk].decides,
            "said": word,
            "model": model[pk],
            "agrees": reflection.agrees(word, model[pk]),
        }
        for pk, word in words.items()
        if pk in items
    ]
    left_out = [
        finding_in_sentence(items[pk].finding.name, items[pk].present)
        for pk in reflection.overlooked(words, model)
    ]
    return {
        "pattern": pattern,
        "rows": rows,
        "agreed": sum(bool(row["agrees"]) for row in rows),
        "overlooked": left_out[:5],
    }


def miss_of(answer: Answer | PreviewAnswer) -> Miss | None:
    """Return what an answer missed, with when it comes back; None for one that was right."""
    truth = answer.version.pattern
    if not answer.pk or choice(answer.last_belief) == truth:
        return None
    return Miss.objects.filter(answer=answer.pk).exclude(called=F("truth")).first()
