"""Agreements as schema.org describes them."""

from typing import Any

from agreements.models import Agreement, Party
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.structured import named_place
from tehran_diplomacy.reuse.columns import address, said
from tehran_diplomacy.reuse.structured import as_known, council, in_language_of, permanent_id


def work(agreement: Agreement, language: str) -> dict[str, Any]:
    """Return an agreement, fetched `.with_parties()`, as a Legislation: schema.org's word for legal acts."""
    name = translated(agreement, "title", language)
    signed, begins, ends = agreement.signed_on, agreement.effective_on, agreement.expires_on
    return {
        "@type": "Legislation",
        "@id": permanent_id(agreement.uid),
        "url": address(agreement, language),
        "identifier": agreement.uid,
        "name": name.text,
        "inLanguage": name.language,
        "legislationType": said(Agreement.Form(agreement.form).label, language),
        "abstract": in_language_of(name, translated(agreement, "note", language)),
        "legislationDate": as_known(signed),
        "temporalCoverage": f"{begins.first}/{ends.first}"
        if begins and ends and begins.is_exact and ends.is_exact
        else None,
        "locationCreated": named_place(agreement.signed_in, language) if agreement.signed_in else None,
        "contributor": [council(language), *(_party(party, language) for party in agreement.parties.all())],
        "dateModified": agreement.changed_at.isoformat(timespec="seconds"),
    }


def _party(party: Party, language: str) -> dict[str, Any]:
    if party.city:
        return named_place(party.city, language)
    return {"@type": "Organization", "name": translated(party.who, "name", language).text}
