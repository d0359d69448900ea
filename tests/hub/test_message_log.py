"""The log of messages says to whom, to those who may know, and whether a message arrived."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.models import HubPolicy, Membership, Notification, User
from hub.notifications import notify
from hub.permissions import StaffGroup
from tests.factories.adverts import make_advert, make_application, make_handler, make_move
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.harness.test_sight import words_of

pytestmark = pytest.mark.django_db
LIST, ARRIVED = reverse("message_log:index"), reverse("message_arrived")


@pytest.fixture
def staff():
    return signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))


@pytest.fixture
def candidate():
    return make_person("zebedee@example.com", name="Zebedee Quill")


def page(client, url: str) -> str:
    return client.get(url).content.decode()


def asked(client, address: str) -> str:
    return client.post(ARRIVED, {"address": address}).content.decode()


def test_the_log_names_people_in_an_office_and_leads_to_the_record(staff):
    campaign = make_advert()
    handler = make_handler(campaign)
    notify("roles.decisions_late", recipient=handler, subject=campaign)
    html = page(staff, LIST)
    assert handler.email in html
    assert f'<a href="{campaign.get_absolute_url()}">Campaign {campaign.reference}</a>' in html


def test_the_log_counts_emails_by_that_name(staff):
    campaign = make_advert()
    for number in (1, 2):
        notify(
            "roles.decisions_late",
            recipient=make_handler(campaign),
            subject=campaign,
            occasion=str(number),
        )
    total = Notification.objects.count()
    html = page(staff, LIST)
    assert f"{total} emails" in html
    assert f"{total} notifications" not in html


def test_R11_the_log_names_no_candidate_before_the_interview(staff, candidate):
    application = make_application(make_advert(), candidate)
    message = Notification.objects.get(slug="roles.application_submitted")
    inspect = reverse("message_log:inspect", args=[message.public_id])
    for url in (LIST, inspect):
        html = page(staff, url)
        assert "Zebedee" not in html
        assert "zebedee" not in html
        assert "Not shown" in html
        assert application.reference in html


def test_the_log_names_the_candidate_from_the_invitation_on(staff, candidate):
    campaign = make_advert()
    make_application(campaign, candidate, "pass_sift", "invite")
    assert "Zebedee Quill" in page(staff, LIST)


def test_a_rival_is_not_told_what_a_message_is_about(candidate):
    campaign = make_advert()
    application = make_application(campaign, candidate, "pass_sift", "invite")
    rival = make_person("rival@hub.example", StaffGroup.HUB_STAFF)
    make_application(campaign, rival)
    html = page(signed_in(rival), LIST)
    assert "Zebedee" not in html
    assert application.reference not in html


def test_did_she_get_it_is_answered_for_what_concerns_the_account(staff, candidate):
    notify("hub.sign_in_code", recipient=candidate, secret="AB2C-D3EF")
    html = asked(staff, "Zebedee@Example.com")
    assert "Sign-in code" in html
    assert "Waiting" in html
    assert "AB2C" not in html
    entry = ModelLogEntry.objects.get(action="hub.messages_traced")
    assert (entry.label, entry.user.email) == (f"Person {candidate.pk}", "adviser@hub.example")


def answered(client, address: str) -> str:
    return asked(client, address).partition("What happened to it")[2]


@pytest.mark.parametrize("state", [Notification.State.SENT, Notification.State.DEAD])
def test_R11_asking_by_address_answers_alike_whether_or_not_the_person_has_applied(
    staff, candidate, state
):
    """Also of somebody without an account, whose only emails are about an application."""
    other, nobody = make_person("other@example.com"), answered(staff, "nobody@example.com")
    before = answered(staff, candidate.email)
    campaign = make_advert()
    application = make_application(campaign, candidate)
    entered = make_application(make_advert(), make_person("entered@example.com"))
    Notification.objects.update(state=state)
    Notification.objects.filter(object_id=str(entered.pk)).update(
        recipient=None, address="byphone@example.com"
    )
    make_move(application, "fail_sift", make_handler(campaign))
    found = {
        answered(staff, address)
        for address in (candidate.email, other.email, "byphone@example.com")
    }
    assert found == {before} == {nobody}
    assert "has failed" in before


def test_R11_neither_the_log_nor_asking_by_address_tells_a_minute_of_who_is_not_known(
    staff, candidate
):
    """The minute of a sign-in, beside that of an application, would tell whose it is."""
    with time_machine.travel("2026-03-04T04:17:23Z", tick=False):
        notify("hub.sign_in_code", recipient=candidate, secret="AB2C-D3EF")
        make_application(make_advert(), candidate)
        Notification.objects.update(state=Notification.State.SENT, sent_at=timezone.now())
    found = [LIST, f"{LIST}?export=csv", f"{LIST}?export=xlsx"]
    found += [
        reverse("message_log:inspect", args=[row.public_id]) for row in Notification.objects.all()
    ]
    said = [words_of(staff.get(url)) for url in found]
    said += [answered(staff, candidate.email)]
    assert [text for text in said if re.search(r"4:17|04.17|T04", text)] == []
    assert "4 March 2026" in said[0]
    assert "2026-03-04" in said[1]
    assert "4 March 2026" in said[-1]


def test_the_log_tells_the_minute_to_an_office_and_of_who_was_invited(staff, candidate):
    with time_machine.travel("2026-03-04T04:17:23Z", tick=False):
        campaign = make_advert()
        notify("roles.decisions_late", recipient=make_handler(campaign), subject=campaign)
    assert "4 March 2026, 4:17am" in page(staff, LIST)


def test_R11_what_a_candidate_did_is_a_day_in_the_log_whoever_was_written_to(staff, candidate):
    with time_machine.travel("2026-03-04T04:17:23Z", tick=False):
        campaign = make_advert()
        handler = make_handler(campaign)
        application = make_application(campaign, candidate)
        notify("roles.application_asked", recipient=handler, subject=application)
    row = Notification.objects.get(slug="roles.application_asked")
    inspect = reverse("message_log:inspect", args=[row.public_id])
    for html in (page(staff, LIST), page(staff, inspect)):
        assert handler.email in html
        assert re.search(r"4:17", html) is None
        assert "4 March 2026" in html
    with time_machine.travel("2026-03-04T04:17:23Z", tick=False):
        make_move(application, "pass_sift", handler)
        make_move(application, "invite", handler)
    assert "4 March 2026, 4:17am" in page(staff, LIST)


def test_R11_did_it_arrive_tells_days_but_of_ones_own_sign_in_codes(staff):
    adviser = User.objects.get(email="adviser@hub.example")
    other = make_member("manager", make_organisation())
    with time_machine.travel("2026-03-04T04:17:23Z", tick=False):
        for person in (adviser, other):
            notify("hub.sign_in_code", recipient=person, secret="AB2C-D3EF")
        notify("roles.decisions_late", recipient=other, subject=make_advert())
    said = answered(staff, other.email)
    assert ("4 March 2026" in said, "4:17" in said) == (True, False)
    assert "4 March 2026, 4:17am" in answered(staff, adviser.email)


def test_R11_the_order_and_the_addresses_of_the_log_tell_no_order_of_time(staff):
    people = [make_person(f"c{number}@example.com") for number in range(12)]
    for number, person in enumerate(people):
        with time_machine.travel(datetime(2026, 3, 4, 9, number, tzinfo=UTC), tick=False):
            notify("hub.sign_in_code", recipient=person, secret="AB2C-D3EF")
    rows = Notification.objects.filter(slug="hub.sign_in_code")
    listed = [row.public_id for row in rows.order_by("public_id")]
    for order in ("", "?ordering=state", "?ordering=-state", "?ordering=-attempts"):
        html = page(staff, f"{LIST}{order}")
        places = [html.index(str(key)) for key in listed]
        assert places == sorted(places)
    for row in rows:
        assert staff.get(f"/admin/messages/log/inspect/{row.pk}/").status_code == 404
    assert f"{rows[0].slug} {rows[0].pk}" not in page(staff, LIST)


def test_an_address_that_nothing_went_to_says_so(staff):
    assert "We have no emails to this address" in asked(staff, "nobody@example.com")
    assert "Enter a valid email address" in asked(staff, "nobody")


def test_a_list_of_people_is_no_list_of_candidates(candidate):
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    people = reverse("wagtailusers_users:index")
    assert "lead@hub.example" in page(lead, people)
    for found in (people, f"{people}?q=zebedee", f"{people}?q=Quill"):
        assert candidate.email not in page(lead, found)
    assert candidate.email in page(lead, f"{people}?q=zebedee@example.com")


def test_R11_the_list_of_people_tells_the_day_of_a_sign_in_and_not_its_minute(candidate):
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    candidate.last_login = datetime(2026, 3, 4, 4, 17, tzinfo=UTC)
    candidate.save()
    html = page(lead, f"{reverse('wagtailusers_users:index')}?q=zebedee@example.com")
    html += page(lead, reverse("wagtailusers_users:edit", args=[candidate.pk]))
    assert "4 March 2026" in html
    assert re.search(r"\b0?4[:.]17", html) is None


def test_R11_the_list_of_people_is_in_no_order_of_the_minutes_of_signing_in():
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    names = ["abe", "bea", "cyd", "dot"]
    people = [make_person(f"{name}@hub.example", StaffGroup.HUB_STAFF) for name in names]
    never = make_person("eve@hub.example", StaffGroup.HUB_STAFF)
    User.objects.filter(pk=never.pk).update(last_login=None)

    def order(asked, moments):
        for person, moment in zip(people, moments, strict=True):
            User.objects.filter(pk=person.pk).update(last_login=moment)
        html = page(lead, f"{reverse('wagtailusers_users:index')}{asked}")
        return sorted([*names, "eve"], key=lambda name: html.index(f"{name}@hub.example"))

    on_a_day = [datetime(2026, 3, 4, 9, minute, tzinfo=UTC) for minute in (3, 1, 2, 0)]
    for asked in ("?ordering=last_login", "?ordering=-last_login", "", "?ordering=is_active"):
        assert order(asked, on_a_day) == order(asked, on_a_day[::-1]) == [*names, "eve"]
    days = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (3, 1, 2, 4)]
    assert order("?ordering=last_login", days) == ["bea", "cyd", "abe", "dot", "eve"]
    assert order("?ordering=-last_login", days) == ["dot", "abe", "cyd", "bea", "eve"]


def test_no_tab_of_the_admins_search_leads_to_images():
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    assert reverse("wagtailimages:index") not in page(editor, "/admin/pages/search/?q=x")
    assert editor.get(reverse("wagtailimages:index")).status_code == 404


def test_a_role_is_given_by_the_whole_address_of_an_account(candidate):
    organisation = make_organisation(email_domains="example.com")
    staff = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    add = reverse("membership:add")
    form = page(staff, add)
    assert "zebedee" not in form.lower()
    assert 'type="email" name="user"' in form
    given = {"organisation": organisation.pk, "role": "requester", "valid_from": "2026-01-05"}
    unknown = staff.post(add, {**given, "user": "nobody@example.com"}).content.decode()
    assert "Nobody has an account with this email address" in unknown
    assert "nobody@example.com" in unknown
    staff.post(add, {**given, "user": "Zebedee@example.com "})
    assert Membership.objects.get(user=candidate).organisation == organisation


def test_the_page_says_for_how_long_records_of_emails_are_kept():
    HubPolicy.load()
    HubPolicy.objects.update(finished_mail_days=77)
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    page = client.post(ARRIVED, {"address": "nobody@example.com"}).content.decode()
    assert "We have no emails to this address from the last 77 days" in page
