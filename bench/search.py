"""The search over 1,000 and over 100,000 rows of the index, asked the same questions.

    python -m bench.search [--rows 1000 100000] [--rounds 15]

An ordinary word matches the same number of rows in both; 'everywhere' is the word that every row has. Times are
those of the whole page, by HTTP's front door, the shortest of the rounds (what else runs on the machine only
adds); the ratio is that of the last size to the first.
DATABASE_URL names a PostgreSQL database to be used instead of SQLite; it must be empty.
"""

import argparse
import random

from bench.prepared import prepared, shortest

MATCHES = 40  # rows that an ordinary word matches, whatever the size
FILLERS = [
    a + b + c for a in ("bal", "dor", "kin", "mer", "sol", "tav") for b in "aeiou" for c in "bdglmnrst"
]
QUESTIONS = {
    "ordinary word": "q=juniper",
    "two words": "q=juniper+hazel",
    "words in Persian": "q=سروستان+بلوط",
    "phrase": "q=%22juniper+hazel%22",
    "minus": "q=juniper+-hazel",
    "beginning of a word": "q=junip*",
    "word and year": "q=juniper+2003",
    "narrowed": "q=juniper&kind=meeting",
    "newest first": "q=juniper&sort=newest",
    "misspelt word": "q=junyper",
    "everywhere": "q=accord",
    "everywhere and ordinary": "q=accord+juniper",
    "everywhere, newest first": "q=accord&sort=newest",
}


def fill(rows: int, everywhere: str = "accord") -> None:
    """Put rows into the index (two for each thing, one for each language), without records behind them."""
    from agreements.models import Agreement
    from tehran_diplomacy.dates.partial import PartialDate
    from tehran_diplomacy.publishing.registers import Searched
    from tehran_diplomacy.search.index import store
    from tehran_diplomacy.search.models import Entry

    chance = random.Random(1)
    page = Agreement(slug="none")
    things = rows // 2
    every = max(1, things // MATCHES)
    batch: list = []
    for number in range(things):
        body = " ".join(chance.choices(FILLERS, k=60)) + f" {everywhere}"
        body_fa = "متن نمونه دربارهٔ همکاری شهرها"
        nth, rest = divmod(number, every)
        is_match = rest == 0 and nth < MATCHES
        if (
            is_match
        ):  # half of them with the second word, spread over the same years and kinds whatever the size
            hazel, oak = ("juniper hazel", "سروستان بلوط") if nth % 2 else ("juniper", "سروستان")
            body, body_fa = f"{body} {hazel}", f"{body_fa} {oak}"
        else:
            nth = number
        day = PartialDate(2000 + nth % 20, nth % 12 + 1)
        one = Searched(
            kind=("meeting", "agreement")[nth % 2],
            page=page,
            title={"fa": f"موضوع {number}", "en": f"Subject {chance.choice(FILLERS)} {number}"},
            body={"fa": body_fa, "en": body},
            dates=((day.first, day.last),),
            day=day,
            countries=(("AM", "CN", "FR")[number % 3],),
        )
        for language in ("fa", "en"):
            entry = Entry(
                register="bench", object_id=number, language=language, kind=one.kind, status="published", when=day,
                day=day.first, address=f"/{language}/none/", title=one.title[language], title_language=language,
                body=one.body[language], body_language=language,
            )  # fmt: skip
            batch.append((entry, one))
        if len(batch) >= 1_000:
            store(batch)
            batch = []
    if batch:
        store(batch)


def main() -> None:
    """Fill, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with prepared():
        from django.db import connection, transaction

        from tehran_diplomacy.search.index import rebuild

        times = []
        for rows in chosen.rows:
            rebuild()
            with transaction.atomic():
                fill(rows)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            times.append(
                shortest({name: f"/en/search/?{one}" for name, one in QUESTIONS.items()}, chosen.rounds)
            )
        print(
            f"{connection.vendor}, ms a page at " + " / ".join(f"{rows:,}" for rows in chosen.rows) + " rows:"
        )
        for name in QUESTIONS:
            each = " / ".join(f"{one[name]:7.1f}" for one in times)
            print(f"  {name:26} {each}   ratio {times[-1][name] / times[0][name]:.2f}")


if __name__ == "__main__":
    main()
