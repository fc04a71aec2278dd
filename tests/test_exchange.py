"""Registers as tables by HTTP: out to Excel and CSV, and back in, all or nothing."""

import csv
import io
import os
import random
import re
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from agreements.models import Agreement
from meetings.models import Meeting, Participation
from roadmap.models import Goal
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status

DAMAGED = int(os.environ.get("DAMAGED_TABLES", "60"))  # four of each kind
REGISTERS = [
    "places/city", "agreements/agreement", "networks/network", "meetings/meeting", "meetings/participation",
    "roadmap/goal",
]  # fmt: skip


def xlsx(*rows, prepare=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if prepare:
        prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_of(response) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


def checked(client, register: str, data: bytes, name="table.xlsx") -> str:
    """What the page says of a table."""
    return text_of(client.post(f"/admin/{register}/import/", {"file": SimpleUploadedFile(name, data)}))


def brought_in(client, register: str, data: bytes, name="table.xlsx") -> str:
    """Check a table and press the button; return what the page then says."""
    token = re.search(r'name="token" value="([^"]+)"', checked(client, register, data, name))
    assert token, "the table was not found in order"
    return text_of(client.post(f"/admin/{register}/import/apply/", {"token": token[1]}))


def sums(html: str) -> str:
    return re.search(r"<p>((?:تازه|New).*?)</p>", html)[1]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("register", REGISTERS)
def test_what_is_exported_and_brought_in_again_changes_nothing(
    admin_client, content, register, kind, language
):
    response = admin_client.get(f"/admin/{register}/export/{kind}/?language={language}")
    data = b"".join(response) if response.streaming else response.content
    html = checked(admin_client, register, data, f"table.{kind}")
    assert re.fullmatch(r"تازه: ۰ · تغییریافته: ۰ · بدون تغییر: [۰-۹]+ · نادرست: ۰", sums(html)), html[-3000:]
    assert "بدون تغییر: ۰ " not in sums(html)
    assert 'name="token"' not in html


def test_a_table_as_people_type_it_makes_drafts(admin_client, content):
    data = xlsx(
        ["عنوان (فارسی)", "نوع", "قالب", "طرف‌ها", "تاريخ امضا", "هدف‌های مرتبط", "حوزه‌ها"],
        [
            "يادداشت كتابخانه‌ها",
            "چندجانبه",
            "یادداشت تفاهم",
            "ایروان؛ پکن",
            "۱۴۰۲/۳",
            "3؛ 6",
            "فرهنگی، اجتماعی",
        ],
        ["برنامه", "multilateral", "programme", "UCLG", date(2023, 6, 5), None, None],
    )
    html = brought_in(admin_client, "agreements/agreement", data)
    assert sums(html).startswith("تازه: ۲ ")
    made = Agreement.objects.get(title_fa="یادداشت کتابخانه‌ها")
    assert (made.status, made.form, str(made.signed_on)) == (Status.DRAFT, "mou", "1402-03")
    assert sorted(party.who.slug for party in made.parties.all()) == ["beijing", "yerevan"]
    assert [goal.number for goal in made.goals.order_by("number")] == [3, 6]
    assert made.fields == ["cultural", "social"]
    assert str(Agreement.objects.get(title_fa="برنامه").signed_on) == "2023-06-05"
    assert Revision.objects.of(made).get().step == "imported"
    assert Revision.objects.of(made).get().made_by.username == "admin"


def test_what_changes_a_published_record_waits_for_approval(admin_client, client, content):
    yerevan = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    data = xlsx(["نشانی", "عنوان (فارسی)", "طرف‌ها"], [yerevan.slug, "نام تازه", "ایروان؛ UCLG"])
    html = brought_in(admin_client, "agreements/agreement", data)
    assert sums(html).startswith("تازه: ۰ · تغییریافته: ۱ ")
    yerevan.refresh_from_db()
    assert (yerevan.title_fa, yerevan.parties.count()) == ("خواهرخواندگی تهران و ایروان", 1)
    version = Revision.objects.of(yerevan).in_work().get()
    assert (version.title_fa, len(version.data["parts"]["parties"])) == ("نام تازه", 2)
    assert "بدون تغییر: ۱" in sums(checked(admin_client, "agreements/agreement", data))


def test_one_wrong_row_and_nothing_is_brought_in(admin_client, content):
    data = xlsx(
        ["title_fa", "form", "kind", "signed_on", "parties"],
        ["درست", "mou", "multilateral", "1402", ""],
        ["نادرست", "قرارداد", "multilateral", "1402/13", "ناکجا"],
        ["بی‌طرف", "mou", "bilateral", "", ""],
        ["", "mou", "multilateral", "", ""],
    )
    html = checked(admin_client, "agreements/agreement", data)
    assert sums(html) == "تازه: ۱ · تغییریافته: ۰ · بدون تغییر: ۰ · نادرست: ۳"
    for said in ("ماه عددی از ۱ تا ۱۲ است", "هیچ‌یک از این‌ها نیست", "«ناکجا»", "دست‌کم یک طرف دیگر", "سطر ۳"):
        assert said in html, said
    assert 'name="token"' not in html
    assert Agreement.objects.filter(title_fa="درست").count() == 0
    assert Revision.objects.filter(step="imported").count() == 0


def test_a_checked_table_is_brought_in_once_and_by_its_owner(admin_client, content, client, account):
    data = xlsx(["name_fa", "country", "latitude", "longitude"], ["آزمون", "IR", "۳۵٫۵", "51.25"])
    token = re.search(r'name="token" value="([^"]+)"', checked(admin_client, "places/city", data))[1]
    client.force_login(account("editors"))
    assert client.post("/admin/places/city/import/apply/", {"token": token}).status_code == 403
    assert admin_client.post("/admin/agreements/agreement/import/apply/", {"token": token}).status_code == 403
    text_of(admin_client.post("/admin/places/city/import/apply/", {"token": token}))
    assert (str(City.objects.get(name_fa="آزمون").latitude), default_storage.listdir("imports")[1]) == (
        "35.5000",
        [],
    )
    assert admin_client.post("/admin/places/city/import/apply/", {"token": token}).status_code == 302
    assert City.objects.filter(name_fa="آزمون").count() == 1


def test_participants_bring_their_persons_along(admin_client, content):
    meeting = Meeting.objects.create(title_fa="نشست آزمون", kind="online")
    data = xlsx(
        ["دیدار", "شخص (فارسی)", "شخص (انگلیسی)", "سمت (فارسی)", "شهر"],
        ["نشست آزمون", "مهدی چمران", "", "رئیس شورا", "تهران"],
        ["نشست آزمون", "شخص تازه", "New Person", "", ""],
    )
    persons = Person.objects.count()
    brought_in(admin_client, "meetings/participation", data)
    assert Person.objects.count() == persons + 1
    rows = Participation.objects.filter(meeting=meeting)
    assert [(row.person.name_fa, row.post_fa) for row in rows] == [
        ("مهدی چمران", "رئیس شورا"),
        ("شخص تازه", None),
    ]
    assert "بدون تغییر: ۲" in sums(checked(admin_client, "meetings/participation", data))


def test_no_cell_is_ever_a_formula(admin_client, content):
    evil = '=HYPERLINK("http://example.org","x")'
    Agreement.objects.create(title_fa=evil, title_en="+1", form="mou", kind="multilateral")
    response = admin_client.get("/admin/agreements/agreement/export/csv/?language=fa")
    rows = list(csv.reader(io.StringIO(text_of(response).lstrip("\ufeff"))))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    book = load_workbook(io.BytesIO(admin_client.get("/admin/agreements/agreement/export/xlsx/").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == evil]
    assert [cell.data_type for cell in cells] == ["s"]
    html = checked(admin_client, "agreements/agreement", xlsx(["title_fa", "form"], ["=1+1", "mou"]))
    assert "فرمول" in html


def test_dates_of_both_of_excels_epochs_are_read(admin_client, content):
    def mac(book):
        book.epoch = CALENDAR_MAC_1904

    for prepare in (None, mac):
        data = xlsx(["title_fa", "form", "kind", "signed_on"], [f"ت{prepare}", "mou", "multilateral", date(2020, 2, 29)], prepare=prepare)  # fmt: skip
        brought_in(admin_client, "agreements/agreement", data)
    assert {str(one.signed_on) for one in Agreement.objects.filter(title_fa__startswith="ت", status="draft")} == {"2020-02-29"}  # fmt: skip


def test_goals_come_with_their_vocabulary(admin_client, content):
    data = xlsx(["number", "roadmap", "title_en", "fields", "levels"], [12, "sixth", "New goal", "Economic", "local; regional"])  # fmt: skip
    brought_in(admin_client, "roadmap/goal", data)
    goal = Goal.objects.get(number=12)
    assert (goal.fields, goal.levels, goal.status) == (["economic"], ["local", "regional"], Status.DRAFT)


def test_an_editor_brings_in_drafts_and_no_more(client, content, account):
    client.force_login(account("editors"))
    data = xlsx(["title_fa", "form", "kind"], ["از ویراستار", "mou", "multilateral"])
    brought_in(client, "agreements/agreement", data)
    assert Agreement.objects.get(title_fa="از ویراستار").status == Status.DRAFT
    html = checked(client, "agreements/agreement", xlsx(["title_fa", "status"], ["الف", "published"]))
    assert "سرستون‌های ناشناخته" in html


def damaged(seed: int) -> tuple[str, bytes]:
    """A spreadsheet that something is wrong with: one of fifteen kinds, in a form that `seed` decides."""
    rng = random.Random(seed)
    good = xlsx(["title_fa", "form", "kind", "signed_on"], *[[f"ردیف {n}", "mou", "multilateral", 1402] for n in range(3)])  # fmt: skip
    kind = seed % 15
    if kind == 0:
        return "cut.xlsx", good[: rng.randrange(1, len(good))]
    if kind == 1:
        data = bytearray(good)
        for _flip in range(rng.randrange(1, 60)):
            data[rng.randrange(4, len(data))] = rng.randrange(256)
        return "flipped.xlsx", bytes(data)
    if kind == 2:
        return "merged.xlsx", xlsx(
            ["title_fa", "form"], ["الف", "mou"], prepare=lambda b: b.active.merge_cells("A2:B2")
        )
    if kind == 3:
        return "huge.csv", ("title_fa,form\n" + "x" * rng.randrange(20_001, 90_000) + ",mou").encode()
    if kind == 4:
        return "formula.xlsx", xlsx(
            ["title_fa", "form"], [rng.choice(["=1+1", "=cmd|'/c calc'!A0", "=A1"]), "mou"]
        )
    if kind == 5:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("[Content_Types].xml", b"0" * (210 * 1024 * 1024 if seed == 5 else 1000))
            bomb.writestr("xl/worksheets/sheet1.xml", b"<a/>" * rng.randrange(1, 1000))
        return "bomb.xlsx", out.getvalue()
    if kind == 6:
        return "headings.xlsx", xlsx(
            [rng.choice(["ناشناخته", "title_fa", "x" * 500]), "title_fa"], ["الف", "ب"]
        )
    if kind == 7:
        return "empty.xlsx", xlsx(*[[None] * rng.randrange(1, 5)] * rng.randrange(1, 5))
    if kind == 8:
        return "noise.csv", rng.randbytes(rng.randrange(1, 5000))
    if kind == 9:
        return "types.xlsx", xlsx(["title_fa", "form", "kind", "signed_on"], [True, 3.5, "multilateral", rng.choice([1e300, -1, "٣٠/٠٢/٩٩", 0.1])])  # fmt: skip
    if kind == 10:
        return "wide.csv", (",".join(["title_fa"] * rng.randrange(101, 400)) + "\n").encode()
    if kind == 11:
        return "quotes.csv", b'title_fa,form\n"never closed,mou\n' + b"x\n" * rng.randrange(1, 50)
    if kind == 12:
        return "document.xlsx", rng.choice(
            [b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]
        ) * rng.randrange(1, 99)
    if kind == 13:
        entities = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name.endswith("sheet1.xml"):
                    data = entities.encode() + data.replace(b"<sheetData>", b"<sheetData>&y;")
                new.writestr(name, data)
        return "entities.xlsx", out.getvalue()
    return "missing.xlsx", xlsx(["form", "kind"], [rng.choice(["mou", "هیچ"]), "multilateral"])


@pytest.mark.slow
def test_damaged_tables_are_refused_with_a_reason(admin_client, content):
    agreements = Agreement.objects.count()
    silent = []
    for seed in range(DAMAGED):
        name, data = damaged(seed)
        html = checked(admin_client, "agreements/agreement", data, name)
        harmless = name == "flipped.xlsx" and 'name="token"' in html  # a bit that no value hangs on
        if 'class="errorlist"' not in html and not harmless:
            silent.append((seed, name))
    assert silent == []
    assert Agreement.objects.count() == agreements


@pytest.mark.slow
def test_a_large_table_grows_on_the_page_and_comes_in_whole(admin_client, content):
    rows = [[f"آزمون‌شهر {n}", "IR", str(20 + n % 50), str(n % 90)] for n in range(300)]
    data = xlsx(["name_fa", "country", "latitude", "longitude"], *rows)
    html = brought_in(admin_client, "places/city", data)
    assert html.count('class="import-progress"') == 3
    assert "۳۰۰ از ۳۰۰ سطر" in html
    assert City.objects.filter(name_fa__startswith="آزمون‌شهر ").count() == 300
