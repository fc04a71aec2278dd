"""Run a command as its timer does, and keep how it went for the alarms."""

import time
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from tehran_diplomacy.serving.alarms import note_task


class Command(BaseCommand):
    """Says and fails as the command does."""

    help = "Run a command as its timer does, and keep how it went: doctor, /readyz and Prometheus tell of it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the command and what belongs to it."""
        parser.add_argument("name")
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Note the beginning, run, note the end."""
        name, began = options["name"], time.time()
        note_task(settings.VAR_DIR, name, began=began)
        ended = {"ok": False, "said": "it was stopped"}
        try:
            call_command(name, *options["arguments"])
            ended = {"ok": True}
        except Exception as error:
            ended["said"] = str(error)[:300]
            raise
        finally:
            note_task(settings.VAR_DIR, name, began=began, ended=time.time(), **ended)
