"""Learners who took a quiz, written at once: enough of them that every chart of its statistics is
drawn.
"""

import random
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from knowledge.patterns import Pattern, Stage, rivals_of
from quiz.models import Answer, Attempt, Commitment, Mode
from quiz.tests.factory import make_learner


def take(quiz, versions, *, learners=30):
    """Each learner takes the whole quiz; who is better finds more of it."""
    chance, began = random.Random(1), timezone.now() - timedelta(days=1)
    order = [version.pk for version in versions]
    runs = Attempt.objects.bulk_create(
        Attempt(
            learner=make_learner(),
            mode=Mode.QUIZ,
            quiz=quiz,
            order=order,
            started_at=began,
            ended_at=timezone.now(),
        )
        for _ in range(learners)
    )
    answers = Answer.objects.bulk_create(
        Answer(
            attempt=run,
            version=version,
            position=place,
            finished_at=began + timedelta(minutes=place),
        )
        for run in runs
        for place, version in enumerate(versions, 1)
    )
    Commitment.objects.bulk_create(
        Commitment(
            answer=answer,
            stage=stage,
            committed_at=answer.finished_at + timedelta(seconds=40 * step + chance.randrange(30)),
            **_belief(
                chance,
                answer.version.pattern,
                found=chance.random() < (answer.attempt_id % 3 + 2) / 5,
            ),
        )
        for answer in answers
        for step, stage in enumerate(Stage)
    )
    call_command("rebuild_statistics", beliefs=True, stdout=StringIO(), stderr=StringIO())


def _belief(chance, truth, *, found):
    """A belief that calls the truth or a rival, as sure as chance has it."""
    called = truth if found else rivals_of(truth)[0]
    least = chance.choice((20, 10, 3))
    return {pattern.value: 100 - 2 * least if pattern == called else least for pattern in Pattern}
