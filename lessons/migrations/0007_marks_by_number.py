from django.db import migrations


def render_anew(apps, schema_editor):
    """Have the kept texts rendered anew: their marks and boxes are written otherwise now."""
    apps.get_model("lessons", "Lesson").objects.update(rendered=None)


class Migration(migrations.Migration):
    dependencies = [("lessons", "0006_names_of_patterns")]

    operations = [migrations.RunPython(render_anew, migrations.RunPython.noop)]
