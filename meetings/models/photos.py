"""The pictures of a meeting, and the places kept for those not yet supplied."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from meetings.querysets import PhotoQuerySet
from tehran_diplomacy.dates.fields import DayField
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.identifiers import LENGTH, new_uid


@dataclass(frozen=True)
class Copy:
    """A file that is given out: its name in the storage, its size in bytes, its digests."""

    name: str
    bytes: int
    sha256: str
    crc32: int

    @property
    def extension(self) -> str:
        """'jpg', 'png' or 'webp'."""
        return self.name.rsplit(".", 1)[-1]


class Photo(Part):
    """One picture of a meeting's gallery, or the place that is kept for one not yet supplied.

    `file` is the upload, byte for byte; `press_file` the original as it is given out (without position data,
    with caption and credit inside), `web_file` the same in a size for the web; `made_of` tells of what the two
    were made. `sizes` are the derivatives that pages show, as `files.derivatives.make_derivatives` lists them.
    Sizes in pixels as shown, in bytes for files.
    """

    part_of = "meeting"
    never_public = frozenset({"is_cover", "is_withdrawn", "uploaded_name"})
    place: int | None = None  # among the photos of its meeting, and how many those are, where a page knows it
    total: int | None = None

    uid = models.CharField(_("permanent ID"), max_length=LENGTH, unique=True, editable=False, default=new_uid)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="photos", verbose_name=_("meeting")
    )
    file = models.FileField(_("photograph"), blank=True, max_length=200)
    uploaded_name = models.CharField(_("name of the file"), max_length=120, blank=True, editable=False)
    caption = models.TextField(_("caption"), blank=True)
    alt = models.CharField(
        _("description for people who cannot see the photo"),
        max_length=300,
        blank=True,
        help_text=_("What the photo shows, in one sentence. If left empty, the caption is used."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True, help_text=_("Photographer or agency."))
    taken_on = DayField(_("taken on"), null=True, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    persons = models.ManyToManyField(
        Person,
        blank=True,
        related_name="photos",
        verbose_name=_("people in the photo"),
        help_text=_("The people the photo is about; their names are stored in the file."),
    )
    is_withdrawn = models.BooleanField(
        _("withdrawn"),
        default=False,
        help_text=_("No longer shown or available for download; its page says that it was withdrawn."),
    )
    is_cover = models.BooleanField(_("cover"), default=False, help_text=_("Shown first and on cards."))

    taken_at = models.DateTimeField(_("time by the camera's clock"), null=True, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    format = models.CharField(max_length=4, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    press_file = models.CharField(max_length=200, blank=True, editable=False)
    press_bytes = models.PositiveBigIntegerField(null=True, editable=False)
    press_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    press_crc32 = models.PositiveBigIntegerField(default=0, editable=False)
    web_file = models.CharField(max_length=200, blank=True, editable=False)
    web_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    web_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    web_crc32 = models.PositiveBigIntegerField(default=0, editable=False)
    made_of = models.CharField(max_length=64, blank=True, editable=False)
    sizes = models.JSONField(default=list, editable=False)
    words = FoldedTextField(sources=("caption", "credit"))
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-is_cover", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_cover=True), name="one_cover_in_meeting"
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(width__gt=0, height__gt=0, press_bytes__gt=0),
                name="supplied_photo_is_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "position"], name="photos_in_order"),
            models.Index(fields=["changed_at", "id"], name="photos_as_they_changed"),
        ]

    def __str__(self) -> str:
        return translated(self, "caption").text or self.uid

    def get_absolute_url(self) -> str:
        """Return the address of the photo's own page in the active language."""
        return reverse("meetings:photo", args=[self.meeting.slug, self.uid])

    def copy(self, size: str) -> Copy:
        """Return the copy for the press in 'original' or 'web' size; the original where there is no other."""
        if size == "web" and self.web_file:
            return Copy(self.web_file, self.web_bytes, self.web_sha256, self.web_crc32)
        return Copy(self.press_file, self.press_bytes or 0, self.press_sha256, self.press_crc32)

    @property
    def web_size(self) -> int:
        """The size in bytes of the copy for the web."""
        return self.copy("web").bytes

    @property
    def is_supplied(self) -> bool:
        """Whether there is a photograph; else its place is held by a pattern."""
        return bool(self.file)

    @property
    def called(self) -> str:
        """What it is called: its caption, else its place among those of its meeting, where that is known."""
        caption = translated(self, "caption").text
        if caption:
            return caption
        words = {"event": translated(self.meeting, "title").text}
        if self.place is None:
            return gettext("Photo of: %(event)s") % words
        words |= {name: localise(str(getattr(self, name)), page_language()) for name in ("place", "total")}
        return gettext("Photo %(place)s of %(total)s: %(event)s") % words

    @property
    def alternative_text(self) -> str:
        """What a screen reader says: the description, else what it is called."""
        return translated(self, "alt").text or self.called
