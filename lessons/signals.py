"""When a claim or a reference changes, the texts that show it are rendered anew."""

from typing import Any

from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver

from cases.models import Reference

from .models import Claim, Lesson


@receiver([post_save, pre_delete], sender=Claim)
@receiver(m2m_changed, sender=Claim.references.through)
def forget_texts_that_cite_a_claim(sender: Any, instance: Claim | Reference, **kwargs: Any) -> None:
    if isinstance(instance, Claim):
        Lesson.objects.filter(claims=instance).forget_text()


@receiver(post_save, sender=Reference)
def forget_texts_that_show_a_reference(sender: Any, instance: Reference, **kwargs: Any) -> None:
    Lesson.objects.filter(references=instance).forget_text()
    Lesson.objects.filter(claims__references=instance).forget_text()
