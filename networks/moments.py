"""What of the networks stands on the timeline: the city's roles, from when to when as far as it is known."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from networks.models import Role
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Moment, Moments


def _roles() -> QuerySet:
    return Role.objects.filter(public_condition("network__")).select_related("network")


def _moment(role: Role) -> Moment:
    return Moment(
        role.network,
        "name",
        role.network.get_absolute_url(),
        role.get_role_display(),
        role.begins,
        role.ends,
        role.as_of,
        lasts=True,
    )


MOMENTS = (
    Moments(
        code="role",
        kind="role",
        name=_("Roles in networks"),
        rows=_roles,
        first=Coalesce("begins_first", "ends_first", "as_of_first"),
        # Without a known end a role is not drawn on: it stands where it began, or where a source shows it.
        last=Coalesce("ends_last", "begins_last", "as_of_last"),
        shown=_moment,
    ),
)
