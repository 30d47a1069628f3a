"""Author and reviewer say to each other what a version still needs."""

from django.db import migrations

from learners.roles import grant

RIGHTS = ["cases.casecomment:view", "cases.casecomment:add"]


def grant_rights(apps, schema_editor):
    grant(apps, schema_editor, {"author": RIGHTS, "reviewer": RIGHTS})


class Migration(migrations.Migration):
    dependencies = [("learners", "0004_evidence"), ("cases", "0008_review")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
