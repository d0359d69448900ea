"""A CV as a file, and applying for somebody who cannot use the service."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail as box
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.dates import date_gb
from hub.models import Membership, Notification, Upload
from hub.notifications.delivery import deliver
from hub.permissions import StaffGroup
from roles.applications.services.applications import submit_application
from roles.applications.services.claims import claim_applications
from roles.applications.services.erasure import erase_application
from roles.models import Application, Campaign, PriorityMover
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    bring_to,
    enter_for_somebody,
    give_cv,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
    make_offer,
)
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read
from tests.roles.applications.test_applications import sealed

pytestmark = pytest.mark.django_db


def test_a_cv_is_asked_for_uploaded_replaced_and_sent():
    draft = make_draft(make_advert(experience="cv"))
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    assert "Your CV" in client.get(base).content.decode()
    assert client.get(f"{base}check/").url == base
    assert "Select your CV" in client.post(f"{base}cv/", {}).content.decode()
    wrong = client.post(f"{base}cv/", {"cv": upload(b"MZ not a document", "cv.pdf")})
    assert "There is a problem" in wrong.content.decode()
    assert client.post(f"{base}cv/", {"cv": upload(make_pdf())}).url == f"{base}check/"
    first = Upload.objects.get()
    assert client.post(f"{base}cv/", {"cv": upload(make_pdf(pages=2))}).status_code == 302
    draft.refresh_from_db()
    assert draft.cv != first
    assert client.get(f"{base}cv/file/")["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    submit_application(application=draft, actor=draft.candidate)
    assert client.post(f"{base}cv/", {"cv": upload(make_pdf())}, follow=True).status_code == 200
    draft.refresh_from_db()
    assert draft.cv is not None


def test_R11_a_cv_is_not_read_before_the_interview():
    campaign = make_advert(experience="cv")
    draft = make_draft(campaign)
    give_cv(draft)
    application = submit_application(application=draft, actor=draft.candidate)
    handler = make_handler(campaign)
    client = signed_in(handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    assert "PDF" not in client.get(base).content.decode()
    assert client.get(f"{base}cv/").status_code == 404
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    assert "PDF" in client.get(base).content.decode()
    assert client.get(f"{base}cv/").status_code == 200
    assert signed_in(make_person()).get(f"{base}cv/").status_code == 404


def test_erasure_takes_the_cv(django_capture_on_commit_callbacks):
    draft = make_draft(make_advert(experience="cv"))
    cv = give_cv(draft)
    name, storage = cv.file.name, cv.file.storage
    application = submit_application(application=draft, actor=draft.candidate)
    with django_capture_on_commit_callbacks(execute=True):
        erase_application(application=application)
    application.refresh_from_db()
    assert (application.cv, storage.exists(name)) == (None, False)


def form(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "entered_how": "phone",
        "full_name": "Ada Example",
        "email": "",
        "phone": "01632 960 001",
        "statement": WORDS["statement"],
        "declared_on_day": str(today.day),
        "declared_on_month": str(today.month),
        "declared_on_year": str(today.year),
        "has_declared": "on",
        "step": "send",
        **changes,
    }


def test_staff_enter_an_application_with_the_declaration_on_record():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client = signed_in(officer)
    base = f"/campaigns/{campaign.reference}/applications/"
    assert "Enter an application for somebody" in client.get(base).content.decode()
    html = client.post(f"{base}enter/", form(has_declared="", full_name="")).content.decode()
    assert "Confirm that the person made the declaration" in html
    assert "Enter their full name" in html
    assert WORDS["statement"] in html
    response = client.post(f"{base}enter/", form(email="ada@example.com"), follow=True)
    application = Application.objects.get()
    assert (application.state, application.candidate) == ("submitted", None)
    assert (application.entered_by, application.declared_on) == (officer, timezone.localdate())
    assert application.reference in response.content.decode()
    box.outbox.clear()
    deliver(Notification.objects.get(slug="roles.application_entered").pk)
    assert box.outbox[0].to == ["ada@example.com"]
    again = client.post(f"{base}enter/", form(email="ADA@example.com")).content.decode()
    assert "You have already entered an application for this person" in again
    assert signed_in(make_handler(campaign)).get(f"{base}enter/").status_code == 404


def test_R12_staff_ask_for_somebody_all_that_the_online_application_asks():
    campaign = make_advert(experience="history", audience="across_government")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client = signed_in(officer)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    page = client.get(url).content.decode()
    asked = "pattern_wanted is_needed detail schemes has_worked gaps works_for is_in_audience sex"
    assert [name for name in asked.split() if f'name="{name}"' not in page] == []
    job = {
        "job-1-employer": "Example Council",
        "job-1-job_title": "Delivery manager",
        "job-1-started_month": "3",
        "job-1-started_year": "2019",
        "job-1-is_current": "on",
        "job-1-duties": "I ran a team of eight.",
    }
    told = {
        "is_in_audience": "yes",
        "works_for": "Land Registry",
        "pattern_wanted": "part_time",
        "is_needed": "yes",
        "detail": "A ground floor room",
        "schemes": ["disability_confident", "veterans"],
        "gaps": "I cared for my mother.",
    }
    wrong = client.post(url, form(**told, **{**job, "job-1-duties": ""})).content.decode()
    assert "Job 1: Enter what you did" in wrong
    assert ("Example Council" in wrong, "A ground floor room" in wrong) == (True, True)
    refused = client.post(url, form(**{**told, "is_in_audience": "no"})).content.decode()
    assert "This role is only for civil servants" in refused
    assert Application.objects.count() == 0
    assert client.post(url, form(**told, **job)).status_code == 302
    entered = Application.objects.get()
    assert (entered.pattern_wanted, entered.works_for) == ("part_time", "Land Registry")
    assert (entered.adjustments.detail, entered.gaps) == (told["detail"], told["gaps"])
    assert (entered.schemes.disability_confident, entered.schemes.redeployment) == (True, False)
    assert [row.employer for row in entered.employments.all()] == ["Example Council"]
    assert (entered.has_worked, entered.state) == ("yes", "submitted")


def test_a_cv_is_entered_for_somebody_and_stays_when_the_officers_account_goes():
    campaign = make_advert(experience="cv")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    assert signed_in(officer).post(url, form(cv=upload(make_pdf()))).status_code == 302
    cv = Application.objects.get().cv
    assert (cv.organisation, cv.attached_at is not None) == (campaign.organisation, True)


def test_R8_entered_for_somebody_with_an_account_is_theirs_and_once():
    campaign, person = make_advert(), make_person("grace@example.com")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    application = enter_for_somebody(campaign, officer, email="grace@example.com")
    assert application.candidate == person
    html = signed_in(person).get("/applications/").content.decode()
    assert application.reference in html
    start = signed_in(person).post(f"/applications/start/{campaign.reference}/")
    assert start.url == application.get_absolute_url()


def test_R7_what_came_in_time_is_entered_after_closing_and_nothing_later(time_machine):
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    late = campaign.closes_at + timedelta(days=1)
    time_machine.move_to(late, tick=False)
    client = signed_in(officer)
    html = client.post(url, form()).content.decode()
    assert "The date of their declaration must be" in html
    from roles.campaigns.services.campaigns import close_due_campaigns

    close_due_campaigns()
    day = campaign.closes_on
    in_time = form(
        declared_on_day=str(day.day),
        declared_on_month=str(day.month),
        declared_on_year=str(day.year),
    )
    with_address = {**in_time, "email": "late@example.com"}
    assert client.post(url, with_address).status_code == 302
    assert Application.objects.count() == 1
    # What is past is said so, and nobody is sent to a role that has closed.
    deliver(Notification.objects.get(slug="roles.application_entered").pk)
    body = box.outbox[-1].body
    assert f"The role closed at 11:55pm on {date_gb(day)}." in body
    assert ("The role closes" in body, "you can still apply" in body) == (False, False)


def test_an_offer_is_answered_for_a_person_without_an_account():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    application = enter_for_somebody(campaign, officer)
    handler = make_handler(campaign)
    for move in TO_RECOMMENDED:
        application = make_move(application, move, handler)
    make_offer(application=application, post=campaign.posts.get(), actor=handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    client = signed_in(officer)
    assert "Accept the offer" in client.get(base).content.decode()
    unsaid = client.post(f"{base}for-candidate/accept/", {}).content.decode()
    assert "Confirm that the candidate asked you to do this" in unsaid
    accept = f"{base}for-candidate/accept/"
    client.post(accept, as_read(client, accept, {"is_asked": "on"}))
    application.refresh_from_db()
    assert application.state == "accepted"
    assert campaign.posts.get().is_filled
    assert signed_in(handler).get(f"{base}for-candidate/withdraw/").status_code == 404
    late = client.get(f"{base}for-candidate/decline/", follow=True)
    assert "is now “offer accepted”, so nothing has changed." in late.text
    assert client.get(f"{base}for-candidate/sell/").status_code == 404


def test_nobody_acts_for_a_candidate_who_can_act():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    draft = make_draft(campaign)
    application = submit_application(application=draft, actor=draft.candidate)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    client = signed_in(officer)
    assert client.post(f"{base}for-candidate/withdraw/", {"is_asked": "on"}).status_code == 404
    assert sealed(application)


def blanked(html, application):
    """A page without what differs between any two applications."""
    html = html.replace(application.reference, "A-")
    varying = r'(nonce|"csrfmiddlewaretoken" value|_version" value|s-left)="[^"]*"'
    return re.sub(varying, "", html)


def test_R11_an_application_that_staff_entered_does_not_tell_whether_its_person_has_an_account():
    campaign = make_advert()
    person = make_person("isla@example.com")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    known = enter_for_somebody(campaign, officer, email=person.email, full_name="Isla A")
    other = enter_for_somebody(campaign, officer, email="nell@example.com", full_name="Nell B")
    # Somebody who makes an account later follows theirs.
    late = enter_for_somebody(campaign, officer, email="late@example.com", full_name="Lou C")
    claim_applications(person=make_person("late@example.com"))
    late.refresh_from_db()
    assert [row.candidate is None for row in (known, other, late)] == [False, True, False]
    client, base = signed_in(officer), f"/campaigns/{campaign.reference}/applications/"

    def pages(ending=""):
        found = [
            blanked(client.get(f"{base}{row.reference}/{ending}").text, row)
            for row in (known, other, late)
        ]
        assert found[0] == found[1] == found[2]
        return found[0]

    assert "Withdraw the application" in pages()
    assert "You\nrecord what the candidate told you." in pages("for-candidate/withdraw/")
    for row in (known, other, late):
        url = f"{base}{row.reference}/for-candidate/withdraw/"
        assert client.post(url, as_read(client, url, {"is_asked": "on"})).status_code == 302
        row.refresh_from_db()
        assert row.state == "withdrawn"
    # What was done is said once, on the next page.
    client.get(base)
    assert "Withdraw the application" not in pages()
    told = Notification.objects.filter(slug="roles.application_withdrawn")
    assert [row.recipient for row in told.order_by("pk")] == [person, None, late.candidate]
    for letter in told:
        deliver(letter.pk)
        assert f"You asked {campaign.organisation.name} to withdraw" in box.outbox[-1].body
    recorded = ModelLogEntry.objects.filter(action="roles.withdrawal_recorded")
    assert [entry.user for entry in recorded] == [officer] * 3


def test_from_the_invitation_on_who_has_an_account_acts_for_themselves():
    campaign = make_advert()
    person = make_person("isla@example.com")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    known = enter_for_somebody(campaign, officer, email=person.email)
    other = enter_for_somebody(campaign, officer, email="nell@example.com", full_name="Nell B")
    handler, client = make_handler(campaign), signed_in(officer)
    for row in (known, other):
        make_move(row, "pass_sift", handler)
    for row in (known, other):
        row.refresh_from_db()
        make_move(row, "invite", handler)
    base = f"/campaigns/{campaign.reference}/applications/"
    said = [client.get(f"{base}{row.reference}/").text for row in (known, other)]
    words = "Act for the candidate, who has no account"
    assert [words in page for page in said] == [False, True]
    answers = [
        client.get(f"{base}{row.reference}/for-candidate/withdraw/").status_code
        for row in (known, other)
    ]
    assert answers == [404, 200]


def test_opening_a_named_application_or_a_cv_is_kept_and_is_no_part_of_its_history():
    campaign = make_advert(experience="cv")
    draft = make_draft(campaign)
    give_cv(draft)
    application = submit_application(application=draft, actor=draft.candidate)
    handler = make_handler(campaign)
    client = signed_in(handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"

    def reads() -> list[tuple[str, str]]:
        entries = ModelLogEntry.objects.filter(
            action__in=["roles.identity_opened", "roles.cv_opened"], object_id=str(application.pk)
        ).order_by("pk")
        return [(entry.action, entry.user.email) for entry in entries]

    client.get(base)
    client.get(f"{base}cv/")
    assert reads() == [], "nothing showed whose it is"
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    page = client.get(base).content.decode()
    client.get(f"{base}cv/")
    assert reads() == [
        ("roles.identity_opened", handler.email),
        ("roles.cv_opened", handler.email),
    ]
    assert "opened with the candidate" not in client.get(base).content.decode()
    assert "Invited to interview" in page
    signed_in(make_person()).get(base)
    assert len(reads()) == 3, "a stranger read nothing"


def test_R11_what_a_candidate_does_is_in_the_trail_without_a_name():
    campaign = make_advert(experience="cv")
    candidate = make_member(Membership.Role.REQUESTER, campaign.organisation)
    draft = make_draft(campaign, candidate)
    give_cv(draft)
    submit_application(application=draft, actor=candidate)
    own = ModelLogEntry.objects.filter(action__startswith="roles.application_")
    assert {(entry.user, entry.data["by"]) for entry in own} == {(None, "the candidate")}
    files = ModelLogEntry.objects.filter(action="hub.upload_received")
    assert {(entry.user, entry.data["by"]) for entry in files} == {(None, "whoever sent it")}


def test_R11_an_acceptance_names_the_appointee_on_no_post():
    campaign = make_advert()
    handler = make_handler(campaign)
    candidate = make_member(Membership.Role.REQUESTER, campaign.organisation)
    application = make_application(campaign, candidate, *TO_RECOMMENDED, by=handler)
    make_offer(application, campaign.posts.get(), handler)
    client = signed_in(candidate)
    accept = f"/applications/{application.reference}/offer/accept/"
    client.post(accept, as_read(client, accept))
    entries = ModelLogEntry.objects.filter(action__in=["roles.offer_accepted", "roles.post_filled"])
    assert [(entry.user, entry.data.get("by")) for entry in entries] == [
        (None, "the candidate")
    ] * 2
    post = campaign.posts.get()
    page = signed_in(handler).get(post.get_absolute_url()).content.decode()
    assert "the candidate" in page
    assert candidate.email not in page


def test_R8_what_staff_entered_says_so_and_taken_back_does_not_use_up_the_one_application():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    person = make_person("tom.bell@example.com")
    entered = enter_for_somebody(campaign, officer, email=person.email)
    assert entered.candidate == person
    told = Notification.objects.get(recipient=person)
    assert told.slug == "roles.application_entered"
    deliver(told.pk)
    assert f"{campaign.organisation.name} entered an application" in box.outbox[-1].body
    own = signed_in(person)
    page = own.get(entered.get_absolute_url()).content.decode()
    assert f"Entered and sent for you by {campaign.organisation.name}" in page
    assert "You sent your application" not in page
    assert "You began your application" not in page
    start = f"/applications/start/{campaign.reference}/"
    assert own.get(start).url == entered.get_absolute_url()
    own.post(
        f"/applications/{entered.reference}/withdraw/",
        as_read(own, f"/applications/{entered.reference}/withdraw/", {"reason": ""}),
    )
    assert "Apply for this role" in own.get(entered.get_absolute_url()).content.decode()
    assert own.get(start).status_code == 200
    begun = own.post(start).url
    mine = Application.objects.exclude(pk=entered.pk).get(candidate=person)
    assert begun == mine.get_absolute_url()
    # One of their own they have once.
    assert own.post(start).url == mine.get_absolute_url()


@pytest.mark.parametrize("has_applied", [True, False])
@pytest.mark.parametrize("by", ["address", "name and phone"])
def test_R11_what_staff_see_on_entering_does_not_depend_on_whether_the_person_applied(
    has_applied, by
):
    campaign = make_advert()
    person = make_person("tom.bell@example.com")
    if has_applied:
        draft = make_draft(campaign, person, full_name="Tom Bell", phone="01632 960 009")
        submit_application(application=draft, actor=person)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    known = (
        {"email": "Tom.Bell@example.com"}
        if by == "address"
        else {"full_name": "Tom Bell", "phone": "01632 960 009"}
    )
    client = signed_in(officer)
    base = f"/campaigns/{campaign.reference}/applications/"
    answer = client.post(f"{base}enter/", form(**known))
    assert (answer.status_code, answer.url) == (302, base)
    entered = Application.objects.get(entered_by=officer)
    page = client.get(f"{base}{entered.reference}/").content.decode()
    assert "Act for the candidate</h2>" in page
    assert "May be the same person" not in page


def test_R8_what_is_entered_beside_ones_own_comes_to_its_person_who_keeps_the_one_they_want():
    campaign = make_advert()
    person = make_person("tom.bell@example.com")
    own = make_application(campaign, person)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    entered = enter_for_somebody(campaign, officer, email=person.email)
    told = Notification.objects.get(slug="roles.application_entered")
    assert told.recipient == person
    deliver(told.pk)
    assert "We can only consider one application from each person" in box.outbox[-1].body
    browser = signed_in(person)
    assert browser.get(f"/applications/start/{campaign.reference}/").url == own.get_absolute_url()
    listed = browser.get("/applications/").content.decode()
    assert (own.reference in listed, entered.reference in listed) == (True, True)
    browser.post(
        f"/applications/{entered.reference}/withdraw/",
        as_read(browser, f"/applications/{entered.reference}/withdraw/", {"reason": ""}),
    )
    states = [Application.objects.get(pk=row.pk).state for row in (own, entered)]
    assert states == ["submitted", "withdrawn"]


@pytest.mark.parametrize("has_applied", [True, False])
def test_R25_nobody_is_told_whether_a_colleague_who_may_handle_has_applied(has_applied):
    campaign = make_advert()
    colleague = make_handler(campaign)
    if has_applied:
        make_draft(campaign, colleague)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    words = signed_in(officer).post(url, form(email=colleague.email)).content.decode()
    assert "they have to start the application themselves" in words


@pytest.mark.parametrize("tag", ["", "+x", "+me.too"])
@pytest.mark.parametrize("whose", ["own", "colleague"])
def test_R25_nothing_is_entered_under_another_form_of_an_address_of_who_handles(tag, whose):
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    person = officer if whose == "own" else make_handler(campaign)
    name, _, domain = person.email.partition("@")
    address = f"{name[0]}.{name[1:]}{tag}@{domain}".upper()
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    words = signed_in(officer).post(url, form(email=address)).content.decode()
    assert "they have to start the application themselves" in words
    assert not Application.objects.exists()


def test_R3_nobody_but_a_priority_mover_is_entered_while_movers_see_the_role_first():
    campaign = make_advert()
    Campaign.objects.update(movers_until=timezone.now() + timedelta(days=5))
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    adviser = signed_in(make_person("", StaffGroup.HUB_STAFF))
    mover, other = make_person("mover@example.com"), make_person("other@example.com")
    PriorityMover.objects.create(
        reference="M-1",
        user=mover,
        organisation=campaign.organisation,
        kind="surplus",
        grade=campaign.grade,
        valid_from=timezone.localdate(),
    )
    for email in ("", other.email, "nobody@example.com"):
        words = adviser.post(url, form(email=email)).content.decode()
        assert "Only priority movers can apply for this role now" in words, email
    # Who is a mover is not for every officer to find out: all addresses are answered alike.
    officer = signed_in(make_member(Membership.Role.RESOURCING, campaign.organisation))
    for email in (mover.email, other.email):
        words = officer.post(url, form(email=email), follow=True).text
        assert "Ask the hub team to enter this" in words, email
    assert not Application.objects.exists()
    assert adviser.post(url, form(email=mover.email)).status_code == 302
    assert Application.objects.get().candidate == mover


def test_R8_what_one_sent_oneself_and_took_back_counts():
    campaign = make_advert()
    own = make_application(campaign)
    browser = signed_in(own.candidate)
    browser.post(
        f"/applications/{own.reference}/withdraw/",
        as_read(browser, f"/applications/{own.reference}/withdraw/", {"reason": ""}),
    )
    started = browser.post(f"/applications/start/{campaign.reference}/")
    assert started.url == own.get_absolute_url()


def test_R12_who_entered_it_reads_that_as_the_reason_why_they_do_not_sift_it():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    application = enter_for_somebody(campaign, officer)
    bring_to(campaign, "sifting")
    page = signed_in(officer).get(
        f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    )
    assert "because you entered it for the candidate. Ask a colleague" in page.text
    assert "because you have seen the candidate" not in page.text


def test_the_page_of_an_application_that_the_hub_entered_begins_and_ends_its_sentences():
    campaign = make_advert()
    person = make_person("sam@example.com")
    adviser = make_person("", StaffGroup.HUB_STAFF)
    application = enter_for_somebody(campaign, adviser, email="sam@example.com")
    page = signed_in(person).get(application.get_absolute_url()).text
    assert "The Digital Recruitment Hub entered this application for you" in page
    assert re.search(r"Sent [^<]*[ap]m by\s+the Digital Recruitment Hub\.", page)
    withdraw = signed_in(person).get(f"{application.get_absolute_url()}withdraw/").text
    assert "The Digital Recruitment Hub entered it for" in withdraw
    deliver(Notification.objects.get(slug="roles.application_entered").pk)
    assert "\nThe Digital Recruitment Hub entered an application for" in box.outbox[-1].body


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def given(html) -> dict:
    """What the page to check the answers on carries, as a browser sends it."""
    return {name: unescape(value) for name, value in HIDDEN.findall(html)}


def test_R8_an_entered_application_is_read_once_more_before_it_is_sent():
    campaign = make_advert(experience="cv")
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client, url = signed_in(officer), f"/campaigns/{campaign.reference}/applications/enter/"
    typed = form(email="grace@exmaple.com", cv=upload(make_pdf()), step="")
    page = client.post(url, typed).text
    assert "Check the application before you send it" in page
    assert "We will email grace@exmaple.com about this application" in page
    for shown in (WORDS["statement"], "Ada Example", "01632 960 001", "By phone", "PDF"):
        assert shown in page, shown
    assert not Application.objects.exists()
    changed = client.post(url, {**given(page), "step": "change"}).text
    assert 'value="grace@exmaple.com"' in changed
    assert "We have your file" in changed
    right = {**given(page), "email": "grace@example.com", "step": ""}
    page = client.post(url, right).text
    sent = client.post(url, {**given(page), "step": "send"})
    assert sent.status_code == 302
    entered = Application.objects.get()
    assert (entered.email, entered.cv is not None) == ("grace@example.com", True)


def test_who_has_no_address_is_shown_to_be_phoned():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    page = signed_in(officer).post(url, form(step="")).text
    assert "We will ask you to phone them on 01632 960 001" in page


def test_what_cannot_be_sent_is_refused_before_it_is_checked():
    campaign = make_advert()
    colleague = make_handler(campaign)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    page = signed_in(officer).post(url, form(email=colleague.email, step="")).text
    assert "they have to start the application themselves" in page
    assert "Check the application before you send it" not in page


def test_R7_nothing_is_entered_or_offered_once_the_sift_has_started_and_the_rule_is_said_first():
    campaign = make_advert()
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client, base = signed_in(officer), f"/campaigns/{campaign.reference}/applications/"
    assert f"{base}enter/" in client.get(base).text
    page = client.get(f"{base}enter/").text
    assert f"until the role closes on {date_gb(campaign.closes_on)}" in page
    bring_to(campaign, "sifting")
    assert f"{base}enter/" not in client.get(base).text
    late = client.get(f"{base}enter/", follow=True).text
    assert "after that until the sift starts" in late
    refused = client.post(f"{base}enter/", form(), follow=True).text
    assert "so nothing has changed" in refused
    assert "The date of their declaration" not in refused
    assert not Application.objects.exists()
