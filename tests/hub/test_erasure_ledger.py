"""A restored backup does not bring back people who were erased since it was made."""

from __future__ import annotations

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
    said = StringIO()
    call_command("erase", "--again", *options, stdout=said)
    return said.getvalue().strip()


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
    assert file.read_text() == f'{{"mark": "{receipt.mark}"}}'
    assert len(receipt.mark) == 64
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
