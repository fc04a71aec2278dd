"""The filters of the lists of meetings and journeys, and of the photo frame."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from meetings.models import JourneyAccount, Meeting, Photo
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.dates.ranges import years_between
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import FilterForm, YearField

_ANY = [("", _("All"))]


class MeetingFilter(FilterForm):
    """Kind and counterpart; a goal comes only by link, from its page. The period stands in the path."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_ANY, *Meeting.Kind.choices])
    city = forms.ChoiceField(label=_("City met"), required=False)
    goal = forms.ChoiceField(label=_("Goal"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counterparts = City.objects.filter(
            pk__in=Meeting.partners.through.objects.filter(meeting__in=Meeting.objects.public()).values(
                "city"
            )
        )
        self.fields["city"].choices = [
            *_ANY,
            *once_per_change(
                "counterparts of meetings",
                lambda: [(city.slug, str(city)) for city in counterparts.alphabetical()],
            ),
        ]
        if self.data.get("goal"):
            goals = Goal.objects.public().filter(uid=self.data["goal"])
            self.fields["goal"].choices = [("", ""), *((goal.uid, str(goal)) for goal in goals)]


class JourneyFilter(FilterForm):
    """Year of the page's calendar, body that travelled, who paid, and whether costs are published."""

    year = YearField(label=_("Year"), required=False)
    body = forms.ChoiceField(label=_("Organisation that travelled"), required=False)
    payer = forms.ChoiceField(label=_("Who paid"), required=False)
    cost = forms.ChoiceField(
        label=_("Cost"),
        required=False,
        choices=[*_ANY, ("published", _("Cost published")), ("unpublished", _("Cost not published"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = page_language()
        journeys = Meeting.objects.public().journeys()
        years = years_between(journeys, "held_on", language)
        self.fields["year"].choices = [
            *_ANY,
            *((str(year), localise(str(year), language)) for year in years),
        ]
        accounts = JourneyAccount.objects.filter(meeting__in=journeys.order_by().values("pk"))
        bodies = Organisation.objects.filter(
            Q(pk__in=accounts.values("body")) | Q(pk__in=accounts.values("paid_by"))
        ).annotate(
            travelled=Exists(accounts.filter(body=OuterRef("pk"))),
            paid=Exists(accounts.filter(paid_by=OuterRef("pk"))),
        )
        found = list(bodies.order_by(f"sort_{language}"))
        for name, attribute in (("body", "travelled"), ("payer", "paid")):
            self.fields[name].choices = [
                *_ANY,
                *((str(one.pk), str(one)) for one in found if getattr(one, attribute)),
            ]


class PhotoFilter(FilterForm):
    """Words of caption, person or meeting; person shown, city, network, year of the page's calendar."""

    person = forms.ChoiceField(label=_("Person in the photo"), required=False)
    city = forms.ChoiceField(label=_("City"), required=False)
    network = forms.ChoiceField(label=_("City network"), required=False)
    year = YearField(label=_("Year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in once_per_change("choices of photos", _choices_of_photos).items():
            self._offer(name, choices)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [*_ANY, *choices]


def _choices_of_photos() -> dict[str, list[tuple[str, str]]]:
    """Return what the filters of the photo frame offer."""
    language = page_language()
    shown = Photo.objects.public()
    meetings = Meeting.objects.filter(pk__in=shown.values("meeting"))
    persons = Person.objects.filter(
        pk__in=Photo.persons.through.objects.filter(photo__in=shown).values("person")
    )
    partners = Meeting.partners.through.objects.filter(meeting__in=meetings).values("city")
    cities = City.objects.filter(Q(pk__in=meetings.values("place")) | Q(pk__in=partners))
    tied = Meeting.networks.through.objects.filter(meeting__in=meetings).values("network")
    years = years_between(Meeting.objects.public(), "held_on", language)
    return {
        "person": [(one.uid, str(one)) for one in persons.order_by(f"sort_{language}")],
        "city": [(city.slug, str(city)) for city in cities.alphabetical()],
        "network": [
            (one.slug, str(one)) for one in Network.objects.public().filter(pk__in=tied).alphabetical()
        ],
        "year": [(str(year), localise(str(year), language)) for year in years],
    }
