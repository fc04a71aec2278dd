"""Send what followers are to be told; a timer runs this every minute."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tehran_diplomacy.clock import refuse_if_jumped
from tehran_diplomacy.following.announcing import announce
from tehran_diplomacy.following.forgetting import forget
from tehran_diplomacy.following.locks import only_sender
from tehran_diplomacy.following.sending import MailServerDown, send_letters
from tehran_diplomacy.following.topics import is_on
from tehran_diplomacy.following.writing import write_letters


class Command(BaseCommand):
    """Safe to stop, to kill and to start again; a second one beside it does nothing. Says how many, never who."""

    help = "Forget addresses that were not confirmed, write the letters that are due, and send them."

    def handle(self, *args: object, **options: object) -> None:
        """Forget, announce, write, send."""
        refuse_if_jumped()
        if not is_on():
            forget(timezone.now())
            raise CommandError("No mail server is set (EMAIL_URL): nothing was sent.")
        with only_sender() as mine, _asked_to_stop() as is_stopped:
            if not mine:
                self.stdout.write("Another sender is at work.")
                return
            now = timezone.now()
            forgotten = forget(now)
            written = write_letters(announce(), now)
            try:
                done = send_letters(is_stopped)
            except MailServerDown as error:
                raise CommandError(f"The mail server took no letter ({error}); they wait.") from None
        counted = ", ".join(f"{what}: {count}" for what, count in sorted(done.items()))
        self.stdout.write(f"Letters written: {written}; {counted or 'none sent'}; forgotten: {forgotten}")


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether somebody asked the process to end: the letter in hand is finished first."""
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGTERM, before)
