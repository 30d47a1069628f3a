"""Who may do what at the authors' desk: author writes, reviewer publishes, administrator does everything."""

from django.db import migrations

from learners.roles import grant

WRITTEN = ("cases.caseversion", "cases.casefinding", "lessons.lesson", "quiz.quiz", "quiz.quizcase")
READ = ("cases.case", "cases.disease", "cases.finding", "cases.frequency", "lessons.claim", "lessons.passage")
READ += ("lessons.source", "quiz.problemreport")
AUTHOR = [f"{name}:{verb}" for name in WRITTEN for verb in ("view", "add", "change")]
AUTHOR += [f"{name}:view" for name in READ]
AUTHOR += [f"cases.reference:{verb}" for verb in ("view", "add", "change")]
AUTHOR += [f"{name}:delete" for name in ("cases.casefinding", "quiz.quizcase")]  # rows of what they write
REVIEWER = [*AUTHOR, "cases.caseversion:publish", "cases.caseversion:delete", "cases.case:change"]
REVIEWER += ["quiz.problemreport:change", "lessons.claim:change", "cases.finding:change", "cases.disease:change"]


def create_roles(apps, schema_editor):
    grant(apps, schema_editor, {"author": AUTHOR, "reviewer": REVIEWER})


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0001_initial"),
        ("cases", "0001_initial"),
        ("lessons", "0002_rendered_text"),
        ("quiz", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
