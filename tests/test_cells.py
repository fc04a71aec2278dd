"""Cells as Excel keeps them: what was typed, what is shown, and what is neither."""

import io
import zipfile
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook

from meetings.models import Meeting
from tehran_diplomacy.exchange.reading import UnreadableTable, read_table, table_of
from tests.forms import Page

TITLE, KIND, HELD = "title_fa", "kind", "held_on"


@contextmanager
def refused(word: str):
    """Expect a table to be refused for the reason that holds this word."""
    with override("en"):
        with pytest.raises(UnreadableTable) as caught:
            yield
        assert word in caught.value.messages[0]


def workbook(*rows, prepare=None, formats=()) -> bytes:
    """A workbook of these rows; `formats` are those of the cells of the last row."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, number_format in enumerate(formats, 1):
        book.active.cell(len(rows), place).number_format = number_format
    if prepare:
        prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """The same workbook with other words in every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w") as written:
        for name in parts.namelist():
            written.writestr(name, parts.read(name).replace(old, new))
    return out.getvalue()


def checked(client, data: bytes, name: str = "table.xlsx") -> str:
    """What the desk's page says of a table of meetings."""
    form = Page.open(client, "/admin/meetings/meeting/import/").form(enctype="multipart/form-data")
    form["file"] = SimpleUploadedFile(name, data)
    response = form.submit()
    return (b"".join(response) if response.streaming else response.content).decode()


@pytest.mark.parametrize("value", [1401.1, 1401.12, 2025.5])
def test_a_number_with_a_fraction_is_no_date(admin_client, content, value):
    said = checked(admin_client, workbook([TITLE, KIND, HELD], ["دیدار", "council", value]))
    assert "تاریخ را به صورت متن بنویسید" in said
    assert 'name="token"' not in said


@pytest.mark.parametrize("written", ["1401.1", "۱۴۰۱٫۱"])
def test_nor_is_the_text_that_excel_writes_of_it_into_csv(admin_client, content, written):
    said = checked(admin_client, f"{TITLE},{KIND},{HELD}\nدیدار,council,{written}\n".encode(), "table.csv")
    assert "تاریخ را به صورت متن بنویسید" in said


def test_a_fraction_is_a_number_where_numbers_stand():
    assert table_of(workbook(["latitude"], [35.5])).rows == [["latitude"], ["35.5"]]


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("mmm-yy", "2025-10"),
        ("mmm yyyy", "2025-10"),
        ("yyyy", "2025"),
        ("[$-409]mmmm, yyyy;@", "2025-10"),
        ("[$-fa-IR,16]mmmm yyyy", "1404-07"),
        ("[$-160429]yyyy/mm;@", "1404-07"),
        ("yyyy-mm-dd", "2025-10-01"),
        ("[$-fa-IR,16]yyyy/mm/dd;@", "2025-10-01"),
        ('d "de" mmmm', "2025-10-01"),
        ('yyyy "year"', "2025"),
        ("General", "45931"),
    ],
)
def test_a_date_is_as_exact_as_its_format_shows_it(number_format, expected):
    value = 45931 if number_format == "General" else date(2025, 10, 1)
    assert table_of(workbook(["held"], [value], formats=[number_format])).rows[1] == [expected]


def test_a_date_with_a_time_is_refused_with_the_reason(admin_client, content):
    said = checked(
        admin_client,
        workbook([TITLE, KIND, HELD], ["دیدار", "council", datetime.fromisoformat("2023-01-18 14:30")]),
    )
    assert "بدون ساعت" in said


@pytest.mark.parametrize("name", ["#N/A", "#REF!", "#DIV/0!", "#SPILL!", "Err:502"])
@pytest.mark.parametrize("kind", ["error", "text", "csv"])
def test_errors_are_refused_by_name(admin_client, content, name, kind):
    def as_error(book):
        book.active["A2"].data_type = "e"

    if kind == "csv":
        said = checked(admin_client, f"{TITLE},{KIND}\n{name},council\n".encode(), "table.csv")
    else:
        data = workbook([TITLE, KIND], [name, "council"], prepare=as_error if kind == "error" else None)
        said = checked(admin_client, data)
    assert f"«{name}»" in said
    assert 'name="token"' not in said


def test_hidden_rows_columns_and_sheets_are_told(admin_client, content):
    def hide(book):
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.create_sheet("دیگر")

    said = checked(admin_client, workbook([TITLE, KIND], ["الف", "council"], ["ب", "council"], prepare=hide))
    assert "سطرهای پنهان" in said
    assert "ستون‌های پنهان" in said
    assert "فقط «Sheet» خوانده می‌شود" in said


def test_a_hidden_first_sheet_is_not_the_one_that_is_read():
    def prepare(book):
        book.create_sheet("shown").append(["seen"])
        book["Sheet"].sheet_state = "hidden"
        book.active = 1

    assert table_of(workbook(["hidden"], prepare=prepare)).rows == [["seen"]]


def test_escapes_of_excel_are_read_as_it_means_them():
    rows = table_of(workbook(["title"], ["one_x000D_\ntwo"], ["a_x000B_b"], ["_x005F_x000D_"])).rows
    assert rows == [["title"], ["one\ntwo"], ["a\nb"], ["_x000D_"]]


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", "\ufeffsep=;\r\n"])
def test_excels_own_line_of_the_separator_is_no_heading(first):
    assert table_of(f"{first}a;b\n1,5;2\n".encode()).rows == [["a", "b"], ["1,5", "2"]]


def test_strict_open_xml_is_read():
    data = workbook(["held", "title"], [date(2023, 1, 18), "دیدار"])
    for part in ("spreadsheetml", "officeDocument"):
        usual = f"http://schemas.openxmlformats.org/{part}/2006/".encode()
        data = replaced(data, usual, f"http://purl.oclc.org/ooxml/{part}/".encode())
    assert table_of(data).rows == [["held", "title"], ["2023-01-18", "دیدار"]]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)
    return out.getvalue()


CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (CFB + bytes(600) + "Workbook".encode("utf-16-le"), ".xls)"),
        (CFB + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
        (archive(**{"xl/workbook.bin": b""}), ".xlsb"),
        (archive(**{"Index/Document.iwa": b""}), "Numbers"),
        (archive(**{"word/document.xml": b""}), "Word"),
    ],
)
def test_other_files_are_refused_by_their_right_names(data, word):
    with refused(word):
        read_table(data)


# -- Bounds -----------------------------------------------------------------------------------------------


def grown(part: str, before: bytes, filling: bytes) -> bytes:
    """A workbook in which a part has been blown up."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["title"], ["x"]))) as parts,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        if part not in parts.namelist():  # openpyxl writes texts into the cells themselves
            written.writestr(part, filling)
        for name in parts.namelist():
            data = parts.read(name)
            written.writestr(name, data.replace(before, filling + before) if name == part else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "one", "count"),
    [
        ("xl/styles.xml", b"</styleSheet>", b'<numFmt numFmtId="1" formatCode="0"/>', 4_500_000),
        ("xl/sharedStrings.xml", b"</sst>", b"<si/>", 2_100_000),
        ("xl/workbook.xml", b"</workbook>", b"<definedName/>", 700_000),
    ],
)
def test_no_part_of_a_workbook_may_be_blown_up(part, before, one, count):
    with refused("expands beyond the size limit"):
        table_of(grown(part, before, one * count))


def test_a_cell_at_the_far_right_costs_nothing_if_empty_and_is_refused_if_not():
    rows = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(3, 20_000))
    assert table_of(grown("xl/worksheets/sheet1.xml", b"</sheetData>", rows)).rows == [["title"], ["x"]]
    with refused("too many columns"):
        table_of(
            grown("xl/worksheets/sheet1.xml", b"</sheetData>", b'<row r="3"><c r="CW3"><v>1</v></c></row>')
        )


def test_a_workbook_that_is_read_too_long_is_refused(monkeypatch):
    from tehran_diplomacy.exchange import reading

    monkeypatch.setattr(reading, "MEMORY", 200 * 1024 * 1024)
    cells = b"".join(
        b'<row r="%d"><c t="str"><v>%s</v></c></row>' % (n, b"x" * 15_000) for n in range(3, 6_000)
    )
    with refused("expands beyond the size limit"):
        read_table(grown("xl/worksheets/sheet1.xml", b"</sheetData>", cells))


def test_the_export_of_a_meeting_holds_only_the_rows_of_meetings(admin_client, content):
    """What was right stays right: the own table comes back row for row."""
    data = admin_client.get("/admin/meetings/meeting/export/xlsx/").content
    assert len(table_of(data).rows) == 1 + Meeting.objects.count()
