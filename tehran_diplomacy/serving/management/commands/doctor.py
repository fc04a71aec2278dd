"""Say what is wrong with this installation, and how to mend it."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from tehran_diplomacy.serving.examining import Grade, findings

SIGNS = {Grade.GOOD: "✓", Grade.ODD: "•", Grade.BAD: "✗"}


class Command(BaseCommand):
    """Looks, and changes nothing."""

    help = "Say what is wrong with this installation, and how to mend it, in Persian or English."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the language."""
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each finding on a line; fail where one is bad."""
        logging.getLogger("django").setLevel(logging.CRITICAL)  # the findings say it
        bad = 0
        with override(options["language"]):
            for one in findings():
                bad += one.grade is Grade.BAD
                self.stdout.write(f"{SIGNS[one.grade]} {one.what}")
                if one.mend:
                    self.stdout.write(f"    → {one.mend}")
            if bad:
                raise CommandError(_("There are problems to fix."))
