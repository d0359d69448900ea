"""Standing in for a colleague who is away: no right comes of it, and the two count as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_system
from hub.memberships import end_membership, give_role
from hub.models import LogEntry, Membership, Notification, PendingOffice, StaffGroup, StandIn, User
from hub.notifications.delivery import deliver
from hub.retention.erasure import erase_person
from hub.stand_ins import arrange_stand_in
from hub.tasks import end_stand_ins
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.sent_twice import day

pytestmark = pytest.mark.django_db
Role = Membership.Role
ARRANGE = "/work/away/arrange/"


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


def member(department, email, role=Role.APPROVER, name=""):
    person = make_member(role, department, email)
    if name:
        person.first_name, _, person.last_name = name.partition(" ")
        person.save()
    return person


@pytest.fixture
def ann(department):
    return member(department, "ann@a.example", name="Ann Smith")


@pytest.fixture
def ben(department):
    return member(department, "ben@a.example", name="Ben Cole")


def answers(colleague, first=0, last=7):
    return {"colleague": colleague.pk, **day("starts_on", first), **day("ends_on", last)}


def arrange(person, colleague, first=0, last=7):
    """As a person does it; gives the page that answers."""
    return signed_in(person).post(ARRANGE, answers(colleague, first, last), follow=True)


def said(person, colleague, first=0, last=7):
    """What is said to somebody who cannot arrange it; nothing is saved."""
    number = StandIn.objects.count()
    page = arrange(person, colleague, first, last).text
    assert StandIn.objects.count() == number
    return page


def stands_in(person, colleague, first=0, last=7):
    with as_system():
        today = timezone.localdate()
        return arrange_stand_in(
            colleague=colleague,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            actor=person,
        )


def done(person):
    """What To do says that a person did today."""
    return signed_in(person).get("/work/").text.partition("Done by you today")[2]


def headings(person):
    return signed_in(person).get("/work/").text


# --- Arranging -----------------------------------------------------------------------------------


def test_a_colleague_with_the_same_role_stands_in_and_is_told(ann, ben):
    assert "Choose a colleague who stands in for you" in headings(ann)
    page = arrange(ann, ben).text
    assert "Ben Cole stands in for you from" in page
    row = StandIn.objects.get()
    assert (row.person, row.colleague) == (ann, ben)
    entry = LogEntry.objects.get(action="hub.stand_in_arranged")
    assert (entry.user, entry.data["person"], entry.data["colleague"]) == (ann, ann.pk, ben.pk)
    assert "Ann" not in entry.label
    assert ("Stand-in chosen" in done(ann), "Person " in done(ann)) == (True, False)
    letter = Notification.objects.get(slug="hub.stand_in_arranged")
    assert letter.recipient == ben
    until = f"{row.ends_on:%-d %B %Y}"
    assert f"For Ann Smith, away until {until}" in headings(ben)
    assert f"Ben Cole stands in for you until {until}." in headings(ann)


def test_it_is_reached_from_the_account_page(ann):
    page = signed_in(ann).get(reverse("account")).text
    assert 'href="/work/away/"' in page
    assert 'href="/work/away/"' not in signed_in(make_person("c@example.com")).get("/account/").text


def test_of_the_hub_whoever_is_in_the_same_group_stands_in():
    ann, ben = (make_person(f"{name}@hub.example", StaffGroup.HUB_STAFF) for name in ("a", "b"))
    analyst = make_person("analyst@hub.example", StaffGroup.ANALYSTS)
    assert "Select" in said(ann, analyst)
    arrange(ann, ben)
    assert StandIn.objects.get().colleague == ben


def test_nobody_else_is_offered(department, ann, ben):
    elsewhere = member(make_organisation("BBB"), "b@b.example")
    another = member(department, "m@a.example", Role.HIRING_MANAGER)
    gone = member(department, "gone@a.example")
    gone.is_active = False
    gone.save()
    page = signed_in(ann).get(ARRANGE).text
    assert f'value="{ben.pk}"' in page
    for other in (ann, elsewhere, another, gone):
        assert f'value="{other.pk}"' not in page
        assert "There is a problem" in said(ann, other)


def test_somebody_without_a_colleague_is_told_so(ann):
    page = signed_in(ann).get("/work/away/").text
    assert "Nobody else has the same access as you." in page
    assert f'href="{ARRANGE}"' not in page


def test_days_that_are_over_in_no_order_or_too_many_are_refused(ann, ben):
    assert "The first day must be today or later" in said(ann, ben, -1, 3)
    assert "The last day must be the same as or after the first day" in said(ann, ben, 3, 2)
    assert "The last day must be within 6 months" in said(ann, ben, 0, 200)
    arrange(ann, ben, 2, 2)
    assert StandIn.objects.count() == 1


def test_on_each_day_one_colleague_stands_in_who_is_there(department, ann, ben):
    cat = member(department, "cat@a.example", name="Cat Dunn")
    stands_in(ann, ben, 2, 6)
    assert "Ben Cole already stands in for you from" in said(ann, cat, 6, 9)
    # Nobody hands on what waits for a colleague, nor is it given to somebody who is away.
    assert "You stand in for Ann Smith from" in said(ben, cat, 0, 2)
    assert "Ann Smith is away from" in said(cat, ann, 3, 3)
    arrange(ann, cat, 7, 9)
    arrange(ben, cat, 7, 9)
    assert StandIn.objects.filter(colleague=cat).count() == 2


def test_nobody_stands_in_for_themselves(department, ann):
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.create(
            person=ann,
            colleague=ann,
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate(),
            arranged_at=timezone.now(),
        )
    tagged = member(department, "ann+work@a.example")
    User.objects.filter(pk=tagged.pk).update(mailbox=ann.mailbox)
    assert "There is a problem" in said(ann, tagged)


def test_nobody_reads_or_ends_what_others_arranged(department, ann, ben):
    row = stands_in(ann, ben)
    cat = member(department, "cat@a.example")
    client = signed_in(cat)
    address = reverse("stand_in_end", args=[row.pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert "Ann Smith" not in client.get("/work/away/").text
    assert StandIn.objects.get().ended_at is None


# --- Ending --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ann", "ben"])
def test_either_ends_it_early_and_the_other_is_told(ann, ben, who):
    row = stands_in(ann, ben)
    actor, other = (ann, ben) if who == "ann" else (ben, ann)
    client = signed_in(actor)
    address = reverse("stand_in_end", args=[row.pk])
    assert "Stop standing in now" in client.get(address).text
    page = client.post(address, follow=True).text
    assert "Ben Cole no longer stands in for Ann Smith." in page
    assert "For Ann Smith" not in headings(ben)
    assert Notification.objects.get(slug="hub.stand_in_ended").recipient == other
    entry = LogEntry.objects.get(action="hub.stand_in_ended")
    assert entry.user == actor
    late = client.get(address, follow=True).text
    assert ("This has already ended." in late, "Stop standing in now" in late) == (True, False)
    again = client.post(address, follow=True).text
    assert "This has already ended, so nothing has changed." in again
    assert Notification.objects.filter(slug="hub.stand_in_ended").count() == 1


def test_it_is_over_after_its_last_day(ann, ben, time_machine):
    stands_in(ann, ben, 0, 1)
    assert "For Ann Smith" in headings(ben)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert "For Ann Smith" not in headings(ben)
    end_stand_ins()
    assert StandIn.objects.get().ended_at is None


def test_a_colleague_who_loses_the_access_stands_in_no_more_and_both_are_told(ann, ben):
    stands_in(ann, ben)
    with as_system():
        end_membership(membership=ben.memberships.get(), on=None, actor=None)
    assert "For Ann Smith" not in headings(ben)
    end_stand_ins()
    end_stand_ins()
    assert StandIn.objects.get().ended_at is not None
    letters = Notification.objects.filter(slug="hub.stand_in_ended")
    assert set(letters.values_list("recipient", flat=True)) == {ann.pk, ben.pk}
    assert LogEntry.objects.get(action="hub.stand_in_ended").user is None


def test_a_colleague_whose_account_is_closed_stands_in_no_more(ann, ben):
    row = stands_in(ann, ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert ann.stood_in_by() == []
    end_stand_ins()
    row.refresh_from_db()
    assert row.ended_at is not None


def test_it_goes_with_the_account_and_the_other_is_told(ann, ben):
    stands_in(ann, ben)
    with as_system():
        erase_person(person=ben, actor=None, reason="test")
    assert StandIn.objects.count() == 0
    letter = Notification.objects.get(slug="hub.stand_in_over")
    assert letter.recipient == ann
    deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.state == Notification.State.SENT


def test_who_was_away_downloads_it(ann, ben):
    stands_in(ann, ben)
    page = signed_in(ann).get("/account/data/").text
    assert "When you were away from work, and who stood in for you" in page


# --- Two people are two people -------------------------------------------------------------------


def test_R1_nobody_confirms_what_the_colleague_they_stand_in_for_asked_for(department):
    lead, second, third = (
        make_person(f"{name}@hub.example", StaffGroup.HUB_LEADS) for name in "lst"
    )
    give_role(
        email=make_person("new@a.example").email,
        organisation=department,
        role=Role.APPROVER,
        valid_from=timezone.localdate(),
        actor=lead,
    )
    pending = PendingOffice.objects.get()
    assert second.has_perm("hub.confirm_office", pending)
    row = stands_in(lead, second)
    for person, may in ((lead, False), (second, False), (third, True)):
        person = User.objects.get(pk=person.pk)
        assert person.has_perm("hub.confirm_office", pending) is may
        assert ("Confirm access" in headings(person)) is may
    StandIn.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    assert User.objects.get(pk=second.pk).has_perm("hub.confirm_office", pending)


def test_R1_nor_does_who_is_away_confirm_what_who_stands_in_asked_for(department):
    lead, second = (make_person(f"{name}@hub.example", StaffGroup.HUB_LEADS) for name in "ls")
    stands_in(lead, second)
    give_role(
        email=make_person("new@a.example").email,
        organisation=department,
        role=Role.APPROVER,
        valid_from=timezone.localdate(),
        actor=second,
    )
    pending = PendingOffice.objects.get()
    assert not User.objects.get(pk=lead.pk).has_perm("hub.confirm_office", pending)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_what_is_not_in_force(department, ann, ben, number):
    for each in range(number):
        other = member(department, f"{each}@a.example")
        stands_in(other, ann, 10, 20)
    person = User.objects.get(pk=ben.pk)
    assert person.holds_office
    with CaptureQueriesContext(connection) as asked:
        assert person.stands_in == ()
    assert len(asked) == 1
