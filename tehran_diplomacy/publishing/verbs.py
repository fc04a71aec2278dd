"""The ways of a record from draft to the public and back, each with a name.

Forms, bulk actions and commands call these; nothing else changes a record's state.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.status import Status

# From which states each verb starts; others get a clear refusal.
_FROM = {
    "submit": {Status.DRAFT},
    "return_to_draft": {Status.IN_REVIEW, Status.PUBLISHED, Status.ARCHIVED},
    "publish": {Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED, Status.PUBLISHED},
    "archive": {Status.PUBLISHED, Status.IN_REVIEW, Status.DRAFT},
}


def may(user: AbstractBaseUser, action: str, record: Record | type[Record]) -> bool:
    """Whether `user` holds the permission for `action` ('change', 'publish', …) on the record's register."""
    meta = record._meta
    return user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}")


def may_edit(user: AbstractBaseUser, record: Record) -> bool:
    """Whether `user` may change this record: what is approved or archived belongs to publishers."""
    if record.status in (Status.DRAFT, Status.IN_REVIEW):
        return may(user, "change", record)
    return may(user, "change", record) and may(user, "publish", record)


def _start(verb: str, record: Record, user: AbstractBaseUser, permission: str) -> None:
    if not may(user, permission, record):
        raise PermissionDenied(_("Your account may not do this; a publisher can."))
    if record.status not in _FROM[verb]:
        raise ValidationError(
            _("“%(record)s” is %(state)s; this step does not start there."),
            code="state",
            params={"record": record, "state": record.get_status_display()},
        )


def submit(record: Record, user: AbstractBaseUser) -> None:
    """Hand a draft in for review."""
    _start("submit", record, user, "change")
    record.status = Status.IN_REVIEW
    record.save()


def return_to_draft(record: Record, user: AbstractBaseUser) -> None:
    """Take a record back to draft; one that is public leaves the portal at once."""
    _start("return_to_draft", record, user, "change" if record.status == Status.IN_REVIEW else "publish")
    record.status = Status.DRAFT
    record.save()


def publish(record: Record, user: AbstractBaseUser, at: datetime | None = None) -> None:
    """Publish a record now, or from the moment `at` on."""
    _start("publish", record, user, "publish")
    record.status = Status.PUBLISHED
    record.publish_at = at
    record.save()


def archive(record: Record, user: AbstractBaseUser) -> None:
    """Put a record away: kept, and no longer public."""
    _start("archive", record, user, "publish")
    record.status = Status.ARCHIVED
    record.save()
