"""Texts, digits and language links for templates; loaded everywhere as a builtin."""

from django import template
from django.db.models import Model
from django.template.defaultfilters import linebreaks_filter
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import (
    LANGUAGES,
    Translated,
    direction,
    language_of,
    page_language,
    translated,
)

register = template.Library()


def _note(text: Translated) -> str:
    return gettext("in English") if text.language == "en" else gettext("in Persian")


@register.simple_tag
def text(record: Model, field: str) -> SafeString | str:
    """A short translated text; in the other language it stands in an element of its own that says so."""
    return translated_text(translated(record, field))


@register.simple_tag
def translated_text(found: Translated) -> SafeString | str:
    """A text that was fetched already; in the other language it stands in an element of its own that says so."""
    if not found.is_fallback:
        return found.text
    return format_html(
        '<span lang="{}" dir="{}">{}</span> <span class="language-note">{}</span>',
        found.language,
        found.direction,
        found.text,
        _note(found),
    )


@register.simple_tag
def plain_text(record: Model, field: str) -> str:
    """A short translated text without any element, for titles of pages and attributes."""
    return translated(record, field).text


@register.simple_tag
def prose(record: Model, field: str) -> SafeString | str:
    """A long translated text as paragraphs; in the other language under a line that says so."""
    found = translated(record, field)
    if not found:
        return ""
    paragraphs = linebreaks_filter(found.text)
    if not found.is_fallback:
        return format_html('<div class="prose">{}</div>', paragraphs)
    note = (
        gettext("This text has not been translated into Persian yet; it is shown in English.")
        if found.wanted == "fa"
        else gettext("This text has not been translated into English yet; it is shown in Persian.")
    )
    return format_html(
        '<p class="not-translated">{}</p><div class="prose" lang="{}" dir="{}">{}</div>',
        note,
        found.language,
        found.direction,
        paragraphs,
    )


@register.filter
def in_own_language(value: str) -> SafeString | str:
    """A text of no declared language (a source's title): marked with `lang` and `dir` where it differs."""
    language = language_of(value)
    if language == page_language():
        return value
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), value)


@register.filter
def digits(value: object) -> str:
    """Write a number or text with the digits of the page's language."""
    return localise(str(value), page_language())


@register.filter
def number(value: int) -> str:
    """Write a whole number with the page's digits and thousands separator."""
    grouped = f"{value:,}"
    return localise(grouped.replace(",", "٬"), "fa") if page_language() == "fa" else grouped


@register.filter
def file_size(size: int) -> str:
    """Write a size in bytes as kB or MB (powers of 1,000, as download dialogs of most systems do)."""
    if size < 1_000_000:
        return gettext("%(size)s KB") % {"size": number(max(1, round(size / 1_000)))}
    amount = f"{size / 1_000_000:.1f}" if size < 10_000_000 else str(round(size / 1_000_000))
    if page_language() == "fa":
        amount = localise(amount.replace(".", "٫"), "fa")
    return gettext("%(size)s MB") % {"size": amount}


@register.filter(
    "language_in_words"
)  # Django's `language_name` would take its place wherever `i18n` is loaded
def language_name(code: str) -> str:
    """Name a language in the page's language."""
    return {"fa": gettext("Persian"), "en": gettext("English")}.get(code, gettext("other language"))


@register.simple_tag(takes_context=True)
def page_in(context: template.Context, language: str) -> str:
    """The address of this very page in another language, its query kept."""
    request = context["request"]
    return translate_url(request.get_full_path(), language)


@register.simple_tag
def other_language() -> dict[str, str]:
    """The other language of this page: code, its own name in itself, direction."""
    code = next(code for code in LANGUAGES if code != page_language())
    with override(code):
        return {"code": code, "name": {"fa": "فارسی", "en": "English"}[code], "direction": direction(code)}
