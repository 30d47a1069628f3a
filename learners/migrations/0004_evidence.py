"""Authors see what the evidence model is built from; reviewers correct it."""

from django.db import migrations

from learners.roles import grant

SEEN = [f"cases.{model}:view" for model in ("onsetage", "confusion", "historicalfrequency")]
CHANGED = [f"cases.{model}:{verb}" for model in ("frequency", "onsetage", "confusion") for verb in ("add", "change")]


def grant_rights(apps, schema_editor):
    grant(apps, schema_editor, {"author": SEEN, "reviewer": [*SEEN, *CHANGED]})


class Migration(migrations.Migration):
    dependencies = [("learners", "0003_terms"), ("cases", "0006_confusions")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
