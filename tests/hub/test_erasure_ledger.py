"""A restored backup does not bring back people who were erased since it was made."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from hub.models import ErasureReceipt, User
from hub.retention.erasure import erase_person, run_due
from tests.factories.hub import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.HUB_DATA_DIR = tmp_path
    return tmp_path


def erase_again(*options: str) -> str:
    return erase_with_warnings(*options)[0]


def erase_with_warnings(*options: str) -> tuple[str, list[str]]:
    said, warned = StringIO(), StringIO()
    call_command("erase", "--again", *options, stdout=said, stderr=warned)
    return said.getvalue().strip(), warned.getvalue().strip().splitlines()


def make_backup(*people: User) -> list[dict]:
    return list(User.objects.filter(pk__in=[person.pk for person in people]).values())


def restore(backup: list[dict]) -> None:
    """The database as it was: the people are there again, and no receipt of theirs is."""
    ErasureReceipt.objects.all().delete()
    for row in backup:
        User.objects.create(**row)


def test_who_was_erased_since_the_backup_is_erased_again(
    data, client, django_capture_on_commit_callbacks
):
    gone, stays = make_person("gone@example.com"), make_person("stays@example.com")
    backup = make_backup(gone)
    with django_capture_on_commit_callbacks(execute=True):
        receipt = erase_person(person=gone, actor=None, reason="asked by the person")
    restore(backup)
    assert erase_again("--dry-run") == "accounts to erase again: 1"
    assert User.objects.count() == 2
    assert erase_again() == "accounts erased again: 1"
    assert list(User.objects.all()) == [stays]
    # The number that the person was given leads to a receipt, as before.
    assert client.get(reverse("account_erased", args=[receipt.reference])).status_code == 200
    assert erase_again() == "accounts erased again: 0"


def test_the_marks_say_nothing_of_whom_they_are(data, django_capture_on_commit_callbacks):
    person = make_person("gone@example.com", name="Ann Other")
    pk = person.pk
    with django_capture_on_commit_callbacks(execute=True):
        receipt = erase_person(person=person, actor=None, reason="test")
    (file,) = (data / "erased").iterdir()
    assert file.name == f"{receipt.reference}.json"
    said = json.loads(file.read_text())
    assert (said["mark"], len(receipt.mark), len(said["key"])) == (receipt.mark, 64, 16)
    assert set(said) == {"mark", "key"}
    assert not {"gone@example.com", "Ann", str(pk)} & set(file.read_text().split('"'))


def test_a_new_person_with_the_number_of_an_erased_one_is_left_alone(
    data, django_capture_on_commit_callbacks
):
    gone = make_person("gone@example.com")
    number = gone.pk
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=gone, actor=None, reason="test")
    ErasureReceipt.objects.all().delete()
    User.objects.create(pk=number, email="new@example.com")
    assert erase_again() == "accounts erased again: 0"
    assert User.objects.get().email == "new@example.com"


def test_a_mark_that_could_not_be_written_is_written_at_night(data):
    person = make_person("gone@example.com")
    backup = make_backup(person)
    # The process ended before the mark was written: nothing ran on commit.
    erase_person(person=person, actor=None, reason="test")
    assert not (data / "erased").exists()
    for _ in range(2):
        run_due()
    restore(backup)
    assert erase_again() == "accounts erased again: 1"


def test_marks_outlive_a_change_of_the_secret_key(
    data, settings, django_capture_on_commit_callbacks
):
    person = make_person("gone@example.com")
    backup = make_backup(person)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, actor=None, reason="test")
    restore(backup)
    settings.SECRET_KEY, old = "another-key-" * 6, settings.SECRET_KEY
    assert erase_again() == "accounts erased again: 0"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert erase_again() == "accounts erased again: 1"
    assert erase_with_warnings()[1] == []


def erased_and_back(on_commit, *emails: str) -> list[User]:
    people = [make_person(email) for email in emails]
    backup = make_backup(*people)
    with on_commit(execute=True):
        for person in people:
            erase_person(person=person, actor=None, reason="test")
    restore(backup)
    return list(User.objects.order_by("pk"))


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'"x"', b"{}", b"\xff\xfe", b'{"mark": {}}', None],
    ids=["empty", "half", "a list", "a word", "no mark", "not text", "no word", "a folder"],
)
def test_a_mark_that_cannot_be_read_is_named_and_the_others_are_erased_again(
    data, django_capture_on_commit_callbacks, damage
):
    erased_and_back(django_capture_on_commit_callbacks, "a@example.com", "b@example.com")
    file = sorted((data / "erased").iterdir())[0]
    whole = file.read_text()
    file.unlink()
    if damage is None:
        file.mkdir()
    else:
        file.write_bytes(damage)
    said, (warning,) = erase_with_warnings()
    assert said == "accounts erased again: 1"
    assert warning.startswith("Warning: 1 mark cannot be read, so somebody who was erased may be")
    assert file.name in warning
    assert User.objects.exclude(email__endswith="@erased.invalid").count() == 1
    file.rmdir() if damage is None else file.unlink()
    file.write_text(whole)
    assert erase_with_warnings() == ("accounts erased again: 1", [])


def test_a_mark_of_a_file_with_another_name_is_named(data, django_capture_on_commit_callbacks):
    erased_and_back(django_capture_on_commit_callbacks, "a@example.com")
    (file,) = (data / "erased").iterdir()
    file.rename(data / "erased" / "copy of it.json")
    said, (warning,) = erase_with_warnings("--dry-run")
    assert said == "accounts to erase again: 0"
    assert "copy of it.json" in warning


def test_marks_of_a_key_that_is_not_here_are_said(
    data, settings, django_capture_on_commit_callbacks
):
    erased_and_back(django_capture_on_commit_callbacks, "a@example.com", "b@example.com")
    settings.SECRET_KEY, old = "another-key-" * 6, settings.SECRET_KEY
    said, (warning,) = erase_with_warnings()
    assert said == "accounts erased again: 0"
    assert "2 marks were made with a secret key that is not here" in warning
    assert "SECRET_KEY_FALLBACKS" in warning
    settings.SECRET_KEY_FALLBACKS = [old]
    assert erase_with_warnings() == ("accounts erased again: 2", [])


def test_a_folder_of_marks_that_was_lost_is_said(data):
    said, (warning,) = erase_with_warnings()
    assert said == "accounts erased again: 0"
    assert f"There are no marks in {data / 'erased'}" in warning


def test_a_mark_that_does_not_say_its_key_is_said(data):
    person = make_person("gone@example.com")
    backup = make_backup(person)
    erase_person(person=person, actor=None, reason="test")
    run_due()  # Written at night, when the key may be another.
    restore(backup)
    said, (warning,) = erase_with_warnings()
    assert said == "accounts erased again: 1"
    assert "1 mark does not say which secret key it was made with" in warning
