"""What is to be done: the page that collects what waits for a person from every plugin."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from hub.audit import log
from hub.authorisation import as_system
from hub.memberships import give_role
from hub.models import Membership, Need, Notification, PendingOffice, User
from hub.needs import answer
from hub.pages import HomePage, StandardPage
from hub.permissions import StaffGroup
from hub.work import MOST_SHOWN, queues, waiting_for, work_queues
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.qualifications import make_assessor
from tests.work_page import of_others, queues_and_queries, to_do

pytestmark = pytest.mark.django_db
# The most queries that tell somebody that nothing waits, in up to 62 queues: what says who they
# are, which settings and steps of moderation there are, and what is no query of its own.
MOST_FOR_NOTHING = {
    "Hub leads": 37,
    "Hub staff": 30,
    "Editors": 25,
    # Panels in their sift are read by themselves: whether too few people can mark is added up.
    "hiring_manager": 26,
    # What candidates need is encrypted: of it a list is read by itself.
    "resourcing": 27,
}
MOST_FOR_NOTHING_OF_OTHERS = 22
EVERY_DOOR = {
    *("Find a role", "Ask for help to fill a post", "Run an induction"),
    *("Review a department’s capability", "How we are doing"),
}


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def requester(department):
    return make_member(Membership.Role.REQUESTER, department, "requester@a.example")


def page_of(person):
    return signed_in(person).get(reverse("work")).content.decode()


def test_a_stranger_signs_in_first_and_comes_back(client):
    answered = client.get(reverse("work"))
    assert (answered.status_code, answered["Location"]) == (302, "/accounts/login/?next=/work/")


def test_somebody_for_whom_nothing_waits_is_told_so():
    page = page_of(make_person("new@example.com"))
    assert "Nothing is waiting for you." in page
    assert "Waiting for others" not in page
    assert "Done by you today" not in page


@pytest.mark.parametrize(
    ("group", "doors"),
    [
        (StaffGroup.ANALYSTS, {"Find a role", "How we are doing"}),
        (StaffGroup.EDITORS, {"Find a role", "How we are doing"}),
        (
            StaffGroup.REVIEWERS,
            {"Find a role", "How we are doing", "Review a department’s capability"},
        ),
        (StaffGroup.TRAINERS, {"Find a role", "How we are doing", "Run an induction"}),
    ],
)
def test_an_empty_page_and_the_front_page_lead_to_what_somebody_may_do_alone(group, doors):
    """Who may only read needs and reviews is not told to raise the one and plan the other."""
    person = make_person("", group)
    offered = page_of(person).partition("What you can do</h2>")[2].partition("</ul>")[0]
    assert {words for words in EVERY_DOOR if words in offered} == doors
    front = signed_in(person).get("/").text.partition("<main")[2]
    assert {words for words in EVERY_DOOR if f"{words}</a>" in front} == doors


def test_a_requester_is_offered_to_raise_a_need(requester):
    assert "Ask for help to fill a post" in page_of(requester)


def test_a_need_waits_until_something_is_started_for_it(department, requester):
    need = make_need(department, requester, needed_by=timezone.localdate() - timedelta(days=3))
    other = make_member(Membership.Role.REQUESTER, make_organisation("BBB"), "r@b.example")
    page = page_of(requester)
    meet = reverse("need_meet", args=[need.reference])
    assert to_do(requester) == {"Decide how to meet needs": [meet]}
    assert "Decide, check and confirm (1, 1 late)" in page
    assert f'href="{meet}">{need.reference}' in page
    assert "3 days late" in page
    assert need.reference not in page_of(other)
    with as_system():
        answer(need=need, slug="roles.support_requested", subject=department, actor=requester)
    assert "Decide how to meet needs" not in page_of(requester)


def test_what_has_waited_longest_stands_first_and_the_rest_is_counted(department, requester):
    now = timezone.now()
    for days in range(MOST_SHOWN + 2):
        need = make_need(department, requester)
        Need.objects.filter(pk=need.pk).update(raised_at=now - timedelta(days=days))
    (shown,) = [each for each in waiting_for(requester) if each.queue.slug == "hub.needs"]
    assert shown.total == MOST_SHOWN + 2
    assert [item.since for item in shown.items] == sorted(
        Need.objects.values_list("raised_at", flat=True)
    )[:MOST_SHOWN]
    page = page_of(requester)
    assert f"Decide, check and confirm ({MOST_SHOWN + 2})" in page
    assert f"these are the {MOST_SHOWN} that have waited longest." in page
    assert f"See all {MOST_SHOWN + 2}" in page


def test_access_waits_for_a_second_person_and_not_for_who_gave_it(department):
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    second = make_person("second@hub.example", StaffGroup.HUB_LEADS)
    gets = make_person("new@elsewhere.example")
    give_role(
        email=gets.email,
        organisation=department,
        role=Membership.Role.APPROVER,
        valid_from=timezone.localdate(),
        actor=lead,
    )
    pending = PendingOffice.objects.get()
    assert to_do(second) == {"Confirm access": [pending.get_absolute_url()]}
    assert to_do(lead) == {}
    assert of_others(lead) == {"A second person confirms access": [reverse("role_list")]}
    assert "Confirm access" not in page_of(gets)


def test_a_failed_email_waits_for_hub_staff():
    Notification.objects.create(
        key="x",
        slug="hub.gone",
        address="a@example.com",
        state=Notification.State.DEAD,
        next_attempt_at=timezone.now(),
        created_at=timezone.now(),
    )
    page = page_of(make_person("staff@hub.example", StaffGroup.HUB_STAFF))
    assert "Send failed emails again" in page
    assert "Take the next step (1)" in page
    assert "a@example.com" not in page
    assert "Send failed emails" not in page_of(make_person("new@example.com"))


def test_a_queue_that_fails_is_named_and_the_others_are_shown(department, requester, monkeypatch):
    def broken(person):
        return Need.objects.extra(where=["no_such_column = 1"])

    known = {queue.slug: queue for queue in work_queues}
    fails = replace(known["hub.needs"], slug="hub.fails", label="Mend it", rows=broken)
    monkeypatch.setattr(queues, "work_queues", [fails, known["hub.needs"]])
    need = make_need(department, requester)
    page = page_of(requester)
    assert "Mend it" in page
    assert "We could not look this up." in page
    assert need.reference in page


def test_the_front_page_of_the_admin_counts_what_waits():
    Notification.objects.create(
        key="x",
        slug="hub.gone",
        address="a@example.com",
        state=Notification.State.DEAD,
        next_attempt_at=timezone.now(),
        created_at=timezone.now(),
    )
    home = reverse("wagtailadmin_home")
    staff = signed_in(make_person("staff@hub.example", StaffGroup.HUB_STAFF))
    shown = staff.get(home).content.decode()
    assert re.search(r'href="[^"]+">Send failed emails again</a>:\s1\b', shown)
    editor = signed_in(make_person("editor@hub.example", StaffGroup.EDITORS))
    assert "Send failed emails" not in editor.get(home).content.decode()


def panel_of(person):
    """What the panel of the admin's front page says, without its markup."""
    page = signed_in(person).get(reverse("wagtailadmin_home")).text
    panel = page.partition("hub-work-heading")[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", panel).split())


TO_COME = "Scheduled pages"
OF_EDITORS = {
    "Check drafts of pages: none",
    f"{TO_COME}: none",
    "Check adverts: none",
    "Publish adverts: none",
    "Check and publish changes to public adverts: none",
    "Scheduled adverts: none",
}
OF_THE_TEAM = {*OF_EDITORS, "Send failed emails again: none"}


@pytest.mark.parametrize(
    ("group", "empty"),
    [
        (StaffGroup.HUB_STAFF, OF_THE_TEAM),
        (StaffGroup.HUB_LEADS, OF_THE_TEAM),
        (StaffGroup.EDITORS, OF_EDITORS),
        (StaffGroup.ANALYSTS, set()),
        (StaffGroup.REVIEWERS, set()),
    ],
)
def test_what_the_front_page_watches_says_that_there_is_nothing_to_whom_it_concerns(group, empty):
    said = panel_of(make_person("", group))
    assert "Nothing is waiting for you." in said
    assert {words for words in OF_THE_TEAM if words in said} == empty


def test_a_queue_of_the_front_page_that_fails_is_named_there(monkeypatch):
    def broken(person):
        return Need.objects.extra(where=["no_such_column = 1"])

    known = {queue.slug: queue for queue in work_queues}
    fails = replace(known["hub.emails"], slug="hub.fails", label="Mend it", rows=broken)
    monkeypatch.setattr(queues, "work_queues", [fails, known["hub.page_drafts"]])
    said = panel_of(make_person("", StaffGroup.HUB_STAFF))
    assert "Mend it We could not look this up." in said
    assert "Check drafts of pages: none" in said


def test_what_a_person_did_today_is_listed_with_links(department, requester):
    client = signed_in(requester)
    need = make_need(department, requester)
    client.post(reverse("need_withdraw", args=[need.reference]), {"reason": "Not needed"})
    page = client.get(reverse("work")).content.decode()
    done = page.partition("Done by you today")[2]
    assert "Need withdrawn" in done
    assert f'href="{need.get_absolute_url()}"' in done


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_what_waits(department, requester, number):
    for _ in range(number):
        make_need(department, requester)
    client = signed_in(requester)
    client.get(reverse("work"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        waiting_for(requester)
    needs = [q for q in asked.captured_queries if "hub_need" in q["sql"]]
    # One tells, for all queues at once, in which of them something waits.
    assert len(needs) == (2 if number <= MOST_SHOWN else 3)


@pytest.mark.parametrize("office", [*StaffGroup.values, *Membership.Role.values, "candidate"])
def test_queues_in_which_nothing_waits_cost_one_query_together(department, office):
    if office in StaffGroup.values:
        person = make_person("", office)
    elif office in Membership.Role.values:
        person = make_member(office, department)
    else:
        person = make_person()
    waiting_for(User.objects.get(pk=person.pk))
    fresh = User.objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as asked:
        assert waiting_for(fresh) == []
    told = [each for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(told) <= MOST_FOR_NOTHING.get(office, MOST_FOR_NOTHING_OF_OTHERS)


def test_what_cannot_be_asked_at_once_is_asked_queue_by_queue(department, requester, monkeypatch):
    need = make_need(department, requester)

    def broken(person):
        return Need.objects.extra(where=["no_such_column = 1"])

    known = {queue.slug: queue for queue in work_queues}
    fails = replace(known["hub.needs"], slug="hub.fails", rows=broken)
    monkeypatch.setattr(queues, "work_queues", [fails, *work_queues])
    found = {shown.queue.slug: shown for shown in waiting_for(requester)}
    assert found["hub.fails"].could_not_be_read
    assert [item.href for item in found["hub.needs"].items] == [f"/needs/{need.reference}/meet/"]


def test_the_front_page_of_the_admin_names_what_waits_longest_late_first(department):
    home = reverse("wagtailadmin_home")
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    make_member(Membership.Role.REQUESTER, department, lead.email)
    make_need(department, lead)
    late = make_need(department, lead, needed_by=timezone.localdate() - timedelta(days=3))
    page = signed_in(lead).get(home).content.decode()
    panel = page.partition("hub-work-heading")[2].partition("</section>")[0]
    assert "2 waiting, 1 of them late" in panel
    named = re.findall(r'<li>Decide how to meet needs: <a href="([^"]+)"', panel)
    assert named[0] == reverse("need_meet", args=[late.reference])
    assert len(named) == 2
    assert "(3 days late)" in panel
    assert 'href="/work/"' in panel


def test_pages_with_the_hub_and_pages_to_come_are_seen_by_who_may_answer_them():
    writer, staff = (make_person(f"{n}@hub.example", StaffGroup.HUB_STAFF) for n in ("w", "s"))
    page = HomePage.objects.first()
    page.title = "Find work"
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    home = reverse("wagtailadmin_home")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Check drafts of pages (1)" in signed_in(staff).get(home).text
    assert to_do(staff)["Check drafts of pages"] == [edit]
    # Nobody checks words of their own.
    assert "Check drafts of pages: none" in signed_in(writer).get(home).text
    assert of_others(writer)["Somebody else in the hub team checks your drafts"] == [edit]
    analyst = make_person("analyst@hub.example", StaffGroup.ANALYSTS)
    assert "Find work" not in signed_in(analyst).get(home).text.partition("hub-work-heading")[2]
    assert to_do(analyst) == {}


def test_a_page_that_is_published_on_its_day_is_seen_until_then():
    editor = make_person("e@hub.example", StaffGroup.EDITORS)
    page = HomePage.objects.first()
    below = page.add_child(instance=Page(title="From tomorrow", live=False))
    below.go_live_at = timezone.now() + timedelta(days=1)
    below.save_revision().publish()
    home = reverse("wagtailadmin_home")
    assert "Scheduled pages (1)" in signed_in(editor).get(home).text
    edit = reverse("wagtailadmin_pages:edit", args=[below.pk])
    assert of_others(editor)["Scheduled pages"] == [edit]
    analyst = make_person("analyst@hub.example", StaffGroup.ANALYSTS)
    assert "From tomorrow" not in signed_in(analyst).get(home).text
    assert of_others(analyst) == {}


def test_queries_do_not_grow_with_pages_that_wait():
    editor = make_person("e@hub.example", StaffGroup.HUB_STAFF)
    page = HomePage.objects.first()
    asked, made = [], 0
    for number in (1, 3, 30):
        while made < number:
            below = page.add_child(instance=Page(title=f"From tomorrow {made}", live=False))
            below.go_live_at = timezone.now() + timedelta(days=1)
            below.save_revision().publish()
            drafted = page.add_child(instance=Page(title=f"Draft {made}"))
            drafted.save_revision()
            drafted.get_workflow().start(drafted, None)
            made += 1
        waiting_for(editor)
        found, queries = queues_and_queries(editor)
        assert found == {"hub.page_drafts": number, "hub.scheduled_pages": number}
        asked.append(queries)
    assert asked == [asked[0]] * 3


def test_somebody_for_whom_nothing_waits_reads_what_they_can_do():
    page = page_of(make_person("new@example.com"))
    assert '<a class="govuk-link" href="/roles/">Find a role</a>' in page
    assert "Your induction places" not in page


def test_what_was_done_today_says_a_day_once_and_whose_a_certificate_is(department, requester):
    staff = make_person("staff@hub.example", StaffGroup.HUB_STAFF)
    expert = make_person("expert@example.com")
    certificate = make_assessor(expert)
    with as_system():
        log(certificate, "hub.qualification_recorded", actor=staff)
    page = page_of(staff).partition("Done by you today")[2]
    assert f"{certificate}, {expert}" in page
    assert page.count(str(certificate)) == 1
    need = make_need(department, requester)
    with as_system():
        log(
            need,
            "hub.need_answered",
            actor=staff,
            data={"detail": "Panel, 14 December 2026 to 14 December 2026"},
        )
    page = page_of(staff).partition("Done by you today")[2]
    assert "Panel, 14 December 2026" in page
    assert "14 December 2026 to 14 December 2026" not in page


def test_the_history_of_a_need_names_it_once(department, requester):
    need = make_need(department, requester)
    page = signed_in(requester).get(need.get_absolute_url()).text
    history = page.partition(">History<")[2].partition("</main>")[0]
    assert "Need raised" in history
    assert need.reference not in history


def test_pages_that_somebody_published_today_are_among_what_they_did():
    editor = make_person("editor@hub.example", StaffGroup.EDITORS)
    home = HomePage.objects.get()
    page = home.add_child(instance=StandardPage(title="How we help", live=False))
    page.save_revision(user=editor).publish(user=editor)
    page.save_revision(user=editor)
    (done,) = signed_in(editor).get("/work/").context_data["done"]
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (done.what, done.note, done.href) == ("Published", "How we help", where)
