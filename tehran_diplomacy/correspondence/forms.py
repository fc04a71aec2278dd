"""The citizen's forms: errors in plain words, nothing typed is lost."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.correspondence import guards
from tehran_diplomacy.correspondence.models import (
    CONTACT_LENGTH,
    NAME_LENGTH,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
)
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

NEWEST = 20


def _titles(records: QuerySet) -> dict[str, str]:
    """Titles by identifier, in the page's language where they have one."""
    first, other = ("title_fa", "title_en") if page_language() == "fa" else ("title_en", "title_fa")
    return {row[0]: row[1] or row[2] or row[0] for row in records.values_list("uid", first, other)}


def _records_to_write_about() -> dict[str, tuple[str, QuerySet, int | None]]:
    """What a message can be about, by the name of its column: heading, public records, how many are offered."""
    return {
        "goal": (
            gettext("Goals of the roadmap"),
            Goal.objects.public().order_by("-roadmap__term__number", "number"),
            None,
        ),
        "agreement": (gettext("Agreements"), Agreement.objects.public().sorted_by(""), NEWEST),
        "meeting": (gettext("Meetings"), Meeting.objects.public().newest_first(), NEWEST),
    }


def _too_long(typed: str, most: int) -> None:
    over = len(typed) - most
    if over > 0:
        text = gettext("The limit is %(most)s characters; your text is %(over)s too long.")
        raise forms.ValidationError(localise(text % {"most": most, "over": over}, page_language()))


class GuardedForm(forms.Form):
    """A form for anybody, without a cookie: a field that people leave empty, and a token that knows its age."""

    use_required_attribute = False
    least_seconds = guards.LEAST_SECONDS

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_token = ""
        self.initial |= {"token": guards.new_token()}

    def clean_website(self) -> str:
        """Refuse what fills in every field: people do not see this one."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty and send again."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Refuse a form that came back too fast or too late; what was typed stays in it."""
        try:
            self.opened_token = guards.opened(self.data.get("token", ""), self.least_seconds)
        except guards.TooFast:
            self.add_error(None, _("The form was sent too quickly. Wait a few seconds and send again."))
        except guards.TooOld:
            self.data = self.data.copy()
            self.data["token"] = guards.new_token()
            self.add_error(None, _("The form has expired. Your text is still here: send it again."))
        return self.cleaned_data


class MessageForm(GuardedForm):
    """What a citizen writes. Fields are not cut at their length: the server says what is too long."""

    subject = forms.CharField(label=_("Subject"), error_messages={"required": _("Write the subject.")})
    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea({"rows": 9}),
        error_messages={"required": _("Write your message.")},
    )
    about = forms.ChoiceField(label=_("Related goal, agreement or meeting (optional)"), required=False)
    name = forms.CharField(
        label=_("Your name (optional)"), required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("Your phone or email (optional)"),
        required=False,
    )

    def __init__(self, *args: Any, about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = self._offered(self.data.get("about", "") if self.is_bound else about)
        self.fields["about"].choices = self._choices()
        self.initial |= {"about": about}
        days = localise(str(settings.MESSAGE_KEEP_DAYS), page_language())
        self.fields["contact"].help_text = gettext(
            "After you send the message you get a tracking code; use it to read our reply for %(days)s days."
        ) % {"days": days}

    def _offered(self, chosen: str) -> dict[str, dict[str, str]]:
        offered = {
            name: _titles(records[:most])
            for name, (_label, records, most) in _records_to_write_about().items()
        }
        if chosen and not any(chosen in titles for titles in offered.values()):
            for name, (_label, records, _most) in _records_to_write_about().items():
                offered[name] |= _titles(records.filter(uid=chosen[:40]))
        return offered

    def _choices(self) -> list[Any]:
        named = [(label, name) for name, (label, _records, _most) in _records_to_write_about().items()]
        return [
            ("", gettext("Something else")),
            *((label, list(self.offered[name].items())) for label, name in named),
        ]

    def clean_subject(self) -> str:
        """Return the subject, on one line."""
        subject = " ".join(self.cleaned_data["subject"].split())
        _too_long(subject, SUBJECT_LENGTH)
        return subject

    def clean_text(self) -> str:
        """Return the text with plain line ends."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        _too_long(text, TEXT_LENGTH)
        return text

    def clean_name(self) -> str:
        """Return the name."""
        _too_long(self.cleaned_data["name"], NAME_LENGTH)
        return self.cleaned_data["name"]

    def clean_contact(self) -> str:
        """Return the way to answer."""
        _too_long(self.cleaned_data["contact"], CONTACT_LENGTH)
        return self.cleaned_data["contact"]

    def clean_about(self) -> Goal | Meeting | Agreement | None:
        """Return the record meant."""
        uid = self.cleaned_data["about"]
        found = (
            records.filter(uid=uid).first() for _label, records, _most in _records_to_write_about().values()
        )
        return next(filter(None, found), None) if uid else None


class CodeForm(forms.Form):
    """The tracking code, as the citizen noted it."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=60,
        help_text=_("Sixteen letters and digits, as in k7m2-9qxv-3d8t-w5rz."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"required": _("Write the tracking code.")},
    )
