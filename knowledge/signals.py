"""When a table that the evidence model is built from changes, the model is built anew."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from content.loader import content_loaded

from .current_model import forget
from .models import Confusion, Disease, Edition, Finding, Frequency, OnsetAge


@receiver([post_save, post_delete], sender=Disease)
@receiver([post_save, post_delete], sender=Finding)
@receiver([post_save, post_delete], sender=Frequency)
@receiver([post_save, post_delete], sender=OnsetAge)
@receiver([post_save, post_delete], sender=Confusion)
@receiver(m2m_changed, sender=Finding.implies.through)
@receiver(m2m_changed, sender=Finding.excludes.through)
@receiver(content_loaded)
def begin_an_edition(sender: Any, **kwargs: Any) -> None:
    Edition.begin()
    forget()
