"""Names are found by how their words begin, in an index that the database itself keeps."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hub.models import Membership, Need, User
from hub.permissions import StaffGroup
from hub.search import keep_words, words_missing
from hub.search.word_index import PEOPLE, has_words
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_person("staff@hub.example", StaffGroup.HUB_STAFF)


def found(person, words):
    return signed_in(person).post("/search/", {"q": words}, follow=True).text


def raised_by(first, last):
    department = make_organisation()
    requester = make_member(Membership.Role.REQUESTER, department)
    requester.first_name, requester.last_name = first, last
    requester.save()
    return make_need(department, requester)


def named(words):
    """The accounts in the index of names by their words."""
    return set(User.objects.filter(has_words(PEOPLE, words)))


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Zoë", "Ó Briain", ["zoe", "ZOË", "zo", "briain", "ó briain"]),
        ("Siân", "O'Brien", ["sian", "brien", "O\u2019Brien", "o'brien"]),
        ("Wu", "Li", ["wu", "li wu", "W"]),
        ("Ana", "Oakes-Brown", ["oakes", "brown", "Oakes\u2011Brown", "brown ana"]),
        ("Jan", "van der Berg", ["berg", "van", "der berg jan"]),
    ],
)
def test_a_name_is_found_by_how_each_of_its_words_begins(staff, first, last, typed):
    need = raised_by(first, last)
    for words in typed:
        assert need.reference in found(staff, words), words
    # The middle of a word is no beginning; a word that is not there finds nothing.
    for words in ("rien", "riain", "erg", f"{first} nobody"):
        assert need.reference not in found(staff, words), words


@pytest.mark.parametrize("sign", ["%", "_", "'", "\\", '"', "*", ":", "&", "(", "AND", "NEAR("])
def test_signs_of_query_languages_are_no_query(staff, sign):
    need = raised_by("Wilhelmina", "Oakes")
    assert "We could not search these" not in found(staff, sign)
    page = found(staff, f"wilhelmina{sign}")
    assert "We could not search these" not in page
    assert (need.reference in page) == (not sign.isalpha() and sign != "NEAR(")


def test_a_name_goes_from_the_index_when_it_changes_or_its_account_goes():
    ada = make_person("ada@example.com", name="Ada Lovelace")
    assert named("lovel") == {ada}
    # However it is written: through no model, in bulk, or as a row that goes.
    User.objects.filter(pk=ada.pk).update(last_name="King")
    assert (named("lovelace"), named("king")) == (set(), {ada})
    ada.last_name = "Byron"
    User.objects.bulk_update([ada], ["last_name"])
    assert (named("king"), named("byron")) == (set(), {ada})
    with transaction.atomic():
        User.objects.filter(pk=ada.pk).update(first_name="", last_name="")
        assert named("byron") == named("ada") == set()
    bob = make_person("bob@example.com", name="Bob Lovelace")
    assert named("bob") == {bob}
    gone = User.objects.filter(pk=bob.pk)
    gone._raw_delete(gone.db)
    assert named("bob") == set()


def test_an_erasure_that_is_taken_back_leaves_the_words():
    ada = make_person("ada@example.com", name="Ada Lovelace")
    with transaction.atomic():
        User.objects.filter(pk=ada.pk).update(first_name="", last_name="")
        transaction.set_rollback(True)
    assert named("lovelace") == {ada}


def test_the_daily_check_says_that_a_part_is_missing_and_migrate_mends_it():
    ada = make_person("ada@example.com", name="Ada Lovelace")
    assert words_missing() == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX hub_user_words")
        else:
            # As when a migration makes a table anew.
            cursor.execute("DROP TRIGGER hub_user_words_update")
    User.objects.filter(pk=ada.pk).update(last_name="King")
    assert words_missing() == ["Part of the search of names is missing. Run migrate"]
    keep_words()
    assert words_missing() == []
    assert (named("lovelace"), named("king")) == (set(), {ada})


def test_as_many_queries_for_one_word_as_for_many_and_for_1_3_and_30_names(staff):
    department = make_organisation()
    client = signed_in(staff)

    def queries(words):
        listed = client.post("/search/", {"q": words})["Location"]
        with CaptureQueriesContext(connection) as asked:
            client.get(listed)
        return len(asked)

    # What is read once in a process does not count.
    queries("wilhelmina")
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            requester = make_member(Membership.Role.REQUESTER, department)
            requester.first_name = "Wilhelmina"
            requester.save()
            make_need(department, requester)
        counts.append(queries("wilhelmina"))
    assert counts[0] == counts[1] == counts[2]
    assert Need.objects.count() == 30
    assert queries("zzz") == queries(" ".join(f"zzz{each}" for each in range(30)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="an index of PostgreSQL goes with its table"
)
def test_the_words_of_somebody_erased_are_not_in_the_database_files_after_the_vacuum():
    name = Path(connection.settings_dict["NAME"])

    def files_have(word):
        files = name.parent.glob(f"{name.name}*")
        return any(word in file.read_bytes().lower() for file in files)

    person = make_person("gone@people.example")
    people = [person, *(make_person(f"other{number}@people.example") for number in range(8))]
    for number, one in enumerate(people):
        one.first_name = f"Name{number}" if number else "Xyqwvut"
        one.save()
    assert files_have(b"xyqwvut")
    User.objects.filter(pk=person.pk).update(first_name="", last_name="")
    call_command("vacuum")
    assert not files_have(b"xyqwvut")
    assert set(User.objects.filter(has_words(PEOPLE, "name7"))) == {
        User.objects.get(email="other6@people.example")
    }
