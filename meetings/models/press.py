"""What the press is told, and galleries shared with it before they are public."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from meetings.querysets import SharedGalleryQuerySet
from tehran_diplomacy.languages.cleaning import CleanTexts
from tehran_diplomacy.publishing.history import Change, Kept
from tehran_diplomacy.publishing.identifiers import LENGTH, new_uid
from tehran_diplomacy.publishing.previews import takes_away
from tehran_diplomacy.publishing.status import Status

_signer = signing.Signer(salt="meetings.shared-gallery")


class PressOffice(Kept):
    """Terms of use of the pictures and whom journalists turn to: one row. What is empty is not claimed."""

    label = "contact"

    terms = models.TextField(
        _("terms of use"),
        blank=True,
        help_text=_(
            "Who may use the photos, and for what. Shown on the press page and included in every "
            "file and ZIP."
        ),
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=200, blank=True)
    licence_url = models.URLField(_("web address of the licence"), blank=True)
    contact = models.CharField(_("press contact"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    only_row = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("press office")
        verbose_name_plural = _("press office")
        constraints = [models.CheckConstraint(condition=models.Q(only_row=True), name="one_press_office")]

    def __str__(self) -> str:
        return str(_("press office"))


class SharedGallery(CleanTexts):
    """A link by which a gallery can be seen and downloaded before it is public; it ends, and can be revoked."""

    uid = models.CharField(max_length=LENGTH, unique=True, editable=False, default=new_uid)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="shared_links", verbose_name=_("meeting")
    )
    recipient = models.CharField(
        _("for whom"), max_length=200, help_text=_("The newsroom or person who receives the link.")
    )
    ends_at = models.DateTimeField(_("ends"))
    is_revoked = models.BooleanField(_("revoked"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = SharedGalleryQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a gallery under embargo")
        verbose_name_plural = _("links to galleries under embargo")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.recipient

    @property
    def token(self) -> str:
        """The signed identifier that stands in the link."""
        return _signer.sign(self.uid).replace(":", "~")

    @staticmethod
    def uid_in(token: str) -> str | None:
        """Return the identifier in a token, None where the signature is not ours."""
        try:
            return _signer.unsign(token.replace("~", ":"))
        except signing.BadSignature:
            return None

    def get_absolute_url(self) -> str:
        """Return the link in the active language."""
        return reverse("meetings:shared", args=[self.token])

    @property
    def is_open(self) -> bool:
        """Whether the link still leads to the gallery: not where the meeting is archived or thrown away.

        Being withdrawn, archived or thrown away also revokes it (`close_shared`), until a publisher opens it again.
        """
        is_withdrawn = self.meeting.status in (Status.ARCHIVED, Status.BINNED)
        return not self.is_revoked and not is_withdrawn and self.ends_at > timezone.now()


def close_shared(changes: list[Change]) -> None:
    """Revoke the links to galleries of meetings that were withdrawn, archived or thrown away."""
    keys = [
        change.record.pk for change in changes if isinstance(change.record, Meeting) and takes_away(change)
    ]
    if keys:
        SharedGallery.objects.filter(meeting__in=keys).update(is_revoked=True)
