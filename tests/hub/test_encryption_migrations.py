"""What was there before is encrypted by the migrations, and comes back when they are undone."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hub.encryption.rows import Column, encrypted_columns
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import submit_application
from roles.applications.services.messages import ask_about_application
from roles.models import Adjustments, Application, EqualityAnswers, SchemeDeclaration
from tests.factories.adverts import make_advert, make_draft

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "enc1: a ramp, 100% “quiet”; \\n and a line\nmore"
PLAIN = {
    "roles_adjustments": ("is_needed", "detail"),
    "roles_schemedeclaration": ("disability_confident", "veterans", "redeployment"),
    "roles_equalityanswers": ("answers",),
    "roles_applicationmessage": ("text",),
}


def in_database() -> dict[str, list[tuple]]:
    """What the columns hold, read raw."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in PLAIN.items():
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def told() -> list[object]:
    needed, schemes = Adjustments.objects.get(), SchemeDeclaration.objects.get()
    application = Application.objects.get(pk=needed.application_id)
    return [
        (needed.is_needed, needed.detail, application.gaps, application.statement),
        (schemes.is_answered, schemes.names),
        EqualityAnswers.objects.get().answers,
        [message.text for message in application.messages.all()],
    ]


COLUMNS, HELD = "encrypted_columns", "encrypt_what_is_held"


def step(app: str, ending: str) -> str:
    """The name of the app's migration that ends so."""
    disk = MigrationLoader(None).disk_migrations
    return next(name for label, name in disk if label == app and name.endswith(ending))


def migrate(ending: str) -> None:
    for app in ("training", "roles"):
        call_command("migrate", app, step(app, ending), verbosity=0)


def migrate_before() -> None:
    """To the step before the columns were encrypted."""
    for app in ("training", "roles"):
        columns = MigrationLoader(None).get_migration(app, step(app, COLUMNS))
        ((label, before),) = columns.dependencies
        call_command("migrate", label, before, verbosity=0)


def test_there_and_back_on_either_database_and_again_after_being_broken_off():
    draft = make_draft(make_advert())
    for question, words in {
        "adjustments": {"is_needed": "yes", "detail": WORDS},
        "schemes": {"schemes": ["disability_confident", "redeployment"]},
        "equality-disability": {"disability": "yes"},
    }.items():
        save_answer(application=draft, question=question, words=words, actor=draft.candidate)
    sent = submit_application(application=draft, actor=draft.candidate)
    ask_about_application(application=sent, text=WORDS, actor=draft.candidate)
    before = told()
    migrate_before()
    plain = in_database()
    is_sqlite = connection.vendor == "sqlite"
    answers = plain["roles_equalityanswers"][0][0]
    assert plain["roles_adjustments"] == [("yes", WORDS)]
    assert plain["roles_schemedeclaration"] == [(1, 0, 1) if is_sqlite else (True, False, True)]
    assert json.loads(answers) == {"disability": "yes"}
    assert plain["roles_applicationmessage"] == [(WORDS,)]
    # The columns have become text, and the encryption was broken off before it began.
    migrate(COLUMNS)
    assert in_database()["roles_adjustments"] == [("yes", WORDS)]
    migrate(HELD)
    call_command("migrate", verbosity=0)
    assert all(set(map(len, column.by_key())) <= {13} for column in encrypted_columns())
    assert told() == before
    secret = Column(Adjustments, "detail").newest()
    # Twice does no harm: what is encrypted stays as it is.
    call_command("migrate", "roles", step("roles", COLUMNS), fake=True, verbosity=0)
    migrate(HELD)
    call_command("migrate", fake=True, verbosity=0)
    assert (Column(Adjustments, "detail").newest(), told()) == (secret, before)
