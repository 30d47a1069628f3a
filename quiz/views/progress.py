"""Show progress and how scores work, and give a learner's answers as files."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest

from .. import data_export
from ..days import end_of_day
from ..models import Answer, Miss, VerdictChange
from ..modes import mode_of
from ..practice.selection import COMES_IN
from ..progress import learner_progress, learner_week, report_of_everything
from ..scoring.confidence import SPEAKS
from ..scoring.error_table import error_table, noticing_error_table, outside_error_table
from ..scoring.noticing import NOTICING
from .glance import at_a_glance
from .rule import the_rule

LISTED = 30  # of what was missed; the list of past cases has them all


@require_safe
@never_cache
def progress(request: LearnerRequest) -> HttpResponse:
    now = timezone.now()
    now_and_before = learner_progress(request.learner)
    report, week = now_and_before.report, learner_week(request.learner, now)
    answers = list(Answer.objects.not_counted(request.learner))
    misses = list(Miss.objects.for_list(request.learner)[: LISTED + 1])
    coming = Miss.objects.open(request.learner)
    context = {
        "report": report,
        "days": now_and_before.days,
        "now": now,
        **the_rule(),
        **at_a_glance(report, week),
        "errors": report.right.n - report.right.x,
        "speaks_from": SPEAKS,
        "changes": VerdictChange.objects.told(request.learner),
        "misses": misses[:LISTED],
        "more_misses": len(misses) > LISTED,
        "coming": {miss.pk for miss in coming},
        "due": sum(miss.is_due(end_of_day(now)) for miss in coming),
        "unfinished": [
            (answer, mode_of(answer.attempt).length(answer.attempt))
            for answer in answers
            if not answer.finished_at
        ],
        "withheld": any(not answer.is_told for answer in answers),
    }
    return render(request, "quiz/progress.html", context)


@require_safe
def how(request: LearnerRequest) -> HttpResponse:
    context = {
        "rows": error_table(),
        "outside_rows": outside_error_table(),
        "noticing_rows": noticing_error_table(),
        "noticing": NOTICING,
        "comes_in": COMES_IN,
        **the_rule(),
    }
    return render(request, "quiz/how.html", context)


@require_safe
@never_cache
def all_answers(request: LearnerRequest) -> HttpResponse:
    return render(
        request, "quiz/all_answers.html", {"report": report_of_everything(request.learner)}
    )


@require_safe
@never_cache
def export_csv(request: LearnerRequest) -> HttpResponse:
    return _file(
        data_export.as_csv(data_export.answer_rows(request.learner)),
        "text/csv; charset=utf-8",
        "csv",
    )


@require_safe
@never_cache
def export_json(request: LearnerRequest) -> HttpResponse:
    scores = data_export.scores(learner_progress(request.learner).report)
    data = {"scores": scores, "answers": data_export.answer_rows(request.learner)}
    return _file(json.dumps(data, indent=2, ensure_ascii=False), "application/json", "json")


def _file(text: str, kind: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="motor-unit-answers.{ending}"'}
    return HttpResponse(text, content_type=kind, headers=headers)
