"""Names of colleagues for the pages of the desk."""

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def colleague(user: AbstractBaseUser | None) -> SafeString:
    """A person's name, the account's where none is given, in a direction of its own; the portal where it was nobody."""
    if user is None:
        return format_html("<bdi>{}</bdi>", _("the portal"))
    return format_html("<bdi>{}</bdi>", user.get_full_name() or user.get_username())
