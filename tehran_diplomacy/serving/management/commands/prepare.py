"""Make an installation ready to be served: everything between installing and starting, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import trans_real


class Command(BaseCommand):
    """Does what is missing; where nothing is, it is over at once."""

    help = "Compile translations, migrate, collect static files, index, load the starter content, make the first account."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each in turn."""
        call_command("compile_catalogues")
        trans_real._translations, trans_real._default = {}, None  # what was read before is read anew
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("rebuild_search", if_stale=True)
        call_command("load_starter_content", stdout=self.stdout)
        call_command("first_administrator", stdout=self.stdout)
