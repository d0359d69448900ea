"""The pages of panels say what comes next, what is lacking, and what a place on one lets do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.authorisation import as_system
from hub.dates import date_gb
from hub.models import Membership, Notification
from hub.qualifications import withdraw_qualification
from hub.tasks import deliver_notifications
from hub.work import waiting_for
from roles.models import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.panel_answers import decline_invitation
from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.panels import make_panel, make_sitter, make_sitting_panel, place_of
from tests.factories.roles import make_accepted_request, make_open

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def day_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def soon(**more):
    """A campaign whose sift is near."""
    return make_advert(sift_on=in_days(10), interviews_from=in_days(16), **more)


def queues(person, *, others_act):
    return {
        shown.queue.slug: [(item.text, item.href) for item in shown.items]
        for shown in waiting_for(person)
        if shown.queue.others_act is others_act
    }


def main(browser, address, **more):
    return browser.get(address, **more).text.split("<main")[1]


def test_R9_without_certificates_the_page_says_who_records_them_and_to_do_says_what_waits():
    campaign = soon()
    manager = make_handler(campaign)
    address = f"/campaigns/{campaign.reference}/panels/1/"
    for number, said in ((0, "Nobody who can be on this"), (1, "Only")):
        page = main(signed_in(manager), address)
        assert (said in page, "<select" in page, 'name="members"' in page) == (True, False, False)
        assert "The hub team records certificates." in page
        assert "mailto:" in page
        assert "roles.panels_to_set_up" not in queues(manager, others_act=False)
        [(_, leads_to)] = queues(manager, others_act=True)["roles.panels_without_people"]
        assert (leads_to, number) == (address, number)
        make_sitter(campaign)
        manager.forget_rights()
    page = main(signed_in(manager), address)
    assert ('name="members"' in page, "You cannot set up this panel" in page) == (True, False)
    [(_, leads_to)] = queues(manager, others_act=False)["roles.panels_to_set_up"]
    assert leads_to == address
    assert "roles.panels_without_people" not in queues(manager, others_act=True)


def test_H4_who_may_do_something_about_certificates_is_led_there(team):
    asked = make_open(team, make_accepted_request(team, kind="panel"))
    address, request = f"/campaigns/{asked.reference}/panels/1/", asked.support_request
    page = main(signed_in(team.adviser), address)
    assert 'href="/qualifications/record/"' in page
    assert f'href="/support/{request.reference}/book/"' in page
    page = main(signed_in(team.manager), address)
    assert (f'href="/support/{request.reference}/"' in page, "/book/" in page) == (True, False)
    alone = soon()
    both = make_handler(alone)
    asks = make_member("requester", alone.organisation)
    address = f"/campaigns/{alone.reference}/panels/1/"
    assert "Somebody in your department who can ask" in main(signed_in(both), address)
    Membership.objects.filter(user=asks).update(user=both)
    assert 'href="/support/ask/"' in main(signed_in(both), address)


def test_a_certificate_that_ends_too_soon_is_named_and_is_no_choice():
    campaign = soon()
    ended = make_sitter(campaign, first=-300, last=-1)
    page = main(signed_in(make_handler(campaign)), f"/campaigns/{campaign.reference}/panels/1/")
    assert "These certificates end too soon" in page
    assert f"{ended}, ended on" in " ".join(page.split())


def test_where_nobody_else_can_be_asked_the_panel_waits_for_others_and_offers_no_empty_choice():
    campaign = soon()
    manager = make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    for place in panel.members.all():
        decline_invitation(member=place, why="not_available", actor=place.person)
    # Those who declined can be asked again.
    [(_, leads_to)] = queues(manager, others_act=False)["roles.panels_incomplete"]
    address = f"/campaigns/{campaign.reference}/panels/1/invite/"
    assert leads_to == address
    for place in panel.members.all():
        place.person.qualifications.update(valid_until=in_days(5))
    assert "roles.panels_incomplete" not in queues(manager, others_act=False)
    [(_, leads_to)] = queues(manager, others_act=True)["roles.panels_without_people"]
    assert leads_to == address
    page = main(signed_in(manager), address)
    assert ("Nobody else who can be on this panel" in page, "<select" in page) == (True, False)


def test_who_is_on_the_panel_already_is_no_choice():
    campaign = soon()
    manager = make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    other = make_sitter(campaign)
    page = main(signed_in(manager), f"/campaigns/{campaign.reference}/panels/1/invite/")
    names = [str(row.person) for row in panel.members.all()]
    assert [f">{name}, certificate" in page for name in names] == [False, False]
    assert f"{other}, certificate" in page


def test_the_page_of_a_set_up_has_the_role_and_the_days_and_refuses_everything_at_once():
    campaign = soon()
    manager, chair = make_handler(campaign), make_sitter(campaign)
    make_sitter(campaign)
    browser, address = signed_in(manager), f"/campaigns/{campaign.reference}/panels/1/"
    page = main(browser, address)
    for said in (campaign.title, date_gb(in_days(10)), date_gb(in_days(16))):
        assert said in page
    sent = {"chair": chair.pk, "members": [chair.pk], **day_parts("answer_by", in_days(-1))}
    page = browser.post(address, sent).text
    days = f"must be from {date_gb(in_days(1))} to {date_gb(in_days(16))}, the last day"
    assert (days in page, "at least 2 different people" in page) == (True, True)
    sent |= day_parts("answer_by", in_days(17))
    assert days in browser.post(address, sent).text
    assert campaign.selection_panels.count() == 0


def test_the_page_of_a_panel_that_is_set_up_leads_to_it_without_a_warning():
    campaign = soon()
    manager = make_handler(campaign)
    make_panel(campaign, by=manager)
    page = main(signed_in(manager), f"/campaigns/{campaign.reference}/panels/1/", follow=True)
    assert ("Who is on the panel" in page, "already set up" in page) == (True, False)


def test_S9_an_invitation_is_answered_from_to_do_on_one_page():
    campaign = soon()
    panel = make_panel(campaign)
    place = panel.members.get(role="member")
    browser = signed_in(place.person)
    [(_, address)] = queues(place.person, others_act=False)["roles.panel_invitations"]
    page = main(browser, address)
    for said in (
        "If you have started an application for this role, decline.",
        "You cannot apply for this role yourself after you accept.",
        "View the invitation",
        campaign.title,
    ):
        assert said in page
    answered = browser.post(address, {"answer": "accept"})
    assert answered.url == f"/panels/{place.pk}/"
    place.refresh_from_db()
    assert place.state == "accepted"
    assert "answered this invitation already" in browser.get(address, follow=True).text


def test_who_declines_from_to_do_says_why_on_the_same_page():
    panel = make_panel(soon())
    place = panel.members.get(role="member")
    browser, address = signed_in(place.person), f"/panels/{place.pk}/answer/"
    assert "Select whether you accept" in browser.post(address, {}).text
    assert "Select why you decline" in browser.post(address, {"answer": "decline"}).text
    page = browser.post(address, {"answer": "decline", "why": "interest"}, follow=True).text
    assert "You have declined. We have told the department" in page
    place.refresh_from_db()
    assert (place.state, place.why) == ("declined", "interest")


@pytest.mark.parametrize("role, may_read", [("nominator", False), ("hiring_manager", True)])
def test_R9_the_page_of_a_place_says_what_comes_next_and_what_can_be_opened(role, may_read):
    campaign = soon()
    person = make_sitter(campaign, role)
    panel = make_sitting_panel(campaign, person)
    place = place_of(person, panel)
    browser, address = signed_in(person), f"/panels/{place.pk}/"
    page = main(browser, address)
    assert ("Waiting for your declaration" in page, f"{address}declare/" in page) == (True, True)
    declare_own_knowledge(member=place, knows_somebody=False, names="", actor=person)
    page = " ".join(main(browser, address).split())
    begins = f"It begins on {date_gb(in_days(10))} and ends on {date_gb(in_days(16))}."
    assert ("What happens next" in page, begins in page) == (True, True)
    assert ("does not let you open applications" in page) is not may_read
    assert (f'href="{campaign.get_absolute_url()}"' in page) is may_read
    can_open = browser.get(f"/campaigns/{campaign.reference}/applications/").status_code == 200
    assert can_open is may_read
    assert "you said that you know nobody." in page
    assert " they " not in page.split("You declared on")[1].split("</p>")[0]


def test_an_invitation_promises_no_applications_to_who_cannot_open_them(mailoutbox):
    campaign = soon()
    panel = make_panel(campaign)
    place = panel.members.get(role="member")
    asked = Notification.objects.get(slug="roles.panel_invited", recipient=place.person)
    deliver_notifications([asked.pk])
    [mail] = mailoutbox
    page = main(signed_in(place.person), f"/panels/{place.pk}/answer/")
    assert "You cannot open whole applications" in " ".join(mail.body.split())
    assert "does not let you open applications in this service" in page
    for words in (mail.body, page):
        assert f"{date_gb(in_days(10))} to {date_gb(in_days(16))}" in words
        assert "Member" in words
        assert ("help to choose" in words, "helps to choose" in words) == (False, False)


def test_a_place_that_waits_for_a_declaration_says_so_in_the_list_and_leads_there():
    campaign = soon()
    panel = make_panel(campaign)
    place = panel.members.get(role="member")
    browser = signed_in(place.person)
    assert f'href="/panels/{place.pk}/answer/"' in main(browser, "/panels/")
    browser.post(f"/panels/{place.pk}/answer/", {"answer": "accept"})
    page = main(browser, "/panels/")
    assert f'href="/panels/{place.pk}/declare/"' in page
    declare_own_knowledge(member=place, knows_somebody=False, names="", actor=place.person)
    assert f"/panels/{place.pk}/declare/" not in main(browser, "/panels/")


def test_invitations_that_somebody_sent_wait_for_others_with_names():
    campaign = soon()
    sender, colleague = make_handler(campaign), make_handler(campaign)
    panel = make_panel(campaign, by=sender)
    found = queues(sender, others_act=True)["roles.panel_invitations_sent"]
    names = {str(row.person) for row in panel.members.all()}
    assert {text.split(":")[0] for text, _ in found} == names
    assert {href for _, href in found} == {f"/campaigns/{campaign.reference}/panels/"}
    assert "roles.panel_invitations_sent" not in queues(colleague, others_act=True)
    for place in panel.members.all():
        signed_in(place.person).post(f"/panels/{place.pk}/answer/", {"answer": "accept"})
    assert "roles.panel_invitations_sent" not in queues(sender, others_act=True)


def test_a_sift_that_began_without_a_panel_says_so_and_asks_for_none():
    campaign = soon()
    manager = make_handler(campaign)
    for _ in range(2):
        make_sitter(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.SIFTING, sifting_at=timezone.now(), closed_at=timezone.now()
    )
    browser, address = signed_in(manager), f"/campaigns/{campaign.reference}/"
    assert "This sift began without a panel." in main(browser, f"{address}panels/")
    assert "The sift began without a panel" in main(browser, address)
    for others_act in (True, False):
        found = queues(manager, others_act=others_act)
        assert [slug for slug in found if slug.startswith("roles.panel")] == []


def test_R9_a_panel_that_no_answer_makes_complete_waits_at_once():
    campaign = soon()
    manager = make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    assert "roles.panels_incomplete" not in queues(manager, others_act=False)
    chair = panel.members.get(role="chair")
    decline_invitation(member=chair, why="not_available", actor=chair.person)
    assert panel.members.invited().count() == 1
    [(text, _)] = queues(manager, others_act=False)["roles.panels_incomplete"]
    assert text.endswith("Nobody chairs it yet.")
    page = main(signed_in(manager), f"/campaigns/{campaign.reference}/")
    assert "Stage 1: 0 of 2 people" in page
    page = main(signed_in(chair.person), f"/panels/{chair.pk}/")
    assert ("You are not on this panel." in page, "Your part" in page) == (True, False)


def test_R9_a_certificate_that_is_withdrawn_after_the_sift_began_is_in_to_do():
    campaign = soon()
    manager = make_handler(campaign)
    panel = make_sitting_panel(campaign, by=manager, kind="interview")
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.SIFTING, sifting_at=timezone.now(), closed_at=timezone.now()
    )
    make_sitter(campaign)
    assert "roles.panels_incomplete" not in queues(manager, others_act=False)
    held = panel.members.get(role="member").person.qualifications.get()
    with as_system():
        withdraw_qualification(qualification=held, reason="By mistake", actor=make_person())
    [(text, _)] = queues(manager, others_act=False)["roles.panels_incomplete"]
    assert "has no assessor’s certificate" in text
