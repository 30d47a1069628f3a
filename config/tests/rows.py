"""Rows of the test database taken out as they are stored, and put back without models, signals or
checks.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

Rows = dict[type[models.Model], list[tuple[Any, ...]]]


def stored_models() -> list[type[models.Model]]:
    """All models with a table of their own."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def quoted(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a table that are stored as they are given."""
    fields = model._meta.local_concrete_fields
    return [str(field.column) for field in fields if not field.generated]


def taken(besides: Rows | None = None) -> Rows:
    """All rows there are, but for those with the key of a row that was taken before."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for model in stored_models():
            names = columns(model)
            key = names.index(str(model._meta.pk.column))
            before = {row[key] for row in (besides or {}).get(model, [])}
            cursor.execute(f"SELECT {quoted(*names)} FROM {quoted(model._meta.db_table)}")
            if found := [row for row in cursor.fetchall() if row[key] not in before]:
                rows[model] = found
    return rows


def put(rows: Rows) -> None:
    """Rows into tables that hold none with their keys; at once, since rows point to others that
    come later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for model, listed in rows.items():
            names = columns(model)
            into = f"{quoted(model._meta.db_table)} ({quoted(*names)})"
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in listed:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(names))
                cursor.executemany(f"INSERT INTO {into} VALUES ({places})", listed)
