"""Tell registered functions when content has changed.

A function registered with `on_change` is called for each change of a row of its models and of the
relations of such a row and, if it asks for that, after a load of content files. The call happens
within the transaction of the change. `QuerySet.update` and `bulk_create` call nothing, as they do
not call `save` either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import Signal

content_loaded = Signal()
"""Sent within the transaction of a load that changed something."""


class Moment(Enum):
    """A kind of change, and for a deletion whether it is before or after it."""

    CREATED = auto()
    SAVED = auto()
    RELATED = auto()
    BEFORE_DELETE = auto()
    DELETED = auto()


@dataclass(frozen=True, slots=True)
class ContentChange:
    """A change of one row; `instance` is None after a load of content files."""

    instance: Any = None
    moment: Moment = Moment.SAVED


Told = Callable[[ContentChange], None]


def on_change(*models: type[Model], loads: bool = False) -> Callable[[Told], Told]:
    """Register a function to be called when rows of these models change.

    `loads`: the function is also called after a load of content files.
    """

    def register(function: Told) -> Told:
        uid = f"{function.__module__}.{function.__qualname__}"

        def saved(instance: Model, created: bool, **_: Any) -> None:
            function(ContentChange(instance, Moment.CREATED if created else Moment.SAVED))

        def related(instance: Any, **_: Any) -> None:
            if isinstance(instance, models):
                function(ContentChange(instance, Moment.RELATED))

        def deleting(instance: Model, **_: Any) -> None:
            function(ContentChange(instance, Moment.BEFORE_DELETE))

        def deleted(instance: Model, **_: Any) -> None:
            function(ContentChange(instance, Moment.DELETED))

        def loaded(**_: Any) -> None:
            function(ContentChange())

        for model in models:
            post_save.connect(saved, model, weak=False, dispatch_uid=uid)
            pre_delete.connect(deleting, model, weak=False, dispatch_uid=uid)
            post_delete.connect(deleted, model, weak=False, dispatch_uid=uid)
            for field in model._meta.local_many_to_many:
                through = field.remote_field.through
                m2m_changed.connect(related, through, weak=False, dispatch_uid=uid)
        if loads:
            content_loaded.connect(loaded, weak=False, dispatch_uid=uid)
        return function

    return register
