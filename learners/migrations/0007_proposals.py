"""Authors propose what lessons, claims, terms and references are to say; reviewers publish it."""

from django.db import migrations

from learners.roles import grant

RIGHTS = ["cases.proposal:view", "lessons.claim:change"]


def grant_rights(apps, schema_editor):
    grant(apps, schema_editor, {"author": RIGHTS, "reviewer": [*RIGHTS, "cases.proposal:publish"]})


class Migration(migrations.Migration):
    dependencies = [("learners", "0006_seen_at"), ("cases", "0016_proposals"), ("lessons", "0006_names_in_search")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
