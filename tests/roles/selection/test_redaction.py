"""Personal details are hidden in answers before anybody assesses them (R11)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import LogEntry, Membership, Notification
from hub.work import waiting_for
from roles.applications.services.erasure import erase_application
from roles.applications.services.messages import ask_about_application
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Application, PanelMember, RedactedSpan, Redaction, Redactor
from roles.selection.services.personal_details import find_details, phrases_of
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import make_member, make_organisation, signed_in
from tests.factories.panels import make_declared_panel, make_panel, make_sitter
from tests.pages_read import as_read
from tests.roles.selection.test_panels import day_parts

pytestmark = pytest.mark.django_db

NAME = "Zoë Ngozi-Okwonga"
STATEMENT = (
    "My name is ZOE NGOZI-OKWONGA and I led delivery at Department of A.\n"
    "Mr Okwonga, as colleagues say, wrote to okwonga@example.net from SW1A 2AA. "
    "I studied at the University of Warwick. An Ngoziland is no name."
)
SECRETS = ("ngozi-okwonga", "okwonga", "example.net", "sw1a", "warwick", "zoe", "zoë")


def shown(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


class Hidden:
    """A campaign whose answers have personal details hidden, closed, with one panel."""

    def __init__(self, applications=1):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        self.officer = make_member("resourcing", self.campaign.organisation)
        self.redactor = make_member("nominator", self.campaign.organisation)
        self.applications = []
        for _ in range(applications):
            row = make_application(self.campaign)
            Application.objects.filter(pk=row.pk).update(
                full_name=NAME,
                email="zoe@example.net",
                statement=STATEMENT,
                works_for="Department of A",
            )
            self.applications.append(Application.objects.get(pk=row.pk))
        self.applications.sort(key=lambda row: row.reference)
        self.member = make_sitter(self.campaign)
        self.panel = make_declared_panel(self.campaign, self.member)
        self.base = f"/campaigns/{self.campaign.reference}/personal-details/"
        answer = signed_in(self.officer).post(
            f"{self.base}who/",
            {
                **as_read(signed_in(self.officer), f"{self.base}who/"),
                "person": self.redactor.pk,
            },
        )
        assert answer.status_code == 302
        bring_to(self.campaign, "closed")

    def redact(self, application, *, but=(), then="next", **more):
        """Go through one application as proposed, without the boxes of some words."""
        browser = signed_in(self.redactor)
        address = f"{self.base}{application.reference}/"
        page = browser.get(address)
        boxes = re.findall(
            r'name="hide" value="([^"]+)"( checked)?>.*?<mark>(.*?)</mark>', page.text, re.DOTALL
        )
        hide = [value for value, ticked, words in boxes if ticked and words not in but]
        sent = {**as_read(browser, address), "hide": hide, "then": then, "kind": "other", **more}
        return browser.post(address, sent)

    def start(self):
        move_campaign(campaign=self.campaign, move="start_sift", actor=self.manager)
        self.campaign.refresh_from_db()
        return PanelMember.objects.get(panel=self.panel, person=self.member)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I am Zoe Okwonga.", ["Zoe", "Okwonga"]),
        ("OKWONGA’s team", ["OKWONGA"]),
        ("Zoë Ngozi-Okwonga wrote", ["Zoë Ngozi-Okwonga"]),
        ("zoe ngozi okwonga", ["zoe ngozi okwonga"]),
        ("Ngoziland and zoetrope", []),
        ("at example council limited", ["example council"]),
        ("The Example Council (EC)", ["Example Council"]),
        ("Department for Work and Pensions, or DWP", ["Department for Work and Pensions", "DWP"]),
        ("a dwp is nothing", []),
        ("ring 0161 496 0777 or +44 (0)161 496 0777", ["0161 496 0777", "+44 (0)161 496 0777"]),
        ("At Marsham Health Trust I read.", ["Marsham Health Trust"]),
        ("in 2019-2023 I saved £1 200 000 000 of 12 345", []),
        ("mail z.o@sub.example.org.", ["z.o@sub.example.org"]),
        ("see https://linkedin.com/in/zo-ok.", ["https://linkedin.com/in/zo-ok"]),
        ("I live at 12 Acacia Avenue, m1 1ae", ["12 Acacia Avenue", "m1 1ae"]),
        ("at King’s College and Leeds Grammar School", ["King’s College", "Leeds Grammar School"]),
    ],
)
def test_R11_what_may_say_whose_an_answer_is_is_proposed(text, found):
    phrases = phrases_of(
        full_name=NAME,
        email="zo@example.net",
        phone="0161 496 0777",
        employers=["Example Council", "Department for Work and Pensions"],
    )
    assert [text[place.start : place.end] for place in find_details(text, phrases)] == found


def test_R11_a_name_that_is_a_word_is_found_with_a_capital_letter_alone():
    phrases = phrases_of(full_name="Will May")
    text = "I will, as Will May said, finish in May. WILL did."
    found = [text[place.start : place.end] for place in find_details(text, phrases)]
    assert found == ["Will May", "May", "WILL"]


def test_R11_S5_the_sift_waits_until_details_are_hidden():
    case = Hidden(2)
    manager = signed_in(case.manager)
    page = manager.get(f"/campaigns/{case.campaign.reference}/move/start_sift/")
    if page.status_code == 404:
        page = manager.get(f"/campaigns/{case.campaign.reference}/")
    assert "2 applications have personal details still to be hidden" in shown(page)
    case.redact(case.applications[0])
    page = manager.get(f"/campaigns/{case.campaign.reference}/panels/")
    assert "hidden by" in shown(page)
    case.redact(case.applications[1])
    assert case.start().campaign.sifting_at is not None


def test_R11_who_hides_details_goes_from_one_application_to_the_next():
    case = Hidden(3)
    browser = signed_in(case.redactor)
    [queue] = [each for each in waiting_for(case.redactor) if each.queue.slug == "roles.redactions"]
    assert [item.text for item in queue.items] == [
        f"{case.campaign.title}, {case.campaign.reference}: 3 applications"
    ]
    first, second, third = case.applications
    at = browser.get(queue.items[0].href)
    assert at.url == f"{case.base}{first.reference}/"
    assert case.redact(first).url == f"{case.base}{second.reference}/"
    assert "1 of 3 applications done" in shown(browser.get(case.base))
    assert case.redact(second).url == f"{case.base}{third.reference}/"
    assert case.redact(third).url == case.base
    assert "3 of 3 applications done" in shown(browser.get(case.base))
    assert [
        each for each in waiting_for(case.redactor) if each.queue.slug == "roles.redactions"
    ] == []


def test_R11_the_words_are_in_no_channel_before_the_invitation_and_whole_after_it():
    case = Hidden()
    [application] = case.applications
    case.redact(application)
    place = case.start()
    base = f"/campaigns/{case.campaign.reference}/"
    marker, manager = signed_in(case.member), signed_in(case.manager)
    answer = marker.get(f"/panels/{place.pk}/marking/next/", follow=True)
    assert "My name is [name] and I led delivery at [employer]" in shown(answer)
    detail = manager.get(f"{base}applications/{application.reference}/")
    assert "wrote to [email address] from [postcode]" in shown(detail)
    pages = [answer, detail]
    for browser, address in (
        (marker, f"/panels/{place.pk}/"),
        (marker, f"/panels/{place.pk}/marking/"),
        (marker, "/work/"),
        (marker, "/account/data/"),
        (manager, f"{base}applications/"),
        (manager, f"{base}applications/?export=csv"),
        (manager, f"{base}applications/?export=xlsx"),
        (manager, f"{base}board/"),
        (manager, f"{base}decisions/"),
        (manager, f"{base}decisions/?format=pdf"),
        (manager, f"{base}decisions/disclosed/"),
        (manager, f"{base}panels/"),
        (manager, f"{base}panels/{place.panel.number}/marks-that-differ/"),
        (manager, "/search/?q=Okwonga"),
        (manager, "/search/?q=Warwick"),
        (manager, "/work/"),
        (manager, case.base),
        (signed_in(case.officer), case.base),
        (signed_in(case.officer), f"{base}applications/{application.reference}/"),
    ):
        pages.append(browser.get(address))
    for page in pages:
        body = b"".join(page.streaming_content) if page.streaming else page.content
        words = body.decode("utf-8", "replace").replace("?q=Okwonga", "").casefold()
        words = re.sub(
            r'value="(okwonga|warwick)"|“(okwonga|warwick)”|‘(okwonga|warwick)’', "", words
        )
        found = [secret for secret in SECRETS if re.search(rf"(?<!\w){secret}(?!\w)", words)]
        if page.request["PATH_INFO"] != "/search/":
            assert (page.request["PATH_INFO"], found) == (page.request["PATH_INFO"], [])
        else:
            assert application.reference not in words
    log = json.dumps([[entry.label, entry.data] for entry in LogEntry.objects.all()])
    mails = json.dumps([list(row.values()) for row in Notification.objects.values()], default=str)
    assert [secret for secret in SECRETS[1:5] if secret in (log + mails).casefold()] == []
    # The candidate reads what they sent, and everybody who may know them once they are invited.
    own = signed_in(application.candidate).get(f"/applications/{application.reference}/")
    assert "My name is ZOE NGOZI-OKWONGA and I led" in shown(own)
    Application.objects.filter(pk=application.pk).update(
        interview_invited_at=case.campaign.sifting_at
    )
    detail = manager.get(f"{base}applications/{application.reference}/")
    assert "My name is ZOE NGOZI-OKWONGA and I led" in shown(detail)


def test_R11_what_is_proposed_can_be_left_and_more_can_be_hidden():
    case = Hidden()
    [application] = case.applications
    answer = case.redact(application, then="stay", words="AN NGOZILAND", kind="address")
    assert answer.url == f"{case.base}{application.reference}/"
    assert Redaction.objects.get().checked_at is None
    case.redact(application, but=("University of Warwick",))
    place = case.start()
    page = shown(signed_in(case.member).get(f"/panels/{place.pk}/marking/next/", follow=True))
    assert "I studied at the University of Warwick. [address] is no name." in page
    refused = case.redact(application, words="Nowhere", then="stay")
    assert "These words are not in the answers" in shown(refused)


def test_R11_an_application_that_comes_later_is_not_marked_before_it_is_gone_through():
    case = Hidden(2)
    early, late = case.applications
    case.redact(early)
    case.redact(late)
    place = case.start()
    Redaction.objects.filter(application=late).delete()
    marker, manager = signed_in(case.member), signed_in(case.manager)
    assert "0 of 1 answer marked" in shown(marker.get(f"/panels/{place.pk}/marking/"))
    detail = manager.get(f"/campaigns/{case.campaign.reference}/applications/{late.reference}/")
    assert "Personal details still have to be hidden in these answers" in shown(detail)
    assert "My name is" not in shown(detail)
    assert "pass_sift" not in detail.text
    case.redact(late)
    assert "0 of 2 answers marked" in shown(marker.get(f"/panels/{place.pk}/marking/"))


def test_R11_who_hides_details_marks_nothing_and_decides_on_nothing():
    case = Hidden()
    [application] = case.applications
    page = signed_in(case.officer).get(f"{case.base}who/")
    assert str(case.member) not in page.text
    posted = signed_in(case.officer).post(f"{case.base}who/", {"person": case.member.pk})
    assert posted.status_code == 200
    assert Redactor.objects.current().get().person == case.redactor
    other = make_advert(organisation=case.campaign.organisation)
    panel = make_panel(other)
    invite = f"/campaigns/{other.reference}/panels/{panel.number}/invite/"
    Redactor.objects.create(campaign=other, person=make_sitter(other), appointed_by=case.officer)
    redactor = Redactor.objects.get(campaign=other).person
    browser = signed_in(case.manager)
    answer = browser.post(
        invite,
        {
            **as_read(browser, invite),
            "person": redactor.pk,
            "role": "member",
            **day_parts("answer_by", timezone.localdate() + timedelta(days=1)),
        },
    )
    assert "hides or has hidden personal details in the answers" in shown(answer)
    Redactor.objects.current().filter(campaign=case.campaign).update(person=case.manager)
    assert not case.manager.has_perm("roles.sift_application", application)
    assert make_handler(case.campaign).has_perm("roles.sift_application", application)


@pytest.mark.parametrize("path", ["", "who/", "next/", "{}/"])
def test_R11_nobody_else_comes_to_the_pages_on_which_details_are_hidden(path):
    case = Hidden()
    address = case.base + path.format(case.applications[0].reference)
    stranger = signed_in(make_member("resourcing", make_organisation()))
    assert stranger.get(address).status_code == 404
    assert signed_in(case.member).get(address).status_code == 404
    manager = signed_in(case.manager).get(address).status_code
    assert manager == (200 if path in ("", "who/") else 404)


def test_R11_what_is_hidden_goes_with_the_text():
    case = Hidden()
    [application] = case.applications
    case.redact(application)
    assert RedactedSpan.objects.count() > 3
    erase_application(application=application)
    assert (Redaction.objects.count(), RedactedSpan.objects.count()) == (0, 0)


def test_R11_a_withdrawn_application_waits_for_nobody():
    case = Hidden(2)
    gone, left = case.applications
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert case.redact(left).url == case.base
    address = f"{case.base}{gone.reference}/"
    assert signed_in(case.redactor).get(address).status_code == 404
    assert case.start().campaign.sifting_at is not None


def test_R11_once_the_sift_has_started_nobody_makes_answers_readable_again():
    case = Hidden()
    case.redact(case.applications[0])
    case.start()
    browser = signed_in(case.officer)
    answer = browser.post(
        f"{case.base}who/", {**as_read(browser, f"{case.base}who/"), "person": ""}
    )
    assert "somebody has to hide personal details" in shown(answer)
    assert Redactor.objects.current().filter(campaign=case.campaign).exists()


def test_R11_what_a_candidate_asks_is_read_by_who_arranges_the_selection_alone():
    case = Hidden()
    [application] = case.applications
    ask_about_application(
        application=application, text="This is Zoë Okwonga asking.", actor=application.candidate
    )
    address = f"/campaigns/{case.campaign.reference}/applications/{application.reference}/"
    manager, officer = signed_in(case.manager), signed_in(case.officer)
    assert "Okwonga asking" not in manager.get(address).text
    assert manager.get(f"{address}answer/").status_code == 404
    assert "Okwonga asking" in officer.get(address).text
    told = Notification.objects.filter(slug="roles.application_asked")
    assert {row.recipient for row in told} == {case.officer}
    slugs = {each.queue.slug for each in waiting_for(case.manager) if each.items}
    assert "roles.letters" not in slugs


def test_R11_the_record_says_who_hid_how_much_and_never_what():
    case = Hidden()
    [application] = case.applications
    case.redact(application)
    case.start()
    page = shown(signed_in(case.manager).get(f"/campaigns/{case.campaign.reference}/decisions/"))
    assert "Personal details hidden in answers" in page
    assert str(case.redactor) in page
    entry = LogEntry.objects.get(action="roles.answers_redacted")
    number = RedactedSpan.objects.filter(is_hidden=True).count()
    assert entry.data["detail"] == f"{number} details hidden"
    page = shown(
        signed_in(case.manager).get(f"/campaigns/{case.campaign.reference}/decisions/disclosed/")
    )
    assert "Personal details hidden in answers" in page
    assert str(case.redactor) not in page


def test_R11_who_leaves_the_department_reads_no_whole_answer_any_more():
    case = Hidden()
    browser, page = signed_in(case.redactor), f"{case.base}{case.applications[0].reference}/"
    assert browser.get(page).status_code == 200
    assert "Hide personal details" in browser.get("/work/").text
    Membership.objects.filter(user=case.redactor).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    assert browser.get(page).status_code == 404
    assert "Hide personal details" not in browser.get("/work/").text
