"""Pages for the press, and galleries shared with it before they are public."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page, require_safe
from django.views.generic import TemplateView

from agreements.models import Agreement
from meetings.feeds import GALLERIES_IN_FEED, galleries_feed
from meetings.file_views import serve_copy, serve_size
from meetings.models import Meeting, Photo, PressOffice, SharedGallery
from meetings.press_zip import SIZES, archive_of, terms_text
from meetings.zip_views import gallery_of, serve_archive, size_of
from roadmap.models import Roadmap
from tehran_diplomacy.files.archives import EARLIEST, Archive, Member
from tehran_diplomacy.files.naming import safe_download_name
from tehran_diplomacy.languages.translated import LANGUAGES, page_language

NEWEST_GALLERIES = 9
TO_POST = 4  # records of each register whose texts and pictures for messengers the page names
LOGO_FILES = ("mark.svg", "favicon.svg", "frieze.svg")


class PressView(TemplateView):
    """Newest galleries, terms of use, whom to ask, the feed and the press kit."""

    template_name = "meetings/press.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the galleries and what the office says."""
        galleries = Meeting.objects.public().with_photographs().with_cover().with_photo_count()
        kit = press_kit()
        return super().get_context_data(
            office=PressOffice.objects.first(),
            galleries=galleries.newest_first()[:NEWEST_GALLERIES],
            to_post=[("meetings", one) for one in Meeting.objects.public().newest_first()[:TO_POST]]
            + [("agreements", one) for one in Agreement.objects.public().sorted_by("newest")[:TO_POST]],
            kit_bytes=len(kit),
            kit_has_roadmap=any(member.name.startswith("roadmap/") for member in kit.members),
            **kwargs,
        )


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest galleries as Atom, each with its photographs as enclosures and as Media RSS."""
    galleries = Meeting.objects.public().with_photographs().with_place().with_feed_photos().newest_first()
    atom = galleries_feed(
        list(galleries[:GALLERIES_IN_FEED]), PressOffice.objects.first(), settings.SITE_ADDRESS
    )
    return HttpResponse(
        atom,
        content_type="application/atom+xml; charset=utf-8",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


def press_kit() -> Archive:
    """Return the press kit: mark and frieze, terms in both languages, the roadmap's document where it exists."""
    office = PressOffice.objects.first()
    members = []
    for name in LOGO_FILES:
        content = (settings.BASE_DIR / "static" / "img" / name).read_bytes()
        members.append(Member.of_bytes(f"logo/{name}", content, EARLIEST))
    members += [
        Member.of_text(f"terms.{language}.txt", terms_text(office, language), EARLIEST)
        for language in LANGUAGES
    ]
    roadmap = Roadmap.objects.public().newest_first().first()
    documents = roadmap.documents.all() if roadmap else ()
    for place, document in enumerate(documents, 1):
        name = safe_download_name(f"{place:02d} {document}"[:90], "pdf")
        members.append(
            Member(
                f"roadmap/{name}",
                document.bytes,
                document.crc32,
                document.sha256,
                EARLIEST,
                stored=document.file.name,
            )
        )
    return Archive(members)


@require_safe
def press_kit_zip(request: HttpRequest) -> HttpResponseBase:
    """Answer with the press kit."""
    return serve_archive(request, press_kit(), f"tehran-city-diplomacy-press-kit-{page_language()}")


def _shared(token: str) -> SharedGallery:
    """The link behind a token; raise Http404 for a token that is not ours."""
    uid = SharedGallery.uid_in(token)
    return get_object_or_404(SharedGallery.objects.select_related("meeting__place__country"), uid=uid)


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # the address is the key
    return response


def _ended(request: HttpRequest) -> HttpResponseBase:
    return _kept_private(render(request, "meetings/shared_ended.html", status=410))


@require_safe
def shared_gallery(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with a gallery under embargo to whoever has its link, while the link lasts."""
    link = _shared(token)
    if link.meeting.is_public:
        return _kept_private(HttpResponseRedirect(link.meeting.get_absolute_url()))
    if not link.is_open:
        return _ended(request)
    photos, _withdrawn = gallery_of(link.meeting)
    weights = {size: sum(photo.copy(size).bytes for photo in photos) for size in SIZES}
    context = {
        "link": link,
        "meeting": link.meeting,
        "photos": photos,
        "weights": weights,
        "office": PressOffice.objects.first(),
        "base": f"/press/shared/{link.token}/",
    }
    return _kept_private(render(request, "meetings/shared.html", context))


@require_safe
def shared_zip(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with the ZIP of a gallery under embargo."""
    link = _shared(token)
    if not link.is_open:
        return _ended(request)
    photos, withdrawn = gallery_of(link.meeting)
    if not photos:
        raise Http404
    archive = archive_of(
        link.meeting,
        photos,
        size=size_of(request),
        withdrawn=withdrawn,
        office=PressOffice.objects.first(),
        notice=gettext("Under embargo: do not publish until the council has published it."),
    )
    return _kept_private(serve_archive(request, archive, f"embargo-{link.meeting.slug}", private=True))


@require_safe
def shared_file(request: HttpRequest, token: str, uid: str, name: str) -> HttpResponseBase:
    """Answer with a size of a photo under embargo, or with its copy for the press ('original', 'web')."""
    link = _shared(token)
    if not link.is_open:
        return _ended(request)
    photos = Photo.objects.supplied().standing().select_related("meeting")
    photo = get_object_or_404(photos, uid=uid, meeting=link.meeting)
    serve = serve_copy if name in SIZES else serve_size
    return _kept_private(serve(request, photo, name, public=False))
