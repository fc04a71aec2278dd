"""Forms by which administrators make and change the accounts of colleagues."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tehran_diplomacy.accounts.models import new_first_password
from tehran_diplomacy.accounts.own import ShowsPasswords
from tehran_diplomacy.accounts.policy import is_last_administrator
from tehran_diplomacy.accounts.roles import role_of
from tehran_diplomacy.forms.untouched import KeepsUntouched

INVITATION, PASSWORD = "invitation", "password"
_NOT_IN_A_NAME = re.compile(r"[^\w.@+-]")  # as Django's own rule for names of accounts


def _role_line(group: Group) -> SafeString:
    role = role_of(group)
    return format_html("<strong>{}</strong> {}", role.name, role.may)


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of an account, each with a line of what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset: Any = None, **options: Any) -> None:
        options |= {"label": gettext_lazy("Roles"), "required": False, "help_text": ""}
        super().__init__(Group.objects.order_by("pk"), **options)

    def label_from_instance(self, obj: Group) -> SafeString:
        """Return the role and what it may do."""
        return _role_line(obj)


class HasOwnAddress:
    """A form of an account, whose e-mail address no other account has."""

    def clean_email(self) -> str:
        """Refuse the address of another account: links for a forgotten password go there."""
        address = self.cleaned_data["email"]
        others = User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk)
        if address and others.exists():
            raise ValidationError(_("Another account has this address."), code="taken")
        return address


class ColleagueForm(HasOwnAddress, forms.ModelForm):
    """All that a new colleague needs, on one page: name, e-mail, roles, and the way to a password."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=150, widget=AdminTextInputWidget
    )
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, widget=AdminTextInputWidget)
    email = forms.EmailField(
        label=gettext_lazy("Email"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"class": "vTextField", "dir": "ltr"}),
    )
    groups = RolesField()
    way = forms.ChoiceField(
        label=gettext_lazy("Password"),
        choices={
            INVITATION: gettext_lazy(
                "an invitation by email: a link, valid for a week, to choose a password"
            ),
            PASSWORD: gettext_lazy(
                "a first password, which is shown to you once and which you pass on yourself"
            ),
        },
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "username", "groups", "is_superuser"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.required = False
        name.widget.attrs |= {"dir": "ltr", "autocapitalize": "none"}
        name.help_text = gettext_lazy(
            "Used to sign in. If left empty, the part of the email address before @ is used."
        )
        if settings.MAIL_IS_SET:
            self.fields["way"].initial = INVITATION
        else:  # one way is no choice
            self.fields["way"].choices = self.fields["way"].choices[1:]
            self.fields["way"].initial = PASSWORD
            self.fields["way"].help_text = gettext_lazy(
                "No mail server is set, so invitations by email are not possible."
            )

    def clean_username(self) -> str:
        """Return the name of the account, made of the e-mail where none is given; refuse one that is taken."""
        name = self.cleaned_data["username"] or self._free_name()
        if name and User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("There is already an account with this name."), code="taken")
        return name

    def _free_name(self) -> str:
        wanted = _NOT_IN_A_NAME.sub("", (self.cleaned_data.get("email") or "").partition("@")[0])[:140]
        taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
        ends = ["", *map(str, range(2, len(taken) + 3))]
        return (
            next((wanted + end for end in ends if (wanted + end).lower() not in taken), "") if wanted else ""
        )

    def clean(self) -> dict[str, Any]:
        """Refuse an account that could not sign in, could do nothing, or could not be written to."""
        cleaned = super().clean()
        if cleaned.get("way") == INVITATION and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("An invitation needs an email address."))
        if not cleaned.get("username") and "username" not in self.errors and "email" not in self.errors:
            self.add_error("username", _("Enter a username or an email address."))
        if not cleaned.get("groups") and not cleaned.get("is_superuser") and "groups" not in self.errors:
            self.add_error("groups", _("Choose at least one role, or make the account an administrator."))
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Return the account, which may come to the desk; `first_password` is '' where an invitation will be sent."""
        user = super().save(commit=False)
        user.is_staff = True
        user.first_password = new_first_password() if self.cleaned_data["way"] == PASSWORD else ""
        user.set_password(user.first_password or None)
        if commit:
            user.save()
            self.save_m2m()
        return user


class AccountForm(KeepsUntouched, HasOwnAddress, UserChangeForm):
    """Keeps one account that can administer."""

    password = None  # its page has a button of its own
    groups = RolesField()

    def clean(self) -> dict[str, Any]:
        """Refuse to take the last administrator's rights."""
        cleaned = super().clean()
        was = User.objects.filter(pk=self.instance.pk, is_superuser=True, is_active=True).exists()
        stays = all(cleaned.get(name, True) for name in ("is_superuser", "is_active", "is_staff"))
        if was and not stays and is_last_administrator(self.instance):
            raise ValidationError(
                _("This is the last active administrator. Give another account these rights first.")
            )
        return cleaned


class GivenPasswordForm(ShowsPasswords, AdminPasswordChangeForm):
    """A first password for somebody else; or none, for an account that is to rest."""

    usable_password_help_text = gettext_lazy(
        "Without a password nobody can sign in to this account; the current password is lost."
    )
