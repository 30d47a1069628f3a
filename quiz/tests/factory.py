"""Rows for tests: a call names only what matters to its test."""

import uuid
from itertools import count
from random import Random
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from cases.models import CaseVersion
from cases.tests.factory import make_version
from knowledge.models import Disease
from knowledge.patterns import KEYS, Belief, Pattern, Stage
from knowledge.tests.factory import make_finding
from learners.models import Learner
from quiz.models import Answer, Attempt, Drill, KeyCorrection, Mode, Pack, Quiz, QuizCase

from ..key_correction import correct, propose

_number = count(100_001)  # equally long, so that rows sort in the order in which they were made


def make_learner(**fields: Any) -> Learner:
    return Learner.objects.create(**(fields or {"browser": uuid.uuid4()}))


def make_quiz(*versions: CaseVersion, **fields: Any) -> Quiz:
    values = {
        "slug": f"quiz-{next(_number)}",
        "title": "A quiz",
        "introduction": "Nine cases.",
        **fields,
    }
    quiz = Quiz.objects.create(**{"published_at": timezone.now(), **values})
    for position, version in enumerate(versions, 1):
        QuizCase.objects.create(quiz=quiz, case=version.case, position=position)
    return quiz


def make_run(learner: Learner, quiz: Quiz) -> Attempt:
    """A run through a quiz that has just begun."""
    order, may_be_outside = quiz.listed(Random(1))
    return Attempt.objects.create(
        learner=learner,
        mode=Mode.QUIZ,
        quiz=quiz,
        order=order,
        may_be_outside=may_be_outside,
        started_at=timezone.now(),
    )


def make_assessment(learner: Learner, **fields: Any) -> Attempt:
    """A self-assessment that has just begun."""
    values = {"learner": learner, "started_at": timezone.now(), "mode": Mode.ASSESSMENT}
    return Attempt.objects.create(**{**values, **fields})


def make_practice(learner: Learner) -> Attempt:
    """The learner's practice, begun now if need be."""
    which = {"learner": learner, "mode": Mode.PRACTICE, "ended_at": None}
    return Attempt.objects.get_or_create(**which, defaults={"started_at": timezone.now()})[0]


def make_answer(
    learner: Learner,
    version: CaseVersion | None = None,
    *,
    stages: int = 0,
    attempt: Attempt | None = None,
    rule: str = "",
    may_be_outside: bool = False,
    **belief: int,
) -> Answer:
    """An answer in the learner's practice, or in another run, with beliefs committed at the first
    stages.
    """
    attempt = attempt or make_practice(learner)
    answer = Answer.objects.create(
        attempt=attempt,
        version=version or make_version(),
        position=attempt.answers.count() + 1,
        rule=rule,
        may_be_outside=may_be_outside,
    )
    for stage in list(Stage)[:stages]:
        answer.commit(Belief(**(belief or sure("myogenic"))), stage=stage, at=timezone.now())
    answer.refresh_from_db()
    return answer


def sure(pattern: str) -> dict[str, int]:
    """The form of somebody who is sure of a pattern."""
    return {other.value: 94 if other == pattern else 3 for other in Pattern}


def sure_of_four(key: str) -> dict[str, int]:
    """The form of somebody who is sure of a key, where something else can be said."""
    return {other.value: 91 if other == key else 3 for other in KEYS}


def make_drill(learner: Learner, **fields: Any) -> Drill:
    """Two look-alikes that a learner called, rightly."""
    first, second = make_version("fatigable"), make_version("neurogenic")
    values = {
        "first_call": "fatigable",
        "second_call": "neurogenic",
        "finding": make_finding(),
        **fields,
    }
    return Drill.objects.create(learner=learner, first=first, second=second, **values)


def make_pack(learner: Learner, *answers: Answer) -> Pack:
    """A pack of cases that a learner took along, with answers that came back."""
    order = [answer.version_id for answer in answers]
    pack = Pack.objects.create(learner=learner, order=order, drawn_at=timezone.now())
    for place, answer in enumerate(answers, 1):
        for commitment in answer.commitments.all():
            pack.beliefs.create(
                place=place,
                client_id=uuid.uuid4(),
                commitment=commitment,
                received_at=timezone.now(),
            )
    return pack


def make_reviewer(**fields: Any) -> User:
    """Somebody who may publish cases and correct keys."""
    user = User.objects.create_user(f"reviewer-{next(_number)}", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name="reviewer"))
    return user


def make_proposal(
    version: CaseVersion, disease: Disease, *, by: User, **fields: Any
) -> KeyCorrection:
    """A correction of a key that waits for a second person."""
    proposal = KeyCorrection(
        version=version, disease=disease, **{"reason": "Conduction was slow.", **fields}
    )
    propose(proposal, by=by)
    return proposal


def correct_key(version: CaseVersion, disease: Disease) -> KeyCorrection:
    """Correct the key of a version, by two people, and read the version anew."""
    proposer, other = (User.objects.create_user(f"somebody-{next(_number)}") for _ in range(2))
    proposal = make_proposal(version, disease, by=proposer)
    correct(proposal, by=other)
    version.refresh_from_db()
    return proposal
