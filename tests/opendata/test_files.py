"""Tables, the data package and the catalogue, read by libraries that know nothing of the portal."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
import rdflib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from frictionless import Package, validate
from openpyxl import load_workbook

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.publishing import verbs

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
REGISTERS = [
    "roadmaps", "goals", "progress-reports", "agreements", "meetings", "journeys", "photos", "networks", "cities",
]  # fmt: skip


def body(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response) if response.streaming else response.content


def table(client, name: str) -> list[dict]:
    data = body(client.get(f"/data/{name}.csv"))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.fixture
def package(client, content, tmp_path):
    """The data package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(body(client.get("/data/tehran-city-diplomacy.zip")))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def test_the_package_is_valid_to_frictionless(package):
    report = validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
    assert len(report.tasks) > 20
    assert Package(str(package / "datapackage.json")).get_resource("agreements").read_rows()[0]["uid"]


@pytest.mark.parametrize("damage", ["byte", "relation", "vocabulary"])
def test_frictionless_would_notice_what_is_wrong(package, damage):
    path = package / "data" / "agreements-parties.csv"
    text = path.read_text("utf-8-sig")
    if damage == "relation":
        lines = text.splitlines()
        lines[1] = "0000000000" + lines[1][10:]
        text = "\n".join(lines) + "\n"
    elif damage == "vocabulary":
        path = package / "data" / "agreements.csv"
        text = path.read_text("utf-8-sig").replace(",mou,", ",mux,", 1)
    path.write_text(text + ("x" if damage == "byte" else ""), "utf-8-sig")
    assert not validate(str(package / "datapackage.json")).valid


def test_the_package_is_dated_and_its_digests_are_right(client, package):
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["created"].startswith(descriptor["version"][:4])
    for one in descriptor["resources"]:
        data = (package / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert one["bytes"] == len(data)
        assert all(field["title_fa"] and field["title"] for field in one["schema"]["fields"])
    whole = client.get("/data/tehran-city-diplomacy.zip")
    digest = hashlib.sha256(body(whole)).hexdigest()
    assert body(client.get("/data/tehran-city-diplomacy.zip.sha256")).decode().startswith(digest)
    assert descriptor["version"] in whole["Content-Disposition"]


def test_the_package_follows_every_change_and_is_built_once_for_each(client, content, account):
    address = "/data/tehran-city-diplomacy.zip"
    body(client.get(address))  # made while it is sent, and kept from then on
    first = client.get(address)
    assert client.get(address)["ETag"] == first["ETag"]
    part = client.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, b"".join(part)) == (206, body(first)[10:20])
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    verbs.archive(agreement, account("publishers"))
    second = client.get(address)
    assert second["ETag"] != first["ETag"]
    with zipfile.ZipFile(io.BytesIO(body(second))) as archive:
        names = [name for name in archive.namelist() if agreement.uid.encode() in archive.read(name)]
        assert names == ["data/withdrawn.csv"]


@pytest.mark.parametrize("code", REGISTERS)
def test_csv_excel_and_json_say_the_same(client, content, code):
    rows = table(client, code)
    found = json.loads(body(client.get(f"/data/{code}.json")))
    assert found["licence"]["name"] == "CC-BY-4.0"
    assert [row["uid"] for row in rows] == [record["uid"] for record in found["records"]]
    sheets = load_workbook(io.BytesIO(body(client.get(f"/data/{code}.xlsx"))), read_only=True)
    assert sheets.sheetnames[0] == code
    assert sheets.sheetnames[-1] == "data-dictionary"
    lines = list(sheets[code].iter_rows(values_only=True))
    assert list(lines[0]) == list(rows[0] if rows else lines[0])
    assert [line[0] for line in lines[1:]] == [row["uid"] for row in rows]


def test_every_column_stands_in_the_dictionary(client, content):
    entries = {(row["table"], row["column"]): row for row in table(client, "data-dictionary")}
    for code in [*REGISTERS, "agreements-parties", "meetings-outcomes"]:
        header = body(client.get(f"/data/{code}.csv")).decode("utf-8-sig").splitlines()[0].split(",")
        assert header == [column for name, column in entries if name == code]
    assert entries[("agreements", "title_fa")]["title_fa"]
    assert "mou = " in entries[("agreements", "form")]["codes_fa"]


def test_no_cell_is_run_as_a_formula(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.title_en = '=HYPERLINK("http://example.org")'
    meeting.note_en = '\x0bodd, "quoted"\nand long'
    meeting.save()
    row = next(row for row in table(client, "meetings") if row["uid"] == meeting.uid)
    assert row["title_en"] == "'" + meeting.title_en
    assert row["note_en"] == meeting.note_en
    sheet = load_workbook(io.BytesIO(body(client.get("/data/meetings.xlsx"))))["meetings"]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == meeting.title_en]
    assert [cell.data_type for cell in cells] == ["s"]


def test_numbers_stay_numbers(client, content):
    havana = next(row for row in table(client, "cities") if row["slug"] == "havana")
    assert float(havana["longitude"]) == -82.383
    sheet = load_workbook(io.BytesIO(body(client.get("/data/cities.xlsx"))))["cities"]
    place = [cell.value for cell in sheet[1]].index("longitude")
    assert all(isinstance(line[place].value, float | int) for line in sheet.iter_rows(min_row=2))


@pytest.mark.parametrize(
    "address", ["nonsense.csv", "agreements.pdf", "agreements-parties.json", "agreements-nonsense.csv"]
)
def test_a_file_that_there_is_not_is_missing(client, content, address):
    assert client.get(f"/data/{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/data/agreements.csv", "/data/tehran-city-diplomacy.zip", "/data/catalog.jsonld"]
)
def test_what_has_not_changed_is_not_sent_again(client, content, address):
    first = client.get(address)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    network = Agreement.objects.first()
    network.note_en = "Changed"
    network.save()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_catalogue_is_dcat(client, content):
    graph = rdflib.Graph().parse(data=body(client.get("/data/catalog.jsonld")), format="json-ld")
    datasets = set(graph.subjects(rdflib.RDF.type, DCAT.Dataset))
    catalogue = next(graph.subjects(rdflib.RDF.type, DCAT.Catalog))
    assert set(graph.objects(catalogue, DCAT.dataset)) == datasets
    assert len(datasets) == len(REGISTERS) + 1
    titles = {(str(title), title.language) for title in graph.objects(None, rdflib.DCTERMS.title)}
    assert {("Agreements", "en"), ("توافق‌نامه‌ها", "fa")} <= titles
    for one in datasets:
        assert graph.value(one, rdflib.DCTERMS.license)
        for distribution in graph.objects(one, DCAT.distribution):
            # What comes page by page is read, not downloaded.
            found = graph.value(distribution, DCAT.downloadURL) or graph.value(distribution, DCAT.accessURL)
            address = str(found).replace("http://127.0.0.1", "")
            assert body(client.get(address))


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", ["data/", "data/agreements/", "data/meetings/", "data/photos/"])
def test_a_page_tells_of_files_licence_and_columns(client, content, language, path):
    with CaptureQueriesContext(connection) as queries:
        html = client.get(f"/{language}/{path}").content.decode()
    assert len(queries) <= 12
    assert "<h1>" in html
    if path == "data/":
        assert "https://creativecommons.org/licenses/by/4.0/" in html
        assert 'href="/data/agreements.csv"' in html
    else:
        assert "modified_since" in html
        assert "changed_at" in html


def test_data_without_a_language_lead_to_the_readers(client, content):
    assert client.get("/data/", headers={"accept-language": "en"})["Location"] == "/en/data/"
    assert client.get("/fa/data/nonsense/").status_code == 404
