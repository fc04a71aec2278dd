"""The catalogue of the data sets: DCAT 3 as JSON-LD, with its own context, so that nothing is fetched to read it."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.openapi import ABOUT, TITLE
from tehran_diplomacy.opendata.package import State
from tehran_diplomacy.opendata.stamps import Stamp
from tehran_diplomacy.reuse.columns import Text, moment, said
from tehran_diplomacy.reuse.resources import Resource, resources

MEDIA = "https://www.iana.org/assignments/media-types/"
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
}
_EU = "http://publications.europa.eu/resource/authority"
THEMES = [f"{_EU}/data-theme/{code}" for code in ("GOVE", "INTR")]
FORMATS = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "zip": "ZIP"}
TEHRAN = "http://www.wikidata.org/entity/Q3616"
KEYWORDS = (_("City diplomacy"), _("sister cities"), _("open data"))
LANGUAGES = [
    {"@id": f"http://publications.europa.eu/resource/authority/language/{code}"} for code in ("FAS", "ENG")
]


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@language": code, "@value": said(text, code)} for code in ("fa", "en")]


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def catalogue(stamp: Stamp) -> dict[str, Any]:
    """Return the catalogue; `stamp` is that of the last change."""
    root = settings.SITE_ADDRESS
    modified = (
        {"dct:modified": {"@type": "xsd:dateTime", "@value": moment(stamp.moment)}} if stamp.moment else {}
    )
    return {
        "@context": CONTEXT,
        "@id": f"{root}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(TITLE),
        "dct:description": _both(ABOUT),
        "dct:publisher": _publisher(),
        "dct:license": _id(licence()["url"]),
        "dct:language": LANGUAGES,
        "foaf:homepage": _id(f"{root}/fa/data/"),
        "dct:spatial": _id(TEHRAN),
        "dcat:themeTaxonomy": _id(f"{_EU}/data-theme"),
        **modified,
        "dcat:dataset": [_whole(modified), *(_dataset(one, modified) for one in resources())],
        "dcat:service": {
            "@id": f"{root}/api/v1/",
            "@type": "dcat:DataService",
            "dct:title": _both(TITLE),
            "dcat:endpointURL": _id(root + reverse("opendata:api")),
            "dcat:endpointDescription": _id(root + reverse("opendata:openapi")),
            "dct:license": _id(licence()["url"]),
            "dcat:contactPoint": _contact(),
            "dcat:servesDataset": [_id(_name(one.code)) for one in resources()],
        },
    }


def _publisher() -> dict[str, Any]:
    return {
        "@id": f"{settings.SITE_ADDRESS}/#council",
        "@type": "foaf:Agent",
        "foaf:name": [{"@language": code, "@value": publisher(code)} for code in ("fa", "en")],
    }


def _contact() -> dict[str, Any]:
    return {
        "@id": f"{settings.SITE_ADDRESS}/#contact",
        "@type": "vcard:Organization",
        "vcard:fn": [{"@language": code, "@value": publisher(code)} for code in ("fa", "en")],
        "vcard:hasURL": [_id(f"{settings.SITE_ADDRESS}/{code}/contact/") for code in ("fa", "en")],
    }


def _name(code: str) -> str:
    return f"{settings.SITE_ADDRESS}/data/{code}"


def _dataset(one: Resource, modified: dict[str, Any]) -> dict[str, Any]:
    addresses = {
        kind: settings.SITE_ADDRESS + reverse("opendata:table", kwargs={"name": one.code, "kind": kind})
        for kind in TYPES
    }
    return _common(one.code, one.name, one.about, modified) | {
        "dcat:landingPage": [
            _id(f"{settings.SITE_ADDRESS}/{language}/data/{one.code}/") for language in ("fa", "en")
        ],
        "dcat:distribution": [
            *(_distribution(address, TYPES[kind], kind) for kind, address in addresses.items()),
            _through_the_api(one),
        ],
    }


def _whole(modified: dict[str, Any]) -> dict[str, Any]:
    address = settings.SITE_ADDRESS + reverse("opendata:whole")
    return _common("all", TITLE, ABOUT, modified) | {
        "dcat:landingPage": [_id(f"{settings.SITE_ADDRESS}/{language}/data/") for language in ("fa", "en")],
        "dcat:distribution": [_distribution(address, "application/zip", "zip") | _known_of_package()],
    }


def _common(code: str, name: Text, about: Text, modified: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": _name(code),
        "@type": "dcat:Dataset",
        "dct:identifier": code,
        "dct:title": _both(name),
        "dct:description": _both(about),
        "dct:publisher": _publisher(),
        "dct:license": _id(licence()["url"]),
        "dct:language": LANGUAGES,
        "dcat:theme": [_id(theme) for theme in THEMES],
        "dcat:keyword": [word for text in (name, *KEYWORDS) for word in _both(text)],
        "dcat:contactPoint": _contact(),
        "dct:accrualPeriodicity": _id(f"{_EU}/frequency/UPDATE_CONT"),
        "dct:spatial": _id(TEHRAN),
        **modified,
    }


def _known_of_package() -> dict[str, Any]:
    """Return size and digest of the package, where that of the present state is made already."""
    made = State.now().kept()
    if made is None:
        return {}
    return {
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(made.bytes)},
        "dct:conformsTo": _id("https://specs.frictionlessdata.io/data-package/"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _id("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": made.sha256,
        },
    }


def _through_the_api(one: Resource) -> dict[str, Any]:
    address = settings.SITE_ADDRESS + reverse("opendata:list", args=[one.code])
    service = {"dcat:accessService": _id(f"{settings.SITE_ADDRESS}/api/v1/")}
    found = _distribution(address, TYPES["json"], "json") | service
    del found["dcat:downloadURL"]  # it comes page by page
    return found


def _distribution(address: str, media_type: str, kind: str) -> dict[str, Any]:
    return {
        "dct:format": _id(f"{_EU}/file-type/{FORMATS[kind]}"),
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": _id(address),
        "dcat:downloadURL": _id(address),
        "dcat:mediaType": _id(MEDIA + media_type),
        "dct:license": _id(licence()["url"]),
    }
