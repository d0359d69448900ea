"""A need that a finding raised: what answers it, and who reads what of the review behind it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from capability_reviews.models import ReviewTheme
from capability_reviews.reviews.services.findings import raise_need_from_finding, record_finding
from capability_reviews.reviews.services.ratings import follow_up_rating, rate_theme
from capability_reviews.reviews.services.reviews import plan_review
from hub.models import Membership, Need
from hub.permissions import StaffGroup
from roles.models import SupportRequest
from tests.capability_reviews.reviews.test_reviews import move_to
from tests.factories.hub import make_member, make_need, make_person, signed_in
from tests.factories.roles import make_request, make_team
from tests.factories.training import make_cohort, make_place
from tests.pages_read import as_read
from training.places.services.answers import accept_place

pytestmark = pytest.mark.django_db
OPEN_AGAIN = "Work to meet the need has ended, so the need is open again"


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def lead(team):
    return make_member(Membership.Role.CAPABILITY_LEAD, team.organisation, "lead@finds.example")


@pytest.fixture
def reviewer():
    return make_person("reviewer@finds.example", StaffGroup.REVIEWERS)


@pytest.fixture
def review(team, lead, reviewer):
    return plan_review(organisation=team.organisation, actor=lead, lead=lead, assurer=reviewer)


@pytest.fixture
def need(review, lead):
    """Raised by a finding of a review of which every theme is rated."""
    for theme in ReviewTheme.objects.filter(version="1"):
        rate_theme(review=review, theme=theme, self_rating=2, actor=lead)
    finding = record_finding(
        review=review,
        theme=ReviewTheme.objects.get(version="1", number=3),
        text="No owner",
        priority="high",
        actor=lead,
    )
    return raise_need_from_finding(finding=finding, reason="Lead it", actor=lead)


def history(need, reader) -> list[str]:
    """What the page says has happened, without who and when."""
    page = signed_in(reader).get(need.get_absolute_url()).text
    what = page.split("History")[1]
    found = re.findall(r'<p class="hub-timeline__what">(.*?)</p>', what, re.DOTALL)
    return [" ".join(unescape(re.sub("<[^>]*>", "", each)).split()) for each in found]


def is_in_to_do(need, reader) -> bool:
    page = signed_in(reader).get(reverse("work")).text.split("Done by you today")[0]
    return need.get_absolute_url() in page


def test_a_need_that_a_finding_raised_is_open_again_when_its_request_is_withdrawn(team, need):
    request = make_request(team, need=need)
    assert Need.objects.get().state == Need.State.ANSWERED
    client = signed_in(team.requester)
    page = reverse("roles:support_move", args=[request.reference, "withdraw"])
    client.post(page, as_read(client, page, {"reason": "We found somebody."}))
    assert SupportRequest.objects.get().state == SupportRequest.State.WITHDRAWN
    assert Need.objects.get().state == Need.State.RAISED
    assert is_in_to_do(need, team.requester)
    assert history(need, team.requester).count(OPEN_AGAIN) == 1


def test_C8_the_history_of_a_need_says_nothing_of_a_review_to_who_may_not_see_it(
    team, review, need
):
    assert signed_in(team.requester).get(review.get_absolute_url()).status_code == 404
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    assert history(need, team.requester) == ["Need raised"]
    assert review.reference not in page


def test_the_history_of_a_need_has_the_finding_and_the_rating_again_and_no_other_theme(
    review, need, lead, reviewer
):
    labels = history(need, lead)
    assert sorted(labels) == ["Finding recorded", "Need raised", "Need raised from a finding"]
    move_to(review, "start_follow_up")
    for number in (3, 4):
        rating = review.ratings.get(theme__number=number)
        follow_up_rating(rating=rating, new_rating=3, actor=reviewer)
    labels = history(need, lead)
    assert sorted(labels) == [
        "Finding recorded",
        "Need closed",
        *("Need raised", "Need raised from a finding"),
        "Theme rated again",
    ]


def test_who_may_not_see_what_answers_a_need_reads_what_happened_and_not_to_what(team, lead):
    """The capability lead sees the need and how it goes, and nobody's place on a course."""
    need = make_need(team.organisation, team.requester)
    nominator = make_member(Membership.Role.NOMINATOR, team.organisation)
    place = make_place(make_cohort(), organisation=team.organisation, need=need)
    accept_place(place=place, actor=place.person)
    assert signed_in(lead).get(place.get_absolute_url()).status_code == 404
    assert str(place) in signed_in(nominator).get(need.get_absolute_url()).text
    assert str(place) not in signed_in(lead).get(need.get_absolute_url()).text
    assert history(need, lead) == history(need, nominator)
    assert "Induction place accepted" in history(need, lead)
