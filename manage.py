#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run the command named on the command line; what an operator can mend is said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tehran_diplomacy.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError, ProgrammingError
    from environs import EnvError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(f"A setting is wrong: {error}")
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        said = str(error).strip().split("\n")[0]
        if "no such table" in said or getattr(error.__cause__, "pgcode", "") == "42P01":
            sys.exit("The database has no tables yet. Run: manage.py prepare")
        if isinstance(error, ProgrammingError) or "--traceback" in sys.argv:
            raise
        sys.exit(f"The database did not do it: {said}")


if __name__ == "__main__":
    main()
