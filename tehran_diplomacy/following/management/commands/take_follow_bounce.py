"""Take in a letter that came back; the mail server pipes each message to BOUNCE_ADDRESS into this."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from tehran_diplomacy.following.bounces import take_bounce

MOST_BYTES = 1024 * 1024  # a report is at the beginning; what was returned with it need not be read


class Command(BaseCommand):
    """Says what it was, never whose."""

    help = "Read one message from standard input; a mailbox that is gone for good is counted, the third deletes it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the recipient, which a mail server can name."""
        parser.add_argument("--recipient", default="", help="the address to which the message came")

    def handle(self, *args: object, **options: object) -> None:
        """Read and count."""
        raw = sys.stdin.buffer.read(MOST_BYTES)
        self.stdout.write(f"Returned letter: {take_bounce(raw, str(options['recipient']))}")
