"""Search entries keep their names. SQLite builds the table anew for that, so its index and triggers are made anew too."""

from importlib import import_module

from django.db import migrations, models

run = import_module("lessons.migrations.0005_search_index").run


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO lessons_searchindex(lessons_searchindex) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [("lessons", "0005_search_index"), ("cases", "0015_other_names")]
    operations = [
        migrations.RunPython(run(1), run(0)),
        migrations.AddField(
            "searchentry",
            "names",
            models.JSONField(default=list, help_text="All that it is called, its codes too."),
        ),
        migrations.RunPython(run(0), run(1)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
