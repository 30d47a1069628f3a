"""Who may do what at the authors' desk: author writes, reviewer publishes, administrator does
everything.
"""

from django.db import migrations

from learners.roles import grant

AUTHOR = {
    "cases.case": "view",
    "cases.casecomment": "view add",
    "cases.casefinding": "view add change delete",
    "cases.caseversion": "view add change",
    "content.proposal": "view",
    "knowledge.confusion": "view",
    "knowledge.disease": "view",
    "knowledge.finding": "view",
    "knowledge.frequency": "view",
    "knowledge.historicalfrequency": "view",
    "knowledge.onsetage": "view",
    "knowledge.reference": "view add change",
    "lessons.claim": "view change",
    "lessons.historicallesson": "view",
    "lessons.lesson": "view add change",
    "lessons.passage": "view",
    "lessons.source": "view",
    "lessons.term": "view add change",
    "quiz.problemreport": "view",
    "quiz.quiz": "view add change",
    "quiz.quizcase": "view add change delete",
}
REVIEWER = {
    "cases.case": "change",
    "cases.caseversion": "publish delete",
    "content.proposal": "publish",
    "knowledge.confusion": "add change",
    "knowledge.disease": "change",
    "knowledge.finding": "change",
    "knowledge.frequency": "add change",
    "knowledge.onsetage": "add change",
    "lessons.term": "delete",
    "quiz.keycorrection": "view add",
    "quiz.problemreport": "change",
    "quiz.quiz": "publish",
}


def rights(granted):
    """As `grant` takes them, such as "lessons.term:change"."""
    return [f"{model}:{verb}" for model, verbs in granted.items() for verb in verbs.split()]


def create_roles(apps, schema_editor):
    grant(
        apps,
        schema_editor,
        {"author": rights(AUTHOR), "reviewer": [*rights(AUTHOR), *rights(REVIEWER)]},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0001_initial"),
        ("content", "0001_initial"),
        ("knowledge", "0001_initial"),
        ("cases", "0001_initial"),
        ("lessons", "0001_initial"),
        ("quiz", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
