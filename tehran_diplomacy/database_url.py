"""DATABASE_URL as Django's setting; what is wrong with it is said in one sentence, without its password."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "postgres://portal:password@localhost/portal"
_ESCAPED = "characters such as @ # / ? : in the password are written %40 %23 %2F %3F %3A"


def database_setting(url: str, folder: Path) -> dict[str, Any]:
    """Return the database that an address names; SQLite in `folder` where there is none."""
    try:
        found = dj_database_url.parse(url or f"sqlite:///{folder / 'portal.sqlite3'}", conn_max_age=60)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not the address of a database, as {EXAMPLE} would be; {_ESCAPED}"
        ) from error
    engine = found["ENGINE"].rpartition(".")[2]
    if engine not in ("sqlite3", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL names neither PostgreSQL nor SQLite, as {EXAMPLE} would")
    if not found["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL names no database, as {EXAMPLE} would; {_ESCAPED}")
    return dict(found)
