"""Exports of reviews from the admin say moments as people here read them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.services.reviews import plan_review
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


def test_exports_of_the_admin_say_moments_in_london_without_a_zone(department, lead):
    review = plan_review(organisation=department, actor=lead, lead=lead)
    nine = datetime(2013, 5, 13, 9, tzinfo=UTC)  # Ten in the morning of a summer's day here.
    CapabilityReview.objects.filter(pk=review.pk).update(planned_at=nine)
    client = signed_in(make_person("", StaffGroup.HUB_LEADS))
    address = "/admin/capabilityreview/"
    text = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
    assert review.reference in text
    assert "2013-05-13 10:00" in text
    assert "+00:00" not in text
    book = b"".join(client.get(f"{address}?export=xlsx").streaming_content)
    sheet = load_workbook(io.BytesIO(book)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert datetime(2013, 5, 13, 10) in cells
