from django.db import migrations

from learners.roles import grant

RIGHTS = {"reviewer": ["quiz.keycorrection:view", "quiz.keycorrection:add"]}


def give_rights(apps, schema_editor):
    grant(apps, schema_editor, RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0003_terms"),
        ("quiz", "0008_scored_days"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
