"""Which language a page speaks: its address says so, elsewhere the reader's stored choice; and the gate of forms."""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant, trans_real

from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.languages.translated import LANGUAGES


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language that the reader chose before and the browser kept, if any."""
    choice = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return choice if choice in LANGUAGES else None


def readers_language(request: HttpRequest) -> str:
    """Return the reader's stored choice, else the first of the browser's languages that we have, else Persian."""
    if choice := chosen_language(request):
        return choice
    for code, _priority in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activates the language of the address; the admin is Persian until its user chooses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_address = translation.get_language_from_path(request.path_info)
        if in_address:
            language = in_address
        elif request.path_info.startswith("/" + settings.ADMIN_PATH):
            language = chosen_language(request) or settings.LANGUAGE_CODE
        else:
            language = readers_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if not in_address and response.status_code == 404:
                response = self._with_language(request, language) or response
            response.headers.setdefault("Content-Language", language)
        return response

    def _with_language(self, request: HttpRequest, language: str) -> HttpResponse | None:
        """Return a redirect to the same page below its language, where there is such a page."""
        path = f"/{language}{request.path_info}"
        if not is_valid_path(path) and not is_valid_path(path + "/"):
            return None
        response = HttpResponseRedirect(request.get_full_path().replace(request.path, path, 1))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class TextGate:
    """Brings what is sent in a form through the gate for texts, before any view or form sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Clean every value of a form; one that cannot be read is left to the view. No page has a NUL in its address."""
        if "\x00" in request.path:
            raise Http404
        if request.method != "POST":
            return
        try:
            sent = request.POST
        except UnreadablePostError:
            return
        if any(visible(one) != one for values in sent.lists() for one in (values[0], *values[1])):
            clean = QueryDict(mutable=True, encoding=sent.encoding)
            for name, values in sent.lists():
                clean.setlist(visible(name), [visible(value) for value in values])
            clean._mutable = False
            request.POST = clean
