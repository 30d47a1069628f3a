"""Authors and reviewers write the glossary; the history of lessons is theirs to see."""

from django.db import migrations

from learners.roles import grant

RIGHTS = ["lessons.term:view", "lessons.term:add", "lessons.term:change", "lessons.historicallesson:view"]


def grant_rights(apps, schema_editor):
    grant(apps, schema_editor, {"author": RIGHTS, "reviewer": [*RIGHTS, "lessons.term:delete"]})


class Migration(migrations.Migration):
    dependencies = [("learners", "0002_roles"), ("lessons", "0004_terms_history_search")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
