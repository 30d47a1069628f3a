"""Seal a dealt case for its page, until its first belief stores it."""

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseVersion
from learners.models import Learner

from .models import Answer, Attempt, Mode, Quiz, RunEndedError
from .sealing import seal, unseal

DEAL = "deal"  # purpose of these tickets, so that none of another purpose opens as one


def seal_answer(answer: Answer) -> str:
    attempt = answer.attempt
    ticket = {
        "run": attempt.pk,
        "version": answer.version_id,
        "position": answer.position,
        "rule": answer.rule,
        "open": answer.may_be_outside,
        "chosen": answer.chosen,
    }
    if not attempt.pk:
        ticket |= {
            "mode": attempt.mode,
            "number": attempt.number,
            "quiz": attempt.quiz_id,
            "order": attempt.order,
            "how": attempt.arrangement,
        }
    return seal(ticket, purpose=DEAL)


def unseal_answer(token: str) -> Answer:
    """Return the answer, not stored yet, that a token speaks of.

    Raises BadSignature if nobody dealt it here, ObjectDoesNotExist if its case, its run or its quiz
    is gone.
    """
    # a page may be older than the first two
    ticket = {"open": False, "chosen": ""} | unseal(token, purpose=DEAL)
    version = CaseVersion.objects.select_related("case").get(pk=ticket["version"])
    if ticket["run"]:
        attempt = Attempt.objects.select_related("quiz").get(pk=ticket["run"])
    else:
        quiz = Quiz.objects.get(pk=ticket["quiz"]) if ticket["quiz"] else None
        attempt = Attempt(
            mode=ticket["mode"],
            quiz=quiz,
            order=ticket["order"],
            arrangement=ticket["how"],
            may_be_outside=bool(quiz) and ticket["open"],
        )
        attempt.number = ticket["number"]
    return Answer(
        attempt=attempt,
        version=version,
        position=ticket["position"],
        rule=ticket["rule"],
        may_be_outside=ticket["open"],
        chosen=ticket["chosen"],
    )


def store_answer(answer: Answer, learner: Learner) -> Answer:
    """Store an answer that was dealt in its learner's run, and return it.

    Done twice, by two clicks or two tabs, it is one answer. If another case has taken its place in
    practice meanwhile, it takes the next. Raises BadSignature if the learner's run does not hold
    its case, RunEndedError if the quiz or self-assessment that dealt it has ended or was taken
    back.
    """
    attempt = _open_attempt(answer.attempt, learner)
    position = answer.position
    if attempt.order:
        if answer.version_id not in attempt.order:
            raise signing.BadSignature("This case belongs to another run.")
        position = attempt.order.index(answer.version_id) + 1
    return _stored_answer(answer, attempt, position)


def _open_attempt(dealt: Attempt, learner: Learner) -> Attempt:
    """Return the open run that dealt a case, begun now if that was its first.

    Practice goes on in whichever run is open. Raises RunEndedError if a quiz or a self-assessment
    is open no longer.
    """
    if dealt.quiz and not dealt.quiz.is_published:
        raise RunEndedError(reverse("quiz:quiz_list"))
    attempts = Attempt.objects.by(learner).filter(mode=dealt.mode, quiz=dealt.quiz_id)
    if dealt.mode != Mode.PRACTICE:
        same = {"pk": dealt.pk} if dealt.pk else {}
        if attempt := attempts.filter(ended_at=None, **same).first():
            return attempt
        if dealt.pk or attempts.count() != dealt.number:
            overview = dealt.quiz.get_absolute_url() if dealt.quiz else reverse("quiz:assessment")
            raise RunEndedError(overview)
    new = Attempt(
        learner=learner,
        mode=dealt.mode,
        quiz_id=dealt.quiz_id,
        order=dealt.order,
        arrangement=dealt.arrangement,
        may_be_outside=dealt.may_be_outside,
        started_at=timezone.now(),
    )
    Attempt.objects.bulk_create([new], ignore_conflicts=True)  # a second click may have been first
    return attempts.get(ended_at=None)


def _stored_answer(answer: Answer, attempt: Attempt, position: int) -> Answer:
    """Return the row of an answer, at this position if it is free.

    Where another case has it, the row comes after the last. Two clicks make one row. The work is
    the same however many answers the run has.
    """
    stored = _row_at(position, answer, attempt)
    while stored.version_id != answer.version_id:
        last = attempt.answers.order_by("-position")[0]
        is_here = last.version_id == answer.version_id
        stored = _row_at(last.position if is_here else last.position + 1, answer, attempt)
    return stored


def _row_at(position: int, answer: Answer, attempt: Attempt) -> Answer:
    """Return the row at a position: this answer, or the one there before."""
    row = Answer(
        attempt=attempt,
        version=answer.version,
        position=position,
        rule=answer.rule,
        may_be_outside=answer.may_be_outside,
        chosen=answer.chosen,
    )
    Answer.objects.bulk_create([row], ignore_conflicts=True)
    return Answer.objects.for_page().get(attempt=attempt, position=position)
