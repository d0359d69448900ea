"""Conflicts on reserve lists and who is left to decide on them; what is late, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.authorisation import as_system
from hub.calendars import days_of
from hub.models import Membership, User
from hub.work import waiting_for
from roles.models import Campaign, Conflict
from roles.selection.services.conflicts import (
    add_to_declaration,
    declare_own_knowledge,
    look_for_conflicts,
)
from roles.selection.services.panel_answers import CannotSitError, accept_invitation
from roles.selection.services.panels import PanelRefusedError, invite_member
from roles.support.services.bookings import cancel_booking
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_panel, make_sitter, make_sitting_panel, place_of
from tests.factories.qualifications import make_assessor
from tests.factories.roles import make_accepted_request, make_open
from tests.roles.support.support_forms import book, make_expert, make_reserved, make_selected

pytestmark = pytest.mark.django_db


def queues(person):
    return {
        each.queue.slug: [(item.text, item.href, item.days_late) for item in each.items]
        for each in waiting_for(User.objects.get(pk=person.pk))
    }


def main(answer):
    return answer.text.split("<main")[1]


def officer_of(campaign):
    return make_member(Membership.Role.RESOURCING, campaign.organisation)


def declared(panel, person, names=""):
    return declare_own_knowledge(
        member=place_of(person, panel), knows_somebody=bool(names), names=names, actor=person
    )


def test_R9_the_only_resourcing_officer_does_not_come_onto_a_panel():
    campaign = make_advert()
    officer = officer_of(campaign)
    make_assessor(officer)
    panel = make_panel(campaign)
    given = {
        "panel": panel,
        "role": "member",
        "answer_by": timezone.localdate() + timedelta(days=1),
        "actor": make_handler(campaign),
    }
    with pytest.raises(PanelRefusedError, match="is the only resourcing officer of"):
        invite_member(person=officer, **given)
    other = officer_of(campaign)
    member = invite_member(person=officer, **given)
    other.memberships.all().delete()
    with pytest.raises(CannotSitError, match="You are the only resourcing officer of"):
        accept_invitation(member=member, actor=officer)
    officer_of(campaign)
    assert accept_invitation(member=member, actor=officer).state == "accepted"


def test_R11_what_is_found_as_somebody_applies_is_shown_the_next_morning():
    campaign = make_advert()
    officer, sitter = officer_of(campaign), make_sitter(campaign)
    panel = make_sitting_panel(campaign, sitter)
    declared(panel, sitter, "Ada Example, my cousin")
    assert Conflict.objects.count() == 0
    application = make_application(campaign)
    conflict = Conflict.objects.get()
    assert (conflict.application, conflict.hides) == (application, True)
    base = f"/campaigns/{campaign.reference}/panels/"
    browser = signed_in(officer)
    assert "roles.conflicts" not in queues(officer)
    assert "1 to decide" not in main(browser.get(base))
    assert "There are no possible conflicts" in main(browser.get(f"{base}conflicts/"))
    assert browser.get(f"{base}conflicts/{conflict.pk}/decide/").status_code == 404
    with as_system():
        look_for_conflicts()
    assert len(queues(officer)["roles.conflicts"]) == 1
    assert "1 to decide" in main(browser.get(base))
    assert browser.get(f"{base}conflicts/{conflict.pk}/decide/").status_code == 200


def test_what_is_added_to_a_declaration_says_that_it_came_later():
    campaign = make_advert()
    officer, sitter = officer_of(campaign), make_sitter(campaign)
    panel = make_sitting_panel(campaign, sitter)
    made = declared(panel, sitter)
    add_to_declaration(
        member=place_of(sitter, panel), names="Grace Example, a friend", actor=sitter
    )
    made.refresh_from_db()
    assert (made.knows_somebody, made.names, made.added_at is not None) == (False, "", True)
    page = main(signed_in(officer).get(f"/campaigns/{campaign.reference}/panels/conflicts/"))
    assert page.index("Added later, last on") < page.index("Grace Example, a friend")
    own = main(signed_in(sitter).get(f"/panels/{place_of(sitter, panel).pk}/"))
    assert ("know nobody" in own, "You added people later" in own) == (True, True)


def test_S1_who_arranges_records_a_conflict_that_they_were_told_of():
    campaign = make_advert()
    officer, sitter = officer_of(campaign), make_sitter(campaign, role="hiring_manager")
    panel = make_sitting_panel(campaign, sitter)
    declared(panel, sitter)
    application = make_application(campaign)
    page = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    assert signed_in(sitter).get(page).status_code == 200
    base = f"/campaigns/{campaign.reference}/panels/conflicts/"
    browser = signed_in(officer)
    assert f"{base}record/" in main(browser.get(base))
    sent = {"person": sitter.pk, "application": "A-0000-0000", "reason": "The manager told me."}
    assert "Enter the reference of an application" in main(browser.post(f"{base}record/", sent))
    sent["application"] = application.reference.lower()
    assert browser.post(f"{base}record/", sent).url == base
    conflict = Conflict.objects.get()
    assert (conflict.state, conflict.hides, conflict.decided_by) == ("confirmed", True, officer)
    assert (conflict.grounds, conflict.reason) == (["told"], "The manager told me.")
    assert signed_in(sitter).get(page).status_code == 404
    assert "This is already the decision" in main(browser.post(f"{base}record/", sent))


def test_nobody_is_late_with_what_began_to_wait_after_its_day():
    campaign = make_advert()
    officer, sitter = officer_of(campaign), make_sitter(campaign)
    panel = make_sitting_panel(campaign, sitter)
    past = timezone.localdate() - timedelta(days=5)
    Campaign.objects.filter(pk=campaign.pk).update(sift_on=past)
    assert [late for _, _, late in queues(sitter)["roles.panel_declarations"]] == [0]
    make_application(campaign)
    declared(panel, sitter, "Ada Example")
    assert [late for _, _, late in queues(officer)["roles.conflicts"]] == [0]


def test_R9_somebody_on_a_reserve_list_is_hidden_from_who_has_a_conflict_with_them(team):
    request = make_accepted_request(team)
    role = request.role
    first = make_selected(request, make_reserved(role), team.adviser, team.manager).application
    address, reference = f"/support/{request.reference}/", first.reference

    def seen(person):
        browser = signed_in(person)
        browser.post(f"{address}people/", {"why": "To fill a post"})
        found = [browser.get(each).text for each in (address, f"{address}people/", "/support/")]
        waits = [text for text, _, _ in queues(person).get("roles.selected", [])]
        return any(reference in page or first.full_name in page for page in (*found, *waits))

    for person in (team.adviser, team.manager):
        assert seen(person)
        Conflict.objects.create(application=first, person=person, found_at=timezone.now())
        assert not seen(person)


def test_H6_an_expert_whose_booking_is_cancelled_cannot_accept(team):
    request = make_accepted_request(team)
    campaign, expert = make_open(team, request), make_expert()
    booking = book(expert, request, team)
    panel = make_panel(campaign, expert.user, by=team.manager)
    member = place_of(expert.user, panel)
    cancel_booking(booking=booking, actor=team.adviser)
    with pytest.raises(CannotSitError, match="you are not booked for this campaign any more"):
        accept_invitation(member=member, actor=expert.user)


def test_the_days_of_a_panel_are_in_the_calendar_of_who_is_on_it():
    campaign = make_advert()
    day = timezone.localdate()
    Campaign.objects.filter(pk=campaign.pk).update(
        sift_on=day, interviews_from=day + timedelta(days=3)
    )
    sitter = make_sitter(campaign)
    make_sitting_panel(campaign, sitter)
    page = main(signed_in(sitter).get(f"/calendar/?month={day:%Y-%m}"))
    assert f"Panel: {campaign.title}" in page
    # It works on working days alone.
    saturday = day + timedelta(days=5 - day.weekday())
    monday = saturday + timedelta(days=2)
    Campaign.objects.filter(pk=campaign.pk).update(
        sift_on=saturday - timedelta(days=1), interviews_from=monday
    )
    month = days_of(sitter, saturday - timedelta(days=1), monday)
    title = f"Panel: {campaign.title}"
    found = [
        any(each.title.startswith(title) for each in month.on(each_day))
        for each_day in (saturday - timedelta(days=1), saturday, saturday + timedelta(days=1))
    ]
    assert found == [True, False, False]
