"""R1: a delegation is a record with its giver, holder, dates and evidence, not a date typed in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody, as_system
from hub.dates import date_gb
from hub.last_days import LastDayError
from hub.memberships import add_membership
from hub.models import Membership, Notification, User
from hub.permissions import StaffGroup
from hub.stand_ins import arrange_stand_in
from roles.campaigns.services import approvals
from roles.campaigns.services.approvals import AuthorityNeededError, RecordedForItselfError
from roles.campaigns.services.delegations import (
    OwnDelegationError,
    end_delegation,
    record_delegation,
)
from roles.models import Approval, Campaign, CampaignState, Delegation
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import actions_of, make_delegation, make_draft, make_team

pytestmark = pytest.mark.django_db


def asked(team):
    campaign = make_draft(team)
    return approvals.request_approval(campaign=campaign, actor=team.manager)


def approve(team, campaign, delegation):
    return approvals.approve(
        campaign=campaign,
        actor=team.approver,
        audience="external",
        posts=1,
        max_salary=64000,
        authority=Approval.Authority.DELEGATED,
        delegation=delegation,
    )


def test_R1_a_delegation_on_record_is_enough_and_stands_on_the_approval(team):
    delegation = make_delegation(team)
    approval = approve(team, asked(team), delegation)
    assert approval.delegation == delegation
    assert Campaign.objects.get().state == CampaignState.APPROVED
    assert actions_of(delegation) == ["roles.delegation_recorded"]
    page = signed_in(team.manager).get(Campaign.objects.get().get_absolute_url())
    assert delegation.reference in page.content.decode()


@pytest.mark.parametrize(
    "fault", ["ended yesterday", "begins tomorrow", "another person", "another department"]
)
def test_R1_a_delegation_that_does_not_hold_is_refused(team, fault):
    today = timezone.localdate()
    changes = {
        "ended yesterday": {"valid_to": today - timedelta(days=1)},
        "begins tomorrow": {"valid_from": today + timedelta(days=1)},
        "another person": {"given_to": team.manager},
        "another department": {"organisation": make_organisation("BBB")},
    }[fault]
    delegation = make_delegation(team, **changes)
    with pytest.raises(AuthorityNeededError):
        approve(team, asked(team), delegation)
    assert Campaign.objects.get().state == CampaignState.APPROVAL_REQUESTED
    # Nor does the form offer it.
    url = reverse("roles:campaign_move", args=[Campaign.objects.get().reference, "approve"])
    page = signed_in(team.approver).get(url).content.decode()
    assert delegation.reference not in page
    assert "You do not have a delegation that is in force" in page


def test_R1_nobody_records_a_delegation_to_themselves(team):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    with pytest.raises(OwnDelegationError):
        make_delegation(team, given_to=contact, actor=contact)
    other = make_team("BBB")
    with as_nobody(), pytest.raises(PermissionDenied):
        make_delegation(team, actor=team.approver)
    with as_nobody(), pytest.raises(PermissionDenied):
        make_delegation(other, actor=contact)
    assert make_delegation(team, actor=contact).recorded_by == contact


def test_R1_ending_a_delegation_keeps_what_it_approved(team):
    delegation = make_delegation(team)
    approve(team, asked(team), delegation)
    yesterday = timezone.localdate() - timedelta(days=1)
    end_delegation(delegation=delegation, valid_to=yesterday, actor=team.lead)
    assert Campaign.objects.get().state == CampaignState.APPROVED
    assert not Delegation.objects.in_force(timezone.localdate()).exists()
    with pytest.raises(LastDayError):
        end_delegation(
            delegation=delegation, valid_to=yesterday - timedelta(days=400), actor=team.lead
        )


def test_the_hr_contact_records_and_ends_one_in_the_browser(team):
    contact = signed_in(make_member(Membership.Role.HR_CONTACT, team.organisation))
    listing = reverse("roles:delegation_list")
    assert "There are no delegations on record" in contact.get(listing).content.decode()
    url = reverse("roles:delegation_record")
    day = timezone.localdate() - timedelta(days=9)
    form = {
        "holder": Membership.objects.get(user=team.approver).pk,
        "office": "HR director",
        "given_by": "minister",
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
        "evidence": "",
    }
    page = contact.post(url, form).content.decode()
    assert "Enter where the letter is kept" in page
    assert "HR director" in page
    contact.post(url, {**form, "evidence": "HR/2026/14"})
    delegation = Delegation.objects.get()
    assert (delegation.given_to, delegation.organisation) == (team.approver, team.organisation)
    assert "HR/2026/14" in contact.get(listing).content.decode()
    end = reverse("roles:delegation_end", args=[delegation.reference])
    before = day - timedelta(days=1)
    parts = {"valid_to_day": before.day, "valid_to_month": before.month}
    page = contact.post(end, {**parts, "valid_to_year": before.year}).content.decode()
    assert "The last day must be the same as or after the first day" in page
    contact.post(
        end, {"valid_to_day": day.day, "valid_to_month": day.month, "valid_to_year": day.year}
    )
    delegation.refresh_from_db()
    assert delegation.valid_to == day


def test_the_list_takes_as_many_queries_for_three_as_for_one(team):
    client = signed_in(team.lead)
    counts = []
    client.get("/account/")  # what is asked once and kept
    for days_ago in ((90,), (60, 30)):
        for days in days_ago:
            make_delegation(team, valid_from=timezone.localdate() - timedelta(days=days))
        # What is asked once and kept.
        client.get(reverse("roles:delegation_list"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("roles:delegation_list"))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_delegation_of_another_department_does_not_exist_for_an_hr_contact(team):
    delegation = make_delegation(team)
    stranger = signed_in(make_member(Membership.Role.HR_CONTACT, make_organisation("BBB")))
    assert (
        delegation.reference not in stranger.get(reverse("roles:delegation_list")).content.decode()
    )
    url = reverse("roles:delegation_end", args=[delegation.reference])
    assert stranger.get(url).status_code == 404


def test_the_link_in_the_mail_asks_and_never_acts(team, client):
    campaign = asked(team)
    letter = Notification.objects.get(slug="roles.approval_requested")
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    assert letter.recipient == team.approver
    assert client.get(url).status_code == 302
    page = signed_in(team.approver).get(url)
    assert page.status_code == 200
    assert Campaign.objects.get().state == CampaignState.APPROVAL_REQUESTED
    assert Approval.objects.count() == 0
    # A forged link: the wrong person, or a campaign that is not there.
    for person in (team.manager, team.requester, make_team("BBB").approver):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).post(url, {"audience": "external"}).status_code == 404
    forged = reverse("roles:campaign_move", args=["V-2222-2222", "approve"])
    assert signed_in(team.approver).get(forged).status_code == 404


def test_an_approver_whose_membership_has_ended_meanwhile_decides_nothing(team):
    campaign = asked(team)
    browser = signed_in(team.approver)
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    assert browser.get(url).status_code == 200
    Membership.objects.filter(user=team.approver).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    scope = {"audience": "internal", "posts": 1, "max_salary": 64000, "authority": "department"}
    assert browser.post(url, scope).status_code == 404
    assert Campaign.objects.get().state == CampaignState.APPROVAL_REQUESTED


def test_a_delegation_with_its_dates_upside_down_is_refused(team):
    today = timezone.localdate()
    with pytest.raises(LastDayError):
        record_delegation(
            organisation=team.organisation,
            given_by="minister",
            given_to=team.approver,
            office="HR director",
            valid_from=today,
            valid_to=today - timedelta(days=1),
            evidence="HR/2026/14",
            actor=team.lead,
        )


def date_answers(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def typed(team, first, **more):
    """A delegation from the minister to the approver, as it is typed into the form."""
    return {
        "holder": Membership.objects.get(user=team.approver).pk,
        "office": "HR director",
        "given_by": "minister",
        **date_answers("valid_from", first),
        "evidence": "HR/2026/15",
        **more,
    }


def test_R1_a_new_delegation_of_the_same_kind_ends_the_former_one(team):
    today, url = timezone.localdate(), reverse("roles:delegation_record")
    former = make_delegation(team)
    other_kind = make_delegation(team, given_by="chief_executive")
    contact = signed_in(make_member(Membership.Role.HR_CONTACT, team.organisation))
    page = contact.post(url, typed(team, today - timedelta(days=2)), follow=True).text
    former.refresh_from_db()
    new = Delegation.objects.exclude(pk__in=[former.pk, other_kind.pk]).get()
    assert former.valid_to == today - timedelta(days=3)
    assert actions_of(former) == ["roles.delegation_recorded", "roles.delegation_ended"]
    assert set(Delegation.objects.in_force(today)) == {new, other_kind}
    assert "Ended" in page
    # An earlier one cannot take the place of a later one, and nothing typed is lost.
    early = contact.post(url, typed(team, today - timedelta(days=9)))
    assert "Enter a first day after that, or a last day before it" in early.text
    assert (Delegation.objects.count(), "HR/2026/15" in early.text) == (3, True)
    until = date_answers("valid_to", today - timedelta(days=200))
    assert contact.post(url, typed(team, today - timedelta(days=300), **until)).status_code == 302


def test_R1_of_two_delegations_of_one_kind_that_stand_already_the_later_is_in_force(team):
    """As on record from before: nothing had ended the former."""
    former = make_delegation(team)
    new = make_delegation(team, valid_from=timezone.localdate() - timedelta(days=5))
    Delegation.objects.filter(pk=former.pk).update(valid_to=None)
    campaign = asked(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    page = signed_in(team.approver).get(url).text
    assert (former.reference in page, new.reference in page) == (False, True)
    scope = {
        "decision": "approved",
        "audience": "external",
        "posts": 1,
        "max_salary": 64000,
        "authority": "delegated",
        "delegation": former.pk,
    }
    refused = signed_in(team.approver).post(url, scope).text
    assert "This delegation is not in force any more. Select another one" in refused
    with pytest.raises(AuthorityNeededError):
        approve(team, campaign, former)
    assert "Replaced" in signed_in(team.lead).get(reverse("roles:delegation_list")).text
    assert approve(team, campaign, new).delegation == new


def test_R1_delegations_are_told_apart_and_the_one_that_decides_is_not_optional(team):
    until = timezone.localdate() + timedelta(days=30)
    delegations = [
        make_delegation(team, valid_to=until),
        make_delegation(team, given_by="chief_executive", evidence="CE/2026/2"),
    ]
    campaign = asked(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    page = signed_in(team.approver).get(url).text
    assert [delegation.label in page for delegation in delegations] == [True, True]
    assert f"until the end of {date_gb(until)}, letter HR/2026/14" in delegations[0].label
    assert "with no end date, letter CE/2026/2" in delegations[1].label
    assert "If it is a delegation, which one?" in page
    assert "(optional)" not in page


def ended_on(day):
    return {"valid_to_day": day.day, "valid_to_month": day.month, "valid_to_year": day.year}


def test_R1_ending_a_delegation_never_brings_it_back_or_makes_it_longer(team):
    today = timezone.localdate()
    contact = signed_in(make_member(Membership.Role.HR_CONTACT, team.organisation))
    ended = make_delegation(team, valid_to=today - timedelta(days=30))
    ending = make_delegation(team, given_by="chief_executive", valid_to=today + timedelta(days=9))
    later = today + timedelta(days=900)
    for delegation, refusal in (
        (ended, "This has already ended, on "),
        (ending, "You cannot move the last day later here"),
    ):
        url = reverse("roles:delegation_end", args=[delegation.reference])
        answer = contact.post(url, ended_on(later))
        assert (answer.status_code, refusal in answer.content.decode()) == (200, True)
        before = delegation.valid_to
        delegation.refresh_from_db()
        assert delegation.valid_to == before
    assert list(Delegation.objects.in_force(today)) == [ending]
    url = reverse("roles:delegation_end", args=[ending.reference])
    assert contact.post(url, ended_on(today)).status_code == 302
    entry = ModelLogEntry.objects.get(action="roles.delegation_ended", label=str(ending))
    said = entry.data["detail"]
    assert said == f"last day {date_gb(today)}, was {date_gb(today + timedelta(days=9))}"


def test_R1_nobody_ends_their_own_delegation_by_any_form_of_their_address(team):
    delegation = make_delegation(team)
    own = team.approver
    for address in (own.email, own.email.replace("@", "+me@")):
        contact = User.objects.filter(email=address).first() or make_person(address)
        add_membership(
            user=contact, organisation=team.organisation, role=Membership.Role.HR_CONTACT
        )
        contact = User.objects.get(pk=contact.pk)
        url = reverse("roles:delegation_end", args=[delegation.reference])
        page = signed_in(contact).post(url, ended_on(timezone.localdate())).content.decode()
        assert "You cannot record or end your own delegation" in page
        with pytest.raises(OwnDelegationError):
            make_delegation(team, given_to=own, actor=contact)
    delegation.refresh_from_db()
    assert delegation.valid_to is None


def test_R1_nor_does_who_stands_in_for_them(team):
    """Two HR contacts, of whom one has the delegation and is away."""
    today = timezone.localdate()
    held = make_member(Membership.Role.HR_CONTACT, team.organisation)
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    delegation = make_delegation(team, given_to=held)
    with as_system():
        arrange_stand_in(colleague=contact, starts_on=today, ends_on=today, actor=held)
    url = reverse("roles:delegation_end", args=[delegation.reference])
    page = signed_in(contact).post(url, ended_on(today)).text
    assert "or that of a colleague who stands in for you or for whom you stand in" in page
    delegation.refresh_from_db()
    assert delegation.valid_to is None


def test_R1_a_delegation_is_told_to_its_holder_and_to_all_who_could_have_recorded_it(team):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    second = make_person("second@hub.example", StaffGroup.HUB_LEADS)
    delegation = make_delegation(team, actor=contact)
    told = Notification.objects.filter(slug="roles.delegation_recorded")
    assert {row.recipient for row in told} == {team.approver, team.lead, second}
    end_delegation(delegation=delegation, valid_to=timezone.localdate(), actor=team.lead)
    told = Notification.objects.filter(slug="roles.delegation_ended")
    assert {row.recipient for row in told} == {team.approver, contact, second}


def test_R1_no_adviser_records_a_delegation(team):
    adviser = signed_in(team.adviser)
    assert adviser.get(reverse("roles:delegation_record")).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        make_delegation(team, actor=team.adviser)
    assert Delegation.objects.count() == 0


@pytest.mark.parametrize("is_theirs", [True, False])
def test_R1_nobody_records_the_delegation_under_which_their_own_campaign_is_approved(
    team, is_theirs
):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    campaign = asked(team)
    delegation = make_delegation(team, actor=contact)
    page = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    if is_theirs:
        Campaign.objects.update(made_by=contact)
        form = signed_in(team.approver).get(page).text
        assert (delegation.label in form, "Another HR contact or a hub lead can" in form) == (
            False,
            True,
        )
        with pytest.raises(RecordedForItselfError):
            approve(team, Campaign.objects.get(), delegation)
    else:
        assert delegation.label in signed_in(team.approver).get(page).text
        approve(team, campaign, delegation)
    assert Approval.objects.count() == (0 if is_theirs else 1)
