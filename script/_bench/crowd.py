"""Create learners with many answers and many cases, for the bench."""

import random
import uuid
from datetime import timedelta
from typing import Any

DAYS = 90


def learner_with(answers: int, versions: list[Any]) -> str:
    """Create a learner with finished answers, and return the id of their browser.

    The cases were finished in the last 90 days, eight in nine of them right.
    """
    from django.utils import timezone

    from knowledge.patterns import Pattern, Stage
    from learners.models import Learner
    from quiz.models import Answer, Attempt, Commitment

    chance = random.Random(answers)
    learner = Learner.objects.create(browser=uuid.uuid4())
    attempt = Attempt.objects.create(learner=learner, started_at=timezone.now())
    start = timezone.now() - timedelta(days=DAYS)
    made = Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=versions[position % len(versions)],
            position=position,
            finished_at=start + timedelta(days=DAYS) * position / answers,
        )
        for position in range(1, answers + 1)
    )
    beliefs = []
    for answer in made:
        assert answer.finished_at
        truth = answer.version.pattern if chance.random() < 8 / 9 else chance.choice(list(Pattern))
        shares = {pattern.value: 94 if pattern == truth else 3 for pattern in Pattern}
        beliefs += [
            Commitment(answer=answer, stage=stage, committed_at=answer.finished_at, **shares)
            for stage in Stage
        ]
    Commitment.objects.bulk_create(beliefs, batch_size=5000)
    return str(learner.browser)


def bank_of(n: int) -> None:
    """Add n published cases to those shipped, shared equally among the diseases."""
    from django.db.models import F
    from django.utils import timezone

    from cases.models import Case, CaseVersion
    from knowledge.models import Disease

    diseases = list(Disease.objects.all())
    first = Case.objects.count()
    cases = Case.objects.bulk_create(Case(code=f"{first + number:05d}") for number in range(n))
    prose = {"history": "Weak. " * 200, "examination": "Weak. " * 200, "tests": "Weak. " * 100}
    versions = CaseVersion.objects.bulk_create(
        CaseVersion(
            case=case,
            title="One of many",
            disease=diseases[number % len(diseases)],
            age=40,
            sex="female",
            published_at=timezone.now(),
            **prose,
        )
        for number, case in enumerate(cases)
    )
    CaseVersion.objects.filter(line=None).update(line=F("pk"))
    for case, version in zip(cases, versions, strict=True):
        case.current = version
    Case.objects.bulk_update(cases, ["current"], batch_size=1000)
