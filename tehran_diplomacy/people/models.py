"""Persons: one record each, used again wherever they take part or sign."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.history import Kept
from tehran_diplomacy.publishing.identifiers import LENGTH, new_uid
from tehran_diplomacy.publishing.models import label_required, sort_keys


class Person(Kept):
    """A person. Posts change and so belong to the meeting or agreement, not here."""

    uid = models.CharField(_("permanent ID"), max_length=LENGTH, unique=True, editable=False, default=new_uid)
    name = models.CharField(_("name"), max_length=120, blank=True)
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("Other spellings that readers may search for, one on each line."),
    )
    sort_fa, sort_en = sort_keys("name")
    words = FoldedTextField(sources=("name", "other_names"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["sort_fa"]
        constraints = [label_required("name")]

    def __str__(self) -> str:
        return translated(self, "name").text
