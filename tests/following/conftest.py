"""A real mail server, and readers who follow by HTTP."""

import logging
import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management import call_command
from django.test import Client

from tests.correspondence.writing import token_of


class Mailboxes:
    """What the server took in, and what it is told to refuse: {address: 'line of the answer'}."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, EmailMessage]] = []
        self.refuses: dict[str, str] = {}
        self.at_letter: Callable[[int], None] = lambda number: None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(envelope.mail_from, address, message) for address in envelope.rcpt_tos]
        self.at_letter(len(self.taken))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters of one mailbox, the oldest first."""
        return [message for _path, to, message in self.taken if to == address]

    def words(self, address: str) -> str:
        """All that stands in them, headers included, nothing encoded any more."""
        return "\n".join(whole(message) for message in self.to(address))


def whole(message: EmailMessage) -> str:
    """A letter with its headers and both its texts, as a reader's program decodes them."""
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {str(value).strip()}" for name, value in message.items()), *texts])


@pytest.fixture
def client() -> Client:
    """A browser before which Django checks what it checks in use."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def mailboxes() -> Iterator[Mailboxes]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    boxes = Mailboxes()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        boxes.port = free.getsockname()[1]
    controller = Controller(boxes, hostname="127.0.0.1", port=boxes.port)
    controller.start()
    yield boxes
    controller.stop()


@pytest.fixture
def mail(settings, mailboxes) -> Mailboxes:
    """The portal with that server set."""
    settings.MAIL_IS_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailboxes.port
    settings.SITE_ADDRESS = "https://diplomacy.example.org"
    settings.DEFAULT_FROM_EMAIL = "portal@diplomacy.example.org"
    return mailboxes


def send() -> str:
    """Run the sender; return what it says."""
    said = StringIO()
    call_command("send_follow_letters", stdout=said)
    return said.getvalue()


def ask(client: Client, freezer, path: str, address: str = "reader@example.org", **changes):
    """Open a form, write, send it."""
    extra = {"REMOTE_ADDR": changes.pop("sender")} if "sender" in changes else {}
    headers = changes.pop("headers", {})
    token = token_of(client.get(path))
    freezer.tick(20)
    written = {"address": address, "pace": "at_once", "website": "", "token": token} | changes
    return client.post(path, written, headers=headers, **extra)


def link(message: EmailMessage, name: str) -> str:
    """The path of a page that a letter names ('confirm', 'manage', 'leave'), '' where it names none."""
    text = message.get_body(("plain",)).get_content()
    found = re.search(rf"https://diplomacy\.example\.org(/\w\w/follow/{name}/\w+/)", text)
    return found[1] if found else ""


@pytest.fixture
def follow(client, freezer, mail) -> Callable:
    """Return a function that follows all the way, and gives the last letter's page to change it."""

    def all_the_way(path: str, address: str = "reader@example.org", **changes) -> str:
        assert ask(client, freezer, path, address, **changes).status_code == 200
        send()
        confirm = next(found for one in mail.to(address)[::-1] if (found := link(one, "confirm")))
        response = client.post(confirm)
        assert response.status_code == 200
        mail.taken.clear()
        freezer.tick(5)
        return re.search(r'href="(/\w\w/follow/manage/\w+/)"', response.content.decode())[1]

    return all_the_way
