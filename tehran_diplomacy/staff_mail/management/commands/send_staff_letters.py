"""Write to the office's own people about what waits for them; a timer runs this every ten minutes."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tehran_diplomacy.following.locks import only_sender
from tehran_diplomacy.following.sending import MailServerDown
from tehran_diplomacy.staff_mail.sending import send_letters


class Command(BaseCommand):
    """Safe to stop and to start again; a second one beside it does nothing. Says how many, never who."""

    help = "Write to staff: what waits for review, what was returned or published, days that come, messages that wait."

    def handle(self, *args: object, **options: object) -> None:
        """Write the letters that are due."""
        if not settings.MAIL_IS_SET:
            raise CommandError("No mail server is set (EMAIL_URL): nothing was sent.")
        with only_sender("staff-letters") as mine:
            if not mine:
                self.stdout.write("Another sender is at work.")
                return
            try:
                done = send_letters()
            except MailServerDown as error:
                raise CommandError(f"The mail server took no letter ({error}); they wait.") from None
        self.stdout.write(f"Letters to staff sent: {done['sent']}, refused: {done['refused']}")
