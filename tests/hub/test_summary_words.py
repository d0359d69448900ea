"""Labels inside sentences keep their capitals where these mean something."""

import datetime as dt

import pytest

from hub.dates import machine_time
from hub.jinja import in_a_sentence, summary_rows


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("CV", "CV"),
        ("Your CV", "your CV"),
        ("Full name", "full name"),
        ("SCS pay band", "SCS pay band"),
        ("G7", "G7"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_keeps_its_abbreviations(label, inside):
    assert in_a_sentence(label) == inside


def test_the_words_read_aloud_beside_change_name_the_row():
    (row,) = summary_rows([("Your CV", "cv.pdf", {"href": "/cv/"})], "Not given")
    assert row["actions"]["items"][0]["visuallyHiddenText"] == "your CV"


def test_a_moment_in_a_page_is_valid_to_the_second():
    moment = dt.datetime(2026, 11, 28, 9, 30, 1, 123456, tzinfo=dt.UTC)
    assert machine_time(moment) == "2026-11-28T09:30:01+00:00"
    assert machine_time(dt.date(2026, 11, 28)) == "2026-11-28"
