"""The ways of a record from draft to the public and back, each with a name.

Forms, bulk actions and commands call these; nothing else changes a record's state. Each locks the row, reads it
again and checks permission and state on what it read, so that a copy read earlier undoes nothing; and each leaves a
revision that says who took the step, when and with which remark. Steps of a version in work are in `versions`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from tehran_diplomacy.accounts.policy import is_trusted
from tehran_diplomacy.publishing.exposure import is_exposed, lock_named
from tehran_diplomacy.publishing.history import changes, did
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Revision, Step
from tehran_diplomacy.publishing.status import Status

# From which states each verb starts; others get a clear refusal.
_FROM = {
    Step.SUBMITTED: {Status.DRAFT},
    Step.SENT_BACK: {Status.IN_REVIEW},
    Step.UNPUBLISHED: {Status.IN_REVIEW, Status.PUBLISHED, Status.ARCHIVED},
    Step.PUBLISHED: {Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED, Status.PUBLISHED},
    Step.ARCHIVED: {Status.PUBLISHED, Status.IN_REVIEW, Status.DRAFT},
    Step.BINNED: {Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.ARCHIVED},
    Step.RESTORED: {Status.BINNED},
}


def may(user: AbstractBaseUser, action: str, record: Model | type[Model]) -> bool:
    """Whether `user` holds the permission for `action` ('change', 'publish', …) on the record's register."""
    meta = record._meta
    return user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}")


def may_look(user: AbstractBaseUser, record: Model | type[Model]) -> bool:
    """Whether `user` is staff, signed in with every step needed, who may see the record before the public."""
    return user.is_authenticated and user.is_staff and is_trusted(user) and may(user, "view", record)


def may_edit(user: AbstractBaseUser, record: Record) -> bool:
    """Whether `user` may change this record itself: what is approved, archived or shown belongs to publishers.

    Public pages show the name of a city that has no page of its own.
    """
    if record.status in (Status.DRAFT, Status.IN_REVIEW):
        hidden = not record.named_while_hidden or may(user, "publish", record) or not is_exposed(record)
        return may(user, "change", record) and hidden
    return record.status != Status.BINNED and may(user, "change", record) and may(user, "publish", record)


def may_write(user: AbstractBaseUser, record: Record) -> bool:
    """Whether `user` may write the record, or the version in work of one that is published."""
    return may_edit(user, record) or (record.status == Status.PUBLISHED and may(user, "change", record))


def may_bin(user: AbstractBaseUser, record: Record) -> bool:
    """Whether `user` may throw the record away: writers only what was never public and is not in review."""
    if may(user, "publish", record):
        return may(user, "delete", record)
    return may(user, "change", record) and record.status == Status.DRAFT and record.first_public_at is None


def may_restore(user: AbstractBaseUser, record: Record) -> bool:
    """Whether `user` may take the record out of the bin: writers only what they threw away themselves."""
    if may(user, "publish", record):
        return True
    if not may(user, "change", record) or record.first_public_at is not None:
        return False
    binned = Revision.objects.of(record).past().filter(step=Step.BINNED).first()
    return binned is not None and binned.made_by_id == user.pk


@contextmanager
def _step(
    step: Step, record: Record, user: AbstractBaseUser, allowed: Callable[[Record], bool], remark: str = ""
) -> Iterator[None]:
    with changes(user):
        record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update())
        if not allowed(record):
            raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
        if record.status not in _FROM[step]:
            raise ValidationError(
                _("“%(record)s” is %(state)s; this action is not possible now."),
                code="state",
                params={"record": record, "state": record.get_status_display()},
            )
        yield
        record.save()
        did(record, step, remark)


def _with(user: AbstractBaseUser, action: str) -> Callable[[Record], bool]:
    return lambda record: may(user, action, record)


def submit(record: Record, user: AbstractBaseUser) -> None:
    """Hand a draft in for review."""
    with _step(Step.SUBMITTED, record, user, _with(user, "change")):
        record.status, record.remark = Status.IN_REVIEW, ""
        record.submitted_by, record.submitted_at = user, timezone.now()


def send_back(record: Record, user: AbstractBaseUser, remark: str) -> None:
    """Give a record in review back to its writer with a remark; raise ValidationError where it is empty."""
    if not remark.strip():
        raise ValidationError(_("Say in a note what needs to change."), code="remark")
    with _step(Step.SENT_BACK, record, user, _with(user, "publish"), remark):
        record.status, record.remark = Status.DRAFT, remark.strip()


def return_to_draft(record: Record, user: AbstractBaseUser, remark: str = "") -> None:
    """Take a record back to draft, with a remark for its writer; one that is public leaves the portal at once."""

    def allowed(record: Record) -> bool:
        return may(user, "change" if record.status == Status.IN_REVIEW else "publish", record)

    with _step(Step.UNPUBLISHED, record, user, allowed, remark):
        record.status, record.remark = Status.DRAFT, remark.strip()


def publish(record: Record, user: AbstractBaseUser, at: datetime | None = None) -> None:
    """Publish a record now, or from the moment `at` on."""
    with _step(Step.PUBLISHED, record, user, _with(user, "publish")):
        lock_named(record)
        record.status, record.publish_at, record.remark = Status.PUBLISHED, at, ""
        record.first_public_at = record.first_public_at or at or timezone.now()


def archive(record: Record, user: AbstractBaseUser) -> None:
    """Put a record away: kept, and no longer public."""
    with _step(Step.ARCHIVED, record, user, _with(user, "publish")):
        record.status = Status.ARCHIVED


def throw_away(record: Record, user: AbstractBaseUser) -> None:
    """Move a record to the bin, from which it can be restored; nothing empties the bin."""
    with _step(Step.BINNED, record, user, lambda record: may_bin(user, record)):
        record.status, record.binned_at = Status.BINNED, timezone.now()


def restore(record: Record, user: AbstractBaseUser) -> None:
    """Take a record out of the bin, as a draft."""
    with _step(Step.RESTORED, record, user, lambda record: may_restore(user, record)):
        record.status, record.binned_at = Status.DRAFT, None
