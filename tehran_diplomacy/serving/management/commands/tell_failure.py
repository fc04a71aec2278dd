"""Tell ADMINS by e-mail that a unit of systemd failed; called by deploy/portal-failed@.service."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One letter for a unit in 15 minutes, as for all errors; needs no database."""

    help = "Write to ADMINS that a unit failed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the unit."""
        parser.add_argument("unit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Log it as an error: that is what is mailed."""
        unit = options["unit"].removesuffix(
            ".service"
        )  # with it, it would be kept out of letters as an address
        logging.getLogger("portal.units").error(f"{unit} failed: journalctl -u {unit} -n 50")
