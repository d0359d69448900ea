"""What a candidate says of adjustments and health is in no file of the database, read raw."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import requests
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.urls import reverse

from hub.encryption.rows import encrypted_columns
from hub.retention.vacuum import vacuum
from roles.applications.services.applications import submit_application
from roles.applications.services.messages import ask_about_application
from roles.models import Application
from tests.factories.adverts import book, make_advert, make_draft, make_handler, make_job, make_move
from tests.factories.hub import signed_in
from tests.pages_read import as_read
from tests.typed import answers_on

DETAIL = "Zyxquil loops the induction room before noon"
GAP = "Vorblat years of dialysis in Wrexham"
ASKED = "Could my Quendril interpreter sit beside me"
SENTENCES = (DETAIL, GAP, ASKED)


def holding(files: list[Path], words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which of the words stand in which file."""
    wanted = {word: word.encode() for word in words}
    return [
        (path.name, word)
        for path in files
        for raw in [path.read_bytes()]
        for word, sought in wanted.items()
        if sought in raw
    ]


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def stored() -> tuple[str, ...]:
    """Everything that is encrypted, as the database holds it."""
    rows = [column.rows().values_list("stored", flat=True) for column in encrypted_columns()]
    return tuple(value for values in rows for value in values)


class Visitor:
    """Somebody who is signed in, and sends the forms of pages as a browser does."""

    def __init__(self, base: str, session: str) -> None:
        self.base = base
        self.browser = requests.Session()
        self.browser.cookies.set("sessionid", session)

    def send(self, path: str, **words: str) -> str:
        """Open the page, fill in its form and press the button."""
        page = self.browser.get(f"{self.base}{path}", timeout=60)
        token = {"csrfmiddlewaretoken": self.browser.cookies["csrftoken"]}
        answer = self.browser.post(
            page.url,
            data={**answers_on(page.text), **token, **words},
            headers={"Referer": page.url},
            timeout=60,
        )
        assert (page.status_code, answer.status_code) == (200, 200), answer.text
        return answer.text


BEGIN = """
from django.test import Client
from tests.factories.adverts import make_advert, make_draft, make_job
from hub.authorisation import as_system
with as_system():
    draft = make_draft(make_advert(experience="history"))
    make_job(draft)
client = Client()
client.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
print("draft", draft.reference, client.cookies["sessionid"].value)
"""


def test_what_is_typed_at_the_front_door_is_nowhere_in_the_data_folder(empty_site):
    """SQLite, the product's own process: database, log, queue, mail, cache, files."""
    folder = Path(empty_site.env["HUB_DATA_DIR"])
    _, reference, session = empty_site.manage("shell", "-v", "0", "-c", BEGIN).split()[-3:]
    visitor, base = Visitor(empty_site.base, session), f"/applications/{reference}/"
    visitor.send(f"{base}adjustments/", is_needed="yes", detail=DETAIL)
    visitor.send(f"{base}gaps/", gaps=GAP)
    visitor.send(f"{base}check/", declaration="on")
    shown = visitor.send(f"{base}ask/", text=ASKED)
    empty_site.manage("deliver")
    assert (ASKED in shown, holding(files_under(folder), SENTENCES)) == (True, [])
    with closing(sqlite3.connect(folder / "hub.sqlite3")) as database:
        secrets = tuple(
            row[0]
            for table, column in (
                ("roles_adjustments", "detail"),
                ("roles_application", "gaps"),
                ("roles_applicationmessage", "text"),
            )
            for row in database.execute(f"SELECT {column} FROM {table}")
        )
    assert {word for _, word in holding(files_under(folder), secrets)} == set(secrets)
    visitor.send("/account/erase/", sure="on")
    empty_site.manage("vacuum")
    assert holding(files_under(folder), secrets + SENTENCES) == []
    # Where the key is, nothing else is; and it is not where the data are.
    key = folder.with_name(f"{folder.name}.keys")
    assert (key.stat().st_mode & 0o777, len(key.read_text().split())) == (0o600, 1)
    assert holding(files_under(folder), (key.read_text().strip(),)) == []


def answer(client, address: str, words: dict) -> None:
    """Open a question as a person does and press its button."""
    seal = re.search(r'name="seal" value="(\w*)"', client.get(address).content.decode())[1]
    assert client.post(address, {**words, "seal": seal}).status_code == 302


@pytest.fixture
def database_files(tmp_path):
    """A function that gives the files of the tests' database, with everything written to them."""

    def files() -> list[Path]:
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["NAME"])
            return sorted(name.parent.glob(f"{name.name}*"))
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            return files_under(Path(cursor.fetchone()[0]))

    return files


@pytest.mark.django_db(transaction=True)
def test_no_word_is_in_the_database_files_and_after_erasure_and_vacuum_nothing_at_all(
    database_files,
):
    """On SQLite and PostgreSQL; PostgreSQL's log (pg_wal) never had the words in plain either."""
    campaign = make_advert(experience="history")
    draft = make_draft(campaign)
    make_job(draft)
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    answer(client, f"{base}adjustments/", {"is_needed": "yes", "detail": DETAIL})
    answer(client, f"{base}schemes/", {"schemes": ["disability_confident"]})
    answer(client, f"{base}equality-disability/", {"disability": "yes"})
    answer(client, f"{base}gaps/", {"gaps": GAP})
    sent = submit_application(application=draft, actor=draft.candidate)
    ask_about_application(application=sent, text=ASKED, actor=draft.candidate)
    handler = make_handler(campaign)
    for move in ("pass_sift", "invite"):
        sent = make_move(sent, move, handler)
    book(sent, handler, place=f"By video. {DETAIL}")
    assert holding(database_files(), SENTENCES) == []
    secrets = stored()
    # Two of adjustments, three of schemes; equality, gaps, question, place of the interview.
    assert len(secrets) == 9
    assert {word for _, word in holding(database_files(), secrets)} == set(secrets)
    erase = reverse("account_erase")
    client.post(erase, as_read(client, erase, {"sure": "on"}))
    assert Application.objects.get().candidate is None
    call_command("vacuum")
    left = [(name, word) for name, word in holding(database_files(), secrets)]
    if connection.vendor == "postgresql":
        # What PostgreSQL writes ahead is its own to forget, segment by segment.
        left = [item for item in left if not re.fullmatch("[0-9A-F]{24}", item[0])]
    assert left == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_table_that_somebody_reads_at_this_moment_is_left_for_the_next_night():
    with closing(connections.create_connection("default")) as other:
        other.set_autocommit(False)
        with other.cursor() as reading:
            reading.execute("SELECT count(*) FROM roles_interview")
            assert vacuum() == ["roles_interview"]
            with pytest.raises(CommandError, match="or too large for now: roles_interview"):
                call_command("vacuum")
        other.rollback()
    assert vacuum() == []
