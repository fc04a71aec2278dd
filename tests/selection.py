"""Which tests run where. `make test` runs all of them once on SQLite and those of ON_POSTGRESQL again there.

Paths are files or folders below tests/. Every file of tests stands in exactly one of the two tables; a test sees to that.
"""

from pathlib import Path

TESTS = Path(__file__).parent

# What meets the database in its own way, and one walk over every page, form and endpoint.
ON_POSTGRESQL = {
    "accountable/test_changes.py": "history, order and time of changes",
    "accountable/test_large_history.py": "order by an index, pages of changes",
    "accountable/test_mirror.py": "sequences of changes",
    "accountable/test_pulse.py": "an expression over all that is dated",
    "accountable/test_rivals.py": "JSON, constraints",
    "accountable/test_roads.py": "every road to a change",
    "correspondence/test_guards.py": "limits that many meet at once",
    "desk/test_bulk_steps.py": "locks of steps with many",
    "desk/test_forms_nonsense.py": "what a database refuses, in every form and filter",
    "desk/test_forms_unchanged.py": "every form as it is sent back",
    "desk/test_many_records.py": "lists and look-ups of the desk",
    "desk/test_photographs_as_they_come.py": "the length of a column",
    "desk/test_review.py": "revisions, what is public now",
    "desk/test_steps.py": "locks and races of steps",
    "following/test_sending.py": "locks of senders, kills",
    "opendata/test_api.py": "filters, cursors, every endpoint",
    "opendata/test_order_of_changes.py": "writers and a reader at once",
    "search": "two engines behind one face",
    "serving/test_fuzz_desk.py": "every form, filter, upload and import of the desk",
    "serving/test_made_once.py": "races",
    "serving/test_pages.py": "the state of what is public",
    "test_addresses.py": "constraints of identifiers and addresses",
    "test_charts.py": "grouping",
    "test_dates.py": "columns of partial dates, constraints",
    "test_desk.py": "writers at one record",
    "test_exchange.py": "import",
    "test_map.py": "counting",
    "test_named_rows.py": "locks of rows that become public",
    "test_pages.py": "every page",
    "test_side_roads.py": "bulk, cascades, columns that follow",
    "test_starter_content.py": "what comes to a portal in use, addresses that are taken",
    "test_states.py": "stored periods",
    "test_text_gates.py": "texts that one of them does not take",
    "test_timeline.py": "a union of tables, edges of the calendars",
}
# What does not: the reason why one database is enough.
ON_SQLITE_ALONE = {
    "accountable/test_journeys.py": "pages and tables of trips; their sums are asked on both by accountable/test_mirror.py",
    "accountable/test_messengers.py": "texts",
    "accountable/test_progress.py": "pages of one record",
    "accountable/test_words.py": "texts",
    "book": "documents to print",
    "browser": "a browser sees what the pages are, whatever the database",
    "correspondence/test_inbox.py": "pages of one record",
    "correspondence/test_preview.py": "pages of one record",
    "correspondence/test_writing.py": "a form",
    "desk/test_gallery.py": "files",
    "desk/test_lookups.py": "a form; look-ups run on both in desk/test_many_records.py",
    "desk/test_open_forms.py": "who has a form open",
    "desk/test_places_chosen.py": "a data file",
    "desk/test_record_form.py": "a form",
    "desk/test_the_day_again.py": "a form",
    "desk/test_weight_of_pages.py": "bytes; queries with many records run on both in desk/test_many_records.py",
    "files": "files",
    "test_words_of_pages.py": "texts",
    "following/test_asking.py": "a form",
    "following/test_letters.py": "texts",
    "following/test_strangers.py": "texts",
    "opendata/test_asking.py": "filters are asked on both by opendata/test_api.py; files, headers",
    "opendata/test_feeds.py": "XML and iCalendar",
    "opendata/test_feeds_behind.py": "XML and iCalendar",
    "opendata/test_machine_pages.py": "metadata of pages",
    "opendata/test_files.py": "tables from the API's own columns",
    "opendata/test_structured.py": "JSON-LD",
    "press": "files",
    "serving/test_backup_alarms.py": "sets up databases of its own",
    "serving/test_backup.py": "sets up databases of its own, of both kinds",
    "serving/test_deploy.py": "sets up databases of its own, of both kinds",
    "serving/test_faults.py": "sets up databases of its own",
    "serving/test_fuzz.py": "addresses; `make fuzz` asks them on both",
    "serving/test_hanging.py": "sets up databases of its own, of both kinds",
    "serving/test_headers.py": "headers",
    "serving/test_plain_words.py": "sets up databases of its own, of both kinds",
    "serving/test_prepare.py": "sets up databases of its own",
    "serving/test_production.py": "sets up databases of its own",
    "serving/test_release.py": "sets up a PostgreSQL of its own",
    "serving/test_sight.py": "log and figures",
    "serving/test_soak.py": "sets up databases of its own",
    "serving/test_upgrades.py": "sets up databases of its own, of both kinds",
    "staff": "forms of accounts, letters",
    "unsaved": "forms kept for their author",
    "test_accounts.py": "forms of accounts",
    "test_admin.py": "forms; each is sent on both by desk/test_forms_unchanged.py",
    "test_audit.py": "no database",
    "test_cells.py": "cells of workbooks",
    "test_dates_as_pasted.py": "no database",
    "test_desk_in_persian.py": "texts",
    "test_docs.py": "no database",
    "test_exposure.py": "rights; steps and bulk run on both in desk/test_steps.py and test_side_roads.py",
    "test_embeds.py": "small pages",
    "test_machine_files.py": "small files",
    "test_photos.py": "files",
    "test_programs.py": "no database",
    "test_reader_details.py": "texts",
    "test_reasons_of_states.py": "texts; the states run on both in test_states.py",
    "test_roles.py": "rights",
    "test_selection.py": "no database",
    "test_signing_in.py": "sessions",
    "test_typeface.py": "no database",
    "test_validity.py": "sentences; the states run on both in test_states.py",
}


def of(path: Path, table: dict[str, str]) -> str | None:
    """Return the entry of a table that a file of tests falls under."""
    name = path.relative_to(TESTS).as_posix()
    return next((entry for entry in table if name == entry or name.startswith(f"{entry}/")), None)


def paths_on_postgresql() -> list[str]:
    """Return what pytest is to run on PostgreSQL."""
    return [str(TESTS / entry) for entry in ON_POSTGRESQL]
