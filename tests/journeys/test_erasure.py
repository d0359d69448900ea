"""A candidate takes their data away, erases it, and nothing is left anywhere but the receipt."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse

from hub.models import ErasureReceipt, Membership, User
from roles.applications.services.answers import save_answer, save_job
from roles.applications.services.applications import submit_application
from roles.applications.services.messages import answer_candidate, ask_about_application
from tests.factories.adverts import give_cv, make_advert, make_draft, make_handler, make_job
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read

MARK = "Zyxquil"
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def everything_a_candidate_leaves() -> object:
    """A person who has used every part of the service, their mark in each word they typed."""
    person = make_person(f"{MARK.lower()}@example.com")
    User.objects.filter(pk=person.pk).update(first_name=MARK, last_name="Ada")
    words = {"full_name": f"{MARK} Ada", "email": person.email, "statement": f"I, {MARK}, led."}
    first = make_draft(make_advert(experience="history"), person, **words)
    make_job(first)
    save_job(
        application=first,
        actor=person,
        job=first.employments.get().pk,
        employer=MARK,
        duties=f"{MARK} did all",
    )
    given = {
        "adjustments": {"is_needed": "yes", "detail": f"{MARK} needs a ramp"},
        "gaps": {"gaps": f"{MARK} studied"},
        "equality-age": {"age": "25_34"},
        "schemes": {"schemes": ["veterans"]},
    }
    for question, answer in given.items():
        save_answer(application=first, question=question, words=answer, actor=person)
    sent = submit_application(application=first, actor=person)
    ask_about_application(application=sent, text=f"{MARK} asks", actor=person)
    handler = make_handler(sent.campaign)
    answer_candidate(application=sent, text=f"Dear {MARK}", actor=handler)
    make_draft(make_advert(), person, **words)
    with_cv = make_draft(make_advert(experience="cv"), person, **words)
    give_cv(with_cv)
    submit_application(application=with_cv, actor=person)
    return person


def found_in_tables() -> list[str]:
    """Where the mark stands, over every column of every table, the text index among them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            for column in columns:
                name = connection.ops.quote_name(column.name)
                cursor.execute(
                    f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} "
                    f"WHERE LOWER(CAST({name} AS TEXT)) LIKE %s",
                    [f"%{MARK.lower()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def files_kept() -> set[str]:
    """The files in the uploads' store."""
    root = Path(storages["uploads"].location)
    return {str(path) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


def test_download_erase_and_nothing_is_left_but_the_receipt(caplog):
    before = files_kept()
    person = everything_a_candidate_leaves()
    assert "roles_application.statement" in found_in_tables()
    assert len(files_kept() - before) == 1
    client = signed_in(person)
    packed = zipfile.ZipFile(
        io.BytesIO(b"".join(client.get(reverse("account_data_archive")).streaming_content))
    )
    names = packed.namelist()
    (cv,) = [name for name in names if name.startswith("files/roles.cv")]
    assert packed.read(cv).startswith(b"%PDF-")  # As it was made harmless.
    html, data = packed.read("my-data.html").decode(), json.loads(packed.read("my-data.json"))
    for words in ("needs a ramp", "studied", "did all", "asks", "led."):
        assert f"{MARK} {words}" in html or words in html
        assert words in json.dumps(data)
    assert "needs a ramp" in client.get(reverse("account_data")).content.decode()
    erase = reverse("account_erase")
    response = client.post(erase, as_read(client, erase, {"sure": "on"}), follow=True)
    receipt = ErasureReceipt.objects.get()
    assert str(receipt.reference) in response.request["PATH_INFO"]
    assert found_in_tables() == []
    assert files_kept() == before
    logs = Path(settings.HUB_DATA_DIR) / "logs"
    assert not [path for path in logs.rglob("*") if MARK in path.read_text(errors="ignore")]
    assert MARK not in "".join(json.dumps(receipt.counts) + json.dumps(receipt.kept))


def test_closing_an_account_withdraws_what_is_live_while_it_is_sifted():
    """R8: erasure during a sift withdraws the application; the sift goes on without it."""
    campaign = make_advert()
    draft = make_draft(campaign)
    person = draft.candidate
    application = submit_application(application=draft, actor=person)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client, erase = signed_in(person), reverse("account_erase")
    client.post(erase, as_read(client, erase, {"sure": "on"}))
    application.refresh_from_db()
    assert (application.state, application.candidate) == ("withdrawn", None)
    page = signed_in(officer).get(
        f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    )
    assert page.status_code == 200
    assert "Withdrawn" in page.content.decode()
