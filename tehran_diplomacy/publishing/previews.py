"""Links with which a person without an account sees a record before the public does.

Each is a row: it ends after DAYS days, can be revoked, and is revoked where the record is withdrawn, archived or
thrown away, so that nothing opens again when the record comes back.
"""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import Change
from tehran_diplomacy.publishing.models import PreviewLink, Record
from tehran_diplomacy.publishing.status import Status

DAYS = 7  # how long a link works
_SALT = "tehran_diplomacy.preview"


def preview_link(record: Record, user: Any = None) -> str:
    """Make a link and return the address of the record's page with it."""
    return address_of(
        PreviewLink.objects.create(record=record, made_by=user, ends_at=timezone.now() + timedelta(days=DAYS))
    )


def address_of(link: PreviewLink) -> str:
    """Return the address that a link opens."""
    return f"{link.record.get_absolute_url()}?preview={signing.dumps(link.uid, salt=_SALT)}"


def may_make(user: Any, record: Record) -> bool:
    """Whether `user` may give out links: who writes the record; where it was withdrawn, publishers alone."""
    if record.status in (Status.ARCHIVED, Status.BINNED) or not verbs.may_write(user, record):
        return False
    return record.is_public or record.withdrawn_at is None or verbs.may(user, "publish", record)


def make(record: Record, user: Any) -> str:
    """Make a link for `user` to give out; raises PermissionDenied."""
    if not may_make(user, record):
        raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
    return preview_link(record, user)


def links_of(record: Record) -> QuerySet:
    """Return the links that open a record now."""
    kind = ContentType.objects.get_for_model(record)
    return PreviewLink.objects.open().filter(content_type=kind, object_id=record.pk)


def opens(token: str, record: Record) -> bool:
    """Whether `token` belongs to a link that opens this record now."""
    if record.status in (Status.ARCHIVED, Status.BINNED):
        return False
    try:
        uid = signing.loads(token, salt=_SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return False
    return links_of(record).filter(uid=uid).exists()


def takes_away(change: Change) -> bool:
    """Whether a change withdrew a record from readers, archived it or threw it away."""
    before, after = ((one or {"fields": {}})["fields"].get("status") for one in (change.before, change.after))
    if before == after or before is None:
        return False
    if after in (None, Status.ARCHIVED, Status.BINNED):
        return True
    rows = type(change.record)._base_manager.filter(pk=change.record.pk)
    return before == Status.PUBLISHED and rows.exclude(withdrawn_at=None).exists()


def close_links(changes: list[Change]) -> None:
    """Revoke the links of records that were taken away."""
    for change in changes:
        if takes_away(change):
            links_of(change.record).update(is_revoked=True)
