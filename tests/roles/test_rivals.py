"""Whoever applies for a role has no power in filling it, whatever else they are (R9, R25)."""

from __future__ import annotations

import pytest
import rules.permissions
from django.utils import timezone

from hub.models import Membership
from hub.permissions import StaffGroup
from roles.models import AdvertQuestion, Booking, Post, RequestFeedback, RequestQuestion
from tests.factories.adverts import make_application
from tests.factories.hub import make_person
from tests.factories.roles import make_accepted_request, make_open, make_team

pytestmark = pytest.mark.django_db

# What somebody who applies may still do: look at what their colleagues look at, and act in their
# own matters. Everything else about the campaign is others'.
STAYS = {
    "roles.view_campaign",
    "roles.view_post",
    "roles.view_supportrequest",
    "roles.view_supportactivity",
    "roles.view_delegation",
    "roles.view_own_applications",
    "roles.view_own_bookings",
    "roles.decline_booking",
    "roles.act_on_application",
    "roles.answer_offer",
    "roles.ask_advertquestion",
    "roles.save_role",
    "roles.remove_savedsearch",
    # What they are asked, they can decline, and what they sit on, leave: by themselves.
    "roles.view_own_places",
    "roles.view_panel_place",
    "roles.answer_panel",
    "roles.leave_panel",
    # Asked of a department, before there is a campaign.
    "roles.submit_supportrequest",
    # Of an appointment without a campaign, asked of its department.
    "roles.ask_exception",
    "roles.decide_exception",
    "roles.view_exception",
}
# Wagtail's own names, asked of no record in the admin's lists.
LISTS = {
    f"roles.{action}_{model}"
    for action in ("view", "add", "change", "delete")
    for model in ("location", "roleprofile", "expert", "recruitmentpolicy")
}


def everything():
    """Every permission of recruitment, in order."""
    names = rules.permissions.permissions
    return sorted(name for name in names if name.startswith("roles.") and name not in LISTS)


def somebody_with_every_role(organisation):
    """Hub lead, adviser, editor and all the rest at once, and everything in the department."""
    person = make_person("", *StaffGroup.values)
    for role in Membership.Role.values:
        Membership.objects.create(
            user=person, organisation=organisation, role=role, valid_from=timezone.localdate()
        )
    person.forget_rights()
    return person


def records(campaign):
    """One record of every kind that is about a campaign."""
    request, post = campaign.support_request, campaign.posts.get()
    rival = make_application(campaign)
    return {
        "campaign": campaign,
        "post": post,
        "application": rival,
        "request": request,
        "question": AdvertQuestion(campaign=campaign),
        "request question": RequestQuestion(request=request),
        "booking": Booking(request=request),
        "feedback": RequestFeedback(campaign=campaign),
        "feedback of the request": RequestFeedback(request=request),
    }


def held(person, about):
    """Which permissions a person holds on which of the records."""
    found = set()
    for name in everything():
        for kind, record in about.items():
            try:
                if person.has_perm(name, record):
                    found.add((name, kind))
            except AttributeError:  # A permission that is never asked of this kind of record.
                continue
    return found


def test_R25_a_rival_with_every_role_can_do_nothing_about_the_campaign():
    team = make_team("AAA")
    campaign = make_open(team, make_accepted_request(team))
    about = records(campaign)
    person = somebody_with_every_role(team.organisation)
    before = {name for name, _ in held(person, about)}
    # The walk is of something: whoever does not apply holds these.
    assert {
        "roles.agree_appointment",
        "roles.agree_job_description",
        "roles.answer_advertquestion",
        "roles.approve_campaign",
        "roles.book_expert",
        "roles.draft_campaign",
        "roles.log_supportactivity",
        "roles.move_application",
        "roles.publish_campaign",
        "roles.run_campaign",
        "roles.sift_application",
        "roles.triage_supportrequest",
        "roles.view_adjustments",
        "roles.withdraw_post",
    } <= before
    make_application(campaign, person)
    assert sorted(pair for pair in held(person, about) if pair[0] not in STAYS) == []


def test_R25_other_campaigns_of_the_department_are_as_before():
    team = make_team("AAA")
    campaign, other = make_open(team, make_accepted_request(team)), make_open(team)
    person = somebody_with_every_role(team.organisation)
    make_application(campaign, person)
    assert person.has_perm("roles.run_campaign", other)
    assert person.has_perm("roles.publish_campaign", other)
    assert not person.has_perm("roles.withdraw_post", Post.objects.get(campaign=campaign))
