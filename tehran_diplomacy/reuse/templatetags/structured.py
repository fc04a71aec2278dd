"""What pages say of themselves to search engines."""

from textwrap import shorten
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.utils.safestring import SafeString

from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.reuse.resources import resource_of
from tehran_diplomacy.reuse.structured import data_block

LONGEST_GIST = 200  # characters
register = template.Library()


@register.simple_tag
def json_ld(found: dict[str, Any]) -> SafeString:
    """An object of schema.org as a block of data."""
    return data_block(found)


@register.simple_tag
def record_data(record: Model) -> SafeString | str:
    """A record as schema.org describes it, in the page's language."""
    there = resource_of(record)
    return data_block(there.structured(record, page_language())) if there and there.structured else ""


@register.simple_tag
def gist(record: Model) -> str:
    """What a record is, in at most two lines, for search engines and messengers."""
    there, language = resource_of(record), page_language()
    found = there.gist(record, language) if there and there.gist else ""
    return shorten(
        found or translated(record, getattr(there, "label", "title")).text, LONGEST_GIST, placeholder="…"
    )


@register.simple_tag(takes_context=True)
def crumbs_data(context: template.Context) -> SafeString:
    """The way from the home page to this one, as the crumbs above the page show it."""
    steps = [(context["page_home"], context["home_name"])]
    steps += [
        (address, context.get(name))
        for address, name in ((context.get("parent_url"), "parent"), (context.get("middle_url"), "middle"))
        if address
    ]
    steps.append((context["request"].path, context["here"]))
    return data_block(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": str(name),
                    "item": settings.SITE_ADDRESS + address,
                }
                for place, (address, name) in enumerate(steps, 1)
            ],
        }
    )
