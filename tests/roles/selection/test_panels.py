"""Panels: set up for a stage, its people asked, answering in time, each with a certificate (R9)."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_system
from hub.models import Grade, Membership, Notification
from hub.qualifications import withdraw_qualification
from hub.tasks import deliver_notifications
from roles.models import Campaign, Panel, PanelMember
from roles.models.selection.panel_gate import needs_commissioner
from roles.selection.services.panel_answers import (
    CannotSitError,
    OwnRoleError,
    TooLateError,
    accept_invitation,
    decline_invitation,
    leave_panel,
)
from roles.selection.services.panel_rules import standing_of
from roles.selection.services.panels import (
    NotNowError,
    PanelRefusedError,
    PanelSetUpError,
    TooFewError,
    invite_member,
    remove_member,
    set_up_panel,
)
from roles.selection.tasks import look_after_panels
from tests.factories.adverts import make_advert, make_draft, make_handler
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.panels import make_panel, make_sitter, make_sitting_panel, place_of
from tests.factories.qualifications import make_assessor
from tests.factories.roles import make_accepted_request, make_open
from tests.factories.roles import make_draft as make_draft_campaign
from tests.roles.support.support_forms import book, make_expert

database = pytest.mark.django_db


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def day_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def slugs():
    return list(Notification.objects.order_by("pk").values_list("slug", flat=True))


@database
def test_R9_a_panel_is_set_up_on_its_page_and_its_people_accept_on_theirs(mailoutbox):
    campaign = make_advert()
    manager, chair, other = make_handler(campaign), make_sitter(campaign), make_sitter(campaign)
    browser, base = signed_in(manager), f"/campaigns/{campaign.reference}/panels/"
    assert base in browser.get(f"/campaigns/{campaign.reference}/").text
    assert f"{base}1/" in browser.get(base).text
    page = browser.get(f"{base}1/").text
    assert (str(chair) in page, str(manager) in page) == (True, False)
    sent = {"chair": chair.pk, "members": [other.pk], **day_parts("answer_by", tomorrow())}
    assert browser.post(f"{base}1/", sent).url == base
    page = browser.get(base).text
    assert ("Not complete" in page, "has not answered yet" in page) == (True, True)
    asked = Notification.objects.filter(slug="roles.panel_invited").order_by("pk")
    assert [row.recipient for row in asked] == [chair, other]
    deliver_notifications([row.pk for row in asked])
    panel = campaign.selection_panels.get()
    for person, mail in zip((chair, other), mailoutbox, strict=True):
        address = f"/panels/{place_of(person, panel).pk}/"
        assert address in mail.body
        own = signed_in(person)
        assert f"{address}accept/" in own.get(address).text
        assert own.post(f"{address}accept/").url == address
        assert [other_page.status_code for other_page in [signed_in(manager).get(address)]] == [404]
    page = browser.get(base).text
    assert f"{chair} has still to declare conflicts of interest." in page
    for person in (chair, other):
        said = {"knows_somebody": "no", "names": ""}
        signed_in(person).post(f"/panels/{place_of(person, panel).pk}/declare/", said)
    page = browser.get(base).text
    assert ("Not complete" in page, "Complete" in page) == (False, True)


@database
def test_R9_nobody_judges_alone_and_one_person_with_two_accounts_is_one():
    campaign = make_advert()
    manager, chair = make_handler(campaign), make_sitter(campaign)
    name, _, domain = chair.email.partition("@")
    twin = make_member("nominator", campaign.organisation, email=f"{name}+two@{domain}")
    make_assessor(twin)
    for members in ([], [chair], [twin]):
        with pytest.raises(TooFewError):
            set_up_panel(
                campaign=campaign,
                number=1,
                chair=chair,
                members=members,
                answer_by=tomorrow(),
                actor=manager,
            )
    assert Panel.objects.count() == 0


@database
def test_R9_an_ended_certificate_is_said_before_anything_is_sent():
    campaign = make_advert()
    ended = make_sitter(campaign, first=-300, last=-1)
    before_the_end = make_sitter(campaign, last=3)
    Campaign.objects.filter(pk=campaign.pk).update(
        sift_on=timezone.localdate() + timedelta(days=16),
        interviews_from=timezone.localdate() + timedelta(days=20),
    )
    chair, browser = make_sitter(campaign), signed_in(make_handler(campaign))
    make_sitter(campaign)
    url = f"/campaigns/{campaign.reference}/panels/1/"
    assert "certificate ended on" in browser.get(url).text
    for person in (ended, before_the_end):
        sent = {"chair": chair.pk, "members": [person.pk], **day_parts("answer_by", tomorrow())}
        page = browser.post(url, sent).text
        assert "has no assessor’s certificate that is valid until" in page
    assert (Panel.objects.count(), slugs()) == (0, [])


@database
def test_R9_a_certificate_that_is_withdrawn_leaves_the_panel_incomplete():
    panel = make_sitting_panel(make_advert())
    assert standing_of(panel).lacks == []
    member = panel.members.get(role="member")
    held = member.person.qualifications.get()
    with as_system():
        withdraw_qualification(qualification=held, reason="By mistake", actor=make_person())
    [why] = standing_of(panel).lacks
    assert "has no assessor’s certificate" in why


@database
def test_R9_only_a_civil_servant_chairs(team):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    expert = make_expert()
    book(expert, request, team)
    given = {"campaign": campaign, "number": 1, "answer_by": tomorrow(), "actor": team.manager}
    with pytest.raises(PanelRefusedError) as refusal:
        set_up_panel(chair=expert.user, members=[make_sitter(campaign)], **given)
    assert "cannot chair" in refusal.value.reasons[0]
    panel = set_up_panel(chair=make_sitter(campaign), members=[expert.user], **given)
    assert panel.members.count() == 2


@database
def test_H6_an_expert_sits_only_where_the_hub_has_booked_them(team):
    campaign = make_open(team, make_accepted_request(team))
    expert = make_expert()
    with pytest.raises(PanelRefusedError) as refusal:
        make_panel(campaign, expert.user, by=team.manager)
    assert "not an expert whom the hub team has booked" in refusal.value.reasons[0]


@database
def test_H4_the_hub_sets_up_a_panel_only_where_it_helps_with_the_selection(team):
    asked = make_open(team, make_accepted_request(team, kind="panel"))
    left = make_open(team, make_accepted_request(team))
    adviser = signed_in(team.adviser)
    url = "/campaigns/{}/panels/1/".format
    assert adviser.get(url(asked.reference)).status_code == 200
    assert adviser.get(url(left.reference)).status_code == 404
    page = adviser.get(f"/campaigns/{left.reference}/panels/").text
    assert "can set up panels" in page


@database
@pytest.mark.parametrize(
    "audience, grade, needed",
    [
        ("external", "g7", False),
        ("external", "scs1", False),
        ("external", "scs2", True),
        ("internal", "scs2", False),
        ("across_government", "scs2", False),
        ("internal", "scs3", True),
    ],
)
def test_R10_a_commissioner_chairs(audience, grade, needed):
    campaign = Campaign(audience=audience, grade=Grade.objects.get(code=grade))
    assert needs_commissioner(campaign) is needed


@database
def test_R10_the_commissioner_is_named_and_nobody_else_chairs():
    campaign = make_advert(grade="scs2", audience="external")
    one, two = make_sitter(campaign), make_sitter(campaign)
    browser, base = signed_in(make_handler(campaign)), f"/campaigns/{campaign.reference}/panels/"
    sent = {"members": [one.pk, two.pk], **day_parts("answer_by", tomorrow())}
    assert "Enter the name of the Commissioner" in browser.post(f"{base}1/", sent).text
    assert browser.post(f"{base}1/", {**sent, "commissioner": "Joan Example"}).url == base
    panel = campaign.selection_panels.get()
    for member in panel.members.all():
        accept_invitation(member=member, actor=member.person)
    assert "Joan Example" in browser.get(base).text
    assert standing_of(panel).lacks == []
    browser.post(f"{base}1/commissioner/", {"commissioner": "Ann Other"})
    panel.refresh_from_db()
    assert panel.commissioner == "Ann Other"
    with pytest.raises(PanelRefusedError):
        invite_member(
            panel=panel,
            person=make_sitter(campaign),
            role="chair",
            answer_by=tomorrow(),
            actor=make_handler(campaign),
        )


@database
def test_R25_who_applies_is_asked_like_others_and_cannot_accept():
    campaign = make_advert()
    candidate = make_sitter(campaign)
    make_draft(campaign, candidate)
    manager = make_handler(campaign)
    panel = make_panel(campaign, candidate, by=manager)
    place = place_of(candidate, panel)
    with pytest.raises(OwnRoleError):
        accept_invitation(member=place, actor=candidate)
    browser = signed_in(candidate)
    page = browser.post(f"/panels/{place.pk}/accept/", follow=True).text
    assert "you have started an application for this role" in page
    # Nothing of it is seen by those who set the panel up.
    page = signed_in(manager).get(f"/campaigns/{campaign.reference}/panels/").text
    assert "appl" not in page[page.index("Who is on the panel") :].split("</table>")[0]
    decline_invitation(member=place, why="not_available", actor=candidate)
    assert place_of(candidate, panel).state == "declined"


@database
def test_R25_who_accepts_cannot_apply_any_more():
    campaign = make_advert()
    person = make_sitter(campaign)
    make_sitting_panel(campaign, person)
    page = signed_in(person).post(f"/applications/start/{campaign.reference}/", follow=True).text
    assert "cannot apply for this role" in page


@database
def test_an_invitation_is_declined_with_a_reason_that_the_department_reads():
    campaign = make_advert()
    manager = make_handler(campaign)
    panel = make_panel(campaign, by=manager)
    place = panel.members.get(role="member")
    browser, url = signed_in(place.person), f"/panels/{place.pk}/decline/"
    assert "Select why" in browser.post(url).text
    browser.post(url, {"why": "interest"})
    page = signed_in(manager).get(f"/campaigns/{campaign.reference}/panels/").text
    assert "I may have a conflict of interest" in page
    told = Notification.objects.get(slug="roles.panel_changed", recipient=manager)
    assert told.context["what"] == "Somebody has declined a place"
    assert str(place.person) not in str(told.context)


@database
def test_an_invitation_is_reminded_of_once_and_ends_after_its_day(
    django_capture_on_commit_callbacks,
):
    campaign = make_advert()
    panel = make_panel(campaign, in_days=2)
    look_after_panels()
    assert Notification.objects.filter(slug="roles.panel_answer_due").count() == 0
    yesterday = timezone.now() - timedelta(days=1)
    panel.members.update(invited_at=yesterday)
    look_after_panels()
    look_after_panels()
    assert Notification.objects.filter(slug="roles.panel_answer_due").count() == 2
    panel.members.update(answer_by=timezone.localdate() - timedelta(days=1))
    place = panel.members.first()
    with pytest.raises(TooLateError):
        accept_invitation(member=place, actor=place.person)
    look_after_panels()
    look_after_panels()
    assert set(panel.members.values_list("state", flat=True)) == {"lapsed"}
    with pytest.raises(TransitionNotAllowed):
        accept_invitation(member=place, actor=place.person)


@database
def test_S9_a_member_leaves_in_three_clicks_and_the_department_gets_it_to_do():
    campaign = make_advert(sift_on=timezone.localdate() + timedelta(days=20))
    manager = make_handler(campaign)
    panel = make_sitting_panel(campaign, by=manager)
    place = panel.members.get(role="member")
    browser, address = signed_in(place.person), f"/panels/{place.pk}/"
    # From the list to the place, to the question, to the answer.
    assert address in browser.get("/panels/").text
    assert f"{address}leave/" in browser.get(address).text
    browser.post(f"{address}leave/", {"why": "not_available"})
    assert standing_of(panel).lacks == ["It needs at least 2 people. 1 so far."]
    told = Notification.objects.get(
        slug="roles.panel_changed", recipient=manager, occasion__contains="left"
    )
    assert told.context["what"] == "Somebody has left the panel"
    assert "Complete panels" in signed_in(manager).get("/work/", follow=True).text
    with pytest.raises(TransitionNotAllowed):
        leave_panel(member=place, why="other", actor=place.person)


@database
def test_who_comes_back_has_another_time_on_the_panel():
    campaign = make_advert()
    manager = make_handler(campaign)
    panel = make_sitting_panel(campaign, by=manager)
    person = panel.members.get(role="member").person
    remove_member(member=place_of(person, panel), reason="They are ill.", actor=manager)
    again = invite_member(
        panel=panel, person=person, role="member", answer_by=tomorrow(), actor=manager
    )
    accept_invitation(member=again, actor=person)
    states = PanelMember.objects.filter(panel=panel, person=person).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["removed", "accepted"]
    with pytest.raises(PanelRefusedError):
        invite_member(
            panel=panel, person=person, role="member", answer_by=tomorrow(), actor=manager
        )


@database
def test_a_panel_is_set_up_once_and_from_the_approval_on(team):
    panel = make_panel(make_advert())
    with pytest.raises(PanelSetUpError):
        make_panel(panel.campaign)
    draft = make_draft_campaign(team)
    with pytest.raises(NotNowError):
        make_panel(draft, by=team.manager)
    browser = signed_in(team.manager)
    page = browser.get(f"/campaigns/{draft.reference}/panels/1/", follow=True).text
    assert "You can only set up panels after the campaign is approved" in page


@database
def test_an_invitation_waits_in_the_to_do_of_who_is_asked():
    panel = make_panel(make_advert())
    place = panel.members.get(role="member")
    page = signed_in(place.person).get("/work/", follow=True).text
    assert "Answer invitations to panels" in page
    assert f"/panels/{place.pk}/" in page
    accept_invitation(member=place, actor=place.person)
    assert "Answer invitations" not in signed_in(place.person).get("/work/", follow=True).text


@database
def test_a_panel_for_the_sift_waits_to_be_set_up():
    campaign = make_advert(sift_on=timezone.localdate() + timedelta(days=10))
    for _ in range(2):
        make_sitter(campaign)
    manager = make_handler(campaign)
    page = signed_in(manager).get("/work/", follow=True).text
    assert f"/campaigns/{campaign.reference}/panels/1/" in page
    url = f"/campaigns/{campaign.reference}/"
    assert "Set up the panel for the sift." in signed_in(manager).get(url).text
    make_panel(campaign, by=manager)
    page = signed_in(manager).get(url).text
    assert ("Set up the panel for the sift." in page, "Stage 1: 0 of 2 people" in page) == (
        False,
        True,
    )
    page = signed_in(manager).get("/work/", follow=True).text
    assert f"/campaigns/{campaign.reference}/panels/1/" not in page


@database
def test_another_department_and_candidates_find_no_panel():
    campaign = make_advert()
    panel = make_panel(campaign)
    place = panel.members.first()
    stranger = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    pages = [
        f"/campaigns/{campaign.reference}/panels/",
        f"/campaigns/{campaign.reference}/panels/1/",
        f"/campaigns/{campaign.reference}/panels/1/invite/",
        f"/campaigns/{campaign.reference}/panels/places/{place.pk}/remove/",
        f"/panels/{place.pk}/",
        f"/panels/{place.pk}/accept/",
        "/panels/",
    ]
    for person in (stranger, make_person()):
        browser = signed_in(person)
        assert [browser.get(page).status_code for page in pages] == [404] * len(pages)


@database
def test_the_panels_of_a_campaign_take_as_many_queries_for_many_people(
    django_assert_max_num_queries,
):
    found = []
    for number in (1, 3, 30):
        campaign = make_advert()
        manager = make_handler(campaign)
        make_sitting_panel(campaign, *(make_sitter(campaign) for _ in range(number)), by=manager)
        browser = signed_in(manager)
        url = f"/campaigns/{campaign.reference}/panels/"
        browser.get(url)
        with django_assert_max_num_queries(400) as queries:
            assert browser.get(url).status_code == 200
        found.append(len(queries))
    assert found == [found[0]] * 3


@database
def test_to_do_takes_as_many_queries_for_many_panels(django_assert_max_num_queries):
    department = make_organisation()
    manager = make_member(Membership.Role.HIRING_MANAGER, department)
    sifts = timezone.localdate() + timedelta(days=10)
    chair = make_member("nominator", department)
    found = []
    # 1, 3 and 18: of a queue with more than 20 the page counts the rest, by one query.
    for number in (1, 2, 15):
        for _ in range(number):
            make_advert(organisation=department, sift_on=sifts)
            panel = make_panel(make_advert(organisation=department, sift_on=sifts), chair=chair)
            accept_invitation(member=place_of(chair, panel), actor=chair)
            other = panel.members.invited().get()
            decline_invitation(member=other, why="other", actor=other.person)
        counts = []
        for person in (manager, chair):
            browser = signed_in(person)
            browser.get("/work/")
            with django_assert_max_num_queries(400) as queries:
                page = browser.get("/work/").text
            counts.append(len(queries))
        assert "Complete panels" in signed_in(manager).get("/work/").text
        assert "Declare conflicts of interest" in page
        found.append(counts)
    assert found == [found[0]] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_set_up_a_panel_or_answer_at_once_wait_for_each_other():
    if connection.vendor != "postgresql":
        pytest.skip("needs a real PostgreSQL")
    campaign = make_advert()
    managers = [make_handler(campaign) for _ in range(2)]
    people = [make_sitter(campaign) for _ in range(2)]

    def at_once(*acts):
        start, outcomes = Barrier(len(acts)), []

        def run(act):
            start.wait()
            try:
                act()
                outcomes.append("done")
            except (PanelRefusedError, CannotSitError, TransitionNotAllowed) as error:
                outcomes.append(type(error).__name__)
            finally:
                connections.close_all()

        threads = [Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(outcomes)

    def sets_up(manager):
        return lambda: set_up_panel(
            campaign=campaign,
            number=1,
            chair=people[0],
            members=[people[1]],
            answer_by=tomorrow(),
            actor=manager,
        )

    assert at_once(*map(sets_up, managers)) == ["PanelSetUpError", "done"]
    place = PanelMember.objects.get(person=people[1])
    accept = lambda: accept_invitation(member=place, actor=people[1])  # noqa: E731
    assert at_once(accept, accept) == ["TransitionNotAllowed", "done"]
