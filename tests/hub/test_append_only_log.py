"""The audit trail is append-only in the database, and the daily check says when it is not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from hub.append_only import TABLES, install, opened
from hub.audit import log
from hub.dates import date_gb
from hub.invariants import check_all
from hub.models import InvariantFinding, LogOpening
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


def test_an_opening_lets_names_go_but_never_what_happened(entry):
    with opened("a test"):
        ModelLogEntry.objects.filter(pk=entry.pk).update(label="Somebody", user=None)
        for change in ("action = 'hub.need_met'", "object_id = '7'", "timestamp = '2020-01-01'"):
            assert refused(f"UPDATE wagtailcore_modellogentry SET {change} WHERE id = %s", entry.pk)
    assert LogOpening.objects.get().reason == "a test"
    assert LogOpening.objects.get().closed_at is not None
    assert refused("UPDATE wagtailcore_modellogentry SET label = 'x' WHERE id = %s", entry.pk)


def test_erasing_a_person_still_takes_their_name_out_of_the_trail(entry):
    person = entry.user
    erase_person(person=person, actor=None, reason="asked")
    entry.refresh_from_db()
    assert entry.user_id is None
    labels = ModelLogEntry.objects.filter(action="hub.person_added").values_list("label", flat=True)
    assert list(labels) == ["Person erased"]
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
    for _ in range(2):  # The first sees what there is, the next seals it.
        assert subjects() == []
    on = " ON wagtailcore_modellogentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER wagtailcore_modellogentry_update{on}")
        cursor.execute("UPDATE wagtailcore_modellogentry SET action = 'hub.need_met'")
    install()
    (subject,) = subjects()
    assert subject == (
        f"The log has been changed since {date_gb(timezone.localdate())}. Tell your security team"
    )
    assert subjects() == [subject], "a trail at fault is not sealed anew"


def test_what_a_demonstration_removes_is_not_held_against_the_trail(entry):
    for _ in range(2):
        assert subjects() == []
    with opened("clearing the demonstration"):
        ModelLogEntry.objects.filter(pk=entry.pk).delete()
    assert subjects() == []


def test_the_trail_of_pages_is_closed_as_well(entry):
    assert set(TABLES) == {"wagtailcore_modellogentry", "wagtailcore_pagelogentry"}
    page = Page.objects.get(depth=2)
    log(page, "wagtail.edit", actor=entry.user)
    assert refused("UPDATE wagtailcore_pagelogentry SET page_id = 1")
    assert refused("DELETE FROM wagtailcore_pagelogentry")
