"""A quiz goes to learners by a reviewer."""

from django.db import migrations

from learners.roles import grant


def give_rights(apps, schema_editor):
    grant(apps, schema_editor, {"reviewer": ["quiz.quiz:publish"]})


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0017_authors_of_quizzes"),
        ("learners", "0005_review"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
