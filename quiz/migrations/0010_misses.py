"""Everything missed comes back, not only errors that their learner was sure of."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

CALLED = [
    ("fatigable", "Junction: fatigable weakness"),
    ("neurogenic", "Nerve: distal neurogenic atrophy"),
    ("myogenic", "Muscle: proximal myogenic atrophy"),
    ("outside", "Something else: none of the three patterns"),
]
SCHEDULES = [
    ("three", "three returns: the same session, a week, four weeks"),
    ("one", "one return: a week"),
    ("undrawn", "one return, of an error made before the others were drawn by lot"),
]


def read_beliefs(apps, schema_editor):
    """Say of each error how sure its learner was, and when its returns began."""
    misses = apps.get_model("quiz", "Miss").objects.select_related("answer")
    beliefs = apps.get_model("quiz", "Commitment").objects.filter(stage="tests")
    for miss in misses.iterator():
        last = beliefs.filter(answer=miss.answer_id).first()
        miss.percent = getattr(last, miss.called) if last else 0
        miss.started_at = miss.answer.finished_at or miss.due_at
        miss.save(update_fields=["percent", "started_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0003_settings"),
        ("quiz", "0009_first_case"),
    ]

    operations = [
        migrations.RenameModel("ConfidentError", "Miss"),
        migrations.AlterModelOptions(name="miss", options={"ordering": ["id"]}),
        migrations.RemoveField(model_name="miss", name="card"),
        migrations.AddField(
            model_name="miss",
            name="cases_left",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Other cases after which it is due at once; 0 if only time counts.",
            ),
        ),
        migrations.AddField(
            model_name="miss",
            name="percent",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="On what was called, at the last stage."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="miss",
            name="returns",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Returns that were answered right since then."
            ),
        ),
        migrations.AddField(
            model_name="miss",
            name="schedule",
            field=models.CharField(
                choices=SCHEDULES,
                default="undrawn",
                help_text="By which rule it comes back; drawn once for each learner and pair.",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="miss",
            name="started_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text=(
                    "From when returns are counted: when it was missed, or a return of it was."
                ),
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="miss",
            name="answer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="miss",
                to="quiz.answer",
            ),
        ),
        migrations.AlterField(
            model_name="miss",
            name="called",
            field=models.CharField(
                choices=CALLED,
                help_text="What was called; without a choice, the likeliest other key.",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="miss",
            name="due_at",
            field=models.DateTimeField(
                help_text="Empty once it is through, or a later one of its pair took over.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="miss",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="misses",
                to="learners.learner",
            ),
        ),
        migrations.RunPython(read_beliefs, migrations.RunPython.noop),
    ]
