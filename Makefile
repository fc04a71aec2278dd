# Each task is one line that explains itself; `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export DJANGO_SETTINGS_MODULE = tehran_diplomacy.settings

.PHONY: help run test quick shuffled bare check audit bench lighthouse soak whole fuzz format messages screenshots clean

help:  ## list the tasks
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing. Install it with: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/.runs: requirements.txt $(VENV)/.made
	@echo "Installing what the portal needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.tests: tests/requirements.txt requirements.txt $(VENV)/.made
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(VENV)/.bench: bench/requirements.txt $(VENV)/.tests
	@echo "Installing what the benches need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

run: $(VENV)/.runs  ## install, migrate, load the starter content, serve on PORT (8000)
	@$(BIN)/python manage.py prepare
	@echo "The portal is at http://127.0.0.1:$(PORT) (stop it with Ctrl-C)."
	@exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py --bind 127.0.0.1:$(PORT)

test: $(VENV)/.tests  ## install what the tests need and run all of them, on SQLite and on PostgreSQL
	@sh tests/run

quick: $(VENV)/.tests  ## run the tests that need no browser, no server and no long run (five minutes)
	@sh tests/run quick

shuffled: $(VENV)/.tests  ## run the same in another order each time: no test may depend on one before it
	@sh tests/run shuffled

bare:  ## run both commands and the installation in a bare root of each supported system (root, debootstrap; an hour)
	@sh tests/bare

check: $(VENV)/.tests  ## lint, format, floors, templates, missing migrations, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py compile_catalogues
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') HTTPS=true ALLOWED_HOSTS=example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

audit: $(VENV)/.tests  ## ask for known weaknesses of what is pinned, and write var/sbom.json (needs the network)
	@$(BIN)/python -m tests.audit

bench: $(VENV)/.bench  ## measure every kind of page over archives of 100 to 100,000 meetings (an hour)
	@$(BIN)/python -m bench.pages
	@$(BIN)/python -m bench.search
	@$(BIN)/python -m bench.map

soak: $(VENV)/.tests  ## ten minutes of readers, editors, uploads and downloads on nginx, two portals, PostgreSQL, Redis; mirror, letters and damaged tables at length
	@VAR_DIR=$$(mktemp -d) && export VAR_DIR && $(BIN)/python manage.py compile_catalogues && $(BIN)/python manage.py collectstatic --noinput --verbosity 0 && \
	RELEASE=1 SOAK_SECONDS=$${SOAK_SECONDS:-600} MIRROR_EDITS=1000 FOLLOWERS=2000 DAMAGED_TABLES=600 $(BIN)/pytest -q -s tests/serving/test_soak.py tests/serving/test_release.py tests/accountable/test_mirror.py tests/following/test_sending.py tests/test_exchange.py; code=$$?; rm -rf "$$VAR_DIR"; exit $$code

whole: $(VENV)/.tests  ## the browser tests through nginx, two portals, PostgreSQL and Redis (needs those packages)
	@$(BIN)/python manage.py compile_catalogues && $(BIN)/python -m tests.through_nginx

lighthouse: $(VENV)/.tests  ## weigh what a phone downloads and have Lighthouse judge it (needs Node.js 20, Chromium, nginx)
	@$(BIN)/python -m bench.lighthouse

fuzz: $(VENV)/.tests  ## ask every public address 20,000 times, and the desk 10,000 times on either database
	@VAR_DIR=$$(mktemp -d) && export VAR_DIR FUZZ_SEED=$${FUZZ_SEED:-1} && $(BIN)/python manage.py collectstatic --noinput --verbosity 0 && \
	FUZZ_REQUESTS=16000 FUZZ_API_EXAMPLES=75 $(BIN)/pytest -q -n 2 tests/serving/test_fuzz.py tests/opendata/test_api.py -k "makes_an_error or keeps_to_its_description" && \
	FUZZ_DESK_REQUESTS=10000 $(BIN)/pytest -q -n 2 tests/serving/test_fuzz_desk.py && \
	FUZZ_DESK_REQUESTS=10000 $(BIN)/python -m tests.on_postgresql -n 2 tests/serving/test_fuzz_desk.py; code=$$?; rm -rf "$$VAR_DIR"; exit $$code

format:  ## put the code into its form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

messages:  ## collect new texts for translation (needs gettext)
	@$(BIN)/python manage.py makemessages -l fa -l en --no-location --no-wrap --ignore=.venv --ignore=var --ignore=tests

screenshots: $(VENV)/.tests  ## take the pictures of README.md and the staff guide anew (needs Chromium)
	@$(BIN)/python docs/screenshots.py

clean:  ## remove the virtual environment; var/ with the data stays
	@rm -rf $(VENV)
