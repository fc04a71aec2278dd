"""Takes the second step of one account away: for who lost both the phone and the recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tehran_diplomacy.accounts.two_step import take_away


class Command(BaseCommand):
    """`reset_two_step NAME`."""

    help = "Takes the second step of signing in away from one account, which then sets it up anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the account's name."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Take it away, or say that there is no such account."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account named {username}.")
        take_away(user)
        self.stdout.write(f"{username} sets the second step up at the next sign-in.")
