"""What must follow when content changes: texts that show it are rendered anew, and search knows of it."""

from typing import Any

from django.db.models.signals import m2m_changed, post_migrate, post_save, pre_delete
from django.dispatch import receiver

from content.loader import content_loaded
from knowledge.models import Disease, Finding, Reference

from . import search
from .models import Claim, Lesson, Term


@receiver([post_save, pre_delete], sender=Claim)
@receiver(m2m_changed, sender=Claim.references.through)
def forget_texts_that_cite_a_claim(sender: Any, instance: Claim | Reference, **kwargs: Any) -> None:
    if isinstance(instance, Claim):
        Lesson.objects.filter(claims=instance).forget_text()


@receiver([post_save, pre_delete], sender=Finding)
@receiver(m2m_changed, sender=Finding.references.through)
def forget_texts_that_explain_a_finding(sender: Any, instance: Finding | Reference, **kwargs: Any) -> None:
    if isinstance(instance, Finding):
        Lesson.objects.filter(findings=instance).forget_text()


@receiver(post_save, sender=Reference)
def forget_texts_that_show_a_reference(sender: Any, instance: Reference, **kwargs: Any) -> None:
    Lesson.objects.filter(references=instance).forget_text()
    Lesson.objects.filter(claims__references=instance).forget_text()
    Lesson.objects.filter(findings__references=instance).forget_text()


@receiver([post_save, pre_delete], sender=Term)
@receiver(post_migrate, dispatch_uid="a new release may show notes and figures in another way")
def forget_all_texts(sender: Any, **kwargs: Any) -> None:
    Lesson.objects.all().forget_text()


@receiver(content_loaded)
def know_what_was_loaded(sender: Any, **kwargs: Any) -> None:
    Lesson.objects.all().forget_text()
    search.rebuild()


@receiver(post_migrate, dispatch_uid="a new release may index in another way")
def index_all_anew(sender: Any, **kwargs: Any) -> None:
    if sender.name == "lessons":
        search.rebuild()


@receiver(post_save, sender=Disease)
@receiver(post_save, sender=Lesson)
@receiver(post_save, sender=Claim)
@receiver(post_save, sender=Finding)
@receiver(post_save, sender=Term)
@receiver(post_save, sender=Reference)
def know_what_was_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    search.index(instance)


@receiver(pre_delete, sender=Disease)
@receiver(pre_delete, sender=Lesson)
@receiver(pre_delete, sender=Claim)
@receiver(pre_delete, sender=Finding)
@receiver(pre_delete, sender=Term)
@receiver(pre_delete, sender=Reference)
def forget_what_was_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    search.remove(instance)
