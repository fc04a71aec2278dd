"""The forms of those who follow."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.correspondence.forms import GuardedForm
from tehran_diplomacy.following.mailboxes import written_plainly
from tehran_diplomacy.following.models import Pace


class PaceForm(forms.Form):
    """How often."""

    use_required_attribute = False

    pace = forms.ChoiceField(
        label=_("How often?"),
        choices=Pace.choices,
        initial=Pace.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )


class FollowForm(GuardedForm, PaceForm):
    """An address, and how often."""

    least_seconds = 2  # a browser may fill the address in
    field_order = ("address", "pace", "website", "token")

    address = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address in the correct format, like name@example.org."),
        },
    )

    def clean_address(self) -> str:
        """Return the address as it is written plainly; refuse one that is none without quotation marks."""
        address = written_plainly(self.cleaned_data["address"])
        if address is None:
            raise forms.ValidationError(self.fields["address"].error_messages["invalid"], code="invalid")
        return address
