"""Drop rendered texts and update the search index when content changes."""

from typing import Any

from django.db.models.signals import post_migrate
from django.dispatch import receiver

from content.changes import ContentChange, Moment, on_change
from knowledge.models import Disease, Finding, Reference

from . import search
from .models import Claim, Lesson, Term


@on_change(Claim, Finding, Reference, Term, loads=True)
def forget_texts_that_show_it(change: ContentChange) -> None:
    """Drop the rendered text of each lesson that shows the changed row."""
    # Texts are dropped before a row goes: afterwards no relation says which lessons show it.
    if change.moment is Moment.DELETED:
        return
    lessons = Lesson.objects.all()
    row = change.instance
    if row is None or isinstance(row, Term):
        lessons.forget_text()
    elif change.moment is Moment.CREATED:
        return  # nothing cites yet what is new
    elif isinstance(row, Claim):
        lessons.filter(claims=row).forget_text()
    elif isinstance(row, Finding):
        lessons.filter(findings=row).forget_text()
    elif change.moment is Moment.SAVED:
        lessons.filter(references=row).forget_text()
        lessons.filter(claims__references=row).forget_text()
        lessons.filter(findings__references=row).forget_text()


@on_change(Disease, Lesson, Claim, Finding, Term, Reference, loads=True)
def keep_search_in_step(change: ContentChange) -> None:
    match change.moment:
        case _ if change.instance is None:
            search.rebuild_index()
        case Moment.CREATED:
            search.add(change.instance)
        case Moment.SAVED:
            search.remove(change.instance)
            search.add(change.instance)
        case Moment.BEFORE_DELETE:
            search.remove(change.instance)


@receiver(post_migrate, dispatch_uid="a new release may show notes and index in another way")
def begin_anew(sender: Any, **kwargs: Any) -> None:
    if sender.name == "lessons":
        Lesson.objects.all().forget_text()
        search.rebuild_index()
