"""Documents of records. One table for every register; photographs belong to meetings."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.fields import PartialDateField, partial_date_constraints
from tehran_diplomacy.files.naming import storage_name
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.history import Part
from tehran_diplomacy.publishing.identifiers import LENGTH, new_uid


def stored_as(document: "Document", _name: str) -> str:
    """Return where a document is stored: the name follows from its content, never from the user's."""
    return storage_name("documents", document.uid, document.sha256, "pdf")


class Document(Part):
    """A PDF in one language that belongs to a record; sizes and digests are those of the file as uploaded."""

    part_of = "record"
    never_public = frozenset({"object_id"})

    uid = models.CharField(_("permanent ID"), max_length=LENGTH, unique=True, editable=False, default=new_uid)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    title = models.CharField(_("title"), max_length=200, blank=True)
    language = models.CharField(
        _("language of the document"),
        max_length=2,
        choices=[*settings.LANGUAGES, ("xx", _("other language"))],
        default="fa",
    )
    dated = PartialDateField(_("date of the document"), help_text=_("As precise as the document gives it."))
    is_report = models.BooleanField(
        _("trip report (document)"),
        default=False,
        help_text=_("Shown with the trip report as its document."),
    )
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, help_text=_("A PDF file."))
    bytes = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    crc32 = models.PositiveBigIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="document_of_record")]
        constraints = partial_date_constraints("dated")

    def __str__(self) -> str:
        return translated(self, "title").text or self.uid

    def get_absolute_url(self) -> str:
        """Return the address from which the document is downloaded."""
        return reverse("files:document", args=[self.uid])


class Documented(models.Model):
    """A record that can carry documents."""

    documents = GenericRelation(Document)

    class Meta:
        abstract = True
