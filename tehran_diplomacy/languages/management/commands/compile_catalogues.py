"""Compile the translations: pure Python, so that it works where `msgfmt` is missing."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Writes a .mo beside every .po that is newer than it."""

    help = "Compile the translations (locale/*/LC_MESSAGES/*.po)."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Compile what changed since the last time."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                polib.pofile(str(source)).save_as_mofile(str(target))
                self.stdout.write(f"{source.parent.parent.name}: {source.name}")
