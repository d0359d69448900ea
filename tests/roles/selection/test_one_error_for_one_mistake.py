"""A wrong day of an interview that is booked by hand is told once (find 37)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.adverts import make_handler
from tests.factories.hub import signed_in
from tests.factories.slots import invited_of, make_interviewing
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("back", range(1, 8))
def test_a_day_that_is_over_is_one_error_whatever_else_is_wrong_with_it(back):
    campaign = make_interviewing()
    [application] = invited_of(campaign)
    day = timezone.localdate() - timedelta(days=back)
    browser = signed_in(make_handler(campaign))
    page = f"/campaigns/{campaign.reference}/applications/{application.reference}/book/"
    typed = {
        **{f"day_{part}": getattr(day, part) for part in ("day", "month", "year")},
        "hour": "10am",
        "minutes": 45,
        "medium": "video",
        "place": "https://video.example.gov.uk/room",
        "contact_name": "Panel",
        "contact_email": "panel@example.gov.uk",
    }
    text = browser.post(page, as_read(browser, page, typed)).text
    summary = text.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert summary.count("<li>") == 1
    assert "The day of the interview must be in the future" in summary
