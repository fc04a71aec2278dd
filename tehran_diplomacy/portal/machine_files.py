"""Files at fixed addresses that machines ask for: sitemaps, robots, humans, security.txt, the manifest, icons."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from tehran_diplomacy.languages.translated import direction, page_language
from tehran_diplomacy.portal.sitemaps import sitemaps

XML = "application/xml; charset=utf-8"
SECURITY_DAYS = 180  # for which security.txt vouches, from the day it is asked
PAPER, NIGHT = "#fbf8f2", "#12244f"


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@conditional_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Answer with the list of sitemaps."""
    return sitemap_views.index(request, sitemaps(), sitemap_url_name="sitemap", content_type=XML)


@require_safe
@conditional_page
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with one register's addresses; `?p=2` is its second file."""
    return sitemap_views.sitemap(request, sitemaps(), section, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them, and where the sitemap is."""
    return _plain(
        "User-agent: *\n"
        f"Disallow: /{settings.ADMIN_PATH}\n"
        "Disallow: /*?preview\n"
        "Disallow: /*?about=\n"
        f"\nSitemap: {request.build_absolute_uri(reverse('sitemap_index'))}\n"
    )


@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """Say who stands behind the portal (humanstxt.org)."""
    home = request.build_absolute_uri("/")
    return _plain(
        "/* TEAM */\n"
        "Publisher: Deputy for Communications and International Affairs, Islamic City Council of Tehran\n"
        "ناشر: معاونت ارتباطات و امور بین‌الملل شورای اسلامی شهر تهران\n"
        f"Contact: {home}en/contact/ · {home}fa/contact/\n"
        "Location: Tehran, Iran\n\n"
        "/* SITE */\n"
        "Languages: فارسی, English\n"
        "Standards: HTML, CSS, SVG, WCAG 2.2 AA\n"
        "Typeface: Vazirmatn, by Saber Rastikerdar and contributors (OFL)\n"
        "Map: Natural Earth (public domain)\n"
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116); valid from the day it is asked for half a year."""
    contact = settings.SECURITY_CONTACT or f"{settings.SITE_ADDRESS}/fa/contact/"
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = midnight + timedelta(days=SECURITY_DAYS)
    return _plain(
        f"Contact: {contact}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: fa, en\n"
        f"Canonical: {settings.SITE_ADDRESS}{reverse('security')}\n"
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with what a browser needs to put the portal on a home screen, in the language of the address."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    whole = {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png"}
    data = {
        "name": _("Tehran City Diplomacy"),
        "short_name": _("City Diplomacy"),
        "description": _("Islamic City Council of Tehran"),
        "id": reverse("portal:home"),
        "start_url": reverse("portal:home"),
        "scope": "/",
        "lang": page_language(),
        "dir": direction(page_language()),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": NIGHT,
        "icons": [
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *icons,
            whole | {"purpose": "maskable"},
        ],
    }
    return JsonResponse(
        data,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Cache-Control": "public, max-age=86400"},
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for it unasked to the icon."""
    return HttpResponseRedirect(static("img/favicon.svg"))


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    """Lead telephones that ask for it unasked to the icon."""
    return HttpResponseRedirect(static("img/icon-180.png"))
