"""Countries, cities and other bodies. Tehran is a city like any other, marked as home."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.fields import FoldedTextField
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places import iso
from tehran_diplomacy.places.querysets import CityQuerySet
from tehran_diplomacy.publishing.history import Kept
from tehran_diplomacy.publishing.models import Record, label_required, sort_keys

OTHER_NAMES_HELP = _("Other spellings that readers may search for, one on each line.")


def wikidata_field() -> models.CharField:
    """Return the column of an item's identifier at Wikidata."""
    return models.CharField(
        _("Wikidata ID"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9][0-9]*\Z", _("Q and a number, for example Q3616."))],
        help_text=_("As on wikidata.org. Leave empty if not known."),
    )


class Country(Kept):
    """A country, by its ISO 3166-1 code."""

    code = models.CharField(
        _("ISO code"),
        max_length=2,
        unique=True,
        validators=[iso.valid_country],
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    sort_fa, sort_en = sort_keys("name")
    words = FoldedTextField(sources=("name", "code"))

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["sort_fa"]
        constraints = [label_required("name")]

    def __str__(self) -> str:
        return translated(self, "name").text

    @classmethod
    def of_code(cls, code: str) -> Self:
        """Return the country of an ISO code; one that is new here gets its names from CLDR."""
        iso.valid_country(code)
        country, _made = cls.objects.get_or_create(code=code, defaults=iso.names_of(code))
        return country


class City(Record):
    """A city: Tehran itself, a partner, a seat or a place of meeting. Coordinates in decimal degrees."""

    label = "name"
    named_while_hidden = ("name", "country")  # records name their cities whether or not these have a page

    name = models.CharField(_("name"), max_length=80, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="cities", verbose_name=_("country")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, north positive; for example 35.694. Leave empty if not known."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, east positive; for example 51.422. Leave empty if not known."),
    )
    summary = models.TextField(_("about the city"), blank=True)
    other_names = models.TextField(_("other names"), blank=True, help_text=OTHER_NAMES_HELP)
    wikidata = wikidata_field()
    is_home = models.BooleanField(
        _("home city"), default=False, editable=False, help_text=_("The city that runs this portal.")
    )
    sort_fa, sort_en = sort_keys("name")
    words = FoldedTextField(sources=("name", "other_names"))

    objects = CityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["sort_fa"]
        constraints = [
            label_required("name"),
            models.UniqueConstraint(fields=["slug"], name="city_slug_once"),
            models.UniqueConstraint(
                fields=["is_home"], condition=models.Q(is_home=True), name="one_home_city"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="city_on_the_globe",
                violation_error_message=_("These coordinates are not on the globe."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="city_with_both_coordinates",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the city's page in the active language."""
        return reverse("cities:detail", args=[self.slug])

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, None where they are not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)


class Organisation(Kept):
    """A body that is neither a city nor a network of cities: a bank, a ministry, an association."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("country")
    )
    website = models.URLField(_("website"), blank=True)
    wikidata = wikidata_field()
    sort_fa, sort_en = sort_keys("name")
    words = FoldedTextField(sources=("name",))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_fa"]
        constraints = [label_required("name")]

    def __str__(self) -> str:
        return translated(self, "name").text
