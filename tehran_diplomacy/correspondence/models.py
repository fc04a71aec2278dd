"""A citizen's message, its answer, and, in a table apart, who wrote it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.correspondence.querysets import MessageQuerySet
from tehran_diplomacy.languages.cleaning import CleanTexts
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import direction, language_of, page_language

SUBJECT_LENGTH, TEXT_LENGTH = 150, 5000  # characters
NAME_LENGTH, CONTACT_LENGTH = 100, 150


class State(models.TextChoices):
    """Where a message stands. The one who wrote it sees spam as closed."""

    NEW = "new", _("new")
    ASSIGNED = "assigned", _("assigned")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")
    SPAM = "spam", _("spam")


class Message(CleanTexts):
    """What a citizen wrote to the council; found again only by a code of which the keyed hash is kept."""

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, editable=False)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH, editable=False)
    text = models.TextField(_("message"), editable=False)
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("goal")
    )
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("meeting")
    )
    agreement = models.ForeignKey(
        Agreement, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("agreement")
    )
    # The address hashed with a key that is thrown away with the day; emptied then.
    sender = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    state = models.CharField(_("status"), max_length=10, choices=State, default=State.NEW, db_index=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("Once sent, anyone with the tracking code can read it.")
    )
    answered_at = models.DateTimeField(_("answer sent"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    words = FoldedTextField(sources=("subject", "text", "answer"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("citizen's message")
        verbose_name_plural = _("citizens' messages")
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view", "answer", "delete")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=State.ANSWERED) | ~models.Q(answer=""), name="answered_has_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(goal=None, meeting=None)
                | models.Q(goal=None, agreement=None)
                | models.Q(meeting=None, agreement=None),
                name="message_about_one",
            ),
        ]

    def __str__(self) -> str:
        # Only the number: Django writes this into its log of the desk.
        return localise(str(_("message %(number)s") % {"number": self.pk}), page_language())

    @property
    def about(self) -> Goal | Meeting | Agreement | None:
        """What the message is about, where the citizen said so."""
        return self.goal or self.meeting or self.agreement

    @property
    def is_answered(self) -> bool:
        """Whether the answer may be read by code: sent, or sent and then closed."""
        return bool(self.answered_at and self.answer) and self.state in (State.ANSWERED, State.CLOSED)

    @property
    def answer_language(self) -> str:
        """The language in which the answer is written, by its script."""
        return language_of(self.answer)

    @property
    def answer_direction(self) -> str:
        """'rtl' or 'ltr', of the answer."""
        return direction(self.answer_language)

    def clean(self) -> None:
        """Refuse to call answered what has no answer."""
        self.answer = self.answer.strip()
        if self.state == State.ANSWERED and not self.answer:
            raise ValidationError({"answer": _("Write the answer before you send it.")})


class Correspondent(CleanTexts):
    """Who wrote a message and how to answer: only for those with the permission 'answer'."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    contact = models.CharField(_("how to reply"), max_length=CONTACT_LENGTH, blank=True)
    words = FoldedTextField(sources=("name", "contact"))

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.message_id)


class AnswerTemplate(CleanTexts):
    """A text from which answers begin."""

    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fa")
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["language", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class DayKey(models.Model):
    """The key with which one day's addresses are hashed: random, and deleted when the next day's is made."""

    day = models.DateField(unique=True)
    key = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.day.isoformat()
