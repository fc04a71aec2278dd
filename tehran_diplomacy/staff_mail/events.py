"""What members of staff are written to about: gathered for everybody at once, then sorted by who may act on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, Commitment, StatePeriod
from agreements.states import State
from meetings.models import Meeting, Outcome
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.dates.display import show, show_day
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.revisions import Revision, Step
from tehran_diplomacy.publishing.status import Status

LOOKED_BACK = timedelta(days=7)  # for what was returned or published; a timer that stood longer tells no more
STAGES = (7, 30, 90)  # days before an agreement ends
WAITS = timedelta(days=3)  # for which a citizen's message may wait


@dataclass(frozen=True)
class Event:
    """Something to tell: to one account (`user`), or to all who hold `permission`, but not to who did it (`by`)."""

    key: str
    kind: str  # a heading of the letter
    title: str
    text: str
    url: str
    permission: str = ""
    user: int | None = None
    by: int | None = None

    def is_for(self, user: User) -> bool:
        """Whether the account is to be told."""
        if user.pk == self.by or self.user not in (None, user.pk):
            return False
        return not self.permission or user.has_perm(self.permission)


def events(now: datetime, today: date) -> list[Event]:
    """Return all that there is to tell, in the active language; a constant number of queries for each register."""
    found = [
        *_submitted(),
        *_returned(now),
        *_published(now),
        *_ending(today),
        *_overdue(today),
        *_messages(now),
    ]
    return list({event.key: event for event in found}.values())


def _form_of(model: type[Model], pk: int) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])


def _permission(action: str, model: type[Model]) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def _event(record: Any, kind: str, key: str, text: str, **to: Any) -> Event:
    model = type(record)
    code = f"{kind}:{model._meta.label_lower}:{record.pk}:{key}"
    title = f"{model._meta.verbose_name}: {record}"
    return Event(code, kind, title, text, _form_of(model, record.pk), **to)


def _versions(**conditions: Any) -> Iterator[tuple[Revision, Record]]:
    """Go through the versions in work, each with its record; one query for each register that has any."""
    by_model: dict[type[Model], dict[int, Revision]] = {}
    for version in (
        Revision.objects.in_work().filter(**conditions).select_related("content_type").defer("data")
    ):
        by_model.setdefault(version.register, {})[version.object_id] = version
    for model, versions in by_model.items():
        for record in model._base_manager.filter(pk__in=versions):
            yield versions[record.pk], record


def _submitted() -> Iterator[Event]:
    text = _("was submitted for review")
    for register in registers():
        to = {"permission": _permission("publish", register.model)}
        for record in register.model._base_manager.filter(status=Status.IN_REVIEW):
            at = record.submitted_at.isoformat() if record.submitted_at else ""
            yield _event(record, "submitted", at, text, by=record.submitted_by_id, **to)
    for version, record in _versions(status=Status.IN_REVIEW):
        to = {"permission": _permission("publish", type(record))}
        key = f"version-{version.pk}-{version.edition}"
        yield _event(record, "submitted", key, _("has a new version for review"), by=version.made_by_id, **to)


def _returned(now: datetime) -> Iterator[Event]:
    for register in registers():
        back = register.model._base_manager.filter(status=Status.DRAFT).exclude(remark="")
        for record in back.exclude(submitted_by=None).filter(changed_at__gte=now - LOOKED_BACK):
            at = record.submitted_at.isoformat() if record.submitted_at else ""
            yield _event(record, "returned", at, record.remark, user=record.submitted_by_id)
    for version, record in _versions(step=Step.SENT_BACK, made_at__gte=now - 4 * LOOKED_BACK):
        key = f"version-{version.pk}-{version.edition}"
        yield _event(record, "returned", key, version.remark, user=version.made_by_id)


def _published(now: datetime) -> Iterator[Event]:
    steps = Revision.objects.past().filter(step=Step.PUBLISHED, made_at__gte=now - LOOKED_BACK)
    newest = {(one.content_type_id, one.object_id): one for one in steps.defer("data").order_by("pk")}
    by_model: dict[type[Model], dict[int, Revision]] = {}
    for one in newest.values():
        by_model.setdefault(one.register, {})[one.object_id] = one
    for model, revisions in by_model.items():
        if not issubclass(model, Record):
            continue
        for record in model._base_manager.filter(pk__in=revisions, status=Status.PUBLISHED):
            step = revisions[record.pk]
            text = _("was approved and published")
            if record.is_scheduled:
                text = _("was approved; it is published on %(day)s") % {
                    "day": show_day(record.publish_at.date(), page_language())
                }
            to = {"user": record.submitted_by_id, "by": step.made_by_id}
            if record.submitted_by_id:
                yield _event(record, "published", str(step.pk), text, **to)


def _ending(today: date) -> Iterator[Event]:
    periods = StatePeriod.objects.filter(
        agreement__in=Agreement.objects.public(),
        state=State.IN_FORCE,
        first_day__lte=today,
        last_day__range=(today, today + timedelta(days=STAGES[-1])),
    )
    for period in periods.select_related("agreement").order_by("last_day"):
        stage = next(days for days in STAGES if (period.last_day - today).days <= days)
        text = _("expires on %(day)s") % {"day": show_day(period.last_day, page_language())}
        to = {"permission": _permission("change", Agreement)}
        yield _event(period.agreement, "ending", f"{period.last_day}:{stage}", text, **to)


def _overdue(today: date) -> Iterator[Event]:
    outcomes = Outcome.objects.overdue(today).exclude(meeting__status=Status.BINNED)
    for outcome in outcomes.select_related("meeting").order_by("due_on"):
        text = _("outcome overdue since %(day)s: %(what)s") % {
            "day": show_day(outcome.due_on, page_language()), "what": outcome,
        }  # fmt: skip
        to = {"permission": _permission("change", Meeting)}
        yield _event(outcome.meeting, "overdue", f"outcome-{outcome.pk}:{outcome.due_on}", text, **to)
    commitments = Commitment.objects.overdue(today).exclude(agreement__status=Status.BINNED)
    for one in commitments.select_related("agreement"):
        text = _("commitment overdue since %(day)s: %(what)s") % {
            "day": show(one.due_on, page_language()), "what": one,
        }  # fmt: skip
        to = {"permission": _permission("change", Agreement)}
        yield _event(one.agreement, "overdue", f"commitment-{one.pk}:{one.due_on}", text, **to)


def _messages(now: datetime) -> Iterator[Event]:
    text = _("has waited for more than three days")  # neither words nor names of citizens go by e-mail
    for message in Message.objects.waiting().filter(received_at__lte=now - WAITS).order_by("received_at"):
        to = {"permission": "correspondence.answer_message", "user": message.assigned_to_id}
        url = _form_of(Message, message.pk)
        yield Event(f"message:{message.pk}", "message", str(message), text, url, **to)
