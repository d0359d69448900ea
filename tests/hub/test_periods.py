"""Quarters in Europe/London."""

from datetime import UTC, date, datetime

import pytest

from hub.periods import Quarter


def test_a_quarter_knows_its_days():
    quarter = Quarter.parse("2013-Q2")
    assert (quarter.start, quarter.end) == (date(2013, 4, 1), date(2013, 6, 30))
    assert quarter.label == "April to June 2013"
    assert str(quarter) == "2013-Q2"


def test_the_neighbours_of_the_first_and_last_quarter_of_a_year():
    assert Quarter(2013, 4).following == Quarter(2014, 1)
    assert Quarter(2014, 1).previous == Quarter(2013, 4)
    assert Quarter(2013, 2).following == Quarter(2013, 3)
    assert Quarter(2013, 2).previous == Quarter(2013, 1)


def test_the_boundary_is_midnight_in_london_not_utc():
    # 23:30 UTC on 30 June is already 1 July in London (summer time).
    assert Quarter.containing(datetime(2013, 6, 30, 23, 30, tzinfo=UTC)) == Quarter(2013, 3)
    assert Quarter.containing(datetime(2013, 6, 30, 22, 30, tzinfo=UTC)) == Quarter(2013, 2)
    assert Quarter.containing(date(2013, 6, 30)) == Quarter(2013, 2)
    assert datetime(2013, 6, 30, 22, 59, tzinfo=UTC) in Quarter(2013, 2)


@pytest.mark.parametrize("code", ["", "2013", "2013-Q5", "1913-Q2", "2013-Q2 ", "Q2-2013", "\x00"])
def test_anything_else_is_refused(code):
    with pytest.raises(ValueError, match="written like 2013-Q2"):
        Quarter.parse(code)
