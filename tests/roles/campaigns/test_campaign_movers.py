"""R3: people who are surplus or at risk see a role first, for a window that the policy sets."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody, as_system
from hub.last_days import LastDayError
from hub.models import Grade, Membership, Notification, User
from hub.notifications.delivery import deliver
from hub.notifications.returned import record_returned
from hub.periods import LONDON
from hub.stand_ins import arrange_stand_in
from roles.adverts.services.adverts import publish_advert
from roles.campaigns.services.audience import widen_audience
from roles.campaigns.services.mover_reasons import (
    NotTurnedDownError,
    ReasonGivenError,
    record_reason,
)
from roles.campaigns.services.movers import (
    MoverInThePastError,
    OwnMoverError,
    answer_mover,
    end_mover,
    open_to_everybody,
    record_mover,
)
from roles.campaigns.services.readiness import NotReadyError
from roles.campaigns.tasks import open_to_everybody as task
from roles.models import (
    Application,
    Audience,
    Campaign,
    Listing,
    MoverReason,
    PriorityMover,
    RecruitmentPolicy,
)
from tests.factories.adverts import bring_to, make_advert, make_application
from tests.factories.hub import (
    current_role,
    make_member,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.roles import make_approved, make_open
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
# A Monday, with no bank holiday near.
MONDAY = datetime(2026, 10, 5, 10, tzinfo=LONDON)


def make_mover(team, *, agrees=True, **changes):
    mover = record_mover(
        **{
            "user": make_person(),
            "name": "As Typed",
            "organisation": team.organisation,
            "kind": PriorityMover.Kind.SURPLUS,
            "grade": Grade.objects.get(code="g7"),
            "valid_from": timezone.localdate(),
            "actor": team.lead,
            **changes,
        }
    )
    return answer_mover(mover=mover, agrees=True, actor=mover.user) if agrees else mover


def over(mover):
    """The record of a mover whose last day has passed."""
    day = timezone.localdate()
    PriorityMover.objects.filter(pk=mover.pk).update(
        valid_from=day - timedelta(days=9), valid_to=day - timedelta(days=1)
    )


def path_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).advert_path


@time_machine.travel(MONDAY, tick=False)
def test_R3_a_priority_mover_sees_the_role_before_it_is_public(team):
    mover = make_mover(team)
    campaign = make_open(team)
    # Five working days after Monday: the next Monday, from midnight.
    assert timezone.localtime(campaign.movers_until) == datetime(2026, 10, 12, tzinfo=LONDON)
    assert not Listing.objects.exists()
    path = path_of(campaign)
    assert signed_in(mover.user).get(path).status_code == 200
    for other in (Client(), signed_in(make_person())):
        assert other.get(path).status_code == 404
    # The department and the hub see what they publish.
    for person in (team.manager, team.adviser):
        assert signed_in(person).get(path).status_code == 200
    told = Notification.objects.filter(slug="roles.mover_offered")
    assert [letter.recipient for letter in told] == [mover.user]
    page = signed_in(mover.user).get(reverse("roles:application_list")).content.decode()
    assert path in page


@time_machine.travel(MONDAY, tick=False)
def test_R3_only_the_mover_can_apply_meanwhile(team):
    mover = make_mover(team)
    campaign = make_open(team)
    start = reverse("roles:application_start", args=[campaign.reference])
    assert signed_in(make_person()).get(start).status_code == 404
    assert signed_in(make_person()).post(start).status_code == 404
    mine = signed_in(mover.user)
    assert mine.get(start).status_code == 200
    assert mine.post(start).status_code == 302
    assert campaign.applications.get().candidate == mover.user


def test_R3_the_clock_opens_it_to_everybody_once(team):
    with time_machine.travel(MONDAY, tick=False):
        make_mover(team)
        campaign = make_open(team)
        assert open_to_everybody() == 0
    with time_machine.travel(datetime(2026, 10, 12, 0, 1, tzinfo=LONDON), tick=False):
        assert Client().get(path_of(campaign)).status_code == 200
        task()
        assert open_to_everybody() == 0
        listing = Listing.objects.get()
        campaign.refresh_from_db()
        assert listing.opens_at == campaign.movers_until == campaign.everybody_at


@pytest.mark.parametrize(
    "difference", ["another grade", "ended", "not yet", "another family", "no window"]
)
def test_R3_nobody_to_offer_it_to_means_no_window(team, difference):
    today = timezone.localdate()
    changes = {
        "another grade": {"grade": Grade.objects.get(code="heo")},
        "ended": {},
        "not yet": {"valid_from": today + timedelta(days=1)},
        "another family": {"role": current_role("data-analyst")},
        "no window": {},
    }[difference]
    if difference == "no window":
        RecruitmentPolicy.objects.update_or_create(defaults={"movers_working_days": 0})
    mover = make_mover(team, **changes)
    if difference == "ended":
        over(mover)
    campaign = make_open(team)
    assert campaign.movers_until is None
    assert Listing.objects.count() == 1


def test_R3_the_right_organisations_only(team):
    elsewhere = make_mover(team, organisation=make_organisation("BBB"))
    internal = make_open(team, audience=Audience.INTERNAL)
    assert internal.movers_until is None
    external = make_open(team)
    assert external.movers_until is not None
    assert signed_in(elsewhere.user).get(path_of(external)).status_code == 200
    own = make_mover(team, role=current_role("product-manager"))
    internal = make_open(team, audience=Audience.INTERNAL)
    assert signed_in(own.user).get(path_of(internal)).status_code == 200
    assert signed_in(elsewhere.user).get(path_of(internal)).status_code == 404


def test_R3_a_closing_date_within_the_window_is_refused(team):
    make_mover(team)
    campaign = make_approved(team, closes_on=timezone.localdate() + timedelta(days=2))
    with pytest.raises(NotReadyError) as refusal:
        publish_advert(campaign=campaign, actor=team.adviser)
    assert refusal.value.reasons[0].startswith("Priority movers see it first until")


def test_R3_movers_are_recorded_by_those_who_look_after_them(team):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    browser, url = signed_in(contact), reverse("roles:mover_record")
    assert (
        "There are no priority movers." in browser.get(reverse("roles:mover_list")).content.decode()
    )
    day = timezone.localdate()
    form = {
        "email": "Surplus.Person@example.gov.uk",
        "name": "Surplus Person",
        "organisation": team.organisation.pk,
        "kind": "surplus",
        "grade": Grade.objects.get(code="g7").pk,
        "role": "",
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
    }
    page = browser.post(url, {**form, "name": ""}).content.decode()
    assert "Enter their full name" in page
    browser.post(url, form)
    mover = PriorityMover.objects.get()
    assert mover.user == User.objects.get(email="surplus.person@example.gov.uk")
    assert "Surplus Person" in browser.get(reverse("roles:mover_list")).content.decode()
    end = reverse("roles:mover_end", args=[mover.reference])
    parts = {"valid_to_day": day.day, "valid_to_month": day.month, "valid_to_year": day.year}
    browser.post(end, parts)
    mover.refresh_from_db()
    assert mover.valid_to == day
    for person in (team.manager, team.approver):
        assert signed_in(person).get(reverse("roles:mover_list")).status_code == 404
    stranger = make_member(Membership.Role.HR_CONTACT, make_organisation("BBB"))
    assert "Surplus" not in signed_in(stranger).get(reverse("roles:mover_list")).content.decode()
    assert signed_in(stranger).get(end).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        record_mover(
            user=mover.user,
            name="As Typed",
            organisation=team.organisation,
            kind=mover.kind,
            grade=mover.grade,
            valid_from=day,
            actor=team.manager,
        )
    with pytest.raises(LastDayError):
        end_mover(mover=mover, valid_to=day - timedelta(days=30), actor=contact)


def test_the_list_of_movers_takes_as_many_queries_for_three_as_for_one(team):
    client, counts = signed_in(team.lead), []
    client.get("/account/")  # what is asked once and kept
    for number in (1, 2):
        for _ in range(number):
            make_mover(team, role=current_role())
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("roles:mover_list"))
        counts.append(len(found))
    assert counts[0] == counts[1]


def turned_down(team, mover, *, is_released=True):
    """An application of a mover for a role at the grade, turned down at the sift."""
    advert = make_advert(organisation=team.organisation, grade="g7")
    application = make_application(advert, mover.user, "fail_sift")
    bring_to(advert, "interviewing")
    if is_released:
        Application.objects.filter(pk=application.pk).update(release_at=timezone.now())
    return application


def test_R3_a_mover_who_is_turned_down_gets_a_reason_that_the_record_shows(team):
    mover = make_mover(team)
    contact = signed_in(make_member(Membership.Role.HR_CONTACT, team.organisation))
    application = turned_down(team, mover)
    page = contact.get(reverse("roles:mover_list")).content.decode()
    url = reverse("roles:mover_reason", args=[mover.reference, application.reference])
    assert "No reason yet" in page
    assert url in page
    assert "Select the main reason" in contact.post(url, {"words": "Why."}).content.decode()
    contact.post(url, {"reason": "criteria", "words": "Nothing about leading a team."})
    given = MoverReason.objects.get()
    assert (given.mover, given.application, given.reason) == (mover, application, "criteria")
    told = Notification.objects.get(slug="roles.mover_turned_down")
    assert told.recipient == mover.user
    role = application.campaign
    assert f"the role {role.title} at {role.organisation.name}" in body_of(told)
    page = contact.get(reverse("roles:mover_list")).content.decode()
    assert "Below the minimum standard in an essential criterion" in page
    assert "No reason yet" not in page
    assert contact.get(url).status_code == 404
    own = signed_in(mover.user).get(application.get_absolute_url()).content.decode()
    assert "Nothing about leading a team." in own
    with pytest.raises(ReasonGivenError):
        record_reason(
            mover=mover, application=application, reason="criteria", words="-", actor=team.lead
        )


def test_R3_only_released_decisions_on_movers_on_record_wait_for_a_reason(team):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    resting = turned_down(team, make_mover(team), is_released=False)
    turned_down(team, make_mover(team, grade=Grade.objects.get(code="heo")))
    later = make_mover(team, valid_from=timezone.localdate() + timedelta(days=1))
    turned_down(team, later)
    ended = make_mover(team)
    over(ended)
    turned_down(team, ended)
    nobody = make_application(make_advert(organisation=team.organisation), None, "fail_sift")
    Application.objects.filter(pk=nobody.pk).update(release_at=timezone.now())
    page = signed_in(contact).get(reverse("roles:mover_list"))
    assert page.context_data["turned_down"].rows == []
    mover = PriorityMover.objects.get(user=resting.candidate)
    url = reverse("roles:mover_reason", args=[mover.reference, resting.reference])
    assert signed_in(contact).get(url).status_code == 404
    # Who looks after others sees neither, and who runs the campaign records no reason.
    Application.objects.filter(pk=resting.pk).update(release_at=timezone.now())
    stranger = make_member(Membership.Role.HR_CONTACT, make_organisation("BBB"))
    for person in (stranger, team.manager):
        assert signed_in(person).get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        record_reason(
            mover=mover, application=resting, reason="criteria", words="-", actor=team.manager
        )


def test_R3_a_reason_is_given_for_the_movers_own_application_that_was_turned_down_alone(team):
    mover = make_mover(team)
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    elsewhere = make_application(make_advert(grade="g7"), mover.user, "fail_sift")
    Application.objects.update(release_at=timezone.now())
    somebody_elses = turned_down(team, make_mover(team))
    still_read = make_application(make_advert(organisation=team.organisation, grade="g7"))
    for application in (elsewhere, somebody_elses, still_read):
        with as_nobody(), pytest.raises(NotTurnedDownError):
            record_reason(
                mover=mover, application=application, reason="criteria", words="-", actor=contact
            )
    assert not MoverReason.objects.exists()
    assert not Notification.objects.filter(slug="roles.mover_turned_down").exists()


def body_of(letter):
    deliver(letter.pk)
    return mail.outbox[-1].body


def reached(slug):
    return [row.recipient for row in Notification.objects.filter(slug=slug).order_by("pk")]


def test_R3_movers_whom_a_wider_audience_reaches_are_told_and_nothing_is_hidden_again(team):
    elsewhere = make_mover(team, organisation=make_organisation("BBB"))
    campaign = make_open(team, audience=Audience.INTERNAL)
    assert campaign.movers_until is None
    wider = {"campaign": campaign, "audience": Audience.ACROSS_GOVERNMENT, "actor": team.manager}
    widen_audience(**wider)
    assert reached("roles.mover_reached") == [elsewhere.user]
    letter = body_of(Notification.objects.get(slug="roles.mover_reached"))
    assert f"The role {campaign.title} at {campaign.organisation.name}" in letter
    assert reached("roles.mover_offered") == []
    assert Client().get(path_of(campaign)).status_code == 200
    # A mover who was told is not told again by a still wider one.
    widen_audience(**{**wider, "audience": Audience.EXTERNAL})
    assert reached("roles.mover_reached") == [elsewhere.user]


def asked_to_phone():
    rows = Notification.objects.filter(slug="roles.mover_to_phone").order_by("pk")
    return [(row.recipient, row.subject) for row in rows]


def test_R3_whose_email_came_back_before_or_after_is_phoned_by_their_hr_contact(
    team, django_capture_on_commit_callbacks
):
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    gone, well = make_mover(team), make_mover(team)
    first = make_open(team)
    call_command("deliver")
    sent = Notification.objects.get(slug="roles.mover_offered", recipient=gone.user)
    assert asked_to_phone() == []
    with django_capture_on_commit_callbacks(execute=True):
        record_returned(key=sent.key, reason="bounced")
    assert asked_to_phone() == [(contact, gone)]
    second = make_open(team)
    assert asked_to_phone() == [(contact, gone)] * 2
    call_command("deliver")
    letters = [row for row in mail.outbox if row.subject.startswith("Phone priority mover")]
    assert [row.to for row in letters] == [[contact.email]] * 2
    assert [row.subject for row in letters] == [
        f"Phone priority mover {gone.reference} about {campaign.title} at "
        f"{campaign.organisation.name}"
        for campaign in (first, second)
    ]
    assert f"Its reference is {second.reference}." in letters[-1].body
    assert gone.user.email not in letters[-1].body
    # Whoever signs in has read a code at the address: nobody needs phone them.
    User.objects.filter(pk=gone.user.pk).update(last_login=timezone.now())
    make_open(team)
    assert asked_to_phone() == [(contact, gone)] * 2
    assert {row.recipient for row in Notification.objects.filter(slug="roles.mover_offered")} == {
        gone.user,
        well.user,
    }


def test_R3_movers_reached_while_the_window_lasts_see_it_first_too(team):
    own = make_mover(team)
    campaign = make_open(team, audience=Audience.INTERNAL)
    elsewhere = make_mover(team, organisation=make_organisation("BBB"))
    assert signed_in(elsewhere.user).get(path_of(campaign)).status_code == 404
    until = campaign.movers_until
    widen_audience(campaign=campaign, audience=Audience.ACROSS_GOVERNMENT, actor=team.manager)
    campaign.refresh_from_db()
    assert campaign.movers_until == until
    assert signed_in(elsewhere.user).get(path_of(campaign)).status_code == 200
    assert reached("roles.mover_offered") == [own.user, elsewhere.user]
    assert Client().get(path_of(campaign)).status_code == 404


def test_R3_nobody_records_themselves_as_a_priority_mover_or_gives_themselves_longer(team):
    officer = make_member(Membership.Role.HR_CONTACT, team.organisation)
    with pytest.raises(OwnMoverError):
        make_mover(team, user=officer, actor=officer)
    mover = make_mover(team, user=officer, actor=team.adviser)
    with pytest.raises(OwnMoverError):
        end_mover(mover=mover, valid_to=MONDAY.date() + timedelta(days=900), actor=officer)
    day = {"valid_to_day": "1", "valid_to_month": "1", "valid_to_year": "2030"}
    url = reverse("roles:mover_end", args=[mover.reference])
    assert "You cannot record yourself" in signed_in(officer).post(url, day).content.decode()
    mover.refresh_from_db()
    assert mover.valid_to is None


def test_R3_nor_does_who_stands_in_for_them(team):
    today = timezone.localdate()
    away = make_member(Membership.Role.HR_CONTACT, team.organisation)
    officer = make_member(Membership.Role.HR_CONTACT, team.organisation)
    mover = make_mover(team, user=away, actor=team.adviser)
    with as_system():
        arrange_stand_in(colleague=officer, starts_on=today, ends_on=today, actor=away)
    with pytest.raises(OwnMoverError):
        make_mover(team, user=away, actor=officer)
    day = {"valid_to_day": "1", "valid_to_month": "1", "valid_to_year": "2030"}
    url = reverse("roles:mover_end", args=[mover.reference])
    words = "or a colleague who stands in for you or for whom you stand in"
    assert words in signed_in(officer).post(url, day).text
    mover.refresh_from_db()
    assert mover.valid_to is None


def test_R11_recording_a_mover_shows_the_name_as_typed_until_they_agree_and_they_are_told(team):
    """Typing an address shows neither whose account it is nor what became of applications."""
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    person = make_person("candidate@example.com", name="Ben Ashworth")
    mover = make_mover(team, user=person, name="Whoever", agrees=False)
    turned_down(team, mover)
    browser, url = signed_in(contact), reverse("roles:mover_list")
    page = browser.get(url)
    assert "Whoever" in page.content.decode()
    assert "Ashworth" not in page.content.decode()
    assert page.context_data["turned_down"].rows == []
    assert reached("roles.mover_recorded") == [person]
    own = signed_in(person)
    answer = reverse("roles:mover_answer", args=[mover.reference])
    assert answer in own.get(reverse("roles:application_list")).content.decode()
    assert browser.get(answer).status_code == 404
    own.post(answer, as_read(own, answer, {"agrees": "yes"}))
    assert "Ashworth" in browser.get(url).content.decode()
    assert len(browser.get(url).context_data["turned_down"].rows) == 1


def test_R3_a_mover_who_says_no_sees_no_role_first(team):
    mover = make_mover(team, agrees=False)
    own = signed_in(mover.user)
    answer = reverse("roles:mover_answer", args=[mover.reference])
    own.post(answer, as_read(own, answer, {"agrees": "no"}))
    assert make_open(team).movers_until is None
    mover.refresh_from_db()
    assert mover.declined_at is not None
    with as_nobody(), pytest.raises(PermissionDenied):
        answer_mover(mover=mover, agrees=True, actor=team.lead)


def test_R11_rejections_by_other_departments_and_before_the_sift_is_over_stand_beside_no_name(team):
    mover = make_mover(team)
    elsewhere = make_advert(organisation=make_organisation("BBB"), grade="g7")
    other = make_application(elsewhere, mover.user, "fail_sift")
    own = make_application(
        make_advert(organisation=team.organisation, grade="g7"), mover.user, "fail_sift"
    )
    Application.objects.update(release_at=timezone.now())
    for person in (make_member(Membership.Role.HR_CONTACT, team.organisation), team.adviser):
        page = signed_in(person).get(reverse("roles:mover_list"))
        assert page.context_data["turned_down"].rows == []
        for found in (other, own):
            reason = reverse("roles:mover_reason", args=[mover.reference, found.reference])
            assert signed_in(person).get(reason).status_code == 404
    bring_to(elsewhere, "interviewing")
    bring_to(own.campaign, "interviewing")
    page = signed_in(team.adviser).get(reverse("roles:mover_list")).content.decode()
    assert own.campaign.reference in page
    assert elsewhere.reference not in page


def test_R11_a_mover_is_not_recorded_for_days_that_are_over(team):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(MoverInThePastError):
        make_mover(team, valid_from=yesterday)
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    form = {
        "email": "candidate@example.com",
        "name": "Whoever",
        "organisation": team.organisation.pk,
        "kind": "surplus",
        "grade": Grade.objects.get(code="g7").pk,
        "valid_from_day": yesterday.day,
        "valid_from_month": yesterday.month,
        "valid_from_year": yesterday.year,
    }
    page = signed_in(contact).post(reverse("roles:mover_record"), form).content.decode()
    assert "The first day must be today or later" in page
    assert not PriorityMover.objects.exists()


def test_R3_ending_a_mover_s_record_never_gives_them_more_time(team):
    contact = signed_in(make_member(Membership.Role.HR_CONTACT, team.organisation))
    today = timezone.localdate()
    mover = make_mover(team)
    PriorityMover.objects.update(valid_from=today - timedelta(days=40))
    url = reverse("roles:mover_end", args=[mover.reference])

    def end(day):
        parts = {"valid_to_day": day.day, "valid_to_month": day.month, "valid_to_year": day.year}
        return contact.post(url, parts)

    assert end(today).status_code == 302
    page = end(today + timedelta(days=3000)).content.decode()
    assert "You cannot move the last day later here" in page
    assert end(today - timedelta(days=2)).status_code == 302
    page = end(today + timedelta(days=3000)).content.decode()
    assert "This has already ended, on" in page
    mover.refresh_from_db()
    assert mover.valid_to == today - timedelta(days=2)
