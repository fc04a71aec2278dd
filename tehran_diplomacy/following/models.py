"""Who follows what, and the letters that wait. Deleting a row is all there is to forgetting somebody."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.following.querysets import FollowerQuerySet, LetterQuerySet, UnconfirmedQuerySet
from tehran_diplomacy.publishing.revisions import Revision

KEY_LENGTH = 1500  # letters; a search in Persian is written with six for each of its own


def new_token() -> str:
    """Return 160 bits that nobody guesses, as they stand in the address of a page."""
    return secrets.token_hex(20)


def new_bounce_token() -> str:
    """Return 64 bits for the return path; mail servers see it, so it opens no page."""
    return secrets.token_hex(8)


class Pace(models.TextChoices):
    """How often somebody is written to."""

    AT_ONCE = "at_once", _("At once, whenever something changes")
    WEEKLY = "weekly", _("Once a week, on Saturday morning, if something changed")


class Following(models.Model):
    """An address and what it follows: `kind` and `key` as `topics.Topic` has them."""

    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY_LENGTH)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    token = models.CharField(max_length=40, unique=True, default=new_token)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"  # never the address: this ends up in logs


class Unconfirmed(Following):
    """Somebody typed this address; its owner has not said yes. Deleted after two days."""

    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = UnconfirmedQuerySet.as_manager()

    class Meta(Following.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["address", "kind", "key"], name="unconfirmed_once"),
        ]


class Follower(Following):
    """A confirmed address. It has been told of every announcement up to `cursor`, or a letter that will waits."""

    confirmed_at = models.DateTimeField(default=timezone.now)
    cursor = models.PositiveBigIntegerField()
    digested_at = models.DateTimeField()
    bounce_token = models.CharField(max_length=16, unique=True, default=new_bounce_token)
    bounces = models.PositiveSmallIntegerField(default=0)
    last_bounced = models.CharField(max_length=32, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta(Following.Meta):
        abstract = False
        permissions = [("count_followers", _("Can see the numbers of subscribers"))]
        constraints = [
            models.UniqueConstraint(fields=["address", "kind", "key"], name="follower_once"),
        ]
        indexes = [
            models.Index(fields=["pace", "cursor"], name="followers_to_be_told"),
            models.Index(fields=["kind", "key"], name="followers_of"),
        ]


class Announcement(models.Model):
    """The log of what readers could notice, in the order in which it was seen to be public.

    Written by one hand at a time, so a higher key never appears before a lower one: a follower's cursor in it
    passes nothing by, whatever a revision's own time or key. `topics` are those that it belongs to.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="+")
    topics = models.JSONField(default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Letter(models.Model):
    """A letter that has not been handed to the mail server; handed over, its row is deleted.

    `name` is its Message-ID, so that whoever gets it twice can tell. To a follower it tells the announcements in
    `tells`; to an unconfirmed address it asks for the confirmation.
    """

    name = models.UUIDField(default=uuid.uuid4, unique=True)
    follower = models.ForeignKey(Follower, models.CASCADE, null=True, related_name="letters")
    unconfirmed = models.ForeignKey(Unconfirmed, models.CASCADE, null=True, related_name="letters")
    tells = models.JSONField(default=list)
    upto = models.PositiveBigIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = LetterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["follower", "upto"], name="letter_once"),
            models.UniqueConstraint(fields=["unconfirmed"], name="one_question_waits"),
            models.CheckConstraint(
                condition=Q(follower=None, unconfirmed__isnull=False)
                | Q(follower__isnull=False, unconfirmed=None),
                name="letter_to_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def to(self) -> Following:
        """Whom it is for."""
        return self.follower or self.unconfirmed


class Knock(models.Model):
    """That somebody asked to follow: by hashes whose key is thrown away with the day. Counts, and no more."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    mailbox = models.CharField(max_length=64, db_index=True)
    sender = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
