"""The day by which candidates are promised to hear fits the dates of the campaign."""

from __future__ import annotations

from datetime import date

import pytest

from roles.applications.dates import aim_of
from roles.models import Campaign
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db

# Friday 4 December 2026.
CLOSES = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("interviews", "promised"),
    [
        # 15 working days after closing, over Christmas.
        (None, date(2026, 12, 29)),
        (date(2027, 1, 12), date(2026, 12, 29)),
        # On or before the working day before: Friday for Monday.
        (date(2026, 12, 14), date(2026, 12, 11)),
        (date(2026, 12, 16), date(2026, 12, 15)),
        (date(2026, 12, 12), date(2026, 12, 11)),
        # At once: the first day of interviews.
        (date(2026, 12, 7), date(2026, 12, 7)),
    ],
)
def test_R21_nobody_is_promised_to_hear_of_the_sift_after_interviews_began(
    time_machine, interviews, promised
):
    time_machine.move_to("2026-11-28T12:00:00Z", tick=False)
    application = make_application(make_advert())
    Campaign.objects.update(closes_on=CLOSES, sift_on=CLOSES, interviews_from=interviews)
    application.refresh_from_db()
    aim = aim_of(application)
    assert aim == promised
    assert interviews is None or aim <= interviews
    page = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
    assert f"{promised.day} {promised:%B %Y}" in page
