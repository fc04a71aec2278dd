"""Loads beforehand what a worker would load at its first requests: all of its own release, before it takes one.

A worker that reads a template later, when the folder may hold another release already, would mix two releases.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template import TemplateSyntaxError, engines
from django.test.client import RequestFactory
from django.urls import get_resolver
from django.utils.translation import override

log = logging.getLogger(__name__)
PAGES = ("/fa/", "/en/", f"/{settings.ADMIN_PATH}login/")
_ENDINGS = {".html", ".txt", ".xml", ".svg", ".json"}


def warm_up(answer: Callable[[HttpRequest], object]) -> None:
    """Load templates, catalogues, addresses and names of static files, and make first pages; fails without noise."""
    for step in (load_templates, _load_catalogues, lambda: _make_pages(answer)):
        try:
            step()
        except Exception:
            log.warning("not everything could be loaded beforehand", exc_info=True)


def load_templates() -> int:
    """Load every template of every folder; return how many."""
    engine, count = engines["django"].engine, 0
    loader = engine.template_loaders[0]
    for folder in (Path(one) for one in loader.get_dirs()):
        for name in _names(folder):
            try:
                engine.get_template(name)
                count += 1
            except TemplateSyntaxError:  # another app's, for tags that are not installed here
                continue
    return count


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.suffix in _ENDINGS and path.is_file():
            yield path.relative_to(folder).as_posix()


def _load_catalogues() -> None:
    for code, _name in settings.LANGUAGES:
        with override(code):
            get_resolver().reverse_dict  # noqa: B018 - filled for the language by being read
    staticfiles_storage.hashed_files  # noqa: B018 - the list is read with the storage


def _make_pages(answer: Callable[[HttpRequest], object]) -> None:
    host = settings.ALLOWED_HOSTS[0].lstrip("*.") or "localhost"
    asks = RequestFactory(headers={"host": host})
    for page in PAGES:
        answer(asks.get(page, secure=settings.HTTPS))
