"""The gallery's own pages at the desk: many photographs at once, captions in a grid, order, cover and credit."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.forms import modelform_factory
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from meetings import gallery, incoming
from meetings.models import Meeting, Photo
from tehran_diplomacy.dates.admin_forms import DATE_FORMFIELD_OVERRIDES
from tehran_diplomacy.dates.fields import DayField
from tehran_diplomacy.desk.lookups import LookUpSelectMultiple
from tehran_diplomacy.files.intake import prepare
from tehran_diplomacy.files.photographs import MEDIA_TYPES
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.comparison import label_of
from tehran_diplomacy.unsaved.guard import is_restoring, restorable, unchecked
from tehran_diplomacy.unsaved.widgets import StagedFilesInput

ON_A_PAGE = 40  # photos whose captions are edited at once
IN_THE_STRIP = 12  # photos that a meeting's form shows, small

_COLUMNS = [
    "caption_fa",
    "caption_en",
    "alt_fa",
    "alt_en",
    "credit_fa",
    "credit_en",
    "taken_on",
    "persons",
    "is_withdrawn",
]


def _box(column: Any, **options: Any) -> forms.Field | None:
    if column.name == "persons":
        options["widget"] = LookUpSelectMultiple(column, site)
    if isinstance(column, DayField):
        options |= DATE_FORMFIELD_OVERRIDES[DayField]
    box = column.formfield(label=capfirst(label_of(column)[0]), **options)
    language = column.name[-2:]
    if language in ("fa", "en"):
        box.widget.attrs |= {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    if isinstance(box.widget, forms.Textarea):
        box.widget.attrs["rows"] = 2
    return box


PhotoRow = modelform_factory(Photo, form=UntouchedModelForm, fields=_COLUMNS, formfield_callback=_box)


class NewPhotos(forms.Form):
    """Photographs, or ZIPs of them, to add."""

    files = forms.FileField(
        label=gettext_lazy(
            "Drop photos here or choose them: JPEG, HEIC, PNG, WebP, AVIF, TIFF, or a ZIP of "
            "these. Any number at once."
        ),
        widget=StagedFilesInput({"accept": f"{MEDIA_TYPES},.zip,application/zip"}),
    )


class ForAll(forms.Form):
    """What is set for every photo of the gallery at once."""

    caption_fa = forms.CharField(
        label=gettext_lazy("Caption in Persian"),
        required=False,
        widget=forms.TextInput({"lang": "fa", "dir": "rtl", "class": "vTextField"}),
    )
    caption_en = forms.CharField(
        label=gettext_lazy("Caption in English"),
        required=False,
        widget=forms.TextInput({"lang": "en", "dir": "ltr", "class": "vTextField"}),
    )
    credit_fa = forms.CharField(
        label=gettext_lazy("Credit in Persian"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"lang": "fa", "dir": "rtl", "class": "vTextField"}),
    )
    credit_en = forms.CharField(
        label=gettext_lazy("Credit in English"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"lang": "en", "dir": "ltr", "class": "vTextField"}),
    )


class PhotoFile(forms.Form):
    """The file of one photo."""

    file = forms.FileField(
        label=gettext_lazy("Photo (JPEG, PNG or WebP)"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is not a whole photograph of allowed size."""
        prepare(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class _Refused(Exception):
    """What was typed has errors; nothing of it is kept."""


class _Outdated(Exception):
    """Somebody else saved the record meanwhile."""


class KeepsGallery:
    """Adds the pages of the gallery to the admin of meetings."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        start = "<path:object_id>/gallery/"
        return [
            path(start, view(self.gallery_view), name=f"{name}_gallery"),
            path(f"{start}order/", view(self.order_view), name=f"{name}_order"),
            path(f"{start}add/", view(self.add_photos_view), name=f"{name}_add_photos"),
            path(f"{start}<slug:uid>/file/", view(self.photo_file_view), name=f"{name}_photo_file"),
            *super().get_urls(),
        ]

    def form_context(self, request: HttpRequest, record: Meeting | None) -> dict[str, Any]:
        """Tell the form how many photos there are, for the link to their own pages."""
        context = super().form_context(request, record)
        version = context["version"]
        if version:
            return context | {"photo_count": len(version.data["parts"]["photos"])}
        return context | {"photo_count": record.photos.count() if record else None}

    @admin.display(description=gettext_lazy("photos"))
    def photo_strip(self, meeting: Meeting) -> SafeString:
        """The first photos, small, and a link to all of them."""
        photos = list(meeting.photos.order_by("position", "pk")[: IN_THE_STRIP + 1])
        context = {
            "photos": [
                (photo, gallery.thumbnail_url(photo), self.address("photo_file", meeting.pk, photo.uid))
                for photo in photos[:IN_THE_STRIP]
            ],
            "has_more": len(photos) > IN_THE_STRIP,
            "gallery": self.address("gallery", meeting.pk),
        }
        return render_to_string("admin/photo_strip.html", context)

    # -- Captions -----------------------------------------------------------------------------------------

    @restorable()
    def gallery_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a page of captions, or keep what was typed: captions, cover, and a credit for all photos."""
        record = self._record(request, object_id, "change")
        if is_restoring(request):
            return self._page_of_captions(request, record, _as_left(request, record))
        if request.method != "POST":
            return self._page_of_captions(request, record)
        forms_sent: dict[str, forms.ModelForm] = {}
        credited = 0

        def write(meeting: Meeting) -> None:
            nonlocal credited
            self._write(request, meeting, forms_sent)
            credited = _credit_all(request, meeting)
            self._renew_copies(meeting)

        before = versions.seen(record)
        try:
            self._keep(request, record, write)
        except _Refused:
            messages.error(request, _("Nothing has been saved. Correct the errors below."))
            return self._page_of_captions(request, record, forms_sent)
        except _Outdated:
            return self._set_aside(request, record, write)
        if versions.seen(record) == before:
            messages.info(request, _("Nothing was changed."))
        else:
            messages.success(request, _("The gallery is saved."))
        if "_credit" in request.POST:
            text = ngettext(
                "Caption or credit of %(count)s photo is set.",
                "Caption or credit of %(count)s photos is set.",
                credited,
            )
            messages.success(request, localise(text % {"count": credited}, page_language()))
        return HttpResponseRedirect(request.get_full_path())

    def _page_of_captions(
        self, request: HttpRequest, record: Meeting, sent: dict[str, forms.ModelForm] | None = None
    ) -> HttpResponse:
        with versions.laid_over(record, self.under_the_form(record)):
            pages = Paginator(record.photos.order_by("position", "pk").prefetch_related("persons"), ON_A_PAGE)
            page = pages.get_page(request.GET.get("p"))
            rows = [
                (photo, (sent or {}).get(photo.uid) or PhotoRow(instance=photo, prefix=photo.uid))
                for photo in page
            ]
            context = self._context(request, record, _("Photos of “%(record)s”")) | {
                "page": page,
                "rows": [(photo, form, gallery.thumbnail_url(photo)) for photo, form in rows],
                "wrong": [(photo, box) for photo, form in rows for box in form if box.errors],
                **_typed_beside(request),
                "media": self.media + PhotoRow().media + NewPhotos().media,
                "total": pages.count,
            }
            return TemplateResponse(request, "admin/gallery.html", context).render()

    def _write(self, request: HttpRequest, meeting: Meeting, sent: dict[str, forms.ModelForm]) -> None:
        """Write captions, cover and what is taken away into the photos that the page showed."""
        named = request.POST.getlist("photo")
        photos = {
            photo.uid: photo for photo in meeting.photos.filter(uid__in=named).prefetch_related("persons")
        }
        gone = set(request.POST.getlist("delete"))
        for uid, photo in photos.items():
            sent[uid] = PhotoRow(request.POST, instance=photo, prefix=uid)
        if not all(form.is_valid() for uid, form in sent.items() if uid not in gone):
            raise _Refused
        cover = request.POST.get("cover")
        if cover is not None and cover not in gone:
            meeting.photos.filter(is_cover=True).exclude(uid=cover).update(is_cover=False)
        for uid, photo in photos.items():
            if uid in gone:
                gallery.delete_copies(photo)
                photo.delete()
                continue
            is_cover = photo.is_cover if cover is None else uid == cover
            if sent[uid].has_changed() or photo.is_cover != is_cover:
                photo.is_cover = is_cover
                sent[uid].save()

    # -- Order --------------------------------------------------------------------------------------------

    @restorable()
    def order_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show all photos small, in their order; keep a new order, typed, dragged, or by time."""
        record = self._record(request, object_id, "change")
        if request.method == "POST" and not is_restoring(request):

            def write(meeting: Meeting) -> None:
                if "by_time" in request.POST:
                    incoming.order_by_time(meeting)
                else:
                    incoming.put_in_order(_in_sent_order(request, list(meeting.photos.all())))

            try:
                self._keep(request, record, write)
            except _Outdated:
                return self._set_aside(request, record, write)
            messages.success(request, _("The order is saved."))
            return HttpResponseRedirect(request.get_full_path())
        with versions.laid_over(record, self.under_the_form(record)):
            photos = record.photos.order_by("position", "pk")
            if is_restoring(request):
                photos = _in_sent_order(request, list(photos))
            context = self._context(request, record, _("Order of the photos of “%(record)s”")) | {
                "rows": [(photo, gallery.thumbnail_url(photo)) for photo in photos]
            }
            return TemplateResponse(request, "admin/gallery_order.html", context).render()

    # -- One file ----------------------------------------------------------------------------------------

    def photo_file_view(self, request: HttpRequest, object_id: str, uid: str) -> HttpResponse:
        """Give a photo its photograph, or another one; caption, credit and place in the order stay."""
        record = self._record(request, object_id, "change")
        form = PhotoFile(request.POST or None, request.FILES or None)
        with versions.laid_over(record, self.under_the_form(record)):
            photo = get_object_or_404(record.photos, uid=uid)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                self._keep(request, record, lambda one: gallery.supply(one.photos.get(uid=uid), file))
                messages.success(request, _("The photo has been saved."))
                return HttpResponseRedirect(self.address("gallery", record.pk))
            except ValidationError as error:
                form.add_error("file", error)
            except _Outdated:
                form.add_error(
                    None,
                    _(
                        "Somebody else has saved this record in the meantime. Check it and send the file "
                        "again."
                    ),
                )
        context = self._context(request, record, _("File of a photo of “%(record)s”")) | {
            "form": form,
            "photo": photo,
            "seen": versions.seen(record),
            "thumbnail": gallery.thumbnail_url(photo),
        }
        return TemplateResponse(request, "admin/photo_file.html", context)

    # -- Many at once -------------------------------------------------------------------------------------

    @restorable(at="../")
    def add_photos_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take photographs or ZIPs of them; to a script, tell of each as soon as it is done."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self._record(request, object_id, "change")
        if not verbs.may_write(request.user, record):
            raise PermissionDenied
        files = request.FILES.getlist("files")
        if request.headers.get("Accept") == "application/x-ndjson":
            lines = self._told(record, files, request.user, get_language())
            headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
            return StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=headers)
        added = 0
        for taken in (one for file in files for one in incoming.take(record, file, request.user)):
            if isinstance(taken, incoming.Waiting):
                continue
            added += taken.photo is not None
            if taken.message:
                (messages.warning if taken.photo else messages.error)(request, taken.message)
        text = ngettext("%(count)s photo is added.", "%(count)s photos are added.", added)
        messages.success(request, localise(text % {"count": added}, page_language()))
        return HttpResponseRedirect(self.address("gallery", record.pk))

    def _told(self, record: Meeting, files: list, user: Any, language: str) -> Iterator[str]:
        """Yield a line of JSON for each photograph; the first and the last tell what the record's form may know."""
        with override(language):
            yield json.dumps({"seen": versions.seen(record)}) + "\n"
            for file in files:
                for taken in incoming.take(record, file, user):
                    if isinstance(taken, incoming.Waiting):
                        yield json.dumps({"name": taken.name, "ahead": taken.ahead}) + "\n"
                        continue
                    line = {"name": taken.name, "taken": taken.photo is not None, "message": taken.message}
                    if taken.photo:
                        line["thumbnail"] = gallery.thumbnail_url(taken.photo)
                    yield json.dumps(line) + "\n"
            yield json.dumps({"seen": versions.seen(record)}) + "\n"

    # -- What they share ----------------------------------------------------------------------------------

    def _context(self, request: HttpRequest, record: Meeting, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title % {"record": record},
            "opts": self.opts,
            "original": record,
            "seen": request.POST.get("_seen", versions.seen(record)),
            "writes_version": versions.has_versions(record),
        }

    def _keep(self, request: HttpRequest, record: Meeting, write: Any) -> None:
        def checked(meeting: Meeting) -> None:
            if request.POST.get("_seen") != versions.seen(record):
                raise _Outdated
            write(meeting)

        versions.change(record, request.user, checked)

    def _set_aside(self, request: HttpRequest, record: Meeting, write: Any) -> HttpResponse:
        """Keep what met a newer version beside it, and lead to the page that shows both."""
        present = versions.keys_of_parts(record)
        try:
            with versions.laid_over(record, self.under_the_form(record)):
                write(record)
                data = versions.data_of_new_version(record, present)
        except (_Refused, ValidationError):
            messages.warning(
                request, _("Somebody else has saved this record in the meantime. Correct the errors first.")
            )
            return HttpResponseRedirect(request.get_full_path())
        aside = versions.set_aside(record, data, request.user, request.POST.get("_seen", ""))
        return HttpResponseRedirect(self.address("aside", record.pk, aside.pk))

    @staticmethod
    def _renew_copies(meeting: Meeting) -> None:
        # The copies of a version in work are made when it is approved.
        if not versions.has_versions(meeting):
            gallery.refresh_gallery(meeting)


def _typed_beside(request: HttpRequest) -> dict[str, Any]:
    """What stands on the page of captions beside them, as it was sent where the page shows that again."""
    typed = request.POST if request.method == "POST" else None
    return {
        "cover": typed.get("cover") if typed else None,
        "taken_away": typed.getlist("delete") if typed else [],
        "for_all": ForAll(typed),
        "add_form": unchecked(NewPhotos)(typed, request.FILES or None),
    }


def _as_left(request: HttpRequest, record: Meeting) -> dict[str, forms.ModelForm]:
    """Return the captions that were typed and not saved, by photo."""
    row, photos = unchecked(PhotoRow), record.photos.filter(uid__in=request.POST.getlist("photo"))
    return {photo.uid: row(request.POST, instance=photo, prefix=photo.uid) for photo in photos}


def _credit_all(request: HttpRequest, meeting: Meeting) -> int:
    """Set caption and credit of every photo, or of those that have none, where the pressed button says so; return how many."""
    wish = request.POST.get("_credit")
    if not wish:
        return 0
    form = ForAll(request.POST)
    if not form.is_valid():
        raise _Refused
    done = 0
    for photo in meeting.photos.all():
        wanted = {
            name: text
            for name, text in form.cleaned_data.items()
            if text and getattr(photo, name) != text and not (wish == "empty" and getattr(photo, name))
        }
        for name, text in wanted.items():
            setattr(photo, name, text)
        if wanted:
            photo.save()
            done += 1
    return done


def _in_sent_order(request: HttpRequest, photos: list[Photo]) -> list[Photo]:
    """Return the photos in the order of the numbers typed, or of the fields as a script has put them."""
    sent = {uid: place for place, uid in enumerate(request.POST.getlist("photo"))}

    def key(photo: Photo) -> tuple:
        typed = request.POST.get(f"place-{photo.uid}", "")
        number = int(typed) if typed.isdecimal() and len(typed) < 7 else photo.position
        return number, sent.get(photo.uid, 0)

    if "as_listed" in request.POST:
        return sorted(photos, key=lambda photo: sent.get(photo.uid, len(sent)))
    return sorted(photos, key=key)
