"""Sources: where a fact was read. One table for every register."""

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.fields import DayField
from tehran_diplomacy.publishing.history import Part


class Source(Part):
    """A source of one statement, or of the whole record where `statement` is empty."""

    part_of = "record"
    never_public = frozenset({"object_id", "quotation"})  # the words of others

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("Publisher and title, with the day of publication, in the source's own language."),
    )
    url = models.CharField(
        _("web address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Empty where the source is not on the web."),
    )
    read_on = DayField(_("read on"), null=True, blank=True)
    quotation = models.TextField(_("quotation"), blank=True, help_text=_("The words of the source."))
    statement = models.CharField(
        _("supports"),
        max_length=300,
        blank=True,
        help_text=_("Which statement it supports; empty for the record as a whole."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="source_of_record")]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A record that names its sources."""

    sources = GenericRelation(Source)

    class Meta:
        abstract = True
