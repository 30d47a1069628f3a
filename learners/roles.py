"""Grant rights to the roles author, reviewer and administrator, for migrations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.management import create_permissions

APPS = ("content", "knowledge", "cases", "lessons", "quiz", "learners", "auth")


def grant(apps: Any, schema_editor: Any, rights: Mapping[str, Sequence[str]]) -> None:
    """Give each role its rights, and the role administrator all rights.

    `rights`: by role, such as "lessons.term:change".
    """
    for label in APPS:
        config = apps.get_app_config(label)
        config.models_module = True  # without it no permissions are made for a historical app
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    groups, permissions = (
        apps.get_model("auth", "Group").objects,
        apps.get_model("auth", "Permission").objects,
    )
    for name, rights_of_group in rights.items():
        group, _ = groups.get_or_create(name=name)
        for item in rights_of_group:
            model, verb = item.split(":")
            label, model = model.split(".")
            group.permissions.add(
                permissions.get(content_type__app_label=label, codename=f"{verb}_{model}")
            )
    administrator, _ = groups.get_or_create(name="administrator")
    administrator.permissions.set(permissions.filter(content_type__app_label__in=APPS))
