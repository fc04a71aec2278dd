"""Ask for every address that a source names, and say which no longer answer."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tehran_diplomacy.sources.models import FAILING, AddressCheck, addresses, check_address


class Command(BaseCommand):
    """Runs only by hand or by a timer; addresses of the own network are never asked for."""

    help = "Ask for the addresses of sources; names those that no longer answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how many at most, and how fresh an answer spares a new question."""
        parser.add_argument("--most", type=int, default=500, help="addresses asked for in one run")
        parser.add_argument(
            "--older-than", type=int, default=7, help="days after which an address is asked again"
        )

    def handle(self, *args: Any, most: int, older_than: int, **options: Any) -> None:
        """Ask, one after the other."""
        fresh = timezone.now() - timedelta(days=older_than)
        asked = set(AddressCheck.objects.filter(asked_at__gt=fresh).values_list("url", flat=True))
        todo = [url for url in addresses() if url not in asked][:most]
        failing = 0
        for url in todo:
            check = check_address(url)
            if check.answer in FAILING:
                failing += 1
                self.stdout.write(f"{check.get_answer_display()} {check.code or ''}: {url}")
        AddressCheck.objects.exclude(url__in=addresses()).delete()
        self.stdout.write(f"{len(todo)} addresses asked for, {failing} of them without a good answer.")
