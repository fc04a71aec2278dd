"""How citizens reach the council; the office keeps it in the admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.publishing.history import Kept, Part


class CitizensLine(Kept):
    """The council's public-communications number and what is said about it: one row."""

    parts = ("messengers",)
    label = "title"

    title = models.CharField(_("title"), max_length=120, blank=True)
    body = models.TextField(_("text"), blank=True)
    number = models.CharField(
        _("number"), max_length=30, blank=True, help_text=_("As written in that language.")
    )
    office = models.CharField(_("office"), max_length=200, blank=True)
    only_row = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("citizens' line")
        verbose_name_plural = _("citizens' line")
        constraints = [models.CheckConstraint(condition=models.Q(only_row=True), name="one_citizens_line")]

    def __str__(self) -> str:
        return self.number or ""


class Messenger(Part):
    """A domestic messenger on which the number is answered, with a link where the office has one."""

    part_of = "line"

    line = models.ForeignKey(CitizensLine, on_delete=models.CASCADE, related_name="messengers")
    name = models.CharField(_("name"), max_length=60)
    url = models.URLField(_("link"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("messenger")
        verbose_name_plural = _("messengers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
