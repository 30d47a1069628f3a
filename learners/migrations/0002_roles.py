"""Who may do what at the authors' desk: author writes, reviewer publishes, administrator does everything."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

APPS = ("cases", "lessons", "quiz", "learners", "auth")
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
    for label in APPS:
        config = apps.get_app_config(label)
        config.models_module = True  # without it no permissions are made for a historical app
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    group_model, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, wanted in (("author", AUTHOR), ("reviewer", REVIEWER)):
        group, _ = group_model.objects.get_or_create(name=name)
        for item in wanted:
            model, verb = item.split(":")
            label, model = model.split(".")
            group.permissions.add(permission.objects.get(content_type__app_label=label, codename=f"{verb}_{model}"))
    administrator, _ = group_model.objects.get_or_create(name="administrator")
    administrator.permissions.set(permission.objects.filter(content_type__app_label__in=APPS))


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
