"""What is open with somebody whose access ends, in reviews and in advice on organisation design."""

from __future__ import annotations

import pytest
from django.urls import reverse

from capability_reviews.org_design.services import request_advice
from capability_reviews.reviews.services.reviews import plan_review
from hub.memberships import end_membership
from hub.models import Membership, Notification
from hub.open_work import open_with
from hub.staff import switch_account
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


def told():
    rows = Notification.objects.filter(slug="hub.work_left_open")
    return {letter.recipient.email: letter.context["records"] for letter in rows}


def test_who_stands_in_is_told_of_the_reviews_and_the_advice_of_who_leaves(department, lead):
    review = plan_review(organisation=department, actor=lead, lead=lead)
    engagement = request_advice(organisation=department, question="Who leads?", actor=lead)
    administrator = make_member(Role.ADMINISTRATOR, department, "roles@a.example")
    hub_lead = make_person("", "Hub leads")
    role = lead.memberships.get()
    page = signed_in(hub_lead).get(reverse("role_end", args=[role.pk]))
    named = {str(review), str(engagement)}
    assert [name in page.text for name in named] == [True, True]
    end_membership(membership=role, on=None, actor=hub_lead)
    assert {mail: set(records) for mail, records in told().items()} == {administrator.email: named}


def test_what_is_over_is_open_with_nobody(department, lead, reviewer):
    review = plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)
    assert open_with(reviewer) == [review]
    type(review).objects.update(state="closed")
    assert open_with(reviewer) == open_with(lead) == []


def test_an_adviser_who_is_switched_off_leaves_their_advice_open(department, lead):
    engagement = request_advice(organisation=department, question="Who leads?", actor=lead)
    adviser = make_person("adviser@hub.example", "Hub staff")
    type(engagement).objects.update(adviser=adviser)
    hub_lead = make_person("lead@hub.example", "Hub leads")
    second = make_person("second@hub.example", "Hub leads")
    switch_account(person=adviser, is_on=False, actor=hub_lead)
    letter = Notification.objects.get(slug="hub.colleague_switched")
    assert (letter.recipient, letter.context["records"]) == (second, [str(engagement)])
