"""What is open with somebody whose access ends is named, and goes to who stands in (H1, R1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.memberships import end_membership, give_role
from hub.models import Membership, Notification
from hub.notifications.delivery import deliver
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person
from hub.staff import change_groups, switch_account
from roles.support.services import request_questions
from roles.support.services.requests import accept, triage
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_request, make_team

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def administrator(team):
    return make_member(Role.ADMINISTRATOR, team.organisation, "roles.aaa@example.gov.uk")


def told(slug):
    return {
        letter.recipient.email if letter.recipient else letter.address
        for letter in Notification.objects.filter(slug=slug)
    }


def leave(person, actor):
    for membership in person.memberships.all():
        end_membership(membership=membership, on=None, actor=actor)
    person.forget_rights()


def answer(request, team):
    triage(request=request, urgency="routine", adviser=team.adviser, actor=team.adviser)
    accept(request=request, actor=team.adviser)


def test_the_page_that_ends_access_names_what_is_open_and_to_whom_it_goes(team, administrator):
    request = make_request(team)
    role = request.requester.memberships.get()
    page = signed_in(administrator).get(reverse("role_end", args=[role.pk])).text
    assert str(request) in page
    assert "This work is still open with them" in page


def test_after_the_last_access_who_stands_in_is_told_of_the_work_and_its_emails(
    team, administrator
):
    request = make_request(team)
    person = request.requester
    leave(person, team.lead)
    assert told("hub.office_taken") == {person.email}
    assert told("hub.work_left_open") == {administrator.email}
    letter = Notification.objects.get(slug="hub.work_left_open")
    deliver(letter.pk)
    assert request.reference in mail.outbox[-1].body
    answer(request, team)
    assert told("roles.support_answered") == {administrator.email}


def test_where_nobody_gives_roles_the_hr_contact_or_digital_leader_stands_in(team):
    request = make_request(team)
    Membership.objects.filter(
        role__in=(Role.HR_CONTACT, Role.DIGITAL_LEADER, Role.ADMINISTRATOR)
    ).delete()
    leave(request.requester, team.lead)
    leader = make_member(Role.DIGITAL_LEADER, team.organisation)
    answer(request, team)
    assert told("roles.support_answered") == {leader.email}


def test_who_ends_the_last_access_and_stands_in_alone_is_not_the_only_one_to_know(
    team, administrator
):
    lead = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    Membership.objects.filter(role=Role.HR_CONTACT).exclude(user=contact).delete()
    Membership.objects.filter(role=Role.DIGITAL_LEADER).delete()
    request = make_request(team)
    end = reverse("role_end", args=[request.requester.memberships.get().pk])
    signed_in(administrator).post(end, {"when": "now"})
    assert told("hub.work_left_open") == {contact.email}
    # Nobody else of the department: the hub's leads.
    Notification.objects.all().delete()
    contact.memberships.all().delete()
    other = make_member(Role.REQUESTER, team.organisation)
    type(request).objects.update(requester=other)
    end = reverse("role_end", args=[other.memberships.get().pk])
    signed_in(administrator).post(end, {"when": "now"})
    assert told("hub.work_left_open") == {team.lead.email, lead.email}


def test_who_keeps_other_access_there_keeps_their_work(team, administrator):
    request = make_request(team)
    person, role = request.requester, request.requester.memberships.get()
    Membership.objects.create(
        user=person, organisation=team.organisation, role=Role.NOMINATOR, valid_from="2013-01-01"
    )
    end_membership(membership=role, on=None, actor=team.lead)
    assert told("hub.work_left_open") == set()


def test_R1_switching_an_account_off_tells_the_person_and_those_they_work_with(team, administrator):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    campaign = make_draft(team)
    manager = campaign.made_by
    url = reverse("wagtail_bulk_action", args=["hub", "user", "set_active_state"])
    page = signed_in(team.lead).post(
        f"{url}?id={manager.pk}&id={team.adviser.pk}&next=/admin/users/",
        {"mark_as_active": "False"},
        follow=True,
    )
    assert campaign.reference in page.text
    manager.refresh_from_db()
    assert not manager.is_active
    assert told("hub.account_switched") == {manager.email, team.adviser.email}
    # The administrators of the manager's department; of staff, the other leads.
    assert told("hub.colleague_switched") == {administrator.email, second.email}
    letters = Notification.objects.filter(slug="hub.account_switched", address=manager.email)
    deliver(letters.get().pk)
    assert mail.outbox[-1].to == [manager.email]
    assert "cannot sign in" in mail.outbox[-1].body
    assert told("hub.work_left_open") == {administrator.email}


def test_a_candidate_whose_account_is_switched_off_and_on_is_told(team):
    candidate = make_person("candidate@example.com")
    for is_on in (False, True):
        switch_account(person=candidate, is_on=is_on, actor=team.lead)
    assert Notification.objects.filter(slug="hub.account_switched").count() == 2
    assert told("hub.colleague_switched") == set()


def waiting_for_the_department(team):
    """A request that waits for an answer, of a department whose last requester has left."""
    request = make_accepted_request(team)
    question = request_questions.ask(request=request, text="Which site?", actor=team.adviser)
    leave(request.requester, team.lead)
    return request, question


def test_who_stands_in_for_the_last_requester_does_what_waits_for_them(team, administrator):
    request, question = waiting_for_the_department(team)
    client = signed_in(administrator)
    page = client.get(request.get_absolute_url()).text
    assert "Which site?" in page
    url = f"/support/{request.reference}/questions/{question.pk}/"
    assert url in page
    page = client.post(url, {"text": "Leeds."}, follow=True)
    assert "We have sent your answer" in page.text
    question.refresh_from_db()
    request.refresh_from_db()
    assert (question.answer, question.answered_by, request.state) == (
        "Leeds.",
        administrator,
        "in_progress",
    )
    assert client.get(f"/support/{request.reference}/withdraw/").status_code == 200


def test_only_who_stands_in_does_and_only_while_there_is_no_requester(team, administrator):
    request, question = waiting_for_the_department(team)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    elsewhere = make_member(Role.ADMINISTRATOR, make_team("BBB").organisation)
    url = f"/support/{request.reference}/questions/{question.pk}/"
    assert [signed_in(one).get(url).status_code for one in (contact, elsewhere)] == [404, 404]
    assert signed_in(administrator).get("/support/ask/").status_code == 404
    make_member(Role.REQUESTER, team.organisation)
    assert signed_in(administrator).get(url).status_code == 404


def end_on_page(actor, membership, when="now", **day):
    """The page of ending, opened and sent; what it said before."""
    browser, url = signed_in(actor), reverse("role_end", args=[membership.pk])
    said = browser.get(url).text
    browser.post(url, {"when": when, **day})
    return " ".join(said.split())


def question_url(request, question):
    return f"/support/{request.reference}/questions/{question.pk}/"


def asked_question(team):
    request = make_accepted_request(team)
    return request, request_questions.ask(request=request, text="Which site?", actor=team.adviser)


@pytest.mark.parametrize("form", ["roles.aaa@example.gov.uk", "rolesaaa+2@example.gov.uk"])
def test_H1_whoever_ends_the_last_requesters_access_does_not_come_by_their_power(
    team, administrator, form
):
    request, question = asked_question(team)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    leader = make_member(Role.DIGITAL_LEADER, team.organisation)
    said = end_on_page(administrator, request.requester.memberships.get())
    assert "Nobody else has the role “Requester” for this work" in said
    assert "You cannot do this work yourself afterwards" in said
    assert str(request) in said
    # With another account of theirs neither.
    if form != administrator.email:
        end_membership(membership=administrator.memberships.get(), on=None, actor=team.lead)
        administrator = make_member(Role.ADMINISTRATOR, team.organisation, form)
    url = question_url(request, question)
    acts = [url, f"/support/{request.reference}/withdraw/"]
    browser = signed_in(administrator)
    assert [browser.get(act).status_code for act in acts] == [404, 404]
    assert browser.post(url, {"text": "Leeds."}).status_code == 404
    # The next rank stands in, and everybody is told.
    assert [signed_in(contact).get(act).status_code for act in acts] == [200, 200]
    assert signed_in(leader).get(url).status_code == 404
    assert told("hub.role_left_empty") == {contact.email, leader.email, team.lead.email}
    letter = Notification.objects.filter(slug="hub.role_left_empty").first()
    assert letter.context["stand_in"] == [contact.email]
    deliver(letter.pk)
    body = mail.outbox[-1].body
    assert (request.reference in body, contact.email in body) == (True, True)
    Notification.objects.all().delete()
    request_questions.ask(request=request, text="Which floor?", actor=team.adviser)
    assert told("roles.support_waiting") == {contact.email}


def test_H1_another_administrator_stands_in_for_the_requester_whose_access_one_ended(
    team, administrator
):
    request, question = asked_question(team)
    second = make_member(Role.ADMINISTRATOR, team.organisation)
    end_on_page(administrator, request.requester.memberships.get())
    url = question_url(request, question)
    assert [signed_in(one).get(url).status_code for one in (administrator, second)] == [404, 200]
    assert told("hub.role_left_empty") == {second.email, team.lead.email}


def test_H1_where_nobody_else_is_there_nobody_stands_in_until_somebody_has_the_role(
    team, administrator, time_machine
):
    request, question = asked_question(team)
    end_on_page(administrator, request.requester.memberships.get())
    url = question_url(request, question)
    assert signed_in(administrator).get(url).status_code == 404
    assert told("hub.role_left_empty") == {team.lead.email}
    deliver(Notification.objects.get(slug="hub.role_left_empty").pk)
    assert "nobody at" in mail.outbox[-1].body
    new = make_member(Role.REQUESTER, team.organisation)
    assert signed_in(new).get(url).status_code == 200
    # When that one leaves by somebody else's hand, it is still who took it from the first.
    end_membership(membership=new.memberships.get(), on=timezone.localdate(), actor=team.lead)
    Membership.objects.filter(user=new).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert signed_in(administrator).get(url).status_code == 404
    # The same once the account of the one who left is erased, until the 2 years are over.
    Membership.objects.filter(user=request.requester).delete()
    assert signed_in(administrator).get(url).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=731), tick=False)
    assert signed_in(administrator).get(url).status_code == 200


def test_H1_who_stands_in_is_found_by_as_many_queries_however_many_ended_access(team):
    request, question = asked_question(team)
    contact, url = make_member(Role.HR_CONTACT, team.organisation), question_url(request, question)
    counts, enders = [], []
    for more in (1, 2, 27):
        for _ in range(more):
            ender = make_member(Role.ADMINISTRATOR, team.organisation)
            other = make_member(Role.REQUESTER, team.organisation)
            end_membership(membership=other.memberships.get(), on=None, actor=ender)
            enders.append(ender)
        if more == 1:
            end_membership(membership=request.requester.memberships.get(), on=None, actor=enders[0])
        browser = signed_in(contact)
        browser.get(url)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(url).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]
    # Nor does another account of the mailbox of who ended some.
    name, _, domain = enders[-1].email.partition("@")
    twin = make_member(Role.ADMINISTRATOR, team.organisation, f"{name}+two@{domain}")
    assert [signed_in(one).get(url).status_code for one in (enders[0], twin)] == [404, 404]


def test_H1_nor_by_giving_the_role_for_a_day_to_somebody_else(team, administrator, time_machine):
    request, question = asked_question(team)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    end_on_page(administrator, request.requester.memberships.get())
    today = timezone.localdate()
    address = f"temp{administrator.email[administrator.email.index('@') :]}"
    give_role(
        email=address,
        organisation=team.organisation,
        role=Role.REQUESTER,
        valid_to=today,
        actor=administrator,
    )
    term = Membership.objects.get(user__email=address)
    assert (term.valid_to, term.ended_by) == (today, None)
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    url = question_url(request, question)
    found = [signed_in(one).get(url).status_code for one in (administrator, contact)]
    assert found == [404, 200]


def test_H1_nor_when_the_requester_whose_access_one_ended_closes_the_account(team, administrator):
    request, question = asked_question(team)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    end_on_page(administrator, request.requester.memberships.get())
    url = question_url(request, question)
    erase_person(person=request.requester, actor=None, reason="asked")
    assert not Membership.objects.filter(role=Role.REQUESTER).exists()
    found = [signed_in(one).get(url).status_code for one in (administrator, contact)]
    assert found == [404, 200]


def test_nobody_is_told_while_another_requester_is_there_or_nothing_is_open(team, administrator):
    request = make_accepted_request(team)
    second = make_member(Role.REQUESTER, team.organisation)
    said = end_on_page(administrator, request.requester.memberships.get())
    assert "Nobody else has the role" not in said
    type(request).objects.update(state="withdrawn")
    end_on_page(administrator, second.memberships.get())
    assert told("hub.role_left_empty") == set()


def test_of_a_last_day_to_come_and_of_an_account_switched_off_it_is_told_too(team, administrator):
    request = make_accepted_request(team)
    day = timezone.localdate() + timedelta(days=9)
    typed = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    end_on_page(administrator, request.requester.memberships.get(), "day", **typed)
    letter = Notification.objects.get(slug="hub.role_left_empty")
    assert letter.context["until"] == date_gb(day)
    letter.delete()
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    switch_account(person=request.requester, is_on=False, actor=team.lead)
    assert told("hub.role_left_empty") == {second.email}


def test_a_requester_who_keeps_other_access_alone_is_told_with_who_can_answer(team, administrator):
    request = make_accepted_request(team)
    person, role = request.requester, request.requester.memberships.get()
    Membership.objects.create(
        user=person, organisation=team.organisation, role=Role.NOMINATOR, valid_from="2013-01-01"
    )
    end_membership(membership=role, on=None, actor=team.lead)
    request_questions.ask(request=request, text="Which site?", actor=team.adviser)
    assert told("roles.support_waiting") == {person.email, administrator.email}


def test_who_leaves_the_hubs_groups_leaves_their_work_to_the_leads(team):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    request = make_request(team)
    triage(request=request, urgency="routine", adviser=team.adviser, actor=team.lead)
    url = reverse("wagtailusers_users:edit", args=[team.adviser.pk])
    typed = {"email": team.adviser.email, "first_name": "Sam", "last_name": "Lee"}
    page = signed_in(team.lead).post(url, {**typed, "is_active": "on", "groups": []}, follow=True)
    assert f"This work is still open with {team.adviser.email}: {request}" in page.text
    assert told("hub.office_taken") == {team.adviser.email}
    letter = Notification.objects.get(slug="hub.work_left_open")
    assert letter.recipient == second
    assert letter.context["records"] == [str(request)]
    deliver(letter.pk)
    assert request.reference in mail.outbox[-1].body
    assert "Sam Lee no longer has access for" in " ".join(mail.outbox[-1].body.split())


def test_who_keeps_one_of_the_hubs_groups_keeps_their_work(team):
    make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    request = make_request(team)
    triage(request=request, urgency="routine", adviser=team.adviser, actor=team.lead)
    editors = Group.objects.get(name=StaffGroup.EDITORS)
    team.adviser.groups.add(editors)
    change_groups(person=team.adviser, groups=[editors], actor=team.lead)
    assert told("hub.work_left_open") == set()
