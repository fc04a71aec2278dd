"""The API described by OpenAPI 3.1, from the same columns and filters that it answers with."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.opendata import problems
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.reuse.columns import PARTIAL_SCHEMA, UID, Text, object_schema, said
from tehran_diplomacy.reuse.filters import MOMENT_OR_DAY, Filter
from tehran_diplomacy.reuse.resources import Resource, resources

TITLE = _("Tehran City Diplomacy: open data")
ABOUT = _(
    "All the public data on this portal, read only, with both languages in every "
    "response. Lists are paged, least recently changed first: follow `next` until it is "
    "empty. To keep a copy up to date, send the `as_of` of a response as "
    "`modified_since` in your next request, to the list and to the list of removed "
    "records: nothing is missed. `fields=title,held_on` returns only these columns; "
    "`total=true` adds the total number. A removed or deleted record returns 410. Within "
    "version 1, columns, filters and datasets are added but not removed or given another "
    "meaning; an address that will end announces it a year ahead in the header Sunset "
    "(RFC 8594). IDs are not reused."
)
_LIMIT = _("Number of records on a page.")
_CURSOR = _("Where the next page starts: taken from `next`.")
_LIST = _("A page of the dataset")
_ONE = _("One record")
_WITHDRAWN = _("Records removed from the dataset, earliest removed first")
_AS_OF = _("A time before which nothing changes any more: use it as `modified_since` in the next request.")
_SINCE = _("Only records removed at or after this time (RFC 3339), or on or after this day in Tehran.")


def both(text: Text) -> dict[str, str]:
    """Return a description in English, and in Persian beside it."""
    return {"description": said(text, "en"), "x-description-fa": said(text, "fa")}


def description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {
        "PartialDate": PARTIAL_SCHEMA,
        "Problem": problems.SCHEMA,
        "Withdrawn": {
            "type": "object",
            "required": ["uid", "withdrawn_at", "reason"],
            "properties": {
                "uid": UID,
                "withdrawn_at": {"type": "string", "format": "date-time"},
                "reason": {
                    "type": "object",
                    "required": ["fa", "en"],
                    "properties": {code: {"type": ["string", "null"]} for code in ("fa", "en")},
                },
            },
        },
        "Licence": {
            "type": "object",
            "required": ["name", "title", "url"],
            "properties": {name: {"type": "string"} for name in ("name", "title", "url")},
        },
    }
    for one in resources():
        schemas[one.code] = object_schema(one.columns)
        paths[f"/{one.code}"] = {"get": _list_of(one)}
        paths[f"/{one.code}/withdrawn"] = {"get": _withdrawn_of(one)}
        paths[f"/{one.code}/{{uid}}"] = {"get": _one_of(one)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": said(TITLE, "en"),
            "x-title-fa": said(TITLE, "fa"),
            "version": "1.0.0",
            **both(ABOUT),
            "contact": {"name": publisher("en"), "url": f"{settings.SITE_ADDRESS}/en/contact/"},
            "termsOfService": f"{settings.SITE_ADDRESS}/en/data/#promises",
            "license": {"name": licence()["title"], "url": licence()["url"]},
        },
        "security": [],
        "servers": [{"url": f"{settings.SITE_ADDRESS}/api/v1"}],
        "tags": [
            {"name": one.code, "x-name-fa": said(one.name, "fa"), **both(one.about)} for one in resources()
        ],
        "paths": paths,
        "components": {"schemas": schemas, "responses": _responses()},
    }


def _list_of(one: Resource) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["data", "next", "as_of", "withdrawn", "licence"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{one.code}"}},
            "next": {"type": ["string", "null"], "format": "uri"},
            "as_of": _as_of(),
            "total": {"type": "integer"},
            "withdrawn": {"type": "string", "format": "uri"},
            "licence": {"$ref": "#/components/schemas/Licence"},
        },
    }
    return {
        "operationId": f"list-{one.code}",
        "tags": [one.code],
        "summary": said(_LIST, "en"),
        "x-summary-fa": said(_LIST, "fa"),
        "parameters": [*(_parameter(one) for one in one.all_filters()), *_paging()],
        "responses": {"200": _answer(said(_LIST, "en"), page)} | _refusals("304", "400"),
    }


def _as_of() -> dict[str, Any]:
    return {"type": "string", "format": "date-time", **both(_AS_OF)}


def _paging() -> list[dict[str, Any]]:
    return [
        _query("limit", _LIMIT, {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}),
        _query("cursor", _CURSOR, {"type": "string", "maxLength": 200}),
    ]


def _withdrawn_of(one: Resource) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["data", "next", "as_of", "licence"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Withdrawn"}},
            "next": {"type": ["string", "null"], "format": "uri"},
            "as_of": _as_of(),
            "licence": {"$ref": "#/components/schemas/Licence"},
        },
    }
    return {
        "operationId": f"withdrawn-{one.code}",
        "tags": [one.code],
        "summary": said(_WITHDRAWN, "en"),
        "x-summary-fa": said(_WITHDRAWN, "fa"),
        "parameters": [_query("modified_since", _SINCE, MOMENT_OR_DAY), *_paging()],
        "responses": {"200": _answer(said(_WITHDRAWN, "en"), page)} | _refusals("304", "400"),
    }


def _one_of(one: Resource) -> dict[str, Any]:
    record = {
        "type": "object",
        "required": ["data", "licence"],
        "properties": {
            "data": {"$ref": f"#/components/schemas/{one.code}"},
            "licence": {"$ref": "#/components/schemas/Licence"},
        },
    }
    return {
        "operationId": f"read-{one.code}",
        "tags": [one.code],
        "summary": said(_ONE, "en"),
        "x-summary-fa": said(_ONE, "fa"),
        "parameters": [{"name": "uid", "in": "path", "required": True, "schema": UID}],
        "responses": {"200": _answer(said(_ONE, "en"), record)} | _refusals("304", "400", "404", "410"),
    }


def _parameter(one: Filter) -> dict[str, Any]:
    return _query(one.name, one.meaning, one.schema)


def _query(name: str, meaning: Text, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, **both(meaning), "schema": schema}


def _answer(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    headers = {
        name: {"schema": {"type": "string"}, "description": meaning}
        for name, meaning in (
            ("ETag", "Send it back as If-None-Match."),
            ("Last-Modified", "Send it back as If-Modified-Since."),
        )
    }
    return {"description": text, "headers": headers, "content": {"application/json": {"schema": schema}}}


def _refusals(*codes: str) -> dict[str, Any]:
    return {code: {"$ref": f"#/components/responses/{code}"} for code in codes}


def _responses() -> dict[str, Any]:
    found: dict[str, Any] = {"304": {"description": "Not changed since."}}
    for code in (400, 404, 410):
        found[str(code)] = {
            "description": said(problems.TITLES[code], "en"),
            "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return found
