"""Conflicts of interest on panels: declared, found, decided; what is hidden does not exist (R9)."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.models import Membership, Notification
from hub.retention import policies
from roles.applications.services.applications import move_application
from roles.applications.services.erasure import erase_application
from roles.models import Application, Conflict, ConflictDeclaration
from roles.notifying import notify_handlers
from roles.selection.services.conflicts import (
    DeclaredError,
    SameDecisionError,
    add_to_declaration,
    decide_conflict,
    declare_on_names,
    declare_own_knowledge,
    find_conflicts,
)
from roles.selection.services.panel_answers import leave_panel
from roles.selection.tasks import look_after_panels
from tests.factories.adverts import (
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import (
    add_membership,
    make_member,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.panels import make_sitter, make_sitting_panel, place_of
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def named(campaign, name):
    application = make_application(campaign)
    Application.objects.filter(pk=application.pk).update(full_name=name)
    return Application.objects.get(pk=application.pk)


def sit(campaign, person):
    """Somebody's place on the panel of the sift, accepted."""
    return place_of(person, make_sitting_panel(campaign, person))


def declare(place, names=""):
    return declare_own_knowledge(
        member=place, knows_somebody=bool(names), names=names, actor=place.person
    )


def coordinator_of(campaign):
    return make_member(Membership.Role.RESOURCING, campaign.organisation)


def decide(conflict, is_conflict, by):
    return decide_conflict(
        conflict=conflict, is_conflict=is_conflict, reason="They are close.", actor=by
    )


def test_S1_each_declares_on_their_own_page_and_to_know_nobody_counts():
    campaign = make_advert()
    place = sit(campaign, make_sitter(campaign))
    browser, address = signed_in(place.person), f"/panels/{place.pk}/"
    assert f"{address}declare/" in browser.get(address).text
    assert "Declare conflicts of interest" in browser.get("/work/").text
    page = browser.post(f"{address}declare/", {"knows_somebody": "yes"}).text
    assert "Enter who you know" in page
    page = browser.post(f"{address}declare/", {"knows_somebody": "no", "names": "Ada"}).text
    assert "Select “Yes” if you know them, or clear the box" in page
    assert browser.post(f"{address}declare/", {"knows_somebody": "no"}).url == address
    page = browser.get(address).text
    assert "you know nobody" in " ".join(page.split())
    assert "Declare conflicts of interest" not in browser.get("/work/").text
    with pytest.raises(DeclaredError):
        declare(place)
    assert ConflictDeclaration.objects.get().phase == "own"


def test_S1_the_declaration_comes_before_any_name_and_shows_none():
    campaign = make_advert()
    application = named(campaign, "Ada Example")
    place = sit(campaign, make_sitter(campaign))
    page = signed_in(place.person).get(f"/panels/{place.pk}/declare/").text
    assert [word for word in ("Ada", application.reference) if word in page] == []


def test_S1_before_the_interviews_they_declare_on_the_names_of_those_invited():
    campaign = make_advert()
    handler = make_handler(campaign)
    invited = make_application(campaign, None, "pass_sift", "invite", by=handler)
    Application.objects.filter(pk=invited.pk).update(full_name="Ada Example")
    waiting = named(campaign, "Bob Other")
    person = make_sitter(campaign)
    place = place_of(person, make_sitting_panel(campaign, person, kind="interview"))
    declare(place)
    browser, address = signed_in(person), f"/panels/{place.pk}/declare-names/"
    assert address in browser.get("/work/").text
    page = browser.get(address).text
    assert ("Ada Example" in page, "Bob Other" in page) == (True, False)
    browser.post(address, {"applications": [waiting.pk]})
    assert Conflict.objects.count() == 0
    refused = browser.post(address, {"applications": [invited.pk]})
    assert "Enter how you know them" in refused.text
    browser.post(address, {"applications": [invited.pk], "names": "She managed me."})
    conflict = Conflict.objects.get()
    names = ConflictDeclaration.objects.get(member=place, phase="names")
    assert (names.names, ModelLogEntry.objects.filter(action="roles.names_read").exists()) == (
        "She managed me.",
        True,
    )
    assert (conflict.application, conflict.person, conflict.hides) == (invited, person, True)
    assert "Ada Example" not in browser.get(address).text
    assert address not in browser.get("/work/").text


def test_S2_a_declared_name_is_found_whatever_its_case_accents_and_order():
    campaign = make_advert()
    found = named(campaign, "Zoë Óbrien")
    others = [named(campaign, name) for name in ("Zoe Smith", "Tom Brien")]
    place = sit(campaign, make_sitter(campaign))
    declare(place, "Somebody Else, a friend\nobrien, ZOE: my sister")
    assert [row.application for row in Conflict.objects.all()] == [found]
    assert Conflict.objects.get().grounds == ["declared"]
    assert len(others) == 2


def test_S2_an_address_in_any_form_is_found_confirmed_or_not():
    campaign = make_advert()
    person = make_sitter(campaign)
    name, _, domain = person.email.partition("@")
    place = sit(campaign, person)
    application = make_application(campaign)
    address = f"{name[0]}.{name[1:]}+jobs@{domain.upper()}"
    Application.objects.filter(pk=application.pk).update(email=address)
    declare(place)
    assert Conflict.objects.get().grounds == ["address"]


def test_S2_the_same_employer_is_said_and_hides_nothing_before_it_is_decided():
    campaign = make_advert()
    elsewhere = make_organisation()
    person = make_sitter(campaign)
    add_membership(
        user=person, organisation=elsewhere, role="nominator", valid_from=timezone.localdate()
    )
    application = make_application(campaign)
    Application.objects.filter(pk=application.pk).update(works_for=elsewhere.name.upper())
    place = sit(campaign, person)
    declare(place)
    conflict = Conflict.objects.get()
    assert (conflict.grounds, conflict.hides) == (["employer"], False)


def test_S2_who_is_named_before_they_apply_is_hidden_from_the_moment_they_do():
    campaign = make_advert()
    manager = make_handler(campaign)
    place = sit(campaign, manager)
    declare(place, "Ada Example, my wife")
    application = make_application(campaign)
    assert Conflict.objects.get().application == application
    page = signed_in(manager).get(f"/campaigns/{campaign.reference}/applications/").text
    assert application.reference not in page
    # Who decides hears of it in the morning: that moment says nothing of who applied (R11).
    coordinator_of(campaign)
    assert Notification.objects.filter(slug="roles.conflicts_found").count() == 0
    look_after_panels()
    look_after_panels()
    assert Notification.objects.filter(slug="roles.conflicts_found").count() == 1


def test_S2_a_thousand_candidates_and_ten_people_are_compared_in_a_few_queries(
    django_assert_max_num_queries,
):
    campaign = make_advert()
    make_sitting_panel(campaign, *(make_sitter(campaign) for _ in range(9)))
    found = []
    for number in (1, 3, 30):
        for _ in range(number):
            make_draft(campaign)
        campaign.applications.update(submitted_at=timezone.now(), state="submitted")
        with django_assert_max_num_queries(30) as queries:
            find_conflicts(campaign=campaign)
        found.append(len(queries))
    assert found == [found[0]] * 3


def test_S3_only_the_resourcing_officer_decides_and_the_decision_is_pinned():
    campaign = make_advert()
    first = named(campaign, "Ada Example")
    manager = make_handler(campaign)
    place = sit(campaign, manager)
    declare(place, "Ada Example, a colleague")
    conflict, officer = Conflict.objects.get(), coordinator_of(campaign)
    url = f"/campaigns/{campaign.reference}/panels/conflicts/"
    assert signed_in(manager).get(url).status_code == 404
    browser = signed_in(officer)
    assert f"{url}{conflict.pk}/decide/" in browser.get("/work/").text
    page = browser.get(url).text
    # Beside the names that were declared it would say whose it is (R11).
    assert ("Ada Example, a colleague" in page, first.reference in page) == (True, False)
    answer = {"is_conflict": "no", "reason": "They met once."}
    decision = f"{url}{conflict.pk}/decide/"
    assert browser.post(decision, as_read(browser, decision, answer)).status_code == 302
    conflict.refresh_from_db()
    assert (conflict.state, conflict.hides, conflict.decided_by) == ("cleared", False, officer)
    add_to_declaration(member=place, names="Ada Example, again", actor=manager)
    look_after_panels()
    conflict.refresh_from_db()
    assert (conflict.state, conflict.hides) == ("cleared", False)
    decide(conflict, True, officer)
    conflict.refresh_from_db()
    assert (conflict.state, conflict.hides) == ("confirmed", True)
    with pytest.raises(SameDecisionError):
        decide(conflict, True, officer)


def test_S3_who_decides_reads_which_of_the_people_named_each_is_about():
    campaign = make_advert()
    people = {"Ada Example": "Ada Example, my sister", "Tom Person": "tom person worked for me"}
    found = {named(campaign, name).pk: name for name in people}
    place = sit(campaign, make_sitter(campaign))
    declare(place, "\n".join(people.values()))
    browser = signed_in(coordinator_of(campaign))
    url = f"/campaigns/{campaign.reference}/panels/conflicts/"
    rows = re.findall(r"<tr.*?</tr>", browser.get(url).text, re.DOTALL)
    for conflict in Conflict.objects.all():
        own = people[found[conflict.application_id]]
        (other,) = set(people.values()) - {own}
        (row,) = [row for row in rows if f"{url}{conflict.pk}/decide/" in row]
        decision = browser.get(f"{url}{conflict.pk}/decide/").text
        for page in (row, decision):
            assert (own in page, other in page) == (True, False)


def test_R9_nobody_on_a_panel_decides_on_its_conflicts():
    campaign = make_advert()
    named(campaign, "Ada Example")
    officer = coordinator_of(campaign)
    # The only one would have to stay off the panels.
    coordinator_of(campaign)
    place = sit(campaign, officer)
    declare(place, "Ada Example, a friend")
    with as_nobody(), pytest.raises(PermissionDenied):
        decide(Conflict.objects.get(), False, officer)
    url = f"/campaigns/{campaign.reference}/panels/conflicts/"
    assert signed_in(officer).get(url).status_code == 404


def hidden_one(invited=False):
    """A campaign with one application hidden from its manager, and another."""
    campaign = make_advert()
    manager, other = make_handler(campaign), make_handler(campaign)
    moves = ("pass_sift", "invite") if invited else ()
    hidden = make_application(campaign, None, *moves, by=other)
    Application.objects.filter(pk=hidden.pk).update(full_name="Ada Hidden")
    seen = make_application(campaign, None, *moves, by=other)
    Application.objects.filter(pk=seen.pk).update(full_name="Bob Seen")
    place = sit(campaign, manager)
    declare(place, "Ada Hidden, my sister")
    return campaign, manager, Application.objects.get(pk=hidden.pk), seen


@pytest.mark.parametrize("invited", [False, True])
def test_S4_a_hidden_candidate_is_in_no_channel(invited):
    campaign, manager, hidden, seen = hidden_one(invited)
    bring_to(campaign, "interviewing" if invited else "sifting")
    browser = signed_in(manager)
    base = f"/campaigns/{campaign.reference}/applications/"
    pages = [
        browser.get(address)
        for address in (
            base,
            f"{base}?state={seen.state}",
            f"{base}{seen.reference}/",
            f"/campaigns/{campaign.reference}/",
            "/work/",
            "/work/calendar/",
            f"/search/?q={hidden.reference}",
            "/search/?q=Ada+Hidden",
        )
    ]
    found = [
        (page.request["PATH_INFO"], word)
        for page in pages
        for word in (f"{hidden.reference}/", "Ada Hidden")
        if word in page.content.decode().replace("q=Ada+Hidden", "")
        and not (word == "Ada Hidden" and "search" in page.request["PATH_INFO"])
    ]
    assert found == []
    for part in ("", "pass_sift/", "invite/", "cv/", "answer/"):
        assert browser.get(f"{base}{hidden.reference}/{part}").status_code == 404
    rows = Application.objects.handled_by(manager).filter(campaign=campaign)
    assert list(rows) == [seen]
    assert list(Application.objects.history_visible_to(manager).filter(campaign=campaign)) == (
        [seen] if invited else []
    )


def test_S4_next_and_how_far_the_sift_is_are_as_if_it_did_not_exist():
    campaign, manager, _, seen = hidden_one()
    bring_to(campaign, "sifting")
    page = signed_in(manager).get(f"/campaigns/{campaign.reference}/applications/").text
    assert "0 of 1 application decided" in page
    assert seen.reference in page


def test_S3_a_page_that_was_open_is_refused_after_the_conflict_and_no_email_comes():
    campaign = make_advert()
    manager, other = make_handler(campaign), make_handler(campaign)
    application = named(campaign, "Ada Example")
    place = sit(campaign, manager)
    declare(place)
    bring_to(campaign, "sifting")
    browser = signed_in(manager)
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/pass_sift/"
    assert browser.get(url).status_code == 200
    add_to_declaration(member=place, names="Ada Example, I managed her", actor=manager)
    look_after_panels()
    assert browser.post(url).status_code == 404
    fresh = type(manager).objects.get(pk=manager.pk)
    with as_nobody(), pytest.raises(PermissionDenied):
        move_application(application=application, move="pass_sift", actor=fresh)
    notify_handlers("roles.interviewee_withdrew", application, timezone.now(), interview="today")
    rows = Notification.objects.filter(slug="roles.interviewee_withdrew")
    told = set(rows.values_list("recipient", flat=True))
    assert (other.pk in told, manager.pk in told) == (True, False)


def test_S3_what_was_decided_before_the_conflict_is_kept():
    campaign = make_advert()
    manager = make_handler(campaign)
    application = named(campaign, "Ada Example")
    place = sit(campaign, manager)
    declare(place)
    make_move(application, "pass_sift", manager)
    add_to_declaration(member=place, names="Ada Example, I managed her", actor=manager)
    look_after_panels()
    application.refresh_from_db()
    assert (application.state, application.sifted_by) == ("sift_pass", manager)


def test_declarations_are_the_persons_own_data_and_deleted_with_the_role():
    _, manager, hidden, _ = hidden_one()
    held = {policy.slug: policy for policy in policies}
    [row] = held["roles.conflict_declaration"].held_on(manager)
    assert (
        held["roles.conflict_declaration"].export(row)["Whom you know"] == "Ada Hidden, my sister"
    )
    # That somebody whom they named applied is the candidate’s own (R11).
    assert hidden.conflicts.count() == 1
    assert list(held["roles.conflict"].held_on(manager)) == []
    held["roles.conflict_declaration"].erase(row)
    assert ConflictDeclaration.objects.filter(pk=row.pk).count() == 0


def test_erasing_an_application_erases_that_somebody_named_its_candidate():
    campaign, _, hidden, _ = hidden_one()
    browser = signed_in(coordinator_of(campaign))
    url = f"/campaigns/{campaign.reference}/panels/conflicts/"
    assert "They named somebody with this name" in browser.get(url).text
    erase_application(application=hidden)
    assert Conflict.objects.count() == 0
    assert "They named somebody with this name" not in browser.get(url).text
    find_conflicts(campaign=campaign)
    assert Conflict.objects.count() == 0


def test_S3_who_says_that_they_know_a_candidate_after_all_is_decided_on_anew():
    campaign = make_advert()
    handler = make_handler(campaign)
    invited = make_application(campaign, None, "pass_sift", "invite", by=handler)
    person = make_sitter(campaign)
    place = place_of(person, make_sitting_panel(campaign, person, kind="interview"))
    declare_on_names(member=place, applications=[invited], actor=person)
    decide(Conflict.objects.get(), False, coordinator_of(campaign))
    declare_on_names(member=place, applications=[invited], actor=person)
    conflict = Conflict.objects.get()
    assert (conflict.state, conflict.hides) == ("possible", True)


def test_S1_what_was_declared_counts_for_who_leaves_and_comes_back():
    campaign = make_advert()
    person = make_sitter(campaign)
    panel = make_sitting_panel(campaign, person)
    declare(place_of(person, panel), "Ada Example")
    leave_panel(member=place_of(person, panel), why="other", actor=person)
    again = make_sitting_panel(campaign, person, kind="interview")
    declare(place_of(person, again))
    late = named(campaign, "Ada Example")
    find_conflicts(campaign=campaign)
    assert Conflict.objects.get().application == late


def test_another_department_and_candidates_find_no_conflicts():
    campaign, *_ = hidden_one()
    conflict = Conflict.objects.get()
    stranger = make_member(Membership.Role.RESOURCING, make_organisation())
    base = f"/campaigns/{campaign.reference}/panels/conflicts/"
    for person in (stranger, make_person()):
        browser = signed_in(person)
        assert [
            browser.get(page).status_code for page in (base, f"{base}{conflict.pk}/decide/")
        ] == [404, 404]


def test_names_recognised_are_compared_once():
    campaign = make_advert()
    handler = make_handler(campaign)
    invited = make_application(campaign, None, "pass_sift", "invite", by=handler)
    person = make_sitter(campaign)
    place = place_of(person, make_sitting_panel(campaign, person, kind="interview"))
    for _ in range(2):
        declare_on_names(member=place, applications=[invited], actor=person)
    assert Conflict.objects.get().grounds == ["recognised"]
