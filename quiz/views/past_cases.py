"""List past cases, each of which opens again."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learners.http import LearnerRequest

from ..models import Answer
from ..past_cases import PAGE, PAIR_NAMES, WHICH, past_answers
from ..scoring.belief_score import answer_score, choice


@require_safe
@never_cache
def past_cases(request: LearnerRequest) -> HttpResponse:
    which, pair_name = request.GET.get("which", ""), request.GET.get("pair", "")
    answers = past_answers(request.learner, which=which, pair=PAIR_NAMES.get(pair_name))
    page = Paginator(answers, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(answer) for answer in page],
        "which": which if which in WHICH else "",
        "pair": pair_name if pair_name in PAIR_NAMES else "",
        "some_withheld": Answer.objects.not_counted(request.learner)
        .filter(finished_at__isnull=False)
        .exists(),
        "choices": WHICH,
        "pairs": PAIR_NAMES,
    }
    return render(request, "quiz/past_cases.html", context)


def _row(answer: Answer) -> dict[str, object]:
    truth, belief = answer.version.pattern, answer.last_belief
    return {
        "answer": answer,
        "truth": truth,
        "called": choice(belief),
        "q": answer_score(belief, truth, may_be_outside=answer.may_be_outside).q,
    }
