"""The text index of the listings, by database: a weighted tsvector with GIN, or an FTS5 table.

Both stem English and fold nothing by themselves: ``roles.search`` decides what a word is. The PostgreSQL
configuration has no stop words, so that both databases find the same.
"""

from __future__ import annotations

from django.db import migrations

POSTGRESQL = (
    "CREATE TEXT SEARCH DICTIONARY roles_english_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION roles_english (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION roles_english ALTER MAPPING FOR "
    "asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH roles_english_stem",
    "ALTER TABLE roles_listing ADD COLUMN document tsvector",
    "CREATE INDEX roles_listing_document ON roles_listing USING gin (document)",
)
POSTGRESQL_BACK = (
    "ALTER TABLE roles_listing DROP COLUMN document",
    "DROP TEXT SEARCH CONFIGURATION roles_english",
    "DROP TEXT SEARCH DICTIONARY roles_english_stem",
)
SQLITE = (
    "CREATE VIRTUAL TABLE roles_listing_text USING fts5("
    "title, facts, places, body, tokenize = 'porter unicode61 remove_diacritics 2')",
)
SQLITE_BACK = ("DROP TABLE roles_listing_text",)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def unmake(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in postgresql if is_postgresql else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_places")]

    operations = [migrations.RunPython(make, unmake)]
