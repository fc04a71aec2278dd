"""Around every view of the desk that shows a form: what was typed outlives errors, ended sessions and crashes."""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urljoin

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.unsaved.entries import STAGED, as_data, entries_of, path_of, supply_staged
from tehran_diplomacy.unsaved.models import Autosave, StagedUpload, autosave, forget_staged, stage

log = logging.getLogger(__name__)
_OFFERED = 5  # autosaved forms that one page offers
View = Callable[..., HttpResponseBase]


def restorable(at: str = "") -> Callable[[View], View]:
    """Mark a view whose form is kept while it is filled in: it shows a restored form without saving it.

    `at` leads from its address to that of the page which shows the form, where the view only takes it.
    """

    def mark(view: View) -> View:
        view.restorable_at = at
        return view

    return mark


def is_restorable(view: View) -> bool:
    """Whether a view is marked so, or is a form of an admin that restores them."""
    return hasattr(view, "restorable_at") or _is_form_of_admin(view)


def _is_form_of_admin(view: View) -> bool:
    admin = getattr(view, "__self__", None)
    return getattr(admin, "restores_forms", False) and view.__name__ in ("add_view", "change_view")


class OpenedForm:
    """One form that a request shows or sends: what is kept of it, for the view and its template."""

    def __init__(self, request: HttpRequest, view: View) -> None:
        self.request = request
        self.path = path_of(request, urljoin(request.path, getattr(view, "restorable_at", "")))
        self.is_shown_elsewhere = bool(getattr(view, "restorable_at", ""))
        self.page = request.POST.get("_page", "")[:32] or secrets.token_hex(16)
        self.restored: Autosave | None = None
        # A form of an admin says so, for some of its buttons save nothing; of others the answer tells.
        self.is_saved = False if _is_form_of_admin(view) else None
        self.is_refused = False  # whether it leads elsewhere because what was sent fits nowhere
        admin = getattr(view, "__self__", None)
        self.title = capfirst(str(admin.opts.verbose_name)) if hasattr(admin, "opts") else ""

    @property
    def is_unsaved(self) -> bool:
        """Whether the page shows what was sent or restored, and is not saved."""
        return self.request.method == "POST"

    @cached_property
    def offers(self) -> list[Autosave]:
        """What the person typed in this form before and may take."""
        if self.is_unsaved:
            return []
        return list(Autosave.objects.of(self.request.user).filter(path=self.path)[:_OFFERED])


def is_restoring(request: HttpRequest) -> bool:
    """Whether the request asks for a form as it was left: it is shown with that, and neither checked nor saved."""
    opened = getattr(request, "unsaved", None)
    return opened is not None and opened.restored is not None


def leave_unchecked(form: forms.BaseForm) -> None:
    """Give a form neither errors nor cleaned data; its boxes read what was sent."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    for box in form:
        box.data  # noqa: B018 - a box of files notes them


def unchecked(form_class: type[forms.BaseForm]) -> type[forms.BaseForm]:
    """Return a form that shows its data as they are, without errors, and is never valid."""

    changed = {"full_clean": leave_unchecked, "is_valid": lambda self: False, "__module__": __name__}
    return type(form_class)(form_class.__name__, (form_class,), changed)


def guarded(view: View) -> View:
    """Return a restorable view that loses nothing of what is typed in its form."""

    @wraps(view)
    def around(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.unsaved = opened = OpenedForm(request, view)
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if "_take" in request.POST and not _take(request, opened):
            return HttpResponseRedirect(request.get_full_path())
        # A view that only takes the form answers for each file itself.
        stages = not (opened.is_shown_elsewhere or is_restoring(request))
        sent = _stage_sent(request, request.user) if stages else []
        for name in supply_staged(request):
            text = _("The file “%(name)s” is no longer stored. Choose it again.")
            messages.warning(request, text % {"name": name})
        try:
            response = view(request, *args, **kwargs)
        except Exception:  # refused or failed: whatever it was, the work is not lost
            if not is_restoring(request):
                _keep(request, opened, request.user)
            raise
        if opened.is_refused:
            _keep(request, opened, request.user)
        elif not is_restoring(request) and (
            _went_through(response) if opened.is_saved is None else opened.is_saved
        ):
            _forget(request, opened, sent)
        return response

    return around


def interrupted(request: HttpRequest, view: View, author: AbstractBaseUser) -> None:
    """Keep a form that was sent after the session had ended, with its files, for the account whose session it was."""
    opened = OpenedForm(request, view)
    _stage_sent(request, author)
    _keep(request, opened, author)


def _take(request: HttpRequest, opened: OpenedForm) -> bool:
    """Put a kept form in the place of what was sent; tell whether it is still kept."""
    row = Autosave.objects.filter(path=opened.path).with_key(request.user, request.POST["_take"])
    if row is None:
        messages.warning(request, _("What you typed here is no longer stored."))
        return False
    request.POST = as_data(row.entries, request.POST)
    opened.restored, opened.page = row, row.page
    text = _("What you typed is here again (%(time)s). It is not saved yet.")
    messages.warning(request, text % {"time": show_moment(row.saved_at, page_language())})
    return True


def _stage_sent(request: HttpRequest, author: AbstractBaseUser) -> list[StagedUpload]:
    """Keep the files that came with a form, as where no script took them before."""
    staged = []
    for _name, files in request.FILES.lists():
        for file in files:
            file.staged = stage(author, file)
            if file.staged:
                staged.append(file.staged)
    return staged


def _keep(request: HttpRequest, opened: OpenedForm, author: AbstractBaseUser) -> None:
    """Keep a form that was sent in vain."""
    entries = entries_of(request.POST)
    named = {value for name, value in entries if name.endswith(STAGED)}
    for name, files in request.FILES.lists():
        rows = [row for file in files if (row := getattr(file, "staged", None)) and row.value not in named]
        entries += [[f"{name}{STAGED}", row.value] for row in rows]
    with suppress(DatabaseError):  # what went wrong is told of; this is only its second victim
        autosave(author, opened.path, opened.page, opened.title, entries)


def _went_through(response: HttpResponseBase) -> bool:
    """Whether the view took the form, and does not show it again."""
    return 300 <= response.status_code < 400 or response.streaming


def _forget(request: HttpRequest, opened: OpenedForm, sent: list[StagedUpload]) -> None:
    """Forget what was kept of a form that is saved. A browser without scripts keeps no pages apart."""
    mine = Autosave.objects.filter(author=request.user, path=opened.path)
    if "_page" in request.POST or opened.is_shown_elsewhere:
        mine = mine.filter(page=opened.page)
    mine.delete()
    keys = [row.uid for row in sent]
    for name, values in request.POST.lists():
        if name.endswith(STAGED):
            keys += [value.partition(" ")[0] for value in values]
    if keys:
        forget_staged(StagedUpload.objects.filter(author=request.user, uid__in=keys))
