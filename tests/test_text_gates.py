"""Any text there is, in by every road and out by every road: nothing breaks, every file is read, nothing changes."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import feedparser
import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from agreements.models import Agreement
from meetings.models import Meeting, Photo
from tehran_diplomacy.exchange.cells import escaped
from tehran_diplomacy.exchange.reading import table_of
from tehran_diplomacy.exchange.writing import csv_lines, harmless, xlsx
from tehran_diplomacy.files.press_copy import PressFacts, make_press_copy
from tehran_diplomacy.languages.texts import cut, in_a_line, in_lines, visible
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page
from tests.press.conftest import picture, supplied

ANY = st.characters(exclude_categories=())  # lone surrogates as well
TEXT = st.text(ANY, max_size=60) | st.text(
    st.sampled_from("\x00\x0b\x0c\r\n\t\x1b\x85\u2028\ufffe\uffff'=+-@;\"_x0D،ي‌ک")
)
TYPED = TEXT.map(lambda text: text.encode("utf-8", "ignore").decode())  # what HTTP can bring
NASTY = "Summit\x0bof\r\nmayors\ufffe_x000D_ \x1d'=1+1\u2028<a>&]]>\U0001fffe"


# -- The gates themselves ---------------------------------------------------------------------------------


@given(TEXT)
@example(NASTY)
def test_what_came_through_the_gate_comes_through_again_as_it_is(text):
    for gate in (visible, in_lines, in_a_line):
        once = gate(text)
        assert gate(once) == once
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", once)
        once.encode()
    assert "\n" not in in_a_line(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=60))
def test_what_is_visible_stays_as_it_was_typed(text):
    assert in_lines(text) == in_a_line(text) == text


@given(TEXT, st.integers(2, 40))
def test_what_is_cut_fits(text, most):
    assert len(cut(text, most)) <= most
    assert cut(text, 1000) == text


@given(TEXT)
def test_a_document_of_xml_holds_what_is_left(text):
    escaped_text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ElementTree.fromstring(f"<a>{escaped_text}</a>".encode()) is not None


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
@example([("'=x", "''+x"), ("_x000D_", "_x005F_x000D_"), ("=1", "-1")])
@settings(deadline=None)
def test_a_table_comes_back_as_it_was_given_out(rows):
    kept = [["a", "b"], *([in_lines(one) for one in row] for row in rows if any(map(in_lines, row)))]
    while len(kept) > 1 and not any(kept[-1]):
        kept.pop()
    width = max(2 if row[1] else 1 for row in kept)
    expected = [row[:width] for row in kept]
    assert table_of(xlsx(kept[0], kept[1:], "title", right_to_left=True)).rows == expected
    assert table_of("".join(csv_lines(kept[0], kept[1:])).encode()).rows == expected


@given(TEXT)
def test_no_spreadsheet_runs_a_text(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not re.search(r"_x[0-9A-Fa-f]{4}_", escaped(text).replace("_x005F", "")) or "_x005F_x" in escaped(
        text
    )


@given(TEXT, TEXT)
@settings(deadline=None, max_examples=25)
def test_any_words_are_written_into_a_photograph(caption, credit):
    data = make_press_copy(PICTURE, PressFacts(caption_fa=caption, caption_en=credit, credit=credit))
    assert data.startswith(b"\xff\xd8")


PICTURE = picture(64, 48)


# -- The roads in -----------------------------------------------------------------------------------------


@pytest.fixture
def meeting(content) -> Meeting:
    found = Meeting.objects.get(slug="yerevan-sisterhood")
    found.photos.all().delete()
    supplied(found, picture(), caption_en="x", position=1)
    return found


def clean(meeting: Meeting) -> None:
    assert meeting.title_en == "Summit of mayors_x000D_ '=1+1 <a>&]]>"
    assert meeting.note_en == "Summit\nof\nmayors_x000D_ '=1+1\n<a>&]]>"


def test_the_form_is_a_road(admin_client, content):
    form = Page.open(admin_client, "/admin/meetings/meeting/add/").admin_form()
    form.fill(title_en=NASTY, note_en=NASTY, kind="online")
    form.submit("_save")
    clean(Meeting.objects.get(title_en__startswith="Summit"))


def test_the_model_is_a_road(content):
    for make in (
        Meeting.objects.create,
        lambda **words: Meeting.objects.bulk_create([Meeting(slug="x", **words)])[0],
    ):
        made = make(title_en=NASTY + "\ud800", note_en=NASTY + "\udfff", kind="online")
        made.refresh_from_db()
        clean(made)
        Meeting.objects.filter(pk=made.pk).delete()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_table_is_a_road(admin_client, content, kind):
    headings, row = ["title_en", "note_en", "kind"], [NASTY, NASTY, "online"]
    if kind == "xlsx":
        data = xlsx(headings, [row], "x", right_to_left=False)
    else:
        data = "".join(csv_lines(headings, [row])).encode()
    form = Page.open(admin_client, "/admin/meetings/meeting/import/").form(enctype="multipart/form-data")
    form["file"] = SimpleUploadedFile(f"table.{kind}", data)
    report = Page.of(admin_client, drained(form.submit()))
    drained(report.form(having="token").submit())
    found = Meeting.objects.get(title_en__startswith="Summit")
    assert (found.title_en.count("\n"), found.note_en.count("\x0b"), found.note_en.count("\r")) == (0, 0, 0)


def drained(response):
    """A streamed answer as one that was whole."""
    if response.streaming:
        request, client = response.request, response.client
        whole = type("Whole", (), {"content": b"".join(response), "request": request, "client": client})()
        whole.streaming = False
        return whole
    return response


def test_what_a_citizen_writes_is_cleaned_as_well(client, content):
    from tehran_diplomacy.correspondence.models import Message

    page = Page.open(client, "/en/contact/")
    form = page.form(having="subject")
    form.fill(subject="A\x0bquestion", text="One\x1d\x0btwo\r\nthree")
    form.submit()
    if Message.objects.exists():  # the form may ask to wait
        message = Message.objects.get()
        assert (message.subject, message.text) == ("A question", "One\ntwo\nthree")


# -- And out again ----------------------------------------------------------------------------------------


def check_all_that_goes_out(client, meeting: Meeting) -> None:
    """Read by a reader of its own every file in which the words of a meeting stand."""

    def got(address: str) -> bytes:
        response = client.get(address)
        assert response.status_code == 200, address
        return b"".join(response) if response.streaming else response.content

    for feed in (
        "/en/press/galleries.atom",
        "/fa/press/galleries.atom",
        "/en/feeds/all.atom",
        "/en/changes/all.atom",
        "/fa/feeds/meetings.atom",
    ):
        text = got(feed)
        ElementTree.fromstring(text)
        assert feedparser.parse(text).bozo is False, feed
    book = load_workbook(io.BytesIO(got("/data/meetings.xlsx")))
    assert book.worksheets[0].max_row > 1
    assert len(list(csv.reader(io.StringIO(got("/data/meetings.csv").decode("utf-8-sig")), strict=True))) > 1
    assert json.loads(got("/data/meetings.json"))["records"]
    assert json.loads(got(f"/api/v1/meetings/{meeting.uid}"))
    assert icalendar.Calendar.from_ical(got("/en/calendar/meetings.ics")).walk("VEVENT")
    ElementTree.fromstring(got("/sitemap.xml"))
    page = got(f"/en/meetings/{meeting.slug}/").decode()
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        json.loads(block)


def check_import_of_the_own_export(client) -> None:
    for kind in ("xlsx", "csv"):
        response = client.get(f"/admin/meetings/meeting/export/{kind}/?language=fa")
        data = b"".join(response) if response.streaming else response.content
        form = Page.open(client, "/admin/meetings/meeting/import/").form(enctype="multipart/form-data")
        form["file"] = SimpleUploadedFile(f"table.{kind}", data)
        said = drained(form.submit()).content.decode()
        assert "تازه: ۰ · تغییریافته: ۰ · بدون تغییر:" in said, (kind, said[-2000:])
        assert "نادرست: ۰" in said


@given(title=TYPED, note=TYPED, caption=TYPED)
@example(title=NASTY, note=NASTY, caption=NASTY)
@example(title="ي ك", note="a\r\n\r\nb", caption="\ufffe")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_words_go_through_the_desk_and_out_into_every_file(admin_client, meeting, title, note, caption):
    title = in_a_line(title) or "x"
    if re.fullmatch(r"#(N/A|[A-Z/0]+[!?])|Err:5\d\d", title):
        title = "x"
    Meeting.objects.filter(pk=meeting.pk).update(status=Status.DRAFT)
    form = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/change/").admin_form()
    form.fill(title_en=title, note_en=note, note_fa=note)
    answer = form.submit("_save")
    assert answer.status_code == 302, Page.of(admin_client, answer).errors
    captions = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="captions")
    captions[next(one.name for one in captions.controls if one.name.endswith("-caption_en"))] = caption
    assert captions.submit().status_code == 302
    Meeting.objects.filter(pk=meeting.pk).update(status=Status.PUBLISHED)
    check_all_that_goes_out(admin_client, meeting)
    check_import_of_the_own_export(admin_client)


def test_words_that_stand_in_the_database_already_break_no_file(client, admin_client, meeting):
    """As they were taken before there was a gate."""
    Meeting._base_manager.model.objects.filter(pk=meeting.pk)
    from django.db.models import QuerySet

    dirty = NASTY.replace("\r\n", "")
    QuerySet(Meeting).filter(pk=meeting.pk).update(title_en=dirty, note_en="a\r\n\r\nb\x0bc", venue_en=dirty)
    QuerySet(Photo).filter(meeting=meeting).update(caption_en=dirty, credit_en=dirty)
    check_all_that_goes_out(client, meeting)
    check_import_of_the_own_export(admin_client)


def test_the_record_of_an_agreement_is_set_with_any_words(client, content):
    agreement = Agreement.objects.public().first()
    agreement.title_en = NASTY + ' #panic("x") $x^2$ @none'
    agreement.save()
    response = client.get(f"/en/agreements/{agreement.slug}/record.pdf")
    assert b"".join(response).startswith(b"%PDF-")
