"""What stands in the record of an agreement."""

from django.db.models import Prefetch
from django.utils.translation import gettext

from agreements.models import Agreement, Commitment, LifeEvent, Party
from agreements.wording import overdue_rule, party_state
from meetings.models import Meeting
from roadmap.resources import public_goals
from tehran_diplomacy.book.blocks import (
    Block,
    Line,
    address_of,
    chip,
    date_lines,
    documents,
    entries,
    entry,
    heading,
    joined,
    plain,
    prose,
    remark,
    shown_address,
    sources,
    words,
)
from tehran_diplomacy.book.typesetting import Cover, Print
from tehran_diplomacy.dates.display import show, show_range
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.querysets import RecordQuerySet


def printed_agreements() -> RecordQuerySet:
    """Return the public agreements with what their record shows."""
    meetings = Meeting.objects.public().newest_first()
    return (
        Agreement.objects.public()
        .select_related("signed_in__country")
        .with_parties()
        .prefetch_related(
            "signatories__person",
            "events",
            "commitments",
            "documents",
            "sources",
            Prefetch("meetings", meetings, to_attr="meetings_shown"),
            Prefetch("goals", public_goals().with_roadmap().order_by("number"), to_attr="goals_shown"),
        )
    )


def agreement_record(agreement: Agreement) -> Print:
    """Return the record of an agreement of `printed_agreements()`, in the page's language."""
    eyebrow = f"{agreement.get_form_display()} · {agreement.get_kind_display()}"
    return Print(
        title=words(agreement, "title"),
        cover=Cover("band", agreement.uid, plain(eyebrow), facts=_facts(agreement)),
        blocks=_blocks(agreement),
        address=address_of(agreement),
        uid=agreement.uid,
    )


def _facts(agreement: Agreement) -> list[tuple[str, list[Line]]]:
    unknown = gettext("Date not known")
    standing = agreement.standing()
    found = [
        (gettext("Parties"), [_party(party) for party in agreement.parties.all()]),
        (gettext("Status today"), [plain(str(standing.state.label))]),
        (gettext("Signed"), date_lines(agreement.signed_on, unknown)),
        (gettext("Signed in"), [_place(agreement.signed_in)] if agreement.signed_in else []),
    ]
    if agreement.effective_on:
        found.append((gettext("In force from"), date_lines(agreement.effective_on, unknown)))
    found.append((gettext("Valid until"), date_lines(agreement.expires_on, gettext("Not recorded"))))
    if agreement.fields:
        labels = gettext(", ").join(str(field.label) for field in agreement.fields)
        found.append((gettext("Fields"), [plain(labels)]))
    return found


def _place(city: object) -> Line:
    return joined([words(city, "name"), words(city.country, "name")], gettext(", "))


def _party(party: Party) -> Line:
    who = _place(party.city) if party.city else words(party.who, "name")
    if party.agreement.kind != Agreement.Kind.MULTILATERAL:
        return who
    return joined([who, plain(party_state(party))], " · ")


def _blocks(agreement: Agreement) -> list[Block]:
    standing = agreement.standing()
    found: list[Block] = []
    if note := prose(agreement, "note"):
        found += [heading(plain(gettext("About the agreement")), 1), *note]
    if subjects := prose(agreement, "subjects"):
        found += [heading(plain(gettext("Subjects")), 1), *subjects]
    found += [
        heading(plain(gettext("Status today")), 1),
        {"kind": "state", "chip": chip(standing.state.value, str(standing.state.label))},
    ]
    if standing.open_dates:
        found.append(
            remark(
                gettext("The status is unclear because the exact day of these dates is not known:")
                + " "
                + gettext(", ").join(standing.open_dates)
            )
        )
    found.append(
        remark(gettext("The status is worked out automatically from the recorded dates and events."))
    )
    commitments = [_commitment(one) for one in agreement.commitments.all()]
    found += _listed(gettext("Commitments"), commitments)
    found += _listed(gettext("Key events"), [_event(event) for event in agreement.events.all()], in_time=True)
    signatories = [
        entry(words(signatory.person, "name"), under=[words(signatory, "post")])
        for signatory in agreement.signatories.all()
    ]
    found += _listed(gettext("Signatories"), signatories)
    meetings = [_meeting(meeting) for meeting in agreement.meetings_shown]
    found += _listed(gettext("Meetings"), meetings, in_time=True)
    goals = [
        entry(words(goal, "title", address_of(goal)), eyebrow=_goal_name(goal.number))
        for goal in agreement.goals_shown
    ]
    found += _listed(gettext("Related goals in the roadmap"), goals)
    return [*found, *documents(agreement.documents.all(), 1), *sources(agreement.own_sources, 1)]


def _listed(title: str, items: list[Block], *, in_time: bool = False) -> list[Block]:
    return [heading(plain(title), 1), entries(items, in_time=in_time)] if items else []


def _goal_name(goal_number: int) -> str:
    return gettext("Goal %(number)s") % {"number": localise(str(goal_number), page_language())}


def _event(event: LifeEvent) -> Block:
    language = page_language()
    until = " " + gettext("until") + " " + show(event.until, language) if event.until else ""
    act = []
    if event.act_number:
        act = plain(gettext("act number") + " " + localise(event.act_number, language), event.act_url)
    elif event.act_url:
        act = shown_address(event.act_url)
    return entry(
        plain(event.get_kind_display() + until),
        under=[words(event, "note"), act],
        eyebrow=show(event.day, language) or gettext("Date not known"),
    )


def _commitment(one: Commitment) -> Block:
    language = page_language()
    under = [words(one, "responsible")]
    if one.due_on:
        under.append(plain(gettext("due") + " " + show(one.due_on, language)))
    if one.state_on:
        under.append(plain(f"{one.get_state_display()}: {show(one.state_on, language)}"))
    if one.is_overdue():
        under.append(plain(overdue_rule(one)))
    if one.paused_because:
        under.append(joined([plain(gettext("The reminder is paused")), words(one, "paused_reason")], ": "))
    if one.evidence_url:
        under.append(shown_address(one.evidence_url))
    state = one.get_state_display() if one.state else gettext("Not reported")
    return entry(words(one, "text"), under=under, chip=chip(one.state, state))


def _meeting(meeting: Meeting) -> Block:
    day = show_range(meeting.held_on, meeting.held_until, page_language()) or gettext("Date not known")
    return entry(
        words(meeting, "title", address_of(meeting)), eyebrow=f"{day} · {meeting.get_kind_display()}"
    )
