"""Dates, times, money and counts as GOV.UK writes them."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import engines

from hub.dates import date_gb, datetime_gb, in_words
from hub.jinja import addresses, paragraphs
from hub.numbers import count, money, plural

LONDON = ZoneInfo("Europe/London")


def at(*parts: int, zone: dt.tzinfo = LONDON) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=zone)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(2026, 9, 27, 23, 55), "27 September 2026, 11:55pm"),
        (at(2026, 9, 7, 9, 5), "7 September 2026, 9:05am"),
        (at(2026, 9, 7, 10, 0), "7 September 2026, 10am"),
        (at(2026, 9, 7, 12, 0), "7 September 2026, midday"),
        (at(2026, 9, 7, 12, 30), "7 September 2026, 12:30pm"),
        (at(2026, 9, 7, 0, 0), "7 September 2026"),
        (at(2026, 9, 7, 0, 1), "7 September 2026, 12:01am"),
        # Stored in UTC, thought about in Europe/London: summer time moves the day.
        (at(2026, 6, 30, 23, 30, zone=dt.UTC), "1 July 2026, 12:30am"),
        (None, ""),
    ],
)
def test_datetime_gb(moment: dt.datetime | None, expected: str) -> None:
    assert datetime_gb(moment) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 9, 27), "27 September 2026"),
        (at(2026, 6, 30, 23, 30, zone=dt.UTC), "1 July 2026"),
        (None, ""),
    ],
)
def test_date_gb(day: Any, expected: str) -> None:
    assert date_gb(day) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (56100, "£56,100"),
        (Decimal("56100.00"), "£56,100"),
        (Decimal("1234.5"), "£1,234.50"),
        (0, "£0"),
        (-300, "-£300"),
        (None, ""),
    ],
)
def test_money(amount: Any, expected: str) -> None:
    assert money(amount) == expected


def test_count_and_plural() -> None:
    assert count(1234567) == "1,234,567"
    assert plural(1, "post") == "1 post"
    assert plural(0, "post") == "0 posts"
    assert plural(1234, "body", "bodies") == "1,234 bodies"


def test_paragraphs_escape_and_keep_line_breaks() -> None:
    assert paragraphs("One <b>\r\ntwo\n\n\n\nthree") == (
        '<p class="govuk-body">One &lt;b&gt;<br>two</p><p class="govuk-body">three</p>'
    )
    assert paragraphs(None) == ""


def test_filters_take_an_undefined_value() -> None:
    template = engines["jinja2"].from_string(
        "[{{ a.b | date_gb }}{{ a.b | datetime_gb }}{{ a.b | money }}{{ a.b | count }}"
        "{{ a.b | paragraphs }}]"
    )
    assert template.render() == "[]"


def test_markup_is_escaped_and_plain_text_is_not() -> None:
    escapes = engines["jinja2"].env.autoescape
    assert escapes("hub/base.html")
    assert escapes(None)
    assert not escapes("hub/notifications/message.txt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@example.com", "a@example.com"),
        (
            "amira.okafor@digital.example.gov.uk",
            "amira<wbr>.okafor<wbr>@digital<wbr>.example<wbr>.gov<wbr>.uk",
        ),
        ("Write to <b>\x00", "Write to <b>\x00"),
        (
            "<b> or amira.okafor@example.com.",
            "&lt;b&gt; or amira<wbr>.okafor<wbr>@example<wbr>.com<wbr>.",
        ),
        (7, "7"),
    ],
)
def test_long_addresses_break_only_at_the_at_sign_and_dots(text: object, expected: str) -> None:
    assert addresses(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-01T22:55:00+00:00", "1 July 2026, 11:55pm"),
        ("2026-07-01T22:55+01:00", "1 July 2026, 10:55pm"),
        ("2026-07-01", "1 July 2026"),
        ("2026-13-01", "2026-13-01"),
        ("2026-07-01T99:99", "2026-07-01T99:99"),
        ("On 2026-07-01", "On 2026-07-01"),
        (True, "Yes"),
        (False, "No"),
        (7, 7),
    ],
)
def test_an_exported_value_is_written_as_people_do(value: object, expected: object) -> None:
    assert in_words(value) == expected
