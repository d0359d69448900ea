"""Nobody changes sides by closing the account and signing in again with the same address (R25)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.accounts.address import change_address
from hub.mailboxes import known_mark
from hub.models import ErasureReceipt, Membership, StaffGroup, User
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application, Booking, Campaign, CampaignSide
from roles.notifying import handlers_of
from tests.factories.adverts import make_advert, make_application, make_draft
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import make_request, make_team
from tests.pages_read import as_read
from tests.roles.support.support_forms import make_expert

pytestmark = pytest.mark.django_db
Role = Membership.Role
ADDRESS = "jane.doe@example.gov.uk"
# The forms in which the same mailbox can sign in.
FORMS = [ADDRESS, "janedoe+again@example.gov.uk", "J.ane.Doe@example.gov.uk"]
KEPT = (
    "If you started to apply for a role or helped to fill it, we keep your email address in coded "
    "form, which nobody can read, for 24 months after the role closes. If you come back, you "
    "cannot both apply for the role and help to fill it, or send a second application for it."
)


def close_account(person):
    """Close it as its owner does; the receipt."""
    browser, url = signed_in(person), reverse("account_erase")
    browser.post(url, as_read(browser, url, {"sure": "on"}))
    assert not User.objects.filter(email=person.email).exists()
    return ErasureReceipt.objects.latest("pk")


def give_access(campaign, email, role=Role.HIRING_MANAGER):
    """What the department's administrator does, and who has the access then."""
    administrator = make_member(Role.ADMINISTRATOR, campaign.organisation)
    day = timezone.localdate()
    typed = {
        "email": email,
        "organisation": campaign.organisation_id,
        "role": role,
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
    }
    page = signed_in(administrator).post(reverse("role_give"), typed, follow=True)
    assert "now has access" in page.text
    return User.objects.get(email=email.lower())


def end_access(person):
    lead = make_person("", StaffGroup.HUB_LEADS)
    for membership in person.memberships.all():
        url = reverse("role_end", args=[membership.pk])
        browser = signed_in(lead)
        browser.post(url, as_read(browser, url, {"when": "now"}))
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("is_sent", [True, False])
def test_R25_whoever_began_to_apply_and_comes_back_under_the_address_handles_nothing(
    address, is_sent
):
    campaign = make_advert()
    rival = make_application(campaign)
    own = (make_application if is_sent else make_draft)(campaign, make_person(ADDRESS))
    close_account(own.candidate)
    back = give_access(campaign, address)
    base, browser = f"/campaigns/{campaign.reference}/", signed_in(back)
    acts = ("pause/", "extend/", "cancel/", "applications/", f"applications/{rival.reference}/")
    assert [browser.get(base + act).status_code for act in acts] == [404] * len(acts)
    assert "You have started an application for this role, so you cannot help" in (
        browser.get(base).text
    )
    assert not Application.objects.handled_by(back).exists()
    assert back not in handlers_of(campaign)
    # Other roles of the department are theirs to fill.
    elsewhere = make_advert(organisation=campaign.organisation)
    assert browser.get(f"/campaigns/{elsewhere.reference}/pause/").status_code == 200


@pytest.mark.parametrize("address", FORMS)
def test_R25_whoever_opened_applications_and_comes_back_under_the_address_does_not_apply(address):
    campaign = make_advert()
    rival = make_application(campaign)
    manager = make_member(Role.HIRING_MANAGER, campaign.organisation, ADDRESS)
    signed_in(manager).get(f"/campaigns/{campaign.reference}/applications/{rival.reference}/")
    close_account(end_access(manager))
    start, browser = f"/applications/start/{campaign.reference}/", signed_in(make_person(address))
    words = "because you have opened the applications for it"
    assert [words in page.text for page in (browser.get(start), browser.post(start))] == [True] * 2
    assert not Application.objects.exclude(pk=rival.pk).exists()
    elsewhere = make_advert(organisation=campaign.organisation)
    assert browser.post(f"/applications/start/{elsewhere.reference}/").status_code == 302


def test_R25_the_address_of_the_beginning_and_that_of_the_end_both_count():
    campaign = make_advert()
    own = make_draft(campaign, make_person(ADDRESS))
    person = change_address(person=own.candidate, email="jane@example.gov.uk", actor=None)
    close_account(person)
    for address in (ADDRESS, "jane+2@example.gov.uk"):
        back = make_member(Role.HIRING_MANAGER, campaign.organisation, address)
        assert signed_in(back).get(f"/campaigns/{campaign.reference}/pause/").status_code == 404
    other = make_member(Role.HIRING_MANAGER, campaign.organisation, "jo@example.gov.uk")
    assert signed_in(other).get(f"/campaigns/{campaign.reference}/pause/").status_code == 200


def test_R25_who_began_to_apply_may_apply_again_after_closing_the_account():
    campaign = make_advert()
    close_account(make_draft(campaign, make_person(ADDRESS)).candidate)
    again = make_draft(campaign, make_person(ADDRESS))
    assert again.state == "draft"


def test_the_page_of_closing_and_the_receipt_say_what_is_kept_once():
    campaigns = [make_advert(), make_advert()]
    person = make_person(ADDRESS)
    for campaign in campaigns:
        make_draft(campaign, person)
    assert signed_in(person).get(reverse("account_erase")).text.count(KEPT) == 1
    receipt = close_account(person)
    assert receipt.kept == [KEPT]
    assert receipt.counts["Your account"] == 1
    # Nothing that can be read is left, and nobody is named.
    rows = CampaignSide.objects.values_list("person", "mark")
    assert {(person, len(mark)) for person, mark in rows} == {(None, 64)}
    assert "jane" not in str(list(rows)).lower()


def test_the_mark_goes_when_the_applications_do():
    campaign, cancelled, running = make_advert(), make_advert(), make_advert()
    person = make_person(ADDRESS)
    for each in (campaign, cancelled, running):
        withdraw_application(application=make_draft(each, person), actor=person)
    close_account(person)
    over = timezone.now() - relativedelta(months=24) - timedelta(days=1)
    Campaign.objects.filter(pk=campaign.pk).update(closed_at=over)
    Campaign.objects.filter(pk=cancelled.pk).update(cancelled_at=over)
    call_command("retention")
    assert list(CampaignSide.objects.values_list("campaign", flat=True)) == [running.pk]


def test_the_sides_of_before_get_their_marks_by_the_migration():
    campaign = make_advert()
    own = make_draft(campaign, make_person(ADDRESS))
    CampaignSide.objects.update(mark="")
    import_module("roles.migrations.0005_sides_outlive_accounts").mark_sides(apps, None)
    assert CampaignSide.objects.get().mark == known_mark(ADDRESS)
    close_account(own.candidate)
    back = make_member(Role.HIRING_MANAGER, campaign.organisation, ADDRESS)
    assert signed_in(back).get(f"/campaigns/{campaign.reference}/pause/").status_code == 404


def test_R25_an_expert_who_helped_does_not_apply_after_closing_the_account():
    team = make_team()
    campaign, request = make_advert(organisation=team.organisation), make_request(team)
    Campaign.objects.filter(pk=campaign.pk).update(support_request=request)
    person = make_person(ADDRESS)
    expert = make_expert(person)
    today = timezone.localdate()
    Booking.objects.create(
        expert=expert,
        request=request,
        kind="sift",
        starts_on=today,
        ends_on=today,
        booked_at=timezone.now(),
    )
    close_account(person)
    start = f"/applications/start/{campaign.reference}/"
    page = signed_in(make_person(ADDRESS)).get(start)
    assert "because you have helped to fill it as an expert" in page.text
