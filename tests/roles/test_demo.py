"""The demonstration's figures are the report's, and loading twice changes nothing."""

import pytest

from hub import demonstration
from hub.directory import organisation
from hub.periods import Quarter
from roles.demo import quarter_2013
from roles.indicators import RECRUITMENT_INDICATORS
from roles.models import Post

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
FILLED, SUPPORTED = RECRUITMENT_INDICATORS


def test_the_second_quarter_of_2013_is_the_reports():
    demonstration.load()
    quarter_2013.load()
    filled, supported = FILLED.measure(Q2), SUPPORTED.measure(Q2)
    assert (filled.text, filled.value, len(filled.rows)) == ("11", 11, 11)
    assert (supported.text, supported.value, len(supported.rows)) == ("29", 29, 29)
    assert [(part.label, part.value) for part in filled.parts] == [("DWP", 11)]
    assert FILLED.measure(Q2, organisation("DWP")).value == 11
    assert FILLED.measure(Q2, organisation("HMRC")).value == 0
    by_department = {
        code: SUPPORTED.measure(Q2, organisation(code)).value
        for code in ("DWP", "HMRC", "HO", "MoJ", "BIS", "DfT", "DEFRA", "HMT")
    }
    assert by_department == {
        "DWP": 8,
        "HMRC": 7,
        "HO": 5,
        "MoJ": 4,
        "BIS": 2,
        "DfT": 2,
        "DEFRA": 1,
        "HMT": 0,
    }
    assert all(row.is_demo for row in [*filled.rows, *supported.rows])
    # The controls are there and are not counted.
    assert FILLED.measure(Quarter(2013, 3)).value == 1
    counts = Post.objects.count()
    quarter_2013.load()
    assert Post.objects.count() == counts
