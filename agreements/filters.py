"""The filters of the list of agreements."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Party
from agreements.states import State
from roadmap.fields import Field
from roadmap.models import Goal
from tehran_diplomacy.dates.display import show_any
from tehran_diplomacy.dates.forms import DayFormField
from tehran_diplomacy.dates.ranges import years_between
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import FilterForm, YearField

_ANY = [("", _("All"))]


class AgreementFilter(FilterForm):
    """Form, state on a day, country, year, kind and field; a goal comes only by link, from its page."""

    form = forms.ChoiceField(label=_("Form"), required=False, choices=[*_ANY, *Agreement.Form.choices])
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[*_ANY, *State.choices])
    on = DayFormField(
        label=_("On this date"), required=False, widget=forms.TextInput(attrs={"placeholder": _("today")})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    year = YearField(label=_("Year of signing"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_ANY, *Agreement.Kind.choices])
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[*_ANY, *Field.choices])
    goal = forms.ChoiceField(label=_("Goal"), required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Newest first")), ("oldest", _("Oldest first")), ("title", _("By title"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Agreement.objects.public()
        partners = Party.objects.filter(agreement__in=public, city__is_home=False)
        countries = Country.objects.filter(pk__in=partners.values("city__country"))
        self.fields["country"].choices = [
            *_ANY,
            *once_per_change(
                "countries of agreements",
                lambda: [(one.code, str(one)) for one in countries.order_by(f"sort_{page_language()}")],
            ),
        ]
        self.fields["year"].choices = [
            *_ANY,
            *(
                (str(year), localise(str(year), page_language()))
                for year in once_per_change(
                    "years of agreements", lambda: years_between(public, "signed_on", page_language())
                )
            ),
        ]
        if self.data.get("goal"):
            goals = Goal.objects.public().filter(uid=self.data["goal"])
            self.fields["goal"].choices = [("", ""), *((goal.uid, str(goal)) for goal in goals)]

    def words_of(self, name: str, value: Any) -> str:
        """Say of a day what it is for."""
        if name == "on":
            return _("Status on %(day)s") % {"day": show_any(value, page_language())}
        return super().words_of(name, value)


class DayOfState(forms.Form):
    """The day for which an agreement's own page tells the state; today where none is given or understood."""

    on = DayFormField(label=_("Another date"), required=False)

    @property
    def day(self) -> date | None:
        """The day asked for, None for today."""
        chosen = self.is_valid() and self.cleaned_data["on"]
        return chosen.togregorian() if chosen else None
