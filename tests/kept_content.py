"""The starter content as rows, so that a test need not load it record by record.

The first test of a process loads it; what that put into empty tables is kept as it stands in the database and put
back for the others. Where anything that the rows rest on differs, it is loaded again.
"""

import io

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tehran_diplomacy.portal.starter import load

_kept: dict = {}
_OF_THE_INDEX = "search_words_"  # FTS5 keeps these tables itself


def load_content() -> None:
    """Have the starter content in the database."""
    ground = _ground()
    if _kept.get("ground") == ground:
        with transaction.atomic():
            _put_back()
        return
    empty = [name for name in _tables() if not _count(name)]
    load()
    _kept.clear()
    _kept.update(ground=ground, rows={name: _read(name) for name in empty if _count(name)})


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return [name for name in names if not name.startswith((_OF_THE_INDEX, "sqlite_", "django_migrations"))]


def _ground() -> tuple:
    """What the rows rest on: this database, its content types, and that no record is there yet."""
    types = ContentType.objects.order_by("pk").values_list("pk", "app_label", "model")
    return (connection.settings_dict["NAME"], tuple(types), _count("publishing_revision") == 0)


def _count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
        return cursor.fetchone()[0]


def _read(name: str) -> tuple[str, list | str]:
    """Return the columns and the rows of a table, as the database itself writes them."""
    quoted = connection.ops.quote_name(name)
    first = "rowid, " if name == "search_words" and connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            out = io.StringIO()
            cursor.cursor.copy_expert(f"COPY {quoted} TO STDOUT", out)
            return "", out.getvalue()
        cursor.execute(f"SELECT {first}* FROM {quoted}")
        columns = ", ".join(connection.ops.quote_name(one[0]) for one in cursor.description)
        return columns, cursor.fetchall()


def _put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_words")  # no model's: tests with real transactions leave its rows
        for name, (columns, rows) in _kept["rows"].items():
            quoted = connection.ops.quote_name(name)
            if connection.vendor == "postgresql":
                cursor.cursor.copy_expert(f"COPY {quoted} FROM STDIN", io.StringIO(rows))
                continue
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {quoted} ({columns}) VALUES ({places})", rows)
        for statement in _sequences():
            cursor.execute(statement)


def _sequences() -> list[str]:
    """Return what has the tables' next keys follow those put back (PostgreSQL)."""
    from django.apps import apps
    from django.core.management.color import no_style

    models = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in _kept["rows"]
    ]
    return connection.ops.sequence_reset_sql(no_style(), models)
