"""Fields and levels: the fixed vocabulary of the roadmap, one column for each word."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """The four fields in which the city's diplomacy works."""

    CULTURAL = "cultural", _("Cultural")
    SOCIAL = "social", _("Social")
    ECONOMIC = "economic", _("Economic")
    ENVIRONMENTAL = "environmental", _("Environmental")


class Level(models.TextChoices):
    """The three levels at which cities make policy."""

    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class InFields(models.Model):
    """A record that belongs to some of the four fields."""

    in_cultural = models.BooleanField(_("cultural"), default=False)
    in_social = models.BooleanField(_("social"), default=False)
    in_economic = models.BooleanField(_("economic"), default=False)
    in_environmental = models.BooleanField(_("environmental"), default=False)

    class Meta:
        abstract = True

    @property
    def fields(self) -> list[Field]:
        """The fields of this record, in their fixed order."""
        return [field for field in Field if getattr(self, f"in_{field}")]

    @fields.setter
    def fields(self, codes: list[str]) -> None:
        _refuse_unknown(codes, Field)
        for field in Field:
            setattr(self, f"in_{field}", field.value in codes)


class AtLevels(models.Model):
    """A record that belongs to some of the three levels."""

    at_local = models.BooleanField(_("local"), default=False)
    at_regional = models.BooleanField(_("regional"), default=False)
    at_international = models.BooleanField(_("international"), default=False)

    class Meta:
        abstract = True

    @property
    def levels(self) -> list[Level]:
        """The levels of this record, in their fixed order."""
        return [level for level in Level if getattr(self, f"at_{level}")]

    @levels.setter
    def levels(self, codes: list[str]) -> None:
        _refuse_unknown(codes, Level)
        for level in Level:
            setattr(self, f"at_{level}", level.value in codes)


def _refuse_unknown(codes: list[str], words: type[models.TextChoices]) -> None:
    if unknown := set(codes) - set(words.values):
        raise ValidationError(
            _("These values are not allowed: %(words)s"), params={"words": ", ".join(unknown)}
        )
