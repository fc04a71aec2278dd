"""Keep a release's data for the tests of upgrades: `python -m tests.serving.releases.make 1.0.0 [--code FOLDER]`.

Run when a release is tagged. FOLDER is a work tree of that release (default: this one). Writes beside this file
VERSION.zip, a back-up by the release's own command of an office that has written (content.py), and VERSION.json: how
many rows of each model, which pages answer, which histories open, and the SHA-256 of every migration.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path

from tests.serving.installations import ROOT, Installation

HERE = Path(__file__).parent
MOST = 1_500_000  # bytes of an archive in the repository

FACTS = """
import json, re
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tehran_diplomacy.publishing.models import Record

settings.ALLOWED_HOSTS = ["localhost"]
client = Client(headers={"host": "localhost"})
def addresses(path):
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get(path).content.decode())
left_out = ("sessions", "search")
models = [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label not in left_out]
print(json.dumps({
    "rows": {one._meta.label: one._base_manager.count() for one in models if one._meta.label != "publishing.Generation"},
    "pages": sorted({page for part in addresses("/sitemap.xml") for page in addresses(part)}),
    "histories": [
        reverse(f"admin:{one._meta.app_label}_{one._meta.model_name}_history", args=[record.pk])
        for one in models if issubclass(one, Record) and (record := one.objects.order_by("pk").first())
    ],
}))
"""


def migrations(code: Path) -> dict[str, str]:
    """Return the SHA-256 of each migration of the portal's own apps, by its path in the folder."""
    files = [
        path for folder in ("*/migrations", "*/*/migrations") for path in code.glob(f"{folder}/[0-9]*.py")
    ]
    return {
        path.relative_to(code).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if not path.is_relative_to(code / ".venv")
    }


def make(version: str, code: Path = ROOT, folder: Path = HERE) -> None:
    """Write the archive and the facts of a release into `folder`."""
    with tempfile.TemporaryDirectory() as name:
        office = Installation(Path(name) / "var", code=code)
        office.prepare()
        office.python((HERE / "content.py").read_text())
        archive = Path(name) / "archive.zip"
        office.manage("backup", str(archive))
        facts = json.loads(office.python(FACTS).splitlines()[-1])
        data = archive.read_bytes()
    if len(data) > MOST:
        sys.exit(f"The archive weighs {len(data)} bytes, more than {MOST}: nothing was written.")
    facts = {"version": version} | facts | {"migrations": migrations(code)}
    (folder / f"{version}.zip").write_bytes(data)
    (folder / f"{version}.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("version")
    parser.add_argument("--code", type=Path, default=ROOT)
    given = parser.parse_args()
    make(given.version, given.code.resolve())
