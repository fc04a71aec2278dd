from django.db import migrations

# One table on each database, filled and asked by the backend for it.
SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, exact, stem, mark, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4'
)
"""
POSTGRESQL = (
    "CREATE TABLE search_words (entry bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX search_words_vector ON search_words USING gin (vector)",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
