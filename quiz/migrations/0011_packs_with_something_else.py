"""In a pack something else can be said, where its learner's practice offers that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0010_misses"),
    ]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="may_be_outside",
            field=models.BooleanField(
                default=False, help_text="Something else than the three patterns can be said."
            ),
        ),
    ]
