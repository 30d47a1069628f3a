"""What is kept of scores is dropped when something that they rest on changes."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from cases.models import Case
from knowledge.models import Disease

from .models import Answer, ScoredDay


@receiver(post_save, sender=Case)
def forget_after_case(sender: Any, instance: Case, created: bool, **kwargs: Any) -> None:
    """A case was withdrawn or brought back."""
    if not created:
        _forget(version__case=instance)


@receiver(post_save, sender=Disease)
def forget_after_disease(sender: Any, instance: Disease, created: bool, **kwargs: Any) -> None:
    """The pattern of a disease may have been corrected."""
    if not created:
        _forget(version__disease=instance)


def _forget(**which: Any) -> None:
    ScoredDay.objects.forget(Answer.objects.filter(**which).values_list("attempt__learner", flat=True))
