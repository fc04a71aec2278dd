"""What a reader downloads and how Lighthouse judges it: six kinds of page in both languages, as a phone gets them.

    python -m bench.lighthouse [--runs 3] [--only home gallery] [--theme light] [--out var/bench]

The portal is set up as for readers: gunicorn with deploy/gunicorn.conf.py, nginx with deploy/nginx.conf and a
certificate of its own before it, pages kept. Prints one table and writes JSON. Performance is the median of the runs;
the other categories do not vary. Sizes are bytes as they were sent, headers included. Needs Node.js 20, npm, Chromium
and nginx; Lighthouse is installed below var/ once.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.prepared import ROOT
from tests.serving.in_front import nginx, nginx_program
from tests.serving.installations import Installation
from tests.serving.ports import free_port

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest that runs on Node.js 20
TOOLS = ROOT / "var" / "tools" / LIGHTHOUSE.replace("@", "-")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --ignore-certificate-errors"
)
PAGES = {
    "home": "/",
    "agreements": "/agreements/",
    "meetings": "/meetings/",
    "agreement": "/agreements/tehran-beijing-sister-city/",
    "meeting": "/meetings/yerevan-mayor-and-council-chair/",
    "gallery": "/meetings/yerevan-sisterhood/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = ("Document", "Stylesheet", "Script", "Font", "Image")
TIMES = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)
# Eight photographs in the gallery, one in each other meeting but the one whose photograph is awaited.
PHOTOGRAPHS = """
import io
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from meetings import gallery
from meetings.models import Meeting, Photo

def photograph(width=2400, height=1600):
    coarse = Image.effect_noise((width // 6, height // 6), 60).resize((width, height), Image.Resampling.BICUBIC)
    sky, fine = Image.linear_gradient("L").resize((width, height)), Image.effect_noise((width, height), 12)
    bands = Image.blend(sky, coarse, 0.4), Image.blend(sky.rotate(180), coarse, 0.3), Image.blend(fine, sky, 0.7)
    out = io.BytesIO()
    Image.merge("RGB", bands).save(out, "JPEG", quality=88)
    return out.getvalue()

for meeting in Meeting.objects.exclude(slug="yerevan-mayor-and-council-chair"):
    meeting.photos.all().delete()
    for number in range(8 if meeting.slug == "yerevan-sisterhood" else 1):
        photo = Photo(
            meeting=meeting, position=number, credit_fa="شورا", credit_en="Council",
            caption_fa=f"عکس نمونهٔ {number + 1}", caption_en=f"Sample photograph {number + 1}",
            alt_fa="سایه‌روشن با دانه‌های ریز", alt_en="Light and shade with fine grain",
        )
        gallery.supply(photo, SimpleUploadedFile("IMG_1.jpg", photograph()))
"""


def program() -> list[str]:
    """Return how Lighthouse is called; install it where it is not yet."""
    start = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not start.exists():
        print(f"Installing {LIGHTHOUSE} ...", file=sys.stderr)
        TOOLS.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        subprocess.run(["npm", "install", *quiet, "--prefix", TOOLS, LIGHTHOUSE], check=True)
    return ["node", str(start)]


def judged(address: str, categories: tuple[str, ...], theme: str) -> dict:
    """Return Lighthouse's report of one visit by a phone."""
    dark = " --blink-settings=preferredColorScheme=0" if theme == "dark" else ""
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [*program(), address, "--quiet", "--output=json", f"--output-path={file}"]
        command += [f"--chrome-flags={FLAGS}{dark}", f"--only-categories={','.join(categories)}"]
        for _time in range(3):  # on a busy machine a trace now and then misses its beginning
            done = subprocess.run(command, timeout=180, env=environment, capture_output=True, text=True)
            if not done.returncode:
                return json.loads(file.read_text())
        raise SystemExit(done.stderr)


def weights(report: dict) -> dict[str, int]:
    """Return the bytes sent of each kind in a visit."""
    found = dict.fromkeys(KINDS, 0)
    for request in report["audits"]["network-requests"]["details"]["items"]:
        if request["resourceType"] in found:
            found[request["resourceType"]] += request["transferSize"]
    return found


def wanting(report: dict) -> list[str]:
    """Return what Lighthouse would have otherwise: the audits that are not fully met, with its own words."""
    found = []
    for audit in report["audits"].values():
        if audit["score"] is not None and audit["score"] < 1:
            found.append(" ".join(filter(None, (audit["id"], audit.get("displayValue")))))
    return sorted(found)


def visit(address: str, runs: int, theme: str) -> dict:
    """Return the scores of a page (0 to 100), its times in milliseconds, its bytes, and what was found wanting."""
    reports = [judged(address, CATEGORIES, theme)]
    reports += [judged(address, ("performance",), theme) for _run in range(runs - 1)]
    first = reports[0]
    scores = {name: round(first["categories"][name]["score"] * 100) for name in CATEGORIES}
    each = [round(report["categories"]["performance"]["score"] * 100) for report in reports]
    scores["performance"] = round(statistics.median(each))
    times = {name: statistics.median(r["audits"][name]["numericValue"] for r in reports) for name in TIMES}
    return {
        "scores": scores, "performance of each run": each, "times": times, "bytes": weights(first),
        "wanting": wanting(first),
    }  # fmt: skip


def print_table(found: dict[str, dict]) -> None:
    """Print scores, times and bytes of every page."""
    print(
        "page              perf  a11y  best   seo    FCP    LCP   TBT    CLS     kB: HTML  CSS   JS  fonts   all  images"
    )
    for name, page in found.items():
        scores = "".join(f"{page['scores'][category]:6}" for category in CATEGORIES)
        first, largest, blocked, shift = (page["times"][time] for time in TIMES)
        sizes = [page["bytes"][kind] / 1000 for kind in KINDS]
        html, css, js, fonts, images = sizes
        print(
            f"{name:16}{scores}{first / 1000:5.1f} s{largest / 1000:5.1f} s{blocked:6.0f}{shift:7.3f}"
            f"{html:14.1f}{css:5.1f}{js:5.1f}{fonts:7.1f}{html + css + js + fonts:6.1f}{images:8.1f}"
        )


def main() -> None:
    """Set up, visit, print, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES))
    options.add_argument("--theme", choices=("light", "dark"), default="light")
    options.add_argument("--out", type=Path, default=ROOT / "var" / "bench")
    chosen = options.parse_args()
    missing = [name for name in ("node", "npm", "chromium", "openssl") if not shutil.which(name)]
    if missing or not nginx_program():
        raise SystemExit(f"This bench needs {', '.join(missing) or 'nginx'}.")
    program()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        office, port = Installation(Path(folder) / "var"), free_port()
        office.manage("prepare")
        office.python(PHOTOGRAPHS)
        front = Path(folder) / "front"
        front.mkdir()
        settings = {
            "HTTPS": "true", "BEHIND_PROXY": "true", "ACCEL_REDIRECT_PREFIX": "/protected/",
            "ALLOWED_HOSTS": "localhost", "SITE_ADDRESS": f"https://localhost:{port}", "PAGE_CACHE": "pages",
        }  # fmt: skip
        with (
            office.served("--config", "deploy/gunicorn.conf.py", **settings) as portal,
            nginx(office, portal, front, port) as address,
        ):
            for name in chosen.only:
                for language in ("fa", "en"):
                    found[f"{name} {language}"] = visit(
                        f"{address}/{language}{PAGES[name]}", chosen.runs, chosen.theme
                    )
                    print(f"{name} {language} visited", file=sys.stderr)
    print_table(found)
    for name, page in found.items():
        for words in page["wanting"]:
            print(f"{name}: {words}")
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / f"lighthouse-{chosen.theme}.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
