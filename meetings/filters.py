"""The filters of the list of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.lists import FilterForm

_ANY = [("", _("Any"))]


class MeetingFilter(FilterForm):
    """Kind and counterpart; a goal comes only by link, from its page. The period stands in the path."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_ANY, *Meeting.Kind.choices])
    city = forms.ChoiceField(label=_("Counterpart city"), required=False)
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
            *((city.slug, str(city)) for city in counterparts.alphabetical()),
        ]
        if self.data.get("goal"):
            goals = Goal.objects.public().filter(uid=self.data["goal"])
            self.fields["goal"].choices = [("", ""), *((goal.uid, str(goal)) for goal in goals)]
