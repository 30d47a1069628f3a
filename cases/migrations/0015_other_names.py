"""Findings get synonyms, diseases abbreviations that prose uses otherwise too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_key_corrections_need_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="disease",
            name="abbreviations",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Those that prose uses otherwise too, such as MG (a dose) or DM (diabetes). Search knows them.",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="synonyms",
            field=models.JSONField(
                blank=True, default=list, help_text="Other names and abbreviations, which search knows."
            ),
        ),
        migrations.AlterField(
            model_name="disease",
            name="synonyms",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Other names. Where one stands in the prose of a case, it gives the case away.",
            ),
        ),
    ]
