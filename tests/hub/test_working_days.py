"""Working days: weekends and a region's bank holidays left out, to the end of the day in London."""

from datetime import UTC, date, datetime

import pytest

from hub.periods import LONDON
from hub.working_days import (
    add_working_days,
    end_of_working_day,
    is_working_day,
    next_working_moment,
    working_days_between,
)


@pytest.mark.parametrize(
    ("day", "region", "works"),
    [
        (date(2026, 11, 23), "ENG", True),
        (date(2026, 11, 22), "ENG", False),
        (date(2026, 11, 30), "ENG", True),
        (date(2026, 11, 30), "SCT", False),  # St Andrew's Day
        (date(2026, 12, 25), "ENG", False),
        (date(2026, 12, 28), "ENG", False),  # Boxing Day, moved from a Saturday
    ],
)
def test_a_region_works_on_a_day(day, region, works):
    assert is_working_day(day, region=region) is works


def test_H2_counting_leaves_out_christmas():
    assert add_working_days(date(2026, 12, 24), 2, region="ENG") == date(2026, 12, 30)
    assert add_working_days(date(2026, 12, 24), 0, region="ENG") == date(2026, 12, 24)


def test_the_end_of_a_day_is_london_s():
    sent = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)  # Saturday, half past midnight in London
    ends = end_of_working_day(sent, 1, region="ENG")
    assert ends.astimezone(UTC) == datetime(2026, 7, 6, 22, 59, tzinfo=UTC)


def test_working_days_between_two_days_include_both():
    days = list(working_days_between(date(2026, 12, 24), date(2026, 12, 29), region="ENG"))
    assert days == [date(2026, 12, 24), date(2026, 12, 29)]
    assert list(working_days_between(date(2026, 1, 5), date(2026, 1, 1), region="ENG")) == []


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (datetime(2026, 11, 27, 10, 5), datetime(2026, 11, 27, 10, 5)),  # A Friday, at work.
        (datetime(2026, 11, 27, 17, 1), datetime(2026, 11, 30, 9)),
        (datetime(2026, 11, 29, 19, 37), datetime(2026, 11, 30, 9)),  # A Sunday evening.
        (datetime(2026, 11, 30, 3), datetime(2026, 11, 30, 9)),  # Before work begins.
        (datetime(2026, 12, 24, 20), datetime(2026, 12, 29, 9)),  # Christmas Eve.
        (datetime(2026, 7, 6, 9), datetime(2026, 7, 6, 9)),  # Summer time.
    ],
)
def test_a_moment_at_which_nobody_works_waits_for_the_next_morning(moment, found):
    known = next_working_moment(moment.replace(tzinfo=LONDON), region="ENG")
    assert known == found.replace(tzinfo=LONDON)


def test_another_region_has_other_mornings():
    friday = datetime(2026, 11, 28, 12, tzinfo=LONDON)
    assert next_working_moment(friday, region="SCT") == datetime(2026, 12, 1, 9, tzinfo=LONDON)
