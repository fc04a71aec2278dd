"""The public record of changes: of one record, and of all; as pages and as Atom feeds."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from tehran_diplomacy.languages.translated import Translated, page_language, translated
from tehran_diplomacy.opendata.answers import for_machines
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.publishing.lists import FilterForm
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_changes import PublicChange, noticed, told_changes
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.trace import content_type_of
from tehran_diplomacy.publishing.views import gone
from tehran_diplomacy.reuse.atom import TYPE, Entry, Feed, tag, write
from tehran_diplomacy.reuse.resources import Resource, resource

PAGE = 20  # entries
FEED = 50


class ChangesFilter(FilterForm):
    """What the list of all changes shows: corrections alone, or all; one register, or all."""

    q = None
    register = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("Type of change"),
        required=False,
        choices=[
            ("", gettext_lazy("Corrections and removals")),
            ("all", gettext_lazy("All changes")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.code, one.name) for one in in_feeds()]
        self.fields["register"].choices = [("", gettext_lazy("All")), *offered]


def code_of(change: PublicChange) -> str:
    """Return the code in addresses of the register of a change, '' for what is no record and has no page."""
    if change.register is None:
        return ""
    return next(one.code for one in in_feeds() if one.model is change.register.model)


def a_page(found: QuerySet, before: str, length: int = PAGE) -> tuple[list[PublicChange], int | None]:
    """Return a page of changes, those older than entry `before` ('' for the newest), and where the next begins."""
    if before:
        if not (before.isascii() and before.isdigit() and len(before) < 18):
            raise Http404
        last = get_object_or_404(Revision.objects.noticed(), pk=int(before))
        found = found.filter(
            Q(public_from__lt=last.public_from) | Q(public_from=last.public_from, pk__lt=last.pk)
        )
    rows = list(found[: length + 1])
    more = rows[length - 1].pk if len(rows) > length else None
    return told_changes(rows[:length]), more


class ChangesView(TemplateView):
    """All corrections of the portal, the newest first."""

    template_name = "portal/changes.html"

    @cached_property
    def form(self) -> ChangesFilter:
        """The filters as the address gives them."""
        return ChangesFilter(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of changes."""
        chosen, found = self.form.chosen(), noticed()
        if chosen.get("what") != "all":
            found = found.corrections()
        if "register" in chosen:
            found = found.filter(content_type=content_type_of(resource(chosen["register"]).model))
        changes, more = a_page(found, self.request.GET.get("before", ""))
        rest = self.request.GET.copy()
        rest["before"] = more
        return super().get_context_data(
            form=self.form,
            chips=self.form.chips(self.request.GET),
            changes=[(change, code_of(change)) for change in changes],
            older=f"?{rest.urlencode()}" if more else "",
            **kwargs,
        )


def found_record(code: str, uid: str) -> tuple[Resource, Record]:
    """Return a register and its record, public or withdrawn; raise Http404 for any other."""
    one = resource(code)
    if one is None or one not in in_feeds():
        raise Http404
    records = one.model.objects.all()
    record = (records.public() | records.withdrawn()).filter(uid=uid).select_related(*one.related).first()
    if record is None:
        raise Http404
    return one, record


@require_safe
def record_changes(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """What was changed of one record, from what to what, when and why."""
    one, record = found_record(code, uid)
    if not record.is_public:
        return gone(request, record)
    changes, more = a_page(noticed(record), request.GET.get("before", ""))
    context = {
        "record": record,
        "record_name": translated(record, one.label),
        "resource": one,
        "changes": [(change, code) for change in changes],
        "older": f"?before={more}" if more else "",
    }
    return render(request, "portal/record_changes.html", context)


def _entry(change: PublicChange, code: str, language: str) -> Entry:
    name = change.kind
    title = change.title or Translated(name, language, language)
    facts = [f"{one.label}: {one.before or '—'} ← {one.after or '—'}" for one in change.differences]
    if language == "en":
        facts = [f"{one.label}: {one.before or '—'} → {one.after or '—'}" for one in change.differences]
    reason = [_("Reason: %(reason)s") % {"reason": change.reason}] if change.reason else []
    return Entry(
        id=tag(f"changes/{change.identifier}/{language}"),
        title=Translated(f"{title.text} · {change.label}", title.language, language),
        url=settings.SITE_ADDRESS + _page_of(change, code),
        summary="\n".join([*reason, *facts])[:2000],
        category=name,
        updated=change.at,
        published=change.at,
    )


def _page_of(change: PublicChange, code: str) -> str:
    if code:
        return reverse("portal:record_changes", args=[code, change.uid])
    return f"{reverse('portal:changes')}#change-{change.identifier}"


def _feed(request: HttpRequest, title: str, page: str, found: QuerySet) -> HttpResponse:
    """Answer with a page of changes; behind the last stand older ones (RFC 5005)."""
    language, own = page_language(), settings.SITE_ADDRESS + request.path
    before = request.GET.get("before", "")
    changes, more = a_page(found, before, FEED)
    feed = Feed(
        id=tag(f"feeds{request.path}"),
        title=title,
        subtitle=_("What changed, when and why."),
        url=settings.SITE_ADDRESS + page,
        own=settings.SITE_ADDRESS + request.get_full_path(),
        language=language,
        author=publisher(language),
        rights=licence()["title"],
        current=own if before else "",
        older=f"{own}?before={more}" if more else "",
    )
    entries = [_entry(change, code_of(change), language) for change in changes]
    headers = {"Content-Language": language}
    return HttpResponse(write(feed, entries), content_type=TYPE, headers=headers)


@for_machines(seconds=300, names=("before",))
def changes_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest corrections of all registers."""
    found = noticed().corrections()
    return _feed(request, _("Tehran City Diplomacy: corrections"), reverse("portal:changes"), found)


@for_machines(seconds=300, names=("before",))
def record_changes_feed(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Answer with the newest changes of one record; 410 for one that was withdrawn."""
    one, record = found_record(code, uid)
    if not record.is_public:
        return gone(request, record)
    name = translated(record, one.label).text
    title = _("Tehran City Diplomacy: changes to “%(name)s”") % {"name": name}
    page = reverse("portal:record_changes", args=[code, uid])
    return _feed(request, title, page, noticed(record))
