"""Every file of tests is said to run on both databases or on one, with the reason why."""

from tests.selection import ON_POSTGRESQL, ON_SQLITE_ALONE, TESTS, of


def test_every_file_stands_in_exactly_one_table():
    unclear = [
        path.relative_to(TESTS).as_posix()
        for path in sorted(TESTS.rglob("test_*.py"))
        if (of(path, ON_POSTGRESQL) is None) == (of(path, ON_SQLITE_ALONE) is None)
    ]
    assert unclear == []


def test_no_entry_names_what_is_gone():
    assert [name for name in (*ON_POSTGRESQL, *ON_SQLITE_ALONE) if not (TESTS / name).exists()] == []
