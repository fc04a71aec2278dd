"""Headers that keep a browser from more than it needs, on every kind of answer."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tehran_diplomacy.places.models import City

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "path", ["/fa/", "/en/nothing-here/", "/admin/login/", "/api/v1/agreements", "/fa/changes/"]
)
def test_nothing_of_the_device_is_allowed(client, content, path):
    answer = client.get(path)
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy


def test_a_static_file_by_itself_may_do_nothing(client, content):
    style = re.search(r"/static/css/site\.[0-9a-f]{12}\.css", client.get("/fa/").content.decode())[0]
    answer = client.get(style)
    answer.close()
    assert answer["Content-Type"].startswith("text/css")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("path", ["/fa/", "/api/v1/agreements", "/fa/agreements/", "/robots.txt"])
def test_pages_are_only_read(client, content, method, path):
    assert client.generic(method, path).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/fa/", "/en/search/?q=x", "/api/v1/agreements", "/en/feeds/all.atom", "/robots.txt", "/sitemap.xml"],
)
def test_texts_say_how_their_letters_are_encoded(client, content, path):
    kind = client.get(path)["Content-Type"]
    assert "charset=utf-8" in kind or kind.endswith("json"), kind


def test_pages_are_for_this_site_and_frames_and_data_for_all(client, content):
    assert client.get("/fa/")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/admin/login/")["Cross-Origin-Resource-Policy"] == "same-origin"
    city = City.objects.get(slug="yerevan")
    for path in ("/api/v1/agreements", f"/en/embed/cities/{city.uid}/", "/en/feeds/all.atom"):
        assert "Cross-Origin-Resource-Policy" not in client.get(path)


def test_over_https_cookies_are_bound_to_the_host(tmp_path):
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE)"
    )
    environment = os.environ | {
        "HTTPS": "true", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tehran_diplomacy.settings",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["__Host-session", "__Host-csrf", "__Host-language", *["True"] * 3]


@pytest.mark.parametrize(
    ("address", "status"), [("192.0.2.7", 302), ("192.0.3.7", 404), ("2001:db8::1", 302), ("::1", 404)]
)
def test_the_desk_is_shown_only_to_the_networks_that_are_named(content, settings, address, status):
    from ipaddress import ip_network

    from django.test import Client

    settings.ADMIN_NETWORKS = [ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")]
    reader = Client(REMOTE_ADDR=address)
    assert reader.get("/admin/").status_code == status
    assert reader.get("/fa/").status_code == 200
