import django.db.models.deletion
from django.db import migrations, models


def draw_lines(apps, schema_editor):
    """What was published as a correction of wording goes on from the version before; all else begins a line."""
    versions = apps.get_model("cases", "CaseVersion").objects.exclude(published_at=None)
    last = {}  # the line of each case
    for pk, case, change in versions.order_by("case_id", "number").values_list("pk", "case_id", "change").iterator():
        if change != "wording":
            last[case] = pk
        versions.filter(pk=pk).update(line_id=last.setdefault(case, pk))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_generated"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseversion",
            name="line",
            field=models.ForeignKey(
                editable=False,
                help_text="The first of the published versions that differ in wording only; their statistics are one.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lined",
                to="cases.caseversion",
            ),
        ),
        migrations.RunPython(draw_lines, migrations.RunPython.noop),
    ]
