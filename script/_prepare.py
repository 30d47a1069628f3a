"""Bring database, content and static files up to date, in one process.

It is quick where nothing has changed.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

MADE_BEFORE = (
    "its database was made by an earlier arrangement of the code, whose migrations are gone."
    " CHANGELOG.md says what comes along. Move the database away (db.sqlite3 in this folder), or"
    " name an empty one in DATABASE_URL."
)


def prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    django.setup()
    try:
        call_command("migrate", verbosity=0)
    except InconsistentMigrationHistory:
        raise RuntimeError(MADE_BEFORE) from None
    # Migrations that were begun anew bear the names of older ones that were applied, so Django
    # misses the difference.
    if not _has_all_columns():
        raise RuntimeError(MADE_BEFORE)
    call_command("createcachetable", verbosity=0)
    call_command("load_content", if_changed=True)
    stamp, digest = Path(settings.STATIC_ROOT) / ".stamp", _static_digest()
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest)


def _has_all_columns() -> bool:
    """Return whether the database has every table and column of the models."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            model_columns = {field.column for field in model._meta.local_concrete_fields}
            if model._meta.db_table not in tables:
                return False
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)
            if not model_columns <= {column.name for column in described}:
                return False
    return True


def _static_digest() -> str:
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        prepare()
    except Exception as fault:
        if os.environ.get("DEBUG"):
            raise
        sys.exit(f"Motor Unit could not be set up: {fault}")
