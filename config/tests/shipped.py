"""The shipped content for tests: loaded once a process, then copied, since loading takes seconds."""

from django.apps import apps
from django.db import transaction

from content.loader import load

_kept = []  # a model, and the rows that loading made of it


def load_shipped():
    """As `manage.py load_content` does, into a database that holds nothing of it yet; without signals if copied."""
    if _kept:
        with transaction.atomic():  # rows point to others that come later
            for model, rows in _kept:
                model._base_manager.bulk_create(rows)
        return
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
    load()
    _kept.extend((model, [row for row in model._base_manager.all() if row.pk not in before[model]]) for model in models)
