"""The log of emails: found by reference, in files as in the list, and silent where it must be."""

from __future__ import annotations

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, Notification
from hub.notifications import notify
from hub.notifications.returned import record_returned
from hub.permissions import StaffGroup
from tests.factories.adverts import (
    enter_for_somebody,
    make_advert,
    make_application,
    make_draft,
    make_handler,
)
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_open, make_team
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
LIST, ARRIVED = reverse("message_log:index"), reverse("message_arrived")


@pytest.fixture
def staff():
    return signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))


def file_of(client, asked=""):
    page = client.get(f"{LIST}?export=csv{asked}")
    return list(csv.DictReader(b"".join(page).decode().splitlines()))


def page(client, url):
    return client.get(url).content.decode()


def test_the_log_is_searched_by_the_reference_of_what_an_email_is_about(staff):
    campaign, other = make_advert(), make_advert()
    handler = make_handler(campaign)
    for each in (campaign, other):
        notify("roles.decisions_late", recipient=handler, subject=each)
    assert 'name="q"' in page(staff, LIST)
    for asked in (campaign.reference, f" {campaign.reference.lower()} "):
        html = staff.get(LIST, {"q": asked}).text
        assert (campaign.reference in html, other.reference in html) == (True, False)
    assert handler.email not in staff.get(LIST, {"q": "V-NOTHING"}).text
    found = file_of(staff, f"&q={campaign.reference}")
    assert [(row["To"], row["About"]) for row in found] == [(str(handler), str(campaign))]


def test_R11_the_file_of_the_log_says_to_whom_and_about_what_as_the_list_does(staff):
    candidate = make_person("zebedee@example.com", name="Zebedee Quill")
    campaign = make_advert()
    application = make_application(campaign, candidate)
    handler = make_handler(campaign)
    notify("roles.decisions_late", recipient=handler, subject=campaign)
    notify("hub.sign_in_code", recipient=candidate, secret="AB2C-D3EF")
    found = {(row["Kind of email"], row["To"], row["About"]) for row in file_of(staff)}
    assert ("Sign-in code", "Not shown", "") in found
    assert {row[1:] for row in found if str(application) in row} == {
        ("Not shown", str(application))
    }
    assert (str(handler), str(campaign)) in {row[1:] for row in found}
    xlsx = staff.get(f"{LIST}?export=xlsx")
    assert xlsx.status_code == 200


def test_did_she_get_it_says_what_each_email_was_about(staff):
    campaign = make_advert()
    handler = make_handler(campaign)
    notify("roles.decisions_late", recipient=handler, subject=campaign)
    html = staff.post(ARRIVED, {"address": handler.email}).text
    assert f'<a href="{campaign.get_absolute_url()}">{campaign}</a>' in html


def everything(client, address, references):
    """All that one of the staff can read in the log, of whatever record."""
    texts = [page(client, LIST), client.post(ARRIVED, {"address": address}).text]
    texts += [client.get(LIST, {"q": reference}).text for reference in references]
    texts += [client.get(LIST, {"slug": row.slug}).text for row in Notification.objects.all()]
    return "\n".join([*texts, *(str(row) for row in file_of(client)), page(client, "/work/")])


def test_R25_who_competes_for_a_role_reads_in_no_list_of_emails_how_it_stands():
    """Not by the kind of an email either, which says it although its row names nothing."""
    team = make_team("AAA")
    request = make_accepted_request(team, need=make_need(team.organisation))
    campaign = make_open(team, request)
    post = campaign.posts.first()
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    approver = make_member(Membership.Role.APPROVER, team.organisation)
    application = make_application(campaign)
    Notification.objects.all().delete()
    told = {
        "roles.approval_requested": campaign,
        "roles.decisions_late": campaign,
        "roles.application_asked": application,
        "roles.sift_help_asked": request,
        "roles.decision_undone": request.need,
    }
    for slug, subject in told.items():
        notify(slug, recipient=approver, subject=subject)
    assert Notification.objects.count() == len(told)
    rows = list(Notification.objects.all())
    rival = make_person("rival@hub.example", StaffGroup.HUB_LEADS)
    make_draft(campaign, rival)
    references = [campaign.reference, request.reference, application.reference, post.reference]
    own, other = (everything(signed_in(one), approver.email, references) for one in (rival, lead))
    assert [str(row.public_id) in own for row in rows] == [False] * len(rows)
    assert [str(row.public_id) in other for row in rows] == [True] * len(rows)
    assert (approver.email in other, f"<td>{approver.email}" in own) == (True, False)
    for row in rows:
        inspect = reverse("message_log:inspect", args=[row.public_id])
        retry = reverse("message_retry", args=[row.public_id])
        assert signed_in(rival).get(inspect).status_code == 404
        assert signed_in(rival).post(retry).status_code == 404
        assert signed_in(lead).get(inspect).status_code == 200
    # Nor are they told that one of them came back, or that it was given up on.
    Notification.objects.update(state=Notification.State.SENT, sent_at=timezone.now())
    record_returned(key=rows[0].key, reason="bounced")
    back = Notification.objects.filter(slug="hub.mail_returned")
    assert {row.recipient for row in back} >= {lead}
    assert rival not in {row.recipient for row in back}


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_R11_who_entered_an_application_reads_no_email_about_it_before_the_invitation(
    staff, is_withdrawn
):
    campaign, person = make_advert(), make_person("tom.bell@example.com")
    enterer = make_person("enterer@hub.example", StaffGroup.HUB_STAFF)
    entered = enter_for_somebody(campaign, enterer, email=person.email, full_name="Tom Bell")
    if is_withdrawn:
        own, url = signed_in(person), f"/applications/{entered.reference}/withdraw/"
        own.post(url, as_read(own, url, {"reason": ""}))
    rows = Notification.objects.filter(object_id=str(entered.pk))
    assert len(rows) == (2 if is_withdrawn else 1)
    for client, is_shown in ((signed_in(enterer), False), (staff, True)):
        text = everything(client, person.email, [entered.reference])
        assert [str(row.public_id) in text for row in rows] == [is_shown] * len(rows)


@pytest.mark.parametrize("url", [LIST, f"{LIST}?export=csv"])
def test_the_log_costs_the_same_however_many_emails_there_are(staff, url):
    campaign = make_advert()
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            notify("roles.decisions_late", recipient=make_handler(campaign), subject=campaign)
        staff.get(LIST)
        with CaptureQueriesContext(connection) as found:
            answer = staff.get(url)
            assert answer.status_code == 200
            if answer.streaming:
                b"".join(answer)
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]


def test_an_email_about_what_is_gone_stays_in_the_log(staff):
    organisation = make_organisation()
    need = make_need(organisation)
    notify("roles.decisions_late", recipient=make_person("x@hub.example"), subject=need)
    row = Notification.objects.get(slug="roles.decisions_late")
    need.delete()
    assert str(row.public_id) in page(staff, LIST)


def test_R11_the_log_is_searched_by_names_of_those_whom_its_reader_sees(staff):
    candidate = make_person("zebedee@example.com", name="Zebedee Quill")
    campaign = make_advert()
    make_application(campaign, candidate)
    handler = make_person("sam@a.example", name="Sam Carter")
    notify("roles.decisions_late", recipient=handler, subject=campaign)
    notify("hub.sign_in_code", recipient=candidate, secret="AB2C-D3EF")
    for asked in ("Carter", "sam carter", "carter sam"):
        rows = staff.get(LIST, {"q": asked}).context_data["object_list"]
        assert [row.recipient for row in rows] == [handler], asked
    # Not even that there is an email tells who has applied.
    for asked in ("Zebedee", "Quill", "zebedee quill"):
        assert list(staff.get(LIST, {"q": asked}).context_data["object_list"]) == [], asked
