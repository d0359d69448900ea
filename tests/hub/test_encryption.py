"""Encrypted fields: what the database holds, how keys are changed, and what a missing key costs."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from hub.encryption import EncryptionError, decrypt, encrypt
from hub.encryption.keys import forget_the_keys, keyring, label_of
from hub.encryption.rows import Column
from hub.invariants import check_all
from hub.models import InvariantFinding, Membership
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import submit_application
from roles.applications.services.erasure import erase_application
from roles.models import Adjustments, EqualityAnswers, SchemeDeclaration
from roles.selection.services.arrangements import open_arrangements
from tests.factories.adverts import make_advert, make_draft
from tests.factories.hub import make_member, signed_in

pytestmark = pytest.mark.django_db
WORDS = "A ground floor room"
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A function that gives the installation other keys; it begins with the old one."""
    settings.HUB_DATA_DIR, settings.HUB_ENCRYPTION_KEY_FILE = tmp_path, ""

    def give(*keys: str) -> None:
        settings.HUB_ENCRYPTION_KEYS = list(keys)

    give(OLD)
    return give


@pytest.fixture
def draft():
    draft = make_draft(make_advert())
    told = {"adjustments": {"is_needed": "yes", "detail": WORDS}}
    told["schemes"] = {"schemes": ["disability_confident"]}
    told["equality-disability"] = {"disability": "yes"}
    for question, words in told.items():
        save_answer(application=draft, question=question, words=words, actor=draft.candidate)
    return draft


def stored(model=Adjustments, field="detail") -> str:
    return Column(model, field).newest()


def said(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def findings() -> set[str]:
    check_all()
    found = InvariantFinding.objects.filter(slug__startswith="hub.encrypted", resolved_at=None)
    return set(found.values_list("slug", flat=True))


def test_values_come_back_as_they_were_given(draft):
    told = Adjustments.objects.get()
    schemes = SchemeDeclaration.objects.get()
    assert (told.is_needed, told.get_is_needed_display(), told.detail) == ("yes", "Yes", WORDS)
    assert (schemes.disability_confident, schemes.veterans) == (True, False)
    assert EqualityAnswers.objects.get().answers == {"disability": "yes"}


def test_the_database_holds_none_of_it_and_an_empty_answer_looks_like_a_yes(draft):
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_needed, detail FROM roles_adjustments")
        (needed, detail), *_ = cursor.fetchall()
    assert (needed[:13], detail[:13]) == (label_of(OLD), label_of(OLD))
    assert WORDS not in detail
    Adjustments.objects.update(is_needed="")
    assert len(stored(field="is_needed")) == len(needed)
    # The same words are other letters each time: nobody can compare.
    assert encrypt(WORDS) != encrypt(WORDS)


def test_nothing_is_looked_for_by_an_encrypted_field_nor_shown_by_a_bare_query(draft):
    with pytest.raises(FieldError):
        Adjustments.objects.filter(detail=WORDS)
    with pytest.raises(FieldError):
        EqualityAnswers.objects.filter(answers__disability="yes")
    ((detail,),) = Adjustments.objects.values_list("detail")
    assert str(detail) == "encrypted"


def test_all_keys_read_and_the_first_writes(draft, keys):
    keys(NEW, OLD)
    assert Adjustments.objects.get().detail == WORDS
    Adjustments.objects.update(detail="A quiet room")
    assert (stored()[:13], stored(field="is_needed")[:13]) == (label_of(NEW), label_of(OLD))


def test_everything_comes_under_the_newest_key_in_batches_and_the_old_one_can_go(draft, keys):
    for _ in range(4):
        Adjustments.objects.create(application=make_draft(draft.campaign), detail=WORDS)
    keys(NEW, OLD)
    assert findings() == {"hub.encrypted_under_older_key"}
    dry = said("reencrypt", "--dry-run")
    assert "roles.Adjustments.detail: 5, with other keys 5" in dry
    assert Column(Adjustments, "detail").by_key() == {label_of(OLD): 5}
    # Broken off after the first batch, it goes on where it was.
    assert next(Column(Adjustments, "detail").reencrypt(batch=2)) == (2, 0)
    done = said("reencrypt", "--batch", "2")
    assert "roles.Adjustments.detail: 5, with other keys 3\n    encrypted again: 2 of 3" in done
    assert "    encrypted again: 3 of 3" in done
    assert "encrypted again" not in said("reencrypt")
    assert (Column(Adjustments, "detail").by_key(), findings()) == ({label_of(NEW): 5}, set())
    keys(NEW)
    assert {row.detail for row in Adjustments.objects.all()} == {WORDS}
    assert EqualityAnswers.objects.get().answers == {"disability": "yes"}


def test_what_was_changed_meanwhile_is_not_written_over(draft, keys):
    keys(NEW, OLD)
    before = stored()
    Adjustments.objects.update(detail="Something else")
    column = Column(Adjustments, "detail")
    assert column.rows().filter(stored=before).update(detail="Old words") == 0
    assert Adjustments.objects.get().detail == "Something else"


def test_a_key_that_is_gone_stops_the_change_and_loses_nothing(draft, keys, settings, tmp_path):
    keys(OTHER, OLD)
    Adjustments.objects.update(detail="Under another key")
    before = stored()
    settings.HUB_DATA_DIR = tmp_path / "elsewhere"
    settings.HUB_DATA_DIR.mkdir()
    keys(NEW, OLD)
    with pytest.raises(CommandError, match=f"{label_of(OTHER)}': 1}}"):
        said("reencrypt")
    assert stored() == before
    assert findings() == {"hub.encrypted_not_readable"}
    with pytest.raises(CommandError, match=r"hub\.E009"):
        call_command("check", "--database", "default", "--tag", "database")
    keys(NEW, OTHER)
    assert Adjustments.objects.get().detail == "Under another key"


def test_the_check_says_what_stands_under_an_older_key(draft, keys):
    keys(NEW, OLD)
    with pytest.raises(
        CommandError, match=r"values of roles\.Adjustments\.detail stand under an o"
    ):
        call_command("check", "--database", "default", "--fail-level", "WARNING")
    said("reencrypt")
    call_command("check", "--database", "default", "--tag", "database")


def test_with_a_wrong_key_people_read_a_page_nothing_is_changed_and_the_operator_is_told(
    draft, keys, caplog
):
    before = stored()
    keys(OTHER)
    client = Client(raise_request_exception=False)
    client.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/applications/{draft.reference}/adjustments/"
    for answer in (client.get(page), client.post(page, {"is_needed": "no", "detail": ""})):
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "Anything you had saved is still there" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
    assert stored() == before
    assert (
        f"encrypted with the key {label_of(OLD)}, which is not one of the keys given" in caplog.text
    )
    assert "hub.encrypted_not_readable" in findings()
    told = client.get("/healthz").json()["encryption"]
    assert told == "a key is missing or wrong: run check --database default"
    # No new words are written under a key that may be a mistake.
    with pytest.raises(EncryptionError):
        encrypt("new words")
    keys(OLD)
    assert client.get("/healthz").json()["encryption"] == "ok"
    assert WORDS in client.get(page).content.decode()


def test_lists_open_nothing_and_a_row_nobody_read_is_saved_as_it_was_or_deleted(draft, keys):
    sent = submit_application(application=draft, actor=draft.candidate)
    officer = make_member(Membership.Role.RESOURCING, sent.campaign.organisation)
    keys()
    listed = signed_in(officer).get(f"/campaigns/{sent.campaign.reference}/applications/")
    assert (listed.status_code, sent.reference in listed.content.decode()) == (200, True)
    assert signed_in(sent.candidate).get("/applications/").status_code == 200
    before = stored()
    Adjustments.objects.get().save()
    assert stored() == before
    Adjustments.objects.all().delete()
    assert Adjustments.objects.count() == 0


def test_who_arranges_reads_the_words_and_nobody_else(draft):
    sent = submit_application(application=draft, actor=draft.candidate)
    officer = make_member(Membership.Role.RESOURCING, sent.campaign.organisation)
    manager = make_member(Membership.Role.HIRING_MANAGER, sent.campaign.organisation)
    open_arrangements(application=sent, actor=officer)
    page = f"/campaigns/{sent.campaign.reference}/applications/{sent.reference}/"
    shown = [WORDS in signed_in(who).get(page).content.decode() for who in (officer, manager)]
    assert shown == [True, False]
    assert WORDS in signed_in(sent.candidate).get("/account/data/").content.decode()
    erase_application(application=sent)
    assert Adjustments.objects.count() == 0


def test_a_machine_of_ones_own_makes_a_key_beside_the_data_for_its_owner_alone(settings, tmp_path):
    data = settings.HUB_DATA_DIR = tmp_path / "data"
    data.mkdir()
    file = tmp_path / "data.keys"
    settings.HUB_ENCRYPTION_KEYS, settings.HUB_ENCRYPTION_KEY_FILE = [], str(file)
    settings.PRODUCTION = False
    secret = encrypt(WORDS)
    made = file.read_text()
    assert (file.stat().st_mode & 0o777, decrypt(secret)) == (0o600, WORDS)
    assert [path for path in data.iterdir() if made.strip() in path.read_text()] == []
    # Gone, it is not made anew: what stands under it would be lost without a word.
    file.rename(tmp_path / "mislaid")
    forget_the_keys()
    for act in (lambda: encrypt(WORDS), lambda: decrypt(secret)):
        with pytest.raises(EncryptionError, match=f"{file}, is missing"):
            act()
    with pytest.raises(CommandError, match=r"is missing\. Put it back"):
        call_command("prepare")
    assert not file.exists()
    (tmp_path / "mislaid").rename(file)
    assert decrypt(secret) == WORDS


def test_many_that_begin_at_once_make_one_key(settings, tmp_path):
    data = settings.HUB_DATA_DIR = tmp_path / "data"
    data.mkdir()
    settings.HUB_ENCRYPTION_KEYS = []
    settings.HUB_ENCRYPTION_KEY_FILE, settings.PRODUCTION = str(tmp_path / "data.keys"), False
    with ThreadPoolExecutor(8) as threads:
        secrets = list(threads.map(encrypt, [WORDS] * 8))
    forget_the_keys()
    assert ({decrypt(secret) for secret in secrets}, len({item[:13] for item in secrets})) == (
        {WORDS},
        1,
    )
    assert {path.name for path in data.iterdir()} == {"encryption-key-in-use"}
    assert {path.name for path in tmp_path.iterdir()} == {"data", "data.keys"}


def test_production_makes_no_key(settings, tmp_path):
    settings.HUB_ENCRYPTION_KEYS, settings.PRODUCTION = [], True
    settings.HUB_ENCRYPTION_KEY_FILE = ""
    with pytest.raises(EncryptionError, match="set HUB_ENCRYPTION_KEYS"):
        encrypt(WORDS)
    assert list(tmp_path.iterdir()) == []


def test_answers_held_for_a_person_whose_session_ended_are_encrypted_in_it(draft, keys):
    page = f"/applications/{draft.reference}/adjustments/"
    client = Client()
    client.post(page, {"is_needed": "yes", "detail": WORDS})
    held = str(client.session["held_answers"])
    assert (WORDS in held, "ground" in held, label_of(OLD) in held) == (False, False, True)
    keys()
    client = Client()
    client.post(page, {"is_needed": "yes", "detail": WORDS})
    assert "held_answers" not in client.session


def test_a_value_that_was_tampered_with_is_not_read(draft):
    secret = encrypt(WORDS)
    other = secret[:-6] + ("A" if secret[-6] != "A" else "B") + secret[-5:]
    with pytest.raises(EncryptionError, match="has been changed since it was encrypted"):
        decrypt(other)
    assert re.fullmatch(r"enc1:[0-9a-f]{8}", keyring().label)
