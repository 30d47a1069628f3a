"""Invalidate cached daily scores when a case or a disease changes."""

from cases.models import Case
from content.changes import ContentChange, Moment, on_change
from knowledge.models import Disease

from .models import Answer, DailyScore


@on_change(Case, Disease)
def forget_scores(change: ContentChange) -> None:
    """Drop the cached daily scores of all who answered what changed."""
    # A case was withdrawn or brought back; the pattern of a disease may have been corrected.
    if change.moment is Moment.SAVED:
        name = "version__case" if isinstance(change.instance, Case) else "version__disease"
        answers = Answer.objects.filter(**{name: change.instance})
        DailyScore.objects.forget(answers.values_list("attempt__learner", flat=True))
