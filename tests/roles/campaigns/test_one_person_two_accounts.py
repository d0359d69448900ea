"""Who made something does not approve it with another account of the same mailbox (R1)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hub.authorisation import as_nobody
from hub.memberships import end_membership
from hub.models import Membership, User
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.campaigns.services import approvals
from roles.campaigns.services.appointments import why_of_the_panel
from roles.campaigns.services.approvals import OwnApprovalError
from roles.campaigns.waiting import job_descriptions_to_agree
from roles.models import Campaign
from roles.permissions.predicates import did_not_enter, did_not_make_the_offer, did_not_sift
from tests.factories.adverts import (
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import SENIOR_JOB, make_accepted_request, make_approved, make_draft
from tests.pages_read import as_read
from tests.roles.adverts.test_adverts import edit_form, edit_url
from tests.roles.support.support_forms import book, make_expert

pytestmark = pytest.mark.django_db
Role = Membership.Role


def page_of(campaign, slug):
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


def twin_of(person, *groups, tag="again"):
    """Another account of the same mailbox, whose address differs by a tag."""
    name, _, domain = person.email.partition("@")
    twin = make_person(f"{name}+{tag}@{domain}", *groups)
    assert twin.account_keys == {person.pk, twin.pk}
    return twin


def next_account(person, role, organisation):
    """The access of the first account has ended, and the second one gets a role."""
    for membership in person.memberships.all():
        end_membership(membership=membership, on=None, actor=None)
    twin = twin_of(person)
    return make_member(role, organisation, twin.email)


def test_R1_who_made_a_campaign_does_not_approve_it_with_another_account(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approver = next_account(team.manager, Role.APPROVER, team.organisation)
    url = page_of(campaign, "approve")
    scope = {"decision": "approved", "authority": "department", "audience": "across_government"}
    page = signed_in(approver).post(
        url, {**scope, "posts": "1", "max_salary": "64000"}, follow=True
    )
    assert OwnApprovalError.reason in page.text
    assert Campaign.objects.get(pk=campaign.pk).approved_at is None
    with as_nobody(), pytest.raises((PermissionDenied, OwnApprovalError)):
        approvals.approve(
            campaign=campaign,
            actor=approver,
            audience="across_government",
            posts=1,
            max_salary=64000,
            authority="department",
        )
    # Somebody else does.
    browser = signed_in(team.approver)
    browser.post(url, as_read(browser, url, {**scope, "posts": "1", "max_salary": "64000"}))
    assert Campaign.objects.get(pk=campaign.pk).approved_at is not None


def test_R1_who_wrote_an_advert_does_not_check_it_with_another_account(team):
    campaign = make_approved(team)
    editor = make_person("", StaffGroup.EDITORS)
    page = VacancyPage.objects.get()
    signed_in(editor).post(edit_url(page), edit_form(page, summary="Words of one alone."))
    page = VacancyPage.objects.get()
    twin = twin_of(editor, StaffGroup.HUB_STAFF)
    other = make_person("", StaffGroup.HUB_STAFF)
    assert [page.is_own_work_of(one) for one in (editor, twin, other)] == [True, True, False]
    assert page.why_own(twin) == page.why_own(editor)
    assert campaign.page.why_own(other) == ""


def test_R4_who_wrote_a_senior_job_does_not_agree_it_with_another_account(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    writer = make_person("", StaffGroup.HUB_STAFF)
    words = signed_in(writer).post(page_of(campaign, "describe"), SENIOR_JOB, follow=True)
    assert words.status_code == 200
    twin = twin_of(writer, StaffGroup.HUB_LEADS)
    with as_nobody(), pytest.raises(PermissionDenied):
        approvals.agree_job_description(campaign=campaign, actor=twin)
    assert campaign not in job_descriptions_to_agree(twin)


def test_H8_who_sat_on_a_panel_does_not_agree_with_another_account(team):
    request = make_accepted_request(team, grade="scs1")
    post = make_draft(team, request).posts.get()
    expert = make_person("ines.carvalho@example.com")
    book(make_expert(expert), request, team, post=post)
    lead = make_person("inescarvalho+lead@example.com", StaffGroup.HUB_LEADS)
    assert why_of_the_panel(post, lead) is not None
    assert why_of_the_panel(post, team.lead) is None


def test_R19_who_rejected_does_not_undo_it_with_another_account():
    campaign = make_advert()
    handler = make_handler(campaign)
    row = make_application(
        campaign, None, "pass_sift", "invite", "book", "miss_interview", by=handler
    )
    before = row.state
    undo = f"/campaigns/{campaign.reference}/applications/{row.reference}/meet_after_all/"
    twin = next_account(handler, Role.HIRING_MANAGER, campaign.organisation)
    assert "Ask a colleague" in signed_in(twin).post(undo, {"reason": "The train."}).text
    row.refresh_from_db()
    assert row.state == before


def test_R25_who_entered_sifted_or_offered_is_known_by_another_account():
    campaign = make_advert()
    officer = make_member(Role.RESOURCING, campaign.organisation)
    entered = enter_for_somebody(campaign, officer)
    twin = twin_of(officer)
    assert [did_not_enter(one, entered) for one in (officer, twin, make_person())] == [
        False,
        False,
        True,
    ]
    handler = make_handler(campaign)
    moves = ("pass_sift", "invite", "book", "record_interview", "recommend")
    row = make_application(campaign, None, *moves, by=handler)
    make_offer(application=row, post=campaign.posts.get(), actor=handler)
    second = User.objects.get(pk=twin_of(handler).pk)
    assert (did_not_sift(second, row), did_not_make_the_offer(second, row)) == (False, False)
