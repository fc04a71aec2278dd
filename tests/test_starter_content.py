"""What the starter content says: every fact with its source, drafts for the office alone, a summary called one."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from meetings.models import Meeting, MeetingAgreement
from networks.models import Network
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.portal.starter import CONTENT, load
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.sources.models import Source
from tests.files.test_documents import PDF
from tests.forms import Page

SOURCED = (Roadmap, Goal, Agreement, Network, Meeting)
SUMMARY = {"en": "A summary of the council's document", "fa": "خلاصه‌ای از سند شورا"}


def drafts() -> Iterator[Record]:
    records = json.loads((CONTENT / "records.json").read_text(encoding="utf-8"))
    models = {"cities": City, "networks": Network, "agreements": Agreement, "meetings": Meeting}
    for name, model in models.items():
        for entry in records[name]:
            if entry.get("is_draft"):
                yield model.objects.get(slug=entry["slug"])


def test_every_published_record_has_a_source_and_none_is_a_home_page(content):
    bare = [str(record) for model in SOURCED for record in model.objects.public() if not record.own_sources]
    assert bare == []
    assert not Source.objects.filter(title="").exists()
    addresses = {url: urlsplit(url) for url in Source.objects.exclude(url="").values_list("url", flat=True)}
    assert [url for url, parts in addresses.items() if not parts.path.strip("/") and not parts.query] == []
    assert [url for url in addresses if "…" in url or " " in url] == []


def test_what_contradicts_a_record_says_why_it_is_not_preferred(content):
    rivals = Source.objects.exclude(fact="")
    assert rivals.filter(fact="signed_on", day_first__year=1963).count() == 1, "Seoul"
    assert [one.title for one in rivals if not (one.reason_fa and one.reason_en)] == []


def test_an_agreement_and_the_meeting_at_which_it_was_signed_agree(content):
    links = MeetingAgreement.objects.filter(signed_here=True).select_related("meeting", "agreement")
    assert len(links) >= 6
    for link in links:
        meeting, signed = link.meeting, link.agreement.signed_on
        last = (meeting.held_until or meeting.held_on).last
        assert signed.first <= last and meeting.held_on.first <= signed.last, str(link)
        assert None in (meeting.place_id, link.agreement.signed_in_id) or (
            meeting.place_id == link.agreement.signed_in_id
        ), str(link)


def test_no_end_of_an_agreement_is_computed(content):
    """A source that names a term names no last day."""
    assert not Agreement.objects.exclude(expires_on_first=None).exists()


def test_drafts_are_the_offices_alone(client, admin_client, content):
    kept = list(drafts())
    assert len(kept) >= 6
    pages = [f"/{code}/{path}" for code in ("fa", "en") for path in ("agreements/", "networks/", "cities/")]
    pages += [f"/api/v1/{name}?limit=100" for name in ("agreements", "networks", "cities", "meetings")]
    pages += [
        "/en/search/?q=Tbilisi",
        "/en/search/?q=Angeles",
        "/en/timeline/",
        "/en/changes/?what=all",
        "/en/",
    ]
    shown = "".join(client.get(page).content.decode() for page in pages)
    for record in kept:
        assert record.status == "draft" and record.first_public_at is None and record.slug
        assert client.get(record.get_absolute_url()).status_code == 404
        assert record.slug not in shown and record.uid not in shown, record
        form = f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"
        assert admin_client.get(form).status_code == 200
        if not isinstance(record, City):
            assert record.office_note_fa and record.office_note_en, "what the office is to decide"


def test_what_the_office_made_or_moved_meanwhile_is_left_alone(content):
    """New starter content comes to a portal in use, whose office was there first."""
    Agreement.objects.filter(slug__in=["tehran-ankara-sister-city", "tehran-budapest-sister-city"]).delete()
    City.objects.filter(slug__in=["ankara", "budapest"]).delete()
    turkey = Country.objects.get(code="TR")
    ankara = City.objects.create(
        slug="ankara", name_en="Of the office", country=turkey, latitude=1, longitude=1
    )
    own = Agreement.objects.create(
        slug="tehran-ankara-sister-city", title_en="Of the office", form="mou", status="published"
    )
    moved = City.objects.create(slug="budapest", name_en="Moved", country=turkey, latitude=1, longitude=1)
    City.objects.filter(pk=moved.pk).update(status="published", first_public_at="2026-01-01T00:00Z")
    moved = City.objects.get(pk=moved.pk)
    moved.slug = "buda-pest"
    moved.save()
    assert load() == 1, "the agreement with Budapest"
    assert City.objects.filter(slug__in=["ankara", "budapest"]).get() == ankara
    assert Agreement.objects.get(slug="tehran-ankara-sister-city") == own
    assert own.parties.count() == 0
    assert Agreement.objects.get(slug="tehran-budapest-sister-city").parties.get().city == moved
    assert load() == 0
    Agreement.objects.filter(slug="tehran-budapest-sister-city").delete()
    City.objects.filter(pk=moved.pk).delete()
    assert load() == 2, "its city too, at an address of its own"
    assert Agreement.objects.get(slug="tehran-budapest-sister-city").parties.get().city.slug not in (
        "",
        "budapest",
    )


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_roadmap_says_that_it_is_a_summary_until_the_office_has_entered_the_text(
    client, admin_client, content, language
):
    roadmap = Roadmap.objects.get()
    page, home = f"/{language}/roadmap/sixth/", f"/{language}/"
    key = getattr(roadmap, f"pull_quote_{language}")
    assert any(key in getattr(section, f"body_{language}") for section in roadmap.sections.all())
    html = client.get(page).content.decode()
    assert SUMMARY[language] in html.partition("</h1>")[2].partition("</p>")[0]
    assert "نقشهٔ راه دیپلماسی شهری شورای اسلامی شهر تهران" in html, "its source"
    assert all("<blockquote" not in client.get(path).content.decode() for path in (page, home))
    data = client.get(f"/api/v1/roadmaps/{roadmap.uid}").json()["data"]
    assert (data["text_is_official"], data["quote_is_official"]) == (False, False)

    form = Page.open(admin_client, f"/admin/roadmap/roadmap/{roadmap.pk}/change/").admin_form()
    form["text_is_official"] = form["quote_is_official"] = True
    file = SimpleUploadedFile("roadmap.pdf", PDF, "application/pdf")
    form.add_row("files-document-content_type-object_id", title_fa="سند شورا", language="fa", file=file)
    assert form.submit("_publish").status_code == 302
    html = client.get(page).content.decode()
    assert SUMMARY[language] not in html
    assert roadmap.documents.get().get_absolute_url() in html, "the council's document"
    assert all(
        '<blockquote class="key-sentence">' in client.get(path).content.decode() for path in (page, home)
    )


def test_a_goal_drawn_from_the_general_text_says_so_in_both_languages(client, content):
    for language, words in (
        ("en", "general text, not from its aims"),
        ("fa", "از متن کلی سند شورا گرفته شده است، نه از هدف‌های آن"),
    ):
        for slug in ("multilateral-cooperation", "response-to-crises"):
            assert words in client.get(f"/{language}/roadmap/sixth/goals/{slug}/").content.decode()


def test_sources_written_in_persian_are_named_in_persian(content):
    """By their address: what an Iranian newsroom published in Persian."""
    persian = (
        "iqna.ir/fa",
        "iribnews.ir/fa",
        "khabareshahrdariha",
        "farsi-archive",
        "tn.ai",
        "rozanonline",
        "econapress",
    )
    for part in persian:
        titles = Source.objects.filter(url__contains=part).values_list("title", flat=True)
        assert titles
        assert not any(title.isascii() for title in titles), part


def test_the_models_that_the_starter_content_fills_are_all_looked_at():
    sourced = {
        model for model in apps.get_models() if issubclass(model, Record) and hasattr(model, "own_sources")
    }
    assert sourced == set(SOURCED)
