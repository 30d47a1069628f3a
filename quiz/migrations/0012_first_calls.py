import django.db.models.deletion
from django.db import migrations, models

CALL = """
UPDATE quiz_answer SET first_call = said.first_call
FROM (
    SELECT a.id AS answer, CASE
        WHEN ROW_NUMBER() OVER (PARTITION BY t.learner_id, v.case_id ORDER BY a.finished_at, a.id) > 1 THEN NULL
        WHEN c.fatigable - c.neurogenic >= 5 AND c.fatigable - c.myogenic >= 5 THEN 'fatigable'
        WHEN c.neurogenic - c.fatigable >= 5 AND c.neurogenic - c.myogenic >= 5 THEN 'neurogenic'
        WHEN c.myogenic - c.fatigable >= 5 AND c.myogenic - c.neurogenic >= 5 THEN 'myogenic'
        ELSE '' END AS first_call
    FROM quiz_attempt t
    JOIN quiz_answer a ON a.attempt_id = t.id
    JOIN quiz_commitment c ON c.answer_id = a.id AND c.stage = 'tests'
    JOIN cases_caseversion v ON v.id = a.version_id
    WHERE a.finished_at IS NOT NULL
) said
WHERE said.answer = quiz_answer.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_lines"),
        ("quiz", "0011_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="first_call",
            field=models.CharField(
                choices=[
                    ("fatigable", "Fatigable weakness"),
                    ("neurogenic", "Distal neurogenic atrophy"),
                    ("myogenic", "Proximal myogenic atrophy"),
                ],
                editable=False,
                help_text="What was called at the last stage, empty for no choice; null unless this is the learner's "
                "first finished answer to the case.",
                max_length=12,
                null=True,
            ),
        ),
        migrations.RunSQL(CALL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="answer", name="last_answers_of_a_run"),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["attempt", "finished_at", "version", "first_call"], name="answers_of_a_run"),
        ),
        migrations.RemoveConstraint(model_name="tally", name="one_tally_a_call"),
        migrations.RenameField(model_name="tally", old_name="version", new_name="line"),
        migrations.AlterField(
            model_name="tally",
            name="line",
            field=models.ForeignKey(
                help_text="The first version of those summed here.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tallies",
                to="cases.caseversion",
            ),
        ),
        migrations.AlterField(
            model_name="keycorrection",
            name="version",
            field=models.ForeignKey(
                help_text="The published version; those that differ from it in wording only go with it. Wordings stay: "
                "make a new version if the feedback no longer fits.",
                limit_choices_to={"published_at__isnull": False},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="key_corrections",
                to="cases.caseversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally", constraint=models.UniqueConstraint(fields=("line", "called"), name="one_tally_a_call")
        ),
    ]
