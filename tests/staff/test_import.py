"""Import as the office uses it: the same file twice, an empty table to begin with, mistakes on top."""

import io
import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from openpyxl import Workbook, load_workbook

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.people.models import Person
from tests.forms import Form, Page

REGISTER = "/admin/agreements/agreement"
HEADINGS = ["عنوان (فارسی)", "نوع", "قالب", "طرف‌ها", "تاریخ امضا"]
ROW = ["یادداشت کتابخانه‌ها", "دوجانبه", "یادداشت تفاهم", "ایروان", "۱۳۹۳/۳/۱۵"]


def xlsx(*rows) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("table.xlsx", out.getvalue())


def check(client, file: SimpleUploadedFile, register: str = REGISTER) -> Page:
    """Send a table in by the import page's form; return the report."""
    form = Page.open(client, f"{register}/import/").form(having="file")
    form["file"] = file
    return report(client, form.submit())


def report(client, answer) -> Page:
    whole = HttpResponse(b"".join(answer.streaming_content))
    whole.request = answer.request
    return Page.of(client, whole)


def question(page: Page) -> Form:
    assert not page.errors
    return page.form(having="token")


def bring_in(client, file, register: str = REGISTER, **button) -> Page:
    return report(client, question(check(client, file, register)).submit(**button))


def test_the_same_file_twice_is_asked_about(admin_client, content):
    other = ["برنامهٔ دیگر", "چندجانبه", "برنامهٔ همکاری", "UCLG", "1402"]
    bring_in(admin_client, xlsx(HEADINGS, ROW))
    there = Agreement.objects.get(title_fa=ROW[0])
    page = check(admin_client, xlsx(HEADINGS, ROW, other))
    assert "مانند رکوردی موجود" in page.text
    assert f"{REGISTER}/{there.pk}/change/" in page.text
    assert "تازه: ۱ " in page.text, page.errors
    left = report(admin_client, question(page).submit("alike", "left-out"))
    assert "وارد نشد، چون مانند رکوردهای موجودند: ۱" in left.text
    assert Agreement.objects.filter(title_fa=ROW[0]).count() == 1
    assert Agreement.objects.filter(title_fa=other[0]).count() == 1
    bring_in(admin_client, xlsx(HEADINGS, ROW), button="alike", value="twice")
    assert Agreement.objects.filter(title_fa=ROW[0]).count() == 2


def test_what_tells_two_records_apart(admin_client, content):
    bring_in(admin_client, xlsx(HEADINGS, ROW))
    same = [*ROW]
    same[0], same[4] = "يادداشت كتابخانه ها", date(2014, 6, 5)  # as another keyboard and Excel write them
    no_day = [*ROW[:4], None]
    next_year = [*ROW[:4], "۱۳۹۴/۳/۱۵"]
    elsewhere = [*ROW[:3], "پکن", ROW[4]]
    kinds = {}
    for name, row in (("same", same), ("no day", no_day), ("next year", next_year), ("elsewhere", elsewhere)):
        page = check(admin_client, xlsx(HEADINGS, row))
        kinds[name] = re.search(r'class="import-row import-(\w+)"', page.text)[1]
    assert kinds == {"same": "alike", "no day": "alike", "next year": "new", "elsewhere": "new"}


def test_doubles_within_a_file_are_found(admin_client, content):
    page = check(admin_client, xlsx(HEADINGS, ROW, ROW))
    assert "سطر ۲ همین عنوان، تاریخ و طرف‌ها را دارد" in page.text
    bring_in(admin_client, xlsx(HEADINGS, ROW, ROW), button="alike", value="left-out")
    assert Agreement.objects.filter(title_fa=ROW[0]).count() == 1


def test_what_lies_in_the_bin_is_no_double(admin_client, content):
    bring_in(admin_client, xlsx(HEADINGS, ROW))
    Agreement.objects.filter(title_fa=ROW[0]).update(status="binned")
    assert "import-new" in check(admin_client, xlsx(HEADINGS, ROW)).text


def test_meetings_cities_and_networks_are_compared_too(admin_client, content):
    tables = {
        "meetings/meeting": (["title_fa", "kind", "held_on"], ["نشست", "online", "1402/3/1"]),
        "places/city": (["name_fa", "country", "latitude", "longitude"], ["آزمون", "IR", "35", "51"]),
        "networks/network": (["name_en", "acronym"], ["A Network", "ANW"]),
    }
    for register, (headings, row) in tables.items():
        bring_in(admin_client, xlsx(headings, row), f"/admin/{register}")
        row = ["" if name == "acronym" else cell for name, cell in zip(headings, row, strict=True)]
        assert "import-alike" in check(admin_client, xlsx(headings, row), f"/admin/{register}").text, register
    assert Meeting.objects.filter(title_fa="نشست").count() == 1


def test_wrong_rows_stand_first_with_their_titles_and_dates_in_words(admin_client, content):
    wrong = ["برنامهٔ نادرست", *ROW[1:4], "۱۳۹۳/۱۳/۱"]
    page = check(admin_client, xlsx(HEADINGS, ROW, wrong))
    rows = re.findall(r'class="import-row import-(\w+)">(.*?)</div>', page.text, re.DOTALL)
    assert [kind for kind, _text in rows] == ["wrong", "new"]
    assert "برنامهٔ نادرست" in rows[0][1]
    assert "۱۵ خرداد ۱۳۹۳ = ۵ ژوئن ۲۰۱۴" in rows[1][1]


def test_an_empty_table_offers_what_cells_may_hold_and_comes_back_in(admin_client, content):
    page = Page.open(admin_client, f"{REGISTER}/import/")
    [link] = [one for one in page.tree.iter("a") if one.get("href", "").endswith("/import/template/")]
    book = load_workbook(io.BytesIO(admin_client.get(link.get("href")).content))
    sheet, lists = book.worksheets
    headings = [cell.value for cell in sheet[1]]
    assert "نشانی" not in headings
    assert sheet.sheet_view.rightToLeft
    offered = {}
    for choice in sheet.data_validations.dataValidation:
        column = str(choice.sqref).split(":")[0].rstrip("0123456789")
        name, cells = choice.formula1.replace("$", "").split("!")
        assert name.strip("'") == lists.title
        offered[sheet[f"{column}1"].value] = [cell.value for row in lists[cells] for cell in row]
    assert offered["نوع"] == ["دوجانبه", "چندجانبه"]
    assert {"ایروان", "پکن"} <= set(offered["محل امضا"])
    assert {"ایروان", "پکن"} <= set(offered["طرف‌ها"])

    row = dict(zip(HEADINGS, ROW, strict=True))
    row["منابع"] = "خبر شورا | https://example.org/1\nروزنامهٔ همشهری، ۱۶ خرداد ۱۳۹۳"
    row["امضاکنندگان"] = "مهدی چمران | رئیس شورا | تهران\nشخص تازه | شهردار | ایروان"
    row["رویدادها"] = "تصویب در شورا | ۱۳۹۳/۴/۱\nتمدید | ۱۳۹۸/۳/۱۵ | ۱۴۰۳/۳/۱۵ | برای پنج سال"
    for place, heading in enumerate(headings, 1):
        sheet.cell(2, place).value = row.pop(heading, None)
    assert row == {}, headings
    persons = Person.objects.count()
    bring_in(admin_client, saved(book))
    made = Agreement.objects.get(title_fa=ROW[0])
    assert [(one.title, one.url) for one in made.sources.all()] == [
        ("خبر شورا", "https://example.org/1"), ("روزنامهٔ همشهری، ۱۶ خرداد ۱۳۹۳", ""),
    ]  # fmt: skip
    assert [(str(one), one.post_fa, str(one.city)) for one in made.signatories.all()] == [
        ("مهدی چمران", "رئیس شورا", "تهران"), ("شخص تازه", "شهردار", "ایروان"),
    ]  # fmt: skip
    assert Person.objects.count() == persons + 1
    assert [(one.kind, str(one.day), str(one.until or "")) for one in made.events.all()] == [
        ("approved", "1393-04-01", ""), ("extended", "1398-03-15", "1403-03-15"),
    ]  # fmt: skip
    assert [one.note_fa for one in made.events.all()] == [None, "برای پنج سال"]


def test_a_cell_of_parts_keeps_what_it_still_names(admin_client, content):
    bring_in(admin_client, xlsx([*HEADINGS, "منابع"], [*ROW, "الف | https://example.org/1\nب"]))
    made = Agreement.objects.get(title_fa=ROW[0])
    kept = made.sources.get(title="الف")
    kept.quotation = "«…»"
    kept.save()
    made.sources.create(title="دیگری", fact="signed_on", day="1394")
    table = [["نشانی", "منابع"], [made.slug, "الف | https://example.org/1\nپ"]]
    bring_in(admin_client, xlsx(*table))
    assert {one.title: one.quotation for one in made.sources.all()} == {"الف": "«…»", "پ": "", "دیگری": ""}
    assert "import-changed" not in check(admin_client, xlsx(*table)).text


def test_mistakes_in_a_cell_of_parts_are_said(admin_client, content):
    headings = [*HEADINGS, "رویدادها", "منابع", "امضاکنندگان"]
    row = [*ROW, "تمدد | ۱۳۹۸", "الف | https://example.org | ب", "کسی | سمت | ناکجا"]
    text = check(admin_client, xlsx(headings, row)).text
    for said in ("«تمدد» هیچ‌یک از این‌ها نیست", "بخش‌های اضافه دارد", "«ناکجا»"):
        assert said in text
    url = xlsx([*HEADINGS, "منابع"], [*ROW, "الف | نشانی نادرست"])
    assert "import-wrong" in check(admin_client, url).text
