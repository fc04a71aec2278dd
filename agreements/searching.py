"""What a search finds of agreements."""

from collections.abc import Iterator

from agreements.models import Agreement
from tehran_diplomacy.places.searching import city_names, country_codes
from tehran_diplomacy.publishing.registers import Searched, Searching
from tehran_diplomacy.publishing.searched import both, each, in_both, paragraphs, span, texts_of


def _entries(agreement: Agreement) -> Iterator[Searched]:
    parties, events = agreement.parties.all(), agreement.events.all()
    signatories, commitments = agreement.signatories.all(), agreement.commitments.all()
    names = city_names(agreement.signed_in)
    for party in parties:
        names += city_names(party.city) if party.city else texts_of(party.who, "name")
        if party.network:
            names.append(party.network.acronym)
    for signatory in signatories:
        names += [*texts_of(signatory.person, "name"), *signatory.person.other_names.splitlines()]
    dates = [agreement.signed_on, agreement.effective_on, agreement.expires_on]
    dates += [event.day for event in events]
    dates += [day for one in commitments for day in (one.due_on, one.state_on)]
    yield Searched(
        kind="agreement",
        page=agreement,
        title=both(agreement, "title"),
        body=paragraphs(
            both(agreement, "note"),
            both(agreement, "subjects"),
            in_both(agreement.get_form_display),
            in_both(agreement.get_kind_display),
            *each(events, "note"),
            *({"fa": event.act_number, "en": event.act_number} for event in events if event.act_number),
            *each(commitments, "text"),
            *each(commitments, "responsible"),
            *each(signatories, "post"),
            *each(agreement.documents.all(), "title"),
        ),
        names=tuple(names),
        dates=tuple(stretch for day in dates for stretch in span(day)),
        day=agreement.signed_on,
        countries=country_codes(*(party.city or party.organisation for party in parties)),
        fields=tuple(agreement.fields),
    )


SEARCHING = Searching(
    _entries,
    reads=(
        "signed_in__country",
        "parties__city__country",
        "parties__network",
        "parties__organisation__country",
        "signatories__person",
        "events",
        "commitments",
        "documents",
    ),
)
