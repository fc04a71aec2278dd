"""What stands in deploy/ is understood by the programs that it is for, and the portal works within its limits."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import yaml

from tehran_diplomacy.sandbox import turns
from tehran_diplomacy.sandbox.process import MEMORY
from tehran_diplomacy.serving import alarms, figures
from tests.press.conftest import noise
from tests.programs import program
from tests.serving.installations import ROOT, Installation, answer
from tests.serving.ports import free_port
from tests.serving.whole import debian_postgresql
from tests.serving.within import directives
from tests.serving.writer import PASSWORD, Writer

pytestmark = pytest.mark.installation

DEPLOY = ROOT / "deploy"
UNITS = ("portal@.service", "portal-task@.service")
TIMERS = sorted(path.name for path in DEPLOY.glob("*.timer"))
BY_GUNICORN = {"BIND", "WORKERS", "THREADS"}


def said(*words: str | Path, fails: bool = False, **more: str) -> str:
    """Run a program; return all that it said."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=ROOT, env=os.environ | more)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def settings_known() -> set[str]:
    """Return the names of all settings that settings.py and gunicorn.conf.py read."""
    texts = (ROOT / "tehran_diplomacy/settings.py").read_text() + (DEPLOY / "gunicorn.conf.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', texts)) | BY_GUNICORN


def units_in(folder: Path, change: Callable[[str], str] = str) -> list[Path]:
    """Put the units, with this machine's folders, where systemd's programs read them; return those to be run."""
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = path.read_text().replace("/srv/portal/.venv", sys.prefix).replace("/srv/portal", str(ROOT))
        (folder / path.name).write_text(change(text))
    tasks = [folder / name.replace(".timer", ".service") for name in TIMERS]
    for task in tasks:  # what systemd makes of the templates
        shutil.copy(folder / "portal-task@.service", task)
    shutil.copy(folder / "portal@.service", folder / "portal@8000.service")
    shutil.copy(folder / "portal-failed@.service", folder / "portal-failed@backup.service")
    drop_in = folder / "portal-task@backup.service.d"
    drop_in.mkdir(exist_ok=True)
    shutil.copy(DEPLOY / "backup.conf", drop_in)
    return [
        folder / "portal@8000.service",
        folder / "portal-failed@backup.service",
        *tasks,
        *(folder / name for name in TIMERS),
    ]


def test_systemd_understands_every_line_of_the_units_and_timers(tmp_path):
    verify = [program("systemd-analyze"), "verify", "--man=no"]
    about_ours = [line for line in said(*verify, *units_in(tmp_path)).splitlines() if "portal" in line]
    assert about_ours == []
    wrong = units_in(tmp_path, lambda text: text.replace("PrivateTmp=", "PrivateTemp="))
    assert "'PrivateTemp'" in said(*verify, wrong[0])
    wrong = units_in(tmp_path, lambda text: text.replace("Asia/Tehran", "Asia/Teheran"))
    assert "calendar" in said(*verify, *wrong[-len(TIMERS) :], fails=True)


def test_systemd_finds_little_exposed(tmp_path):
    analyze = program("systemd-analyze")
    units_in(tmp_path)
    for name in ("portal@8000.service", "portal-task@backup.service"):  # 10 is all, a usual service has 9.6
        said(analyze, "security", "--no-pager", "--offline=true", "--threshold=15", tmp_path / name)


def test_both_services_have_the_same_limits():
    own = {"Type", "ExecStart", "Description", "Nice", "TimeoutStartSec", "MemoryMax", "OOMPolicy", "TasksMax", "Restart",
           "RestartSec", "KillMode", "TimeoutStopSec", "NotifyAccess", "WantedBy", "Wants", "WorkingDirectory",
           "Environment", "RuntimeDirectory", "RuntimeDirectoryMode", "StartLimitIntervalSec", "StartLimitBurst"}  # fmt: skip
    portal, task = ({k: v for k, v in directives(DEPLOY / name).items() if k not in own} for name in UNITS)
    assert portal == task


def test_uploads_at_once_leave_memory_to_the_portal():
    (most,) = directives(DEPLOY / "portal@.service")["MemoryMax"]
    memory = int(most.removesuffix("G")) * 1024**3
    assert 1 < turns.most_at_once(16, memory) < memory / MEMORY
    assert turns.most_at_once(16, memory) * MEMORY <= memory - MEMORY
    assert turns.most_at_once(2, 64 * memory) == 2
    assert turns.most_at_once(16, MEMORY) == 1


def test_every_timer_runs_a_command_and_the_installation_switches_it_on():
    from django.core.management import get_commands

    install = (DEPLOY / "install").read_text()
    enabled = re.search(r"for task in ([\w ]+);", install)[1].split() + re.findall(
        r"portal-task@(\w+)\.timer", install
    )
    tasks = [re.fullmatch(r"portal-task@(\w+)\.timer", name)[1] for name in TIMERS]
    assert sorted(enabled) == tasks
    assert set(tasks) <= get_commands().keys()
    assert set(tasks) == alarms.TASKS.keys()
    calendars = [directives(DEPLOY / name)["OnCalendar"][0] for name in TIMERS]
    assert len(set(calendars)) == len(calendars), "two at the same minute"


def test_alarms_ask_for_figures_that_there_are(tmp_path):
    alarms.note_task(tmp_path, "backup", began=0, ended=1, ok=False)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/last-good.json").write_text('{"at": 0}')
    names = {one.name for one in figures.Alarms(tmp_path, "/nowhere").collect()} | {"portal_certificate_days"}
    names |= {f"portal_{one}" for one in ("requests_total", "errors_total", "database_away_total", "kept_pages_total",
              "request_seconds_bucket", "request_seconds_sum", "request_seconds_count")}  # fmt: skip
    rules = yaml.safe_load((DEPLOY / "prometheus-rules.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [one["expr"] for panel in panels for one in panel["targets"]]
    assert {name for one in asked for name in re.findall(r"portal_\w+", one)} - names == set()


def test_the_portal_works_within_the_limits_of_its_unit(tmp_path):
    """Pages, a document, a picture taken in, a reload: under the very filters of system calls that systemd sets."""
    program("systemd-analyze")
    office = Installation(tmp_path / "office")
    office.prepare()
    office.python(
        "from django.contrib.auth.models import User; "
        f"User.objects.create_superuser('writer', password='{PASSWORD}')"
    )
    gallery = re.search(r"/admin/meetings/\S+", office.python(
        "from django.urls import reverse; from meetings.models import Meeting\n"
        "print(reverse('admin:meetings_meeting_gallery', args=[Meeting.objects.first().pk]))"
    ))[0]  # fmt: skip
    office.within = "portal@.service"
    assert "Seccomp:\t2" in office.python("print(open('/proc/self/status').read())")
    refused = "import os\ntry: os.chown('/tmp', 0, 0)\nexcept PermissionError: print('refused')"
    assert "refused" in office.python(refused)
    options = ("-c", "deploy/gunicorn.conf.py", "--workers", "1")
    more = {"TWO_STEP_REQUIRED": "false", "METRICS_PORT": str(free_port())}
    with office.served(*options, **more) as address:
        for page in ("/readyz", "/fa/", "/en/map/", "/en/search/?q=tehran", "/fa/roadmap/sixth/book.pdf"):
            assert answer(address + page)[0] == 200, page
        assert answer(f"http://127.0.0.1:{more['METRICS_PORT']}/metrics")[0] == 200
        writer = Writer(address)
        assert writer.post(gallery + "add/", {"files": ("a.jpg", noise())})
    assert len(office.files()) > 3
    office.within = "portal-task@.service"
    said_by_tasks = [
        office.manage(task) for task in ("backup", "forget_messages", "forget_sign_ins", "doctor")
    ]
    assert "LOST" not in said_by_tasks[0]


def composed() -> dict:
    """Return the services as the program that composes them understands the file."""
    compose = [program("docker-compose"), "-f", DEPLOY / "compose.yaml", "config"]
    return yaml.safe_load(said(*compose, DATABASE_PASSWORD="x", MAIL_FROM="a@b.c"))


def test_the_containers_keep_database_and_cache_to_themselves():
    told = composed()
    services = told["services"]
    assert told["networks"]["inside"]["internal"] is True
    for name in ("database", "cache"):
        assert list(services[name]["networks"]) == ["inside"], name
        assert "ports" not in services[name], name
    assert [str(one).startswith("127.0.0.1") or one["host_ip"] == "127.0.0.1" for one in services["portal"]["ports"]] == [True]  # fmt: skip
    environment = services["portal"]["environment"]
    assert environment.keys() <= settings_known()
    assert environment["MAIL_FROM"] == "a@b.c"
    assert environment["DATABASE_URL"] == "postgres://portal:x@database/portal"
    build = services["portal"]["build"]
    assert Path(build["context"], build["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    (volume,) = services["portal"]["volumes"]
    folder = re.search(r"VAR_DIR=(\S+)", (DEPLOY / "Containerfile").read_text())[1]
    assert folder in (volume if isinstance(volume, str) else volume["target"])
    without = [program("docker-compose"), "-f", DEPLOY / "compose.yaml", "config"]
    assert "set it in the environment" in said(*without, fails=True)


def steps() -> list[tuple[str, str]]:
    """Return the steps of the Containerfile."""
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines if line and line[0] != "#"]


def test_what_the_container_is_made_of_is_there():
    asked = [words.split()[:-1] for step, words in steps() if step == "COPY"]
    assert asked == [["requirements.txt"], ["."]]
    assert (ROOT / "requirements.txt").exists()
    left_out = (ROOT / ".containerignore").read_text().split()
    assert {".git", ".env", "var", ".venv"} <= set(left_out)
    assert (ROOT / ".dockerignore").read_text().split() == left_out  # the name that Docker looks for
    runs = " && ".join(words for step, words in steps() if step == "RUN")
    assert "pip install --no-cache-dir -r requirements.txt" in runs
    assert "rm -rf var/*" in runs, "the key made while building would be in every container"
    assert dict(steps())["USER"] == "portal"


def test_the_container_starts_and_is_found_healthy(tmp_path):
    """Its own two commands, with the environment that it sets, in a folder of data of its own."""
    found = dict(steps())
    office, port = Installation(tmp_path / "var"), str(free_port())
    environment = office.environment | {"PATH": f"{sys.prefix}/bin:{os.environ['PATH']}"}
    environment |= dict(word.split("=", 1) for word in found["ENV"].split())
    environment |= {
        "VAR_DIR": str(office.var),
        "BIND": f"127.0.0.1:{port}",
        "ALLOWED_HOSTS": "example.org",
        "HTTPS": "true",
    }
    assert found["EXPOSE"] == "8000"
    health = json.loads(found["HEALTHCHECK"].removeprefix("CMD ").replace("8000", port))
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(
            json.loads(found["CMD"]),
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        for _time in range(240):
            done = subprocess.run(health, env=environment, capture_output=True, cwd="/")
            if done.returncode == 0:
                break
            assert running.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.5)
        assert done.returncode == 0, (tmp_path / "log").read_text()
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        assert running.wait(60) == 0, "the first process ends its children when the container is stopped"


def test_postgresql_takes_every_line():
    lines = re.findall(r"^(\w+) = (\S+)$", (DEPLOY / "postgresql.conf").read_text(), re.MULTILINE)
    assert len(lines) > 10
    with debian_postgresql() as address, closing(psycopg2.connect(address)) as connection:
        asked = connection.cursor()
        asked.execute("SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL")
        assert asked.fetchall() == []
        for name, value in lines:
            asked.execute(f"SHOW {name}")
            assert asked.fetchone()[0] in (value.strip("'"), {"on": "pglz"}.get(value)), name
    most = int(dict(lines)["max_connections"])
    assert most > 8 * 16, "gunicorn.conf.py: eight workers at most, with sixteen threads"


def test_the_example_of_an_environment_names_settings_and_passes_djangos_own_check(tmp_path):
    text = (DEPLOY / "portal.env.example").read_text()
    given = dict(re.findall(r"^#? ?([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert given.keys() <= settings_known()
    example = {
        name: value for name, value in given.items() if name not in ("VAR_DIR", "CACHE_URL", "DATABASE_URL")
    }
    office = Installation(tmp_path)
    assert "no issues" in office.manage("check", "--deploy", "--fail-level", "WARNING", **example)
    asked = "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_USE_TLS, s.ADMINS, s.SITE_ADDRESS)"
    said_of_mail = office.manage("shell", "--no-imports", "-c", asked, **example)
    assert (
        "mail.example.org True [('it@example.org', 'it@example.org')] https://diplomacy.example.org"
        in said_of_mail
    )


def test_gunicorn_takes_its_configuration(tmp_path):
    gunicorn = Path(sys.prefix) / "bin" / "gunicorn"
    more = {"VAR_DIR": str(tmp_path), "WORKERS": "3", "THREADS": "5"}
    shown = said(gunicorn, "-c", "deploy/gunicorn.conf.py", "--print-config", **more)
    for name, value in (("workers", "3"), ("threads", "5"), ("wsgi_app", "tehran_diplomacy.wsgi")):
        assert re.search(rf"^{name}\s+= {value}$", shown, re.MULTILINE), name
    names = set(
        re.findall(r"^([a-z]\w*)(?:, [a-z_]+)* = ", (DEPLOY / "gunicorn.conf.py").read_text(), re.MULTILINE)
    )
    assert {name for name in names if not re.search(rf"^{name}\s+=", shown, re.MULTILINE)} == set()


def test_the_place_of_the_desk_stands_in_two_lines_of_nginx():
    lines = [line.strip() for line in (DEPLOY / "nginx.conf").read_text().splitlines() if "/admin/" in line]
    assert [line for line in lines if not line.startswith("#")] == [
        "location /admin/ {",
        "location ~ ^/admin/(?:login|two-step|confirm|password_change)/ {",
    ]
    assert any("ADMIN_PATH" in line for line in lines), "nobody says that they follow ADMIN_PATH"
