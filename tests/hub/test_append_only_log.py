"""The audit trail is append-only in the database, and the daily check says when it is not."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from hub.append_only import TABLES, install, opened
from hub.audit import log
from hub.dates import date_gb
from hub.invariants import check_all
from hub.models import InvariantFinding, LogOpening, LogSeal
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person
from tests.factories.hub import make_need, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    make_need(make_organisation(), staff)
    return ModelLogEntry.objects.get(action="hub.need_raised")


def refused(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


def subjects() -> list[str]:
    check_all()
    found = InvariantFinding.objects.filter(slug="hub.log_changed", resolved_at=None)
    return sorted(found.values_list("subject", flat=True))


def sealed() -> None:
    """Two days have passed: the first check sees what there is, the next seals it."""
    for _ in range(2):
        assert subjects() == []


CHANGED = f"The log has been changed since {date_gb(timezone.localdate())}. Tell your security team"


@pytest.mark.parametrize(
    "change",
    ["action = 'hub.need_met'", "user_id = NULL", "label = 'x'", "timestamp = '2020-01-01'"],
)
def test_an_entry_is_not_changed_in_the_database(entry, change):
    assert refused(f"UPDATE wagtailcore_modellogentry SET {change} WHERE id = %s", entry.pk)


def test_an_entry_is_not_removed_from_the_database(entry):
    assert refused("DELETE FROM wagtailcore_modellogentry WHERE id = %s", entry.pk)
    assert refused("DELETE FROM wagtailcore_modellogentry")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
    assert ModelLogEntry.objects.filter(pk=entry.pk).exists()


# Each writes an entry anew under the number that it has, with another label.
ANEW = {
    "sqlite": ["INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}"],
    "both": [
        (
            "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE 1 = 1 "
            "ON CONFLICT (id) DO UPDATE SET {column} = {changed}"
        )
    ],
}


def written_anew(table: str, column: str, changed: str):
    """The statements by which an entry would be another."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    names = [name.name for name in found]
    facts = {
        "table": table,
        "column": column,
        "changed": changed,
        "columns": ", ".join(f'"{name}"' for name in names),
        "values": ", ".join(changed if name == column else f'"{name}"' for name in names),
    }
    for statement in [*ANEW["both"], *ANEW.get(connection.vendor, [])]:
        yield statement.format(**facts)


def test_an_entry_is_not_written_anew_under_its_own_number(entry):
    """The first look comes before any seal: only the triggers stand in the way."""
    log(Page.objects.get(depth=2), "wagtail.edit", actor=entry.user)
    for table in TABLES:
        for statement in written_anew(table, "label", "'x'"):
            assert refused(statement), statement
            with opened("a test"):
                assert refused(statement), statement
    for statement in written_anew("hub_logopening", "reason", "'nothing'"):
        assert refused(statement), statement
    assert not ModelLogEntry.objects.filter(label="x").exists()
    assert subjects() == []


def test_an_opening_lets_names_go_but_never_what_happened(entry):
    entries = ModelLogEntry.objects.filter(pk=entry.pk)
    with opened("a test", entries):
        entries.update(label="Somebody", user=None)
        for change in ("action = 'hub.need_met'", "object_id = '0'", "timestamp = '2020-01-01'"):
            assert refused(f"UPDATE wagtailcore_modellogentry SET {change} WHERE id = %s", entry.pk)
    assert LogOpening.objects.get().reason == "a test"
    assert LogOpening.objects.get().closed_at is not None
    assert refused("UPDATE wagtailcore_modellogentry SET label = 'x' WHERE id = %s", entry.pk)


def test_erasing_a_person_still_takes_their_name_out_of_the_trail(entry):
    sealed()
    person = entry.user
    erase_person(person=person, actor=None, reason="asked")
    entry.refresh_from_db()
    # Of an act of office the number stays, so that it is told apart from others'.
    assert entry.user_display_name == f"a former member of staff (no. {person.pk})"
    assert "by_name" not in entry.data
    labels = ModelLogEntry.objects.filter(action="hub.person_added").values_list("label", flat=True)
    assert list(labels) == ["A former member of staff"]
    assert subjects() == []


def test_the_daily_check_says_that_a_trigger_is_missing(entry):
    assert subjects() == []
    with connection.cursor() as cursor:
        name = "wagtailcore_modellogentry_delete"
        on = " ON wagtailcore_modellogentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert subjects() == ["Part of the protection of the log is missing. Run migrate"]
    install()
    assert subjects() == []


def test_the_daily_check_says_that_the_trail_was_left_open(entry):
    LogOpening.objects.create(reason="a visit", opened_at=timezone.now())
    (subject,) = subjects()
    assert subject.startswith("The log has been open to change since ")
    assert subject.endswith("(opened for a visit)")


def test_the_daily_check_says_that_an_entry_of_before_yesterday_was_changed(entry):
    sealed()
    on = " ON wagtailcore_modellogentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER wagtailcore_modellogentry_update{on}")
        cursor.execute("UPDATE wagtailcore_modellogentry SET action = 'hub.need_met'")
    install()
    assert subjects() == [CHANGED]
    assert subjects() == [CHANGED], "a trail at fault is not sealed anew"


def test_what_a_demonstration_removes_is_not_held_against_the_trail(entry):
    sealed()
    entries = ModelLogEntry.objects.filter(pk=entry.pk)
    with opened("clearing the demonstration", entries):
        entries.delete()
    assert subjects() == []


def test_the_trail_of_pages_is_closed_as_well(entry):
    assert set(TABLES) == {"wagtailcore_modellogentry", "wagtailcore_pagelogentry"}
    page = Page.objects.get(depth=2)
    log(page, "wagtail.edit", actor=entry.user)
    assert refused("UPDATE wagtailcore_pagelogentry SET page_id = 1")
    assert refused("DELETE FROM wagtailcore_pagelogentry")


def test_a_name_forged_in_an_opening_made_by_hand_is_found(entry):
    sealed()
    other = make_person("somebody@hub.example")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hub_logopening (reason, opened_at) VALUES ('a test', %s)", [timezone.now()]
        )
        cursor.execute(
            "UPDATE wagtailcore_modellogentry SET user_id = %s WHERE id = %s", [other.pk, entry.pk]
        )
        cursor.execute("UPDATE hub_logopening SET closed_at = %s", [timezone.now()])
    assert subjects() == [CHANGED]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hub_logopening",
        "UPDATE hub_logopening SET closed_at = NULL",
        "UPDATE hub_logopening SET reason = 'nothing'",
    ],
)
def test_that_the_trail_was_open_cannot_be_hidden(entry, statement):
    with opened("erasure"):
        pass
    assert refused(statement)


def test_a_seal_made_without_the_key_does_not_count(entry, settings):
    sealed()
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    (subject,) = subjects()
    assert subject == (
        f"The seal of {date_gb(timezone.localdate())} was not made with this SECRET_KEY. Put the "
        "earlier key in SECRET_KEY_FALLBACKS, or tell your security team"
    )
    settings.SECRET_KEY_FALLBACKS = [key]
    assert subjects() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert subjects() == [], "the check has sealed it with the new key"


@contextmanager
def unguarded(table: str, act: str):
    """A trigger is away for a while, as whoever owns the database could do."""
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {table}_{act}{on}")
    yield
    install()


def test_a_seal_of_another_place_does_not_count(entry):
    sealed()
    seal = LogSeal.objects.get(table="wagtailcore_modellogentry")
    with unguarded("hub_logseal", "update"):
        LogSeal.objects.filter(pk=seal.pk).update(last=seal.last - 1)
    (subject,) = subjects()
    assert subject.startswith("The seal of ")


def test_a_seal_that_was_removed_is_missed_until_an_operator_seals_the_log(entry):
    sealed()
    with unguarded("hub_logseal", "delete"):
        LogSeal.objects.all().delete()
    lost = [
        f"{name} has lost its seal. Tell your security team"
        for name in ("The log", "The log of pages")
    ]
    assert subjects() == lost
    call_command("seal_log")
    assert subjects() == []
    assert [opening.why for opening in LogOpening.objects.all()] == ["to seal it as it stood"]


def test_the_log_is_not_sealed_while_its_triggers_are_missing(entry):
    with connection.cursor() as cursor:
        on = " ON hub_logopening" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER hub_logopening_delete{on}")
    with pytest.raises(CommandError, match="Run migrate"):
        call_command("seal_log")


def test_a_person_erased_by_a_service_with_another_key_leaves_its_seal_alone(entry, settings):
    sealed()
    before = list(LogSeal.objects.values_list("table", "signed"))
    settings.SECRET_KEY = "another" * 10
    erase_person(person=entry.user, actor=None, reason="asked")
    assert list(LogSeal.objects.values_list("table", "signed")) == before


OF_A_SEAL = [
    "DELETE FROM hub_logseal",
    "UPDATE hub_logseal SET signed = 'x'",
    "UPDATE hub_logseal SET last = last - 1, sealed_at = '2100-01-01 00:00:00'",
    "UPDATE hub_logseal SET newest = 0, sealed_at = '2100-01-01 00:00:00'",
    "UPDATE hub_logseal SET sealed_at = '2020-01-01 00:00:00'",
    "UPDATE hub_logseal SET \"table\" = \"table\" || 'x', sealed_at = '2100-01-01 00:00:00'",
]


@pytest.mark.parametrize("statement", OF_A_SEAL)
def test_a_seal_is_not_removed_changed_or_dated_back(entry, statement):
    sealed()
    before = list(LogSeal.objects.order_by("pk").values())
    assert refused(statement)
    with opened("a test"):
        # While the trail is open a seal follows what changes, and is neither removed nor set back.
        assert refused(statement) is ("signed" not in statement)
        LogSeal.objects.filter(pk=before[0]["id"]).update(signed=before[0]["signed"])
    LogSeal.objects.update(sealed_at=timezone.now() + timedelta(days=1), signed="x")
    assert [row["id"] for row in LogSeal.objects.order_by("pk").values()] == [
        row["id"] for row in before
    ]


def test_a_seal_is_not_written_anew_under_its_own_number_or_table(entry):
    sealed()
    before = list(LogSeal.objects.order_by("pk").values())
    for statement in written_anew("hub_logseal", "signed", "'x'"):
        assert refused(statement), statement
    if connection.vendor == "sqlite":
        assert refused(
            'INSERT OR REPLACE INTO hub_logseal ("table", last, newest, signed, sealed_at) '
            "SELECT \"table\", last, newest, 'x', sealed_at FROM hub_logseal"
        )
    assert list(LogSeal.objects.order_by("pk").values()) == before


def test_a_seal_goes_on_when_the_newest_entries_were_cleared_and_the_clock_stands(
    entry, time_machine
):
    sealed()
    seals = LogSeal.objects.filter(table="wagtailcore_modellogentry")
    first = seals.get()
    with opened("clearing the demonstration", ModelLogEntry.objects.all()):
        ModelLogEntry.objects.all().delete()
    time_machine.move_to(first.sealed_at - timedelta(days=3), tick=False)
    for _ in range(3):
        assert subjects() == []
    assert (seals.get().newest, seals.get().last) == (first.newest, first.newest)
    assert seals.get().sealed_at > first.sealed_at


@pytest.mark.postgres
def test_postgresql_too_lets_no_seal_be_emptied_removed_changed_or_dated_back(entry):
    sealed()
    for statement in ("TRUNCATE hub_logseal", *OF_A_SEAL):
        assert refused(statement), statement
    for statement in written_anew("hub_logseal", "signed", "'x'"):
        assert refused(statement), statement
    sealed()
