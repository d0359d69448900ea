"""What people are qualified for: recorded by others, told in time, asked of whoever assesses."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import LogEntry, Notification, Qualification, StaffGroup
from hub.notifications.delivery import deliver
from hub.qualifications import NobodyToQualifyError, is_qualified, record_qualification
from hub.refusals import RefusedError
from hub.stand_ins import arrange_stand_in
from hub.tasks import tell_of_qualifications
from roles.campaigns.assessors import ASSESSOR
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.qualifications import make_assessor
from tests.roles.support.support_forms import make_expert
from tests.sent_twice import day

pytestmark = pytest.mark.django_db
LIST, RECORD = "/qualifications/", "/qualifications/record/"


@pytest.fixture
def keeper():
    return make_person("keeper@hub.example", StaffGroup.HUB_STAFF)


@pytest.fixture
def expert():
    return make_expert(make_person("expert@example.gov.uk"), is_assessor=False).user


def answers(person, first=-1, last=364, **changes):
    return {
        "email": person.email,
        "kind": ASSESSOR.slug,
        "issuer": "Civil Service College",
        **day("received_on", first),
        **day("valid_until", last),
        **changes,
    }


def sent():
    return list(Notification.objects.order_by("pk").values_list("slug", "recipient__email"))


def test_R9_the_hub_team_records_a_certificate_and_its_holder_is_told(keeper, expert):
    page = signed_in(keeper).post(RECORD, answers(expert), follow=True)
    until = timezone.localdate() + timedelta(days=364)
    assert "We have emailed them" in page.text
    row = Qualification.objects.get()
    assert (row.person, row.label, row.valid_until) == (expert, ASSESSOR.label, until)
    assert (row.recorded_by, row.issuer) == (keeper, "Civil Service College")
    assert sent() == [("hub.qualification_recorded", expert.email)]
    assert LogEntry.objects.filter(action="hub.qualification_recorded").count() == 1
    deliver(Notification.objects.get().pk)
    assert Notification.objects.get().state == Notification.State.SENT


def test_nobody_records_or_withdraws_their_own_nor_that_of_whom_they_stand_in_for(keeper):
    page = signed_in(keeper).post(RECORD, answers(keeper))
    assert "You cannot record your own, nor that of somebody you stand in for" in page.text
    own = make_assessor(keeper)
    assert f"/{own.pk}/withdraw/" not in signed_in(keeper).get(LIST).text
    assert signed_in(keeper).get(f"{LIST}{own.pk}/withdraw/").status_code == 404
    colleague = make_person("colleague@hub.example", StaffGroup.HUB_STAFF)
    assert signed_in(colleague).get(f"{LIST}{own.pk}/withdraw/").status_code == 200
    today = timezone.localdate()
    arrange_stand_in(actor=keeper, colleague=colleague, starts_on=today, ends_on=today)
    assert signed_in(colleague).get(f"{LIST}{own.pk}/withdraw/").status_code == 404
    assert Qualification.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nobody@example.gov.uk"}, "We know nobody with this email address"),
        ({"kind": "roles.none"}, "Select the qualification"),
        ({"issuer": ""}, "Enter who issued it"),
        (day("received_on", 2), "The first day must be today or in the past"),
        (day("valid_until", -9), "The last day must be the same as or after the first day"),
        (
            day("received_on", -1500) | day("valid_until", 3000),
            "The last day must be within 10 years",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_answer_and_nothing_is_lost(
    keeper, expert, changes, said
):
    page = signed_in(keeper).post(RECORD, answers(expert) | changes)
    assert said in page.text
    assert changes.get("email", expert.email) in page.text
    assert (Qualification.objects.count(), sent()) == (0, [])


def test_R11_a_candidates_address_is_answered_as_one_that_nobody_has(keeper):
    candidate, client = make_person("candidate@example.com"), signed_in(keeper)
    pages = [
        client.post(RECORD, answers(candidate, email=email, **more)).text
        for email in (candidate.email, "nobody@example.com")
        for more in ({}, {"issuer": ""})
    ]
    known, known_unready, unknown, unknown_unready = (
        re.findall(r'error-summary__list">.*?</ul>', page, re.DOTALL) for page in pages
    )
    assert (known, known_unready) == (unknown, unknown_unready)
    assert "We know nobody with this email address" in known[0]
    assert "We know nobody" not in known_unready[0]
    assert (Qualification.objects.count(), sent()) == (0, [])
    today = timezone.localdate()
    with as_system(), pytest.raises(NobodyToQualifyError):
        record_qualification(
            person=candidate,
            kind=ASSESSOR.slug,
            received_on=today,
            valid_until=today,
            issuer="X",
            actor=keeper,
        )


def test_an_expert_who_works_elsewhere_reads_their_own_from_the_account_page(expert):
    assert signed_in(expert).get(LIST).status_code == 404
    make_assessor(expert)
    assert signed_in(expert).get(LIST).status_code == 200
    assert LIST in signed_in(expert).get("/account/").text


def test_the_same_is_recorded_once(keeper, expert):
    signed_in(keeper).post(RECORD, answers(expert))
    page = signed_in(keeper).post(RECORD, answers(expert, issuer="Another college"))
    assert "already recorded for this person from this day" in page.text
    assert Qualification.objects.count() == 1


def test_it_is_withdrawn_with_a_reason_that_its_holder_reads(keeper, expert):
    row = make_assessor(expert)
    address = f"{LIST}{row.pk}/withdraw/"
    page = signed_in(keeper).post(address, {"reason": "The college took it back."}, follow=True)
    assert "Withdrawn: " in page.text
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_because) == (keeper, "The college took it back.")
    assert sent() == [("hub.qualification_withdrawn", expert.email)]
    again = signed_in(keeper).post(address, {"reason": "Once more."}, follow=True)
    assert "already been withdrawn, so nothing has changed" in again.text
    assert "Once more." in again.text
    row.refresh_from_db()
    assert row.withdrawn_because == "The college took it back."


def test_everybody_reads_their_own_alone_and_the_hub_team_all(keeper):
    department = make_organisation("AAA")
    ann, ben = (make_member("hiring_manager", department, f"{n}@a.example") for n in ("ann", "ben"))
    make_assessor(ann, issuer="College of Ann")
    make_assessor(ben, issuer="College of Ben")
    own = signed_in(ann).get(LIST).text
    assert ("College of Ann" in own, "College of Ben" in own) == (True, False)
    assert "College of Ben" not in signed_in(ann).get(f"{LIST}?export=csv").getvalue().decode()
    every = signed_in(keeper).get(LIST).text
    assert ("College of Ann" in every, "College of Ben" in every) == (True, True)
    assert signed_in(ann).get(RECORD).status_code == 404
    assert "Qualifications" in signed_in(ann).get("/account/").text
    assert signed_in(make_person("candidate@example.com")).get(LIST).status_code == 404


def test_the_list_says_what_is_not_there_and_filters(keeper, expert):
    assert "No qualifications have been recorded yet." in signed_in(keeper).get(LIST).text
    make_assessor(expert, last=20)
    for show, there in (("all", 1), ("valid", 1), ("ending", 1), ("over", 0)):
        page = signed_in(keeper).get(f"{LIST}?show={show}").text
        assert page.count("Ends soon") == there
    assert "no filter “rubbish”" in signed_in(keeper).get(f"{LIST}?show=rubbish").text


def test_a_longer_list_takes_no_more_queries(keeper):
    client, counts = signed_in(keeper), []
    for number in (1, 3, 30):
        while Qualification.objects.count() < number:
            make_assessor(make_person())
        client.get(LIST)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_its_holder_is_told_in_time_once_of_each_notice_also_when_late(expert):
    row = make_assessor(expert, last=70)
    last = row.valid_until

    def told_on(days_before):
        morning = datetime.combine(
            last - timedelta(days=days_before), time(9), ZoneInfo(settings.TIME_ZONE)
        )
        with time_machine.travel(morning, tick=False):
            tell_of_qualifications()
            tell_of_qualifications()
        return [slug.removeprefix("hub.qualification_") for slug, _ in sent()]

    assert told_on(61) == []
    assert told_on(60) == ["ending"]
    assert told_on(30) == ["ending"]
    # The day of the second notice was missed.
    assert told_on(9) == ["ending", "ending"]
    assert told_on(0) == ["ending", "ending"]
    assert told_on(-1) == ["ending", "ending", "over"]
    assert told_on(-30) == ["ending", "ending", "over"]


def test_nobody_is_told_of_an_end_who_has_a_newer_one(expert):
    make_assessor(expert, last=10)
    make_assessor(expert, first=0, last=900)
    tell_of_qualifications()
    assert sent() == []


def test_R9_one_certificate_after_another_covers_the_days_between_them_do_not(expert):
    today = timezone.localdate()

    def covered(first, last):
        days = (today + timedelta(days=first), today + timedelta(days=last))
        return is_qualified(expert, ASSESSOR.slug, *days)

    assert covered(0, 0) is False
    make_assessor(expert, first=-100, last=10)
    assert (covered(0, 10), covered(0, 11), covered(11, 12)) == (True, False, False)
    Qualification.objects.create(
        person=expert,
        kind=ASSESSOR.slug,
        label=ASSESSOR.label,
        received_on=today + timedelta(days=11),
        valid_until=today + timedelta(days=30),
        issuer="Civil Service College",
        recorded_at=timezone.now(),
    )
    assert (covered(5, 30), covered(5, 31)) == (True, False)
    assert is_qualified(expert, "roles.other", today, today) is False


def test_a_kind_that_no_plugin_declares_is_refused_and_one_that_is_gone_stays_readable(
    keeper, expert
):
    with as_system(), pytest.raises(RefusedError, match="Select the qualification"):
        record_qualification(
            person=expert,
            kind="gone.kind",
            received_on=date(2026, 1, 1),
            valid_until=date(2027, 1, 1),
            issuer="X",
            actor=None,
        )
    make_assessor(expert, kind="gone.kind", label="Certificate of old")
    assert "Certificate of old" in signed_in(keeper).get(LIST).text
