"""How long selection takes: medians with what they are counted from (R20)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.models import Application, Campaign
from roles.selection.times import PARTS
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import signed_in
from tests.roles.selection.test_hidden_everywhere import hidden_one

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


def times_url(campaign, more="") -> str:
    return f"/campaigns/{campaign.reference}/times/{more}"


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each row of the table, by its first."""
    found = {}
    for row in re.findall(r'<tr class="govuk-table__row"[^>]*>(.*?)</tr>', page, re.S):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        words = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
        found[words[0]] = words[1:]
    return found


def moved(campaign, **days_ago):
    """An application whose moments were so many days ago."""
    application = make_application(campaign)
    moments = {f"{name}_at": NOON - timedelta(days=days) for name, days in days_ago.items()}
    Application.objects.filter(pk=application.pk).update(**moments)
    return application


def test_R20_the_median_and_the_ninetieth_percentile_stand_with_their_number():
    campaign = bring_to(make_advert(), "interviewing")
    for days in range(1, 11):
        moved(campaign, sift_pass=20, interview_invited=20 - days)
    moved(campaign, sift_pass=5)
    client = signed_in(make_handler(campaign))
    found = rows(client.get(times_url(campaign)).text)
    assert found["Invitation"][1:] == ["10 of Invitation", "5.5 days", "9 days", ""]
    assert found["Interview"][1:] == ["0", "", "", ""]
    assert found["Time to hire"][1:] == ["0", "", "", "99 days"]


def test_R20_of_few_the_ninetieth_percentile_is_not_said():
    campaign = bring_to(make_advert(), "interviewing")
    moved(campaign, sift_pass=20, interview_invited=17)
    found = rows(signed_in(make_handler(campaign)).get(times_url(campaign)).text)
    assert found["Invitation"][1:] == ["1 of Invitation", "3 days", "Too few to say", ""]


def test_R20_to_hire_is_from_the_opening_to_the_checks_and_to_fill_from_approval_to_start():
    campaign = bring_to(make_advert(posts=1), "offering")
    Campaign.objects.filter(pk=campaign.pk).update(
        approved_at=NOON - timedelta(days=120), opened_at=NOON - timedelta(days=100)
    )
    hired = moved(campaign, accepted=40, formal_offer=30, started=10)
    post = campaign.posts.open().first()
    Application.objects.filter(pk=hired.pk).update(state="started", post=post)
    # One that fell through counts for neither.
    fell = moved(campaign, accepted=40, formal_offer=35)
    Application.objects.filter(pk=fell.pk).update(state="fell_through")
    found = rows(signed_in(make_handler(campaign)).get(times_url(campaign)).text)
    assert found["Time to hire"][1:3] == ["1 of Time to hire", "70 days"]
    assert found["Time to fill"][1:3] == ["1 of Time to fill", "110 days"]


@pytest.mark.parametrize("of_all", [True, False])
def test_each_number_opens_to_as_many_applications(of_all):
    campaign = bring_to(make_advert(), "interviewing")
    for days in range(3):
        moved(campaign, sift_pass=20, interview_invited=15, interviewed=10 - days, recommended=2)
    client = signed_in(make_handler(campaign))
    page = client.get("/campaigns/times/" if of_all else times_url(campaign)).text
    opened = 0
    for address, number in re.findall(r'href="([^"]*/times/[^"]*/)">(\d+)<', page):
        listed = client.get(address)
        references = set(re.findall(r">(A-[0-9A-Z]{4}-[0-9A-Z]{4})<", listed.text))
        assert (listed.status_code, len(references)) == (200, int(number))
        assert client.get(address, {"export": "csv"}).status_code == 200
        opened += 1
    # No sift: the role closed yesterday, after these decisions.
    assert opened == 3


def test_of_all_campaigns_only_what_was_over_in_the_last_year_counts():
    campaign = bring_to(make_advert(), "interviewing")
    moved(campaign, sift_pass=400, interview_invited=390)
    client = signed_in(make_handler(campaign))
    assert rows(client.get("/campaigns/times/").text)["Invitation"][1] == "0"
    assert rows(client.get(times_url(campaign)).text)["Invitation"][1] == "1 of Invitation"


def test_R9_what_a_conflict_hides_is_counted_in_no_time():
    passed = ("pass_sift", "invite")
    campaign, manager, colleague, hidden, _ = hidden_one(passed, passed, "interviewing")
    for person, number in ((manager, 1), (colleague, 2)):
        client = signed_in(person)
        for address in ("/campaigns/times/", times_url(campaign)):
            found = rows(client.get(address).text)
            assert found["Sift"][1] == f"{number} of Sift"
        listed = client.get(times_url(campaign, "sift/")).text
        assert (hidden.reference in listed) is (person == colleague)


def test_a_part_that_there_is_not_is_not_found():
    campaign = make_advert()
    client = signed_in(make_handler(campaign))
    for address in (times_url(campaign, "lunch/"), "/campaigns/times/lunch/"):
        assert client.get(address).status_code == 404
    assert len({part.slug for part in PARTS}) == len(PARTS)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_times_cost_the_same_however_many(number):
    campaign = bring_to(make_advert(), "interviewing")
    for _ in range(number):
        moved(campaign, sift_pass=20, interview_invited=15, interviewed=10, recommended=2)
    client = signed_in(make_handler(campaign))
    for address in (times_url(campaign), times_url(campaign, "sift/"), "/campaigns/times/"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 26
