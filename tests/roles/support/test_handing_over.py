"""Giving a support request to a colleague of the department with the same right (H1)."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.memberships import end_membership
from hub.models import Membership, Notification
from hub.notifications.delivery import deliver
from roles.support.history import history_of, who_asked
from roles.support.services.handing_over import NotTheirsToHoldError, hand_over
from roles.support.services.request_questions import ask
from tests.factories.adverts import make_draft as make_draft_application
from tests.factories.hub import make_member, signed_in
from tests.factories.roles import actions_of, make_accepted_request, make_open, make_team

pytestmark = pytest.mark.django_db
Role = Membership.Role
OPTION = r'<option value="(\d+)"|name="to"[^>]*value="(\d+)"'


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def colleague(team):
    return make_member(Role.REQUESTER, team.organisation, "colleague@a.example")


def url_of(request):
    return f"{request.get_absolute_url()}hand-over/"


def options_of(page):
    """The people in the list."""
    return sorted({one or other for one, other in re.findall(OPTION, page)})


def test_a_requester_gives_a_request_to_a_colleague_who_is_told(team, colleague):
    request = make_accepted_request(team)
    client = signed_in(team.requester)
    assert url_of(request) in client.get(request.get_absolute_url()).text
    page = client.post(url_of(request), {"to": colleague.pk}, follow=True).text
    assert f"{request} is now with {colleague}" in page
    request.refresh_from_db()
    assert request.requester == colleague
    assert "Given to a colleague in the department" in page
    assert f"To {colleague}" in page
    shown = " ".join(page.replace("<wbr>", "").split())
    for label, person in (("Asked by", team.requester), ("Now with", colleague)):
        row = (
            rf'{label}\s*</dt>\s*<dd class="govuk-summary-list__value">\s*{re.escape(str(person))}'
        )
        assert re.search(row, shown)
    assert actions_of(request)[-1] == "roles.support_handed_over"
    letter = Notification.objects.get(slug="roles.support_handed_over")
    assert letter.recipient == colleague
    deliver(letter.pk)
    assert f"{team.requester} has given you support request" in mail.outbox[-1].body
    # It is not theirs to give away any more.
    assert client.get(url_of(request)).status_code == 404


def test_who_asked_is_named_however_coarse_the_clock_is(team, colleague):
    with time_machine.travel(timezone.now(), tick=False):
        request = make_accepted_request(team)
        hand_over(request=request, to=colleague, actor=team.requester)
        history = history_of(request)
    assert len({entry.at for entry in history}) == 1
    assert who_asked(request, history) == str(team.requester)
    told = {entry.label: entry.detail for entry in history if entry.detail.startswith("To ")}
    assert told == {"Given to a colleague in the department": f"To {colleague}"}


def test_it_goes_only_to_somebody_with_the_right_there_and_not_to_oneself(team, colleague):
    request = make_accepted_request(team)
    manager = make_member(Role.HIRING_MANAGER, team.organisation)
    elsewhere = make_member(Role.REQUESTER, make_team("BBB").organisation)
    client = signed_in(team.requester)
    for other in (team.requester, manager, elsewhere, team.adviser):
        assert client.post(url_of(request), {"to": other.pk}).status_code == 200
        with pytest.raises(NotTheirsToHoldError):
            hand_over(request=request, to=other, actor=team.requester)
    request.refresh_from_db()
    assert request.requester == team.requester
    for other in (colleague, manager, elsewhere, team.adviser):
        assert signed_in(other).get(url_of(request)).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        hand_over(request=request, to=colleague, actor=colleague)


def test_where_there_is_no_colleague_the_page_says_whom_to_ask(team):
    request = make_accepted_request(team)
    page = signed_in(team.requester).get(url_of(request)).text
    assert "Nobody else can ask for support for this department. Ask its roles" in page


def test_R11_R25_a_colleague_who_applies_is_on_the_list_like_everybody(team, colleague):
    request = make_accepted_request(team)
    client = signed_in(team.requester)
    before = options_of(client.get(url_of(request)).text)
    campaign = make_open(team, request)
    make_draft_application(campaign, colleague)
    assert options_of(client.get(url_of(request)).text) == before
    assert f"{colleague.pk}" in before
    page = client.post(url_of(request), {"to": colleague.pk}, follow=True).text
    assert f"{request} is now with {colleague}" in page
    # Their own moves stay barred.
    assert not colleague.has_perm("roles.withdraw_supportrequest", request)


def test_the_request_of_somebody_who_left_is_taken_over(team, colleague):
    request = make_accepted_request(team)
    role = team.requester.memberships.get()
    end_membership(membership=role, on=None, actor=team.lead)
    signed_in(colleague).post(url_of(request), {"to": colleague.pk})
    request.refresh_from_db()
    assert request.requester == colleague


def test_a_closed_request_stays_with_whoever_had_it(team, colleague):
    request = make_accepted_request(team)
    type(request).objects.filter(pk=request.pk).update(state="closed", outcome="unfilled")
    page = signed_in(team.requester).post(url_of(request), {"to": colleague.pk}, follow=True)
    assert "You can only give a request to a colleague until it is closed" in page.text


def told(slug):
    return {row.recipient for row in Notification.objects.filter(slug=slug)}


def competing(team):
    """A request whose requester has begun an application for its campaign, and a question."""
    request = make_accepted_request(team)
    make_draft_application(make_open(team, request), team.requester)
    Notification.objects.all().delete()
    question = ask(request=request, text="Which site?", actor=team.adviser)
    return request, f"/support/{request.reference}/questions/{question.pk}/"


def test_R25_other_requesters_are_asked_in_the_place_of_one_who_competes(team, colleague):
    make_member(Role.ADMINISTRATOR, team.organisation)
    request, question = competing(team)
    assert told("roles.support_waiting") == {colleague}
    client = signed_in(colleague)
    assert question in client.get("/work/").text
    assert url_of(request) in client.get(request.get_absolute_url()).text
    client.post(url_of(request), {"to": colleague.pk})
    request.refresh_from_db()
    assert request.requester == colleague


def test_R25_who_stands_in_acts_for_a_requester_who_competes_and_has_no_colleague(team):
    administrator = make_member(Role.ADMINISTRATOR, team.organisation)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    request, question = competing(team)
    assert told("roles.support_waiting") == {administrator}
    acts = [question, f"/support/{request.reference}/withdraw/", url_of(request)]
    client, requester = signed_in(administrator), signed_in(team.requester)
    assert question in client.get("/work/").text
    assert [client.get(act).status_code for act in acts] == [200, 200, 200]
    assert [signed_in(contact).get(act).status_code for act in acts] == [404, 404, 404]
    assert [requester.get(act).status_code for act in acts] == [404, 404, 404]
    assert question not in requester.get("/work/").text
    assert question not in signed_in(contact).get("/work/").text
    client.post(question, {"text": "Leeds."})
    client.post(f"/support/{request.reference}/withdraw/", {"reason": "No money."})
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert not Notification.objects.filter(
        recipient=team.requester, slug__startswith="roles.support"
    ).exists()


def test_R25_of_those_who_stand_in_whoever_competes_is_passed_over(team):
    administrator = make_member(Role.ADMINISTRATOR, team.organisation)
    contact = make_member(Role.HR_CONTACT, team.organisation)
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    for person in (team.requester, administrator):
        make_draft_application(campaign, person)
    ask(request=request, text="Which site?", actor=team.adviser)
    assert told("roles.support_waiting") == {contact}
    withdraw = f"/support/{request.reference}/withdraw/"
    people = (contact, administrator)
    assert [signed_in(one).get(withdraw).status_code for one in people] == [200, 404]
