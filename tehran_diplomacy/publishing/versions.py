"""The next version of a published record: in work, in review, approved, without the public seeing it before.

The version is a revision beside the record. To show it in a form or on a page it is laid over the record in a
transaction that is rolled back; approved, it is laid over the record for good.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import (
    changes,
    did,
    explain,
    given_reason,
    last_number,
    nothing_kept,
    titles,
    touch,
)
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Reason, Revision, Step
from tehran_diplomacy.publishing.snapshots import (
    OF_THE_WORKFLOW,
    apply,
    keys_of_parts,
    number_new_parts,
    snapshot,
)
from tehran_diplomacy.publishing.status import Status


def has_versions(record: Record) -> bool:
    """Whether changes of the record go into a version in work: its public state must not change unapproved."""
    return record.status == Status.PUBLISHED


def in_work(record: Record) -> Revision | None:
    """Return the version in work, if there is one."""
    return Revision.objects.of(record).in_work().select_related("made_by").first()


def seen(record: Record) -> str:
    """Return a token of what a person who opens the form now sees; it changes with every save."""
    version = in_work(record)
    return f"{last_number(record)}-{version.pk if version else 0}-{version.edition if version else 0}"


def locked(record: Record) -> Record:
    """Return the record as it stands now, locked until the transaction ends."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


@contextmanager
def laid_over(record: Record, data: dict[str, Any] | None) -> Iterator[None]:
    """Let the block see the record as `data` says (as it is if None); everything done in it is undone."""
    with nothing_kept(), transaction.atomic():
        if data is not None:
            apply(record, data, in_work=True)
        try:
            yield
        finally:
            transaction.set_rollback(True)


def data_of_new_version(record: Record, present: dict[str, set[int]]) -> dict[str, Any]:
    """Return the record as the block of `laid_over` left it; `present` are the keys of parts before it."""
    return number_new_parts(snapshot(record), present, record.pk)


def change(record: Record, user: AbstractBaseUser, work: Callable[[Record], None]) -> None:
    """Let `work` change a record, locked, or the version in work of a published one, and keep the change.

    Raises PermissionDenied; whatever `work` raises undoes all of it.
    """
    with changes(user):
        record = locked(record)
        if not verbs.may_write(user, record):
            raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
        if not has_versions(record):
            work(record)
            touch(record)
            return
        version = in_work(record)
        present = keys_of_parts(record)
        with laid_over(record, version.data if version else None):
            work(record)
            data = data_of_new_version(record, present)
        if version is None or data != version.data:
            keep_in_work(record, data, user)


def keep_in_work(
    record: Record, data: dict[str, Any], user: AbstractBaseUser, step: Step = Step.CHANGED
) -> Revision | None:
    """Keep `data` as the version in work of a record; return it, None where the record holds just that."""
    version = in_work(record)
    if version is None:
        if data == snapshot(record):
            return None
        version = Revision(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            kind=Revision.Kind.IN_WORK,
            number=last_number(record),
        )
    elif data == version.data and given_reason() in (Reason(), version.reason):
        return version
    return _save(version, record, data, user, step)


def set_aside(record: Record, data: dict[str, Any], user: AbstractBaseUser, token: str) -> Revision:
    """Keep `data`, whose writer had `seen` the record as `token` says and met a newer one: nothing of it is lost."""
    number = token.partition("-")[0]
    version = Revision(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        kind=Revision.Kind.ASIDE,
        number=int(number) if number.isdecimal() and len(number) < 9 else 0,
    )
    return _save(version, record, data, user, Step.CHANGED)


def _save(
    version: Revision, record: Record, data: dict[str, Any], user: AbstractBaseUser, step: Step
) -> Revision:
    version.data, version.step, version.made_by, version.made_at = data, step, user, timezone.now()
    version.edition += 1
    if reason := given_reason():
        version.reason_fa, version.reason_en, version.is_minor = reason.fa, reason.en, reason.is_minor
    for name, title in titles(record, data).items():
        setattr(version, name, title)
    version.save()
    return version


def submit(version: Revision, user: AbstractBaseUser) -> None:
    """Hand a version in for review."""
    with _step(version, user, "change", {Status.DRAFT}):
        version.status, version.remark, version.step = Status.IN_REVIEW, "", Step.SUBMITTED
        version.made_by, version.made_at = user, timezone.now()
        version.edition += 1
        version.save()


def send_back(version: Revision, user: AbstractBaseUser, remark: str) -> None:
    """Give a version back to its writer with a remark; raise ValidationError where it is empty."""
    if not remark.strip():
        raise ValidationError(_("Say in a note what needs to change."), code="remark")
    with _step(version, user, "publish", {Status.IN_REVIEW}):
        version.status, version.remark, version.step = Status.DRAFT, remark.strip(), Step.SENT_BACK
        version.edition += 1
        version.save()


def approve(version: Revision, user: AbstractBaseUser) -> Record:
    """Make a version the record itself and show it to the public; return the record."""
    with changes(user), _step(version, user, "publish", {Status.DRAFT, Status.IN_REVIEW}) as record:
        if not has_versions(record):
            raise ValidationError(
                _("“%(record)s” is %(state)s; this action is not possible now."),
                code="state",
                params={"record": record, "state": record.get_status_display()},
            )
        explain(given_reason() or version.reason)
        apply(record, version.data)
        version.delete()
        record.submitted_by, record.submitted_at = version.made_by, version.made_at
        record.save()
        at = parse_datetime(version.data["fields"].get("publish_at") or "")
        verbs.publish(record, user, at=at)
    return record


def discard(version: Revision, user: AbstractBaseUser) -> None:
    """Throw a version away; the record stays as the public sees it."""
    with _step(version, user, "change", {Status.DRAFT, Status.IN_REVIEW}):
        if version.status == Status.IN_REVIEW and not verbs.may(user, "publish", version.register):
            raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
        _put_away(version, user)


def _put_away(version: Revision, user: AbstractBaseUser) -> None:
    """Take a version out of work; it stays in the history for some days."""
    version.kind, version.step = Revision.Kind.DISCARDED, Step.DISCARDED
    version.made_by, version.made_at = user, timezone.now()
    version.save()
    Revision.objects.discarded_long_ago().delete()


def unpublish(record: Record, user: AbstractBaseUser, remark: str = "") -> None:
    """Take a record back to draft; the draft holds what its version in work held."""
    with changes(user):
        verbs.return_to_draft(record, user, remark)
        if version := in_work(record):
            apply(record, version.data)
            version.delete()


def bring_back(record: Record, past: Revision, user: AbstractBaseUser) -> None:
    """Bring an earlier version back: as a version in work where the record is public, else at once.

    A version in work that it replaces is discarded: it stays in the history for some days.
    """
    with changes(user):
        record = locked(record)
        allowed = verbs.may(user, "change", record) if has_versions(record) else verbs.may_edit(user, record)
        if not allowed:
            raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
        if not has_versions(record):
            apply(record, past.data)
            did(record, Step.REVERTED)
            return
        if (replaced := in_work(record)) is not None:
            _put_away(replaced, user)
        keep_in_work(record, _as_it_stands(record, past.data), user, Step.REVERTED)


def _as_it_stands(record: Record, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a past version holds, its place on the way to the public as it is now."""
    now = snapshot(record)["fields"]
    kept = {name: now[name] for name in OF_THE_WORKFLOW if name in now}
    return data | {"fields": data["fields"] | kept}


@contextmanager
def _step(
    version: Revision, user: AbstractBaseUser, permission: str, states: set[Status]
) -> Iterator[Record]:
    """Lock the record of a version, read the version again, check right and state, and give the record."""
    with transaction.atomic():
        record = version.register._base_manager.select_for_update().get(pk=version.object_id)
        try:
            version.refresh_from_db()
        except Revision.DoesNotExist as error:
            raise ValidationError(
                _("Somebody has published or discarded this version in the meantime."), code="state"
            ) from error
        if not verbs.may(user, permission, version.register):
            raise PermissionDenied(_("Your account does not have permission to do this; a publisher can."))
        if version.status not in states:
            raise ValidationError(
                _("“%(record)s” is %(state)s; this action is not possible now."),
                code="state",
                params={"record": version, "state": version.get_status_display()},
            )
        yield record
