#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run the command named on the command line; what an operator can mend is said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tehran_diplomacy.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError
    from environs import EnvError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(f"A setting is wrong: {error}")
    except Exception as error:
        if _says_no_table(error):
            sys.exit("The database has no tables yet. Run: manage.py prepare")
        if not isinstance(error, OperationalError | InterfaceError) or "--traceback" in sys.argv:
            raise
        said = str(error).strip().split("\n")[0]
        sys.exit(f"The database did not do it: {said}")


def _says_no_table(error: BaseException | None) -> bool:
    """Tell whether an error says, at whatever depth, that a table is missing (SQLite in words, PostgreSQL by a code)."""
    while error is not None:
        if "no such table" in str(error) or getattr(error, "pgcode", "") == "42P01":
            return True
        error = error.__cause__ or error.__context__
    return False


if __name__ == "__main__":
    main()
