"""Reserve lists before a new advert (H3): counted, looked at for a reason, put forward in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Grade, Notification
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.drafting import (
    ReserveListFirstError,
    make_campaign,
    make_campaign_from_request,
)
from roles.models import (
    Application,
    Booking,
    Campaign,
    RecruitmentPolicy,
    Referral,
    ReserveLook,
    SupportRequest,
)
from roles.selection.services import referrals, reserve_lists
from roles.support.services import outcomes
from roles.support.services.activities import log_activity
from tests.factories.hub import current_role, signed_in
from tests.factories.roles import actions_of, make_accepted_request, make_draft, make_request
from tests.pages_read import as_read
from tests.roles.support.support_forms import ask_form, book, make_expert, make_reserved

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return current_role("delivery-manager")


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


def counted(role, grade="g7"):
    reserve = Application.objects.on_live_reserve(timezone.now())
    could = reserve.who_could_meet(role=role, level=None, grade=Grade.objects.get(code=grade))
    return could.count_people()


def test_H3_only_people_who_agreed_on_live_lists_of_the_family_and_grade_count(role, time_machine):
    kept = make_reserved(role)
    make_reserved(role, candidate=kept.candidate)  # the same person on two lists counts once
    make_reserved(role, is_shared=False)
    make_reserved(role, grade="heo")  # a lower grade
    make_reserved(current_role("data-engineer"))  # another family
    make_reserved(current_role("product-manager"), grade="g6")  # a higher grade, the same family
    gone = make_reserved(role)
    withdraw_application(application=gone, actor=gone.candidate)
    unreleased = make_reserved(role)
    Application.objects.filter(pk=unreleased.pk).update(
        release_at=timezone.now() + timedelta(hours=2)
    )
    assert (counted(role), counted(role, "g6"), counted(role, "scs1")) == (2, 1, 0)
    reserve_lists.stop_sharing(application=kept, actor=kept.candidate)
    assert counted(role) == 2  # the other list still stands
    time_machine.move_to(timezone.now() + timedelta(days=367), tick=False)
    assert counted(role) == 0


def test_H3_the_check_page_shows_the_count_and_no_name_and_the_count_is_kept(team, role):
    people = [make_reserved(role), make_reserved(role)]
    client = signed_in(team.requester)
    page = client.post("/support/ask/", ask_form(team, step="")).content.decode()
    assert "<strong>2 people</strong> on reserve lists" in page
    for person in people:
        assert person.reference not in page
        assert person.full_name not in page
    assert SupportRequest.objects.count() == 0
    changed = client.post("/support/ask/", ask_form(team, step="change")).content.decode()
    assert "We have nobody who can sift 200 applications." in changed
    assert "There is a problem" not in changed
    client.post("/support/ask/", ask_form(team))
    request = SupportRequest.objects.get()
    assert request.reserve_matches == 2
    page = client.get(request.get_absolute_url()).content.decode()
    assert people[0].reference not in page


def test_H3_no_match_is_unmet_demand_that_hub_staff_read(team, role):
    make_request(team, posts_wanted=3)
    make_reserved(role)
    make_request(team, posts_wanted=2)
    assert list(
        SupportRequest.objects.order_by("pk").values_list("reserve_matches", flat=True)
    ) == [
        0,
        1,
    ]
    view = signed_in(team.adviser).get("/support/demand/")
    (line,) = view.context_data["listed"].table.rows
    assert [cell["text"] for cell in line[1:]] == ["2", "5", "1", "3"]
    assert signed_in(team.requester).get("/support/demand/").status_code == 404


def test_R15_a_look_takes_a_reason_which_is_kept_and_lasts_an_hour(team, role, time_machine):
    person = make_reserved(role)
    request = make_request(team)
    url = f"/support/{request.reference}/people/"
    adviser = signed_in(team.adviser)
    assert person.full_name not in adviser.get(url).content.decode()
    assert "Enter why you need to see who they are" in adviser.post(url, {}).content.decode()
    for nothing in ("x", ".."):
        text = adviser.post(url, {"why": nothing}).text
        assert "Enter why you need to see who they are, using at least one word" in text
    page = adviser.post(url, {"why": "First response"}, follow=True).content.decode()
    assert person.full_name in page
    look = ReserveLook.objects.get()
    assert (look.person, look.why, look.request) == (team.adviser, "First response", request)
    assert "roles.reserve_looked_at" in actions_of(request)
    # Nobody else's reason opens it.
    assert person.full_name not in signed_in(team.lead).get(url).content.decode()
    time_machine.move_to(timezone.now() + timedelta(minutes=61), tick=False)
    assert person.full_name not in adviser.get(url).content.decode()


def test_R15_people_are_put_forward_in_order_and_the_department_sees_only_those(team, role):
    first, second = make_reserved(role), make_reserved(role)
    request = make_accepted_request(team)
    url = f"/support/{request.reference}/people/"
    adviser, manager = signed_in(team.adviser), signed_in(team.manager)
    for client in (adviser, manager):
        client.post(url, {"why": "To fill the post"})
    assert first.full_name not in manager.get(url).content.decode()
    early = adviser.post(f"{url}{second.reference}/refer/", {}).content.decode()
    assert "You must decide on the people higher on the list first" in early
    adviser.post(f"{url}{first.reference}/pass-over/", {"reason": "place"})
    adviser.post(f"{url}{second.reference}/refer/", {})
    passed, referred = (Referral.objects.get(application=one) for one in (first, second))
    assert (passed.state, passed.reason, referred.state) == ("not_referred", "place", "referred")
    assert told("roles.person_referred") == {second.candidate.email}
    assert team.manager.email in told("roles.referral_received")
    page = manager.get(url).content.decode()
    assert second.email in page
    assert first.reference not in page
    assert manager.get(f"{url}{first.reference}/select/").status_code == 404
    assert adviser.get(f"{url}{second.reference}/select/").status_code == 404
    page = manager.post(f"{url}{second.reference}/turn-down/", {}).content.decode()
    assert "There is a problem" in page
    manager.post(f"{url}{second.reference}/select/", {})
    referred.refresh_from_db()
    assert (referred.state, referred.decided_by) == ("selected", team.manager)
    assert told("roles.referral_decided") == {team.adviser.email}
    with pytest.raises(referrals.ReferralRefusedError):
        referrals.select(referral=referred, actor=team.manager)


def test_R15_who_takes_the_consent_back_is_shown_to_nobody_any_more(team, role):
    person = make_reserved(role)
    request = make_accepted_request(team)
    referrals.refer(referral=Referral(request=request, application=person), actor=team.adviser)
    url = f"/support/{request.reference}/people/"
    manager = signed_in(team.manager)
    manager.post(url, {"why": "To fill the post"})
    assert person.full_name in manager.get(url).content.decode()
    own = signed_in(person.candidate)
    own.post(
        f"/applications/{person.reference}/sharing/",
        as_read(own, f"/applications/{person.reference}/sharing/", {"share": "no"}),
    )
    assert person.full_name not in manager.get(url).content.decode()
    person.refresh_from_db()
    assert person.sharing_withdrawn_at is not None
    own.post(
        f"/applications/{person.reference}/sharing/",
        as_read(own, f"/applications/{person.reference}/sharing/", {"share": "yes"}),
    )
    person.refresh_from_db()
    assert person.is_shared


@pytest.mark.parametrize("what", ["agreement to be put forward", "application"])
def test_R15_department_and_adviser_read_that_one_person_took_it_back_and_not_who(team, role, what):
    person = make_reserved(role)
    request = make_accepted_request(team)
    referral = referrals.refer(
        referral=Referral(request=request, application=person), actor=team.adviser
    )
    referrals.select(referral=referral, actor=team.manager)
    url = f"/support/{request.reference}/people/"
    take_back = withdraw_application if what == "application" else reserve_lists.stop_sharing
    take_back(application=person, actor=person.candidate)
    day = date_gb(timezone.now())
    for reader in (team.manager, team.adviser):
        client = signed_in(reader)
        client.post(url, {"why": "To fill the post"})
        page = client.get(url).text
        assert f"On {day}, one person withdrew their {what}, so we no longer show who" in page
        assert "Before that they were: selected." in page
        assert (person.full_name in page, person.reference in page) == (False, False)
        assert "has not put anybody forward" not in page


def test_only_those_on_a_reserve_list_are_asked(role):
    person = make_reserved(role, is_shared=False)
    client = signed_in(person.candidate)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Be put forward for similar roles" in page
    withdraw_application(application=person, actor=person.candidate)
    url = f"/applications/{person.reference}/sharing/"
    assert client.get(url).status_code == 302
    client.post(url, {"share": "yes"})
    person.refresh_from_db()
    assert person.sharing_agreed_at is None


def test_the_page_of_people_costs_the_same_at_1_and_3(team, role, django_assert_max_num_queries):
    request = make_accepted_request(team)
    url = f"/support/{request.reference}/people/"
    adviser = signed_in(team.adviser)
    adviser.post(url, {"why": "To fill the post"})
    costs = []
    for wanted in (1, 3):
        while counted(role) < wanted:
            make_reserved(role)
        with django_assert_max_num_queries(30) as queries:
            assert len(adviser.get(url).context_data["people"]) == wanted
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_R15_who_could_be_put_forward_is_shown_nobody_of_the_list(team, role):
    own, other = make_reserved(role, candidate=team.adviser), make_reserved(role)
    request = make_request(team)
    url = f"/support/{request.reference}/people/"
    client = signed_in(team.adviser)
    page = client.post(url, {"why": "First response"}, follow=True).content.decode()
    assert "You are on one of these reserve lists yourself" in page
    for person in (own, other):
        assert person.reference not in page
        assert client.get(f"{url}{person.reference}/refer/").status_code == 404
    colleague = signed_in(team.lead)
    page = colleague.post(url, {"why": "Second response"}, follow=True).content.decode()
    assert other.reference in page or other.full_name in page


def test_R14_a_place_on_a_reserve_list_runs_out_after_the_months_of_the_policy(role, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    make_reserved(role)
    time_machine.move_to("2027-03-02 23:59:00+00:00", tick=False)
    assert counted(role) == 1
    time_machine.move_to("2027-03-03 00:01:00+00:00", tick=False)
    assert counted(role) == 0
    RecruitmentPolicy.objects.update_or_create(defaults={"reserve_list_months": 24})
    assert counted(role) == 1


@pytest.mark.parametrize("end", ["withdraw", "close"])
def test_H6_R15_a_request_that_ends_releases_its_experts_and_the_people_put_forward(
    team, role, end
):
    person, chosen = make_reserved(role), make_reserved(role)
    request = make_accepted_request(team)
    for application in (person, chosen):
        referral = Referral.objects.create(request=request, application=application)
        referrals.refer(referral=referral, actor=team.adviser)
    referrals.select(referral=referral, actor=team.manager)
    expert = make_expert()
    past, coming = book(expert, request, team), book(expert, request, team, in_days=30)
    last_week = timezone.localdate() - timedelta(days=7)
    Booking.objects.filter(pk=past.pk).update(starts_on=last_week, ends_on=last_week)
    if end == "withdraw":
        outcomes.withdraw(request=request, reason="Not needed.", actor=team.requester)
    else:
        log_activity(
            request=request,
            type="advice",
            on=timezone.localdate(),
            actor=team.adviser,
        )
        outcomes.record_outcome(
            request=request, outcome="filled", reason="Filled.", actor=team.adviser
        )
        outcomes.close(request=request, actor=team.adviser)
    states = {row.application: row.state for row in Referral.objects.all()}
    assert states == {person: "released", chosen: "released"}
    assert told("roles.person_released") == {person.candidate.email, chosen.candidate.email}
    bookings = {row.pk: row.state for row in Booking.objects.all()}
    assert bookings == {past.pk: "booked", coming.pk: "cancelled"}
    assert told("roles.expert_booking_cancelled") == {expert.user.email}
    assert coming.days.count() == 0
    # The department no longer sees who it was.
    assert list(Referral.objects.visible_to(team.manager)) == []


def test_H3_a_new_advert_says_why_while_people_on_reserve_lists_could_do_the_job(team, role):
    request = make_accepted_request(team)
    url = f"/support/{request.reference}/campaign/"
    manager = signed_in(team.manager)
    answers = {"title": "Delivery manager", "audience": "across_government"}
    assert "reserve" not in manager.get(url).content.decode()
    person = make_reserved(role)
    page = manager.get(url).content.decode()
    assert "1 person on reserve lists could do this job now" in page
    assert person.reference not in page
    assert person.full_name not in page
    assert "Enter why you need a new advert" in manager.post(url, answers).content.decode()
    assert Campaign.objects.filter(support_request=request).count() == 0
    # Nor does the service let another caller by.
    with pytest.raises(ReserveListFirstError):
        make_campaign_from_request(request=request, actor=team.manager, **answers)
    manager.post(url, {**answers, "reserve_reason": "They live too far away."})
    assert Campaign.objects.get(support_request=request).title == "Delivery manager"
    assert "roles.advert_instead_of_reserve" in actions_of(request)


def test_H3_who_makes_a_campaign_without_the_hub_says_why_too(team, role):
    page = signed_in(team.manager)
    answers = {
        "organisation": team.organisation.pk,
        "title": "Delivery manager",
        "role": role.pk,
        "grade": Grade.objects.get(code="g7").pk,
        "posts": "1",
        "audience": "across_government",
    }
    url = reverse("roles:campaign_make")
    assert "reserve" not in page.get(url).text
    person = make_reserved(role)
    asked = page.post(url, answers, follow=True).text
    assert "1 person on reserve lists could do this job now. If you request support" in asked
    assert "Enter why you need a new advert" in asked
    assert (person.reference in asked, person.full_name in asked) == (False, False)
    assert Campaign.objects.filter(organisation=team.organisation).count() == 0
    page.post(url, {**answers, "reserve_reason": "They live too far away."})
    made = Campaign.objects.get(organisation=team.organisation)
    assert "roles.advert_instead_of_reserve" in actions_of(made)
    given = {"organisation": team.organisation, "title": "-", "posts": 1, "actor": team.manager}
    with pytest.raises(ReserveListFirstError):
        make_campaign(**given, role=role, grade=Grade.objects.get(code="g7"))


def test_H3_who_advertises_again_says_why_too(team, role):
    campaign = make_draft(team)
    Campaign.objects.filter(pk=campaign.pk).update(
        role=role, level=None, grade=Grade.objects.get(code="g7"), state="unfilled"
    )
    page = signed_in(team.manager)
    url = f"{campaign.get_absolute_url()}again/"
    assert "reserve" not in page.get(url).text
    make_reserved(role)
    assert "1 person on reserve lists could do this job now" in page.get(url).text
    asked = page.post(url, {"reserve_reason": ""}, follow=True).text
    assert "Enter why you need a new advert" in asked
    assert Campaign.objects.filter(round_of=campaign).count() == 0
    page.post(url, {"reserve_reason": "They live too far away."})
    new = Campaign.objects.get(round_of=campaign)
    assert "roles.advert_instead_of_reserve" in actions_of(new)
