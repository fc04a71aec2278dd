"""The test database of a process: made with the starter content in it, and put back to that where a test commits.

Tests run in transactions and leave the rows as they are. One that asks for no `content` finds the tables empty: they
are emptied within its own transaction. After a test with real transactions all rows are put back from a copy.
"""

import io
import sqlite3
import time

from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase

from tehran_diplomacy.portal.starter import load
from tehran_diplomacy.publishing import generation

PATIENCE = 10  # seconds that a server's threads may take to let go of the database
INDEX = "search_words"
_OF_THE_INDEX = "search_words_"  # FTS5 keeps these tables itself

_copy: dict[str, str] | sqlite3.Connection  # rows by table (PostgreSQL), or the whole database (SQLite)
_filled: list[str] = []  # tables that are empty without the starter content


def make() -> None:
    """Load the starter content into the new database, and keep a copy of what is in it then."""
    global _copy, _filled
    before = {name: _count(name) for name in _tables()}
    load()
    _filled = [name for name, rows in before.items() if not rows and _count(name)]
    if connection.vendor == "postgresql":
        _copy = {name: _read(name) for name in _tables()}
    else:
        _copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(_copy)
    TransactionTestCase._fixture_teardown = lambda case: put_back()  # instead of a flush


def empty() -> None:
    """Delete the starter content, as a part of the transaction that is under way where there is one."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for name in _filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
    generation.renew()


def put_back() -> None:
    """Have the database hold exactly what it held when it was made."""
    if connection.vendor == "postgresql":
        _put_rows_back()
        return
    connection.ensure_connection()
    end = time.monotonic() + PATIENCE
    while True:
        try:
            _copy.backup(connection.connection)
            return
        except sqlite3.OperationalError:  # another connection still writes
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _put_rows_back() -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in _copy)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")
        for name, rows in _copy.items():
            if rows:
                cursor.cursor.copy_expert(
                    f"COPY {connection.ops.quote_name(name)} FROM STDIN", io.StringIO(rows)
                )
        for statement in _sequences():
            cursor.execute(statement)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return [name for name in names if not name.startswith((_OF_THE_INDEX, "sqlite_", "django_migrations"))]


def _count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
        return cursor.fetchone()[0]


def _read(name: str) -> str:
    """Return the rows of a table as PostgreSQL itself writes them."""
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {connection.ops.quote_name(name)} TO STDOUT", out)
    return out.getvalue()


def _sequences() -> list[str]:
    """Return what has the tables' next keys follow those put back (PostgreSQL)."""
    from django.apps import apps

    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.db_table in _copy]
    return connection.ops.sequence_reset_sql(no_style(), models)
