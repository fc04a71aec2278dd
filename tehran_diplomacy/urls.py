"""Addresses: every page for readers lives below /fa/ and /en/ with the same rest of the path."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from tehran_diplomacy.accounts import forgotten
from tehran_diplomacy.portal import machine_files, oembed
from tehran_diplomacy.portal import views as portal
from tehran_diplomacy.staff_mail import views as staff_mail

urlpatterns = [
    path("", portal.to_readers_language, name="root"),
    path("i18n/setlang/", set_language, name="set_language"),
    # Django's sign-in page links to who has this name.
    path(f"{settings.ADMIN_PATH}forgotten-password/", forgotten.ask, name="admin_password_reset"),
    path(
        f"{settings.ADMIN_PATH}choose-password/<uidb64>/<token>/",
        forgotten.ChooseView.as_view(),
        name="choose_password",
    ),
    path(f"{settings.ADMIN_PATH}letters/", admin.site.admin_view(staff_mail.choose), name="staff_letters"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("tehran_diplomacy.girih.urls")),
    path("", include("tehran_diplomacy.files.urls")),
    path("", include("meetings.file_urls")),
    path("", include("tehran_diplomacy.opendata.urls")),
    path("oembed", oembed.oembed, name="oembed"),
    path("sitemap.xml", machine_files.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", machine_files.sitemap, name="sitemap"),
    path("robots.txt", machine_files.robots, name="robots"),
    path("humans.txt", machine_files.humans, name="humans"),
    path(".well-known/security.txt", machine_files.security, name="security"),
    path("favicon.ico", machine_files.favicon),
    path("apple-touch-icon.png", machine_files.touch_icon),
]

urlpatterns += i18n_patterns(
    path("site.webmanifest", machine_files.manifest, name="manifest"),
    path("roadmap/", include("roadmap.urls")),
    path("agreements/", include("agreements.urls")),
    path("networks/", include("networks.urls")),
    path("", include("meetings.urls")),
    path("", include("tehran_diplomacy.opendata.page_urls")),
    path("", include("tehran_diplomacy.book.urls")),
    path("", include("tehran_diplomacy.correspondence.urls")),
    path("", include("tehran_diplomacy.following.urls")),
    path("", include("tehran_diplomacy.portal.urls")),
)

handler400 = "tehran_diplomacy.serving.away.bad_request"
handler403 = "tehran_diplomacy.portal.errors.forbidden"
handler404 = "tehran_diplomacy.portal.errors.not_found"
handler500 = "tehran_diplomacy.serving.away.server_error"
