"""People are taken off capability's records in time, each from their own field only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.retention import PARTS
from hub.models import Need, ReportingPeriod
from hub.retention import PartPlayed, policies
from tests.factories.hub import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return CapabilityReview.objects.create(
        organisation=make_organisation("AAA"),
        lead=make_person("lead@hub.example"),
        assurer=make_person("assurer@hub.example"),
        planned_at=timezone.now() - timedelta(days=6 * 365),
    )


def test_erasing_one_part_leaves_the_other_person(review):
    lead, assurer = PARTS[:2]
    kept = review.assurer
    lead.erase(review)
    review.refresh_from_db()
    assert (review.lead, review.assurer) == (None, kept)
    assert list(lead.due(timezone.now())) == []
    assert list(assurer.due(timezone.now())) == [review]


def test_a_part_is_kept_for_five_years(review):
    lead = PARTS[0]
    assert list(lead.due(timezone.now() - timedelta(days=2 * 365))) == []
    assert list(lead.due(timezone.now())) == [review]
    assert lead.export(review) == {
        "Record": str(review),
        "Your part": "You led a capability review",
        "Date": timezone.localdate(review.planned_at).isoformat(),
    }


def test_the_hub_s_own_parts_stay_until_the_account_goes():
    slugs = {policy.slug for policy in policies}
    for part in (
        PartPlayed(Need, "raised_by", "", "raised_at"),
        PartPlayed(ReportingPeriod, "frozen_by", "", "frozen_at"),
    ):
        assert part.slug in slugs
        assert list(part.due(timezone.now())) == []
