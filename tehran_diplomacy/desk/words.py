"""What Django says at the desk without any Persian for it: named here, it stands in the portal's catalogue.

Where Django has Persian, but rough, locale/django lays a better sentence over it.
"""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_noop, ngettext, ngettext_lazy
from django.views.i18n import JavaScriptCatalog

from tehran_diplomacy.languages.translated import page_language

FORMS = (
    gettext_noop("Enter a valid domain name."),
    gettext_noop("Enter a valid %(protocol)s address."),
    gettext_noop("Ensure this value is a multiple of step size %(limit_value)s."),
    gettext_noop(
        "Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, "
        "e.g. %(offset)s, %(valid_value1)s, %(valid_value2)s, and so on."
    ),
    gettext_noop("Constraint “%(name)s” is violated."),
    gettext_noop("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms."),
    ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms."),
)
PAGES = (
    gettext_noop("Select this object for an action - {}"),
    gettext_noop("Breadcrumbs"),
    gettext_noop("Model name"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    ngettext_lazy("entry", "entries"),
)
ACCOUNTS = (
    gettext_noop(
        "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."
    ),  # its digits were Latin
    gettext_noop("Conflicting form data submitted. Please try again."),
    gettext_noop("Password-based authentication"),
    gettext_noop("Enabled"),
    gettext_noop("Disabled"),
    gettext_noop("Password-based authentication was disabled."),
    gettext_noop("Set password: %s"),
    gettext_noop("Reset password"),
    gettext_noop("Set password"),
    gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password."),
    gettext_noop("Enable password-based authentication for this user by setting a password."),
    gettext_noop("This action will <strong>enable</strong> password-based authentication for this user."),
    gettext_noop(
        "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, "
        "numbers, and @/./+/-/_ characters."
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
SCRIPTS = (
    gettext_noop('Choose %s by selecting them and then select the "Choose" arrow button.'),
    gettext_noop("Choose all %s"),
    gettext_noop("Choose selected %s"),
    gettext_noop("Remove selected %s"),
    gettext_noop('Remove %s by selecting them and then select the "Remove" arrow button.'),
    gettext_noop("Type into this box to filter down the list of selected %s."),
    gettext_noop("(click to clear)"),
    gettext_noop("Remove all %s"),
    gettext_noop("Move up"),
    gettext_noop("Move down"),
    gettext_noop("%(name)s: place %(place)s of %(total)s"),
)


_COUNTED = (
    ("%s selected option not visible", "%s selected options not visible"),
    ("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected"),
)
_PERSIAN_DIGITS = """
{
  const interpolate = django.interpolate;
  window.interpolate = django.interpolate = (...given) =>
    interpolate(...given).replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
}
"""


class ScriptWords(JavaScriptCatalog):
    """Django's words for the admin's scripts, those that it lacks, and those that our catalogue puts better."""

    packages = ("django.contrib.admin",)

    def get_catalog(self) -> dict[str, str | list[str]]:
        """Return all words of the page's language."""
        words: dict[str, str | list[str]] = super().get_catalog()
        for word in [*words, *SCRIPTS]:
            if "\x04" not in word and (put := gettext(word)) != word:
                words[word] = put
        for one, many in _COUNTED:
            words[one] = [ngettext(one, many, number) for number in (1, 2)]
        return words

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Answer with the script; on a Persian page what scripts count is shown in Persian digits."""
        answer = super().render_to_response(context, **response_kwargs)
        if page_language() == "fa":
            answer.write(_PERSIAN_DIGITS)
        return answer
