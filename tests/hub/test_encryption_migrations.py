"""What was there before is encrypted by a migration's step, and comes back when it is undone."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import connection

from hub.encryption.migrating import Step, encrypting
from hub.encryption.rows import Column
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


ENCRYPT, DECRYPT = encrypting(
    ("roles.Adjustments", "is_needed"),
    ("roles.Adjustments", "detail"),
    ("roles.SchemeDeclaration", "disability_confident"),
    ("roles.SchemeDeclaration", "veterans"),
    ("roles.SchemeDeclaration", "redeployment"),
    ("roles.EqualityAnswers", "answers"),
    ("roles.ApplicationMessage", "text"),
)


def take(step: Step) -> None:
    """One step of a migration that is not atomic."""
    with connection.schema_editor(atomic=False) as editor:
        step(apps, editor)


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
    take(DECRYPT)
    plain = in_database()
    is_sqlite = connection.vendor == "sqlite"
    answers = plain["roles_equalityanswers"][0][0]
    assert plain["roles_adjustments"] == [("yes", WORDS)]
    schemes = ("1", "0", "1") if is_sqlite else ("true", "false", "true")
    assert plain["roles_schemedeclaration"] == [schemes]
    assert json.loads(answers) == {"disability": "yes"}
    assert plain["roles_applicationmessage"] == [(WORDS,)]
    take(ENCRYPT)
    secret = Column(Adjustments, "detail").newest()
    assert told() == before
    # Twice does no harm: what is encrypted stays as it is.
    take(ENCRYPT)
    assert (Column(Adjustments, "detail").newest(), told()) == (secret, before)
