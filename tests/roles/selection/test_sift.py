"""The workspace of those who handle applications: by reference, by legal moves, by department."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core import mail as box
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Membership, Notification
from hub.notifications.delivery import deliver
from hub.periods import LONDON
from hub.permissions import StaffGroup
from roles.applications.services.applications import move_application
from roles.models import Application, Interview, Offer
from roles.models.applications.application_state import DECIDED, REJECTED, UNDECIDED
from roles.selection.services.interviews import InterviewRefusedError
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    STAGES,
    TO_RECOMMENDED,
    WORDS,
    book,
    bring_to,
    checks_typed,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
    tell_of_decisions,
    terms_typed,
)
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import working

DAY = working(timezone.localdate() + timedelta(days=3))
INTERVIEW = {
    "day_day": DAY.day,
    "day_month": DAY.month,
    "day_year": DAY.year,
    "hour": "9:30am",
    "minutes": 45,
    "medium": "in_person",
    "place": "1 Example Street, Leeds",
    "contact_name": "Recruitment team",
    "contact_email": "jobs@example.gov.uk",
}
pytestmark = pytest.mark.django_db


def list_url(campaign) -> str:
    return f"/campaigns/{campaign.reference}/applications/"


def detail_url(application) -> str:
    return f"{list_url(application.campaign)}{application.reference}/"


def test_R11_applications_are_listed_by_reference_without_names_or_drafts():
    campaign = make_advert()
    sent, draft = make_application(campaign), make_draft(campaign)
    bring_to(campaign, "sifting")
    html = signed_in(make_handler(campaign)).get(list_url(campaign)).content.decode()
    assert sent.reference in html
    assert "Pass the sift, Do not pass the sift" in html
    assert draft.reference not in html
    assert WORDS["full_name"] not in html


def test_R11_names_show_from_the_invitation_to_an_interview_on():
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift")
    handler = make_handler(campaign)
    client = signed_in(handler)
    html = client.get(detail_url(application)).content.decode()
    assert WORDS["statement"] in html
    assert "Your statement" not in html
    assert "How they meet the essential criteria" in html
    assert WORDS["full_name"] not in html
    assert WORDS["phone"] not in html
    make_move(application, "invite", handler)
    html = client.get(detail_url(application)).content.decode()
    assert WORDS["full_name"] in html
    assert WORDS["phone"] in html


def test_a_handler_moves_an_application_from_sift_to_a_provisional_offer():
    campaign = make_advert()
    application = make_application(campaign)
    client = signed_in(make_handler(campaign))
    base = detail_url(application)
    for move in TO_RECOMMENDED:
        bring_to(campaign, STAGES[move])
        tell_of_decisions(application)
        if move == "record_interview":
            Interview.objects.update(starts_at=timezone.now() - timedelta(hours=1))
        assert f"{base}{move}/" in client.get(base).content.decode()
        assert client.get(f"{base}{move}/").status_code == 200
        typed = {"book": INTERVIEW, "recommend": {"feedback": "You answered clearly."}}
        assert client.post(f"{base}{move}/", typed.get(move, {})).url == base
    bring_to(campaign, "merit_agreed")
    assert "Select the post you want to offer" in client.post(f"{base}offer/").content.decode()
    post = campaign.posts.get()
    typed = terms_typed(campaign, post)
    html = client.post(f"{base}offer/", typed, follow=True).content.decode()
    assert "is now “provisional offer”" in html
    application.refresh_from_db()
    assert (application.state, application.post) == ("provisional_offer", post)
    slugs = list(
        Notification.objects.filter(recipient=application.candidate)
        .order_by("pk")
        .values_list("slug", flat=True)
    )
    assert slugs == [
        "roles.application_submitted",
        "roles.application_sifted",
        "roles.interview_invited",
        "roles.interview_booked",
        "roles.offer_made",
    ]


def test_no_post_left_to_offer_is_said():
    campaign = make_advert(posts=0)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    html = signed_in(make_handler(campaign)).get(f"{detail_url(application)}offer/")
    assert "All posts have been offered, filled or withdrawn." in html.content.decode()


def test_a_post_taken_meanwhile_is_said_at_the_field():
    campaign = make_advert(posts=2)
    first = make_application(campaign, None, *TO_RECOMMENDED)
    second = make_application(campaign, None, *TO_RECOMMENDED)
    client = signed_in(make_handler(campaign))
    post = campaign.posts.first()
    bring_to(campaign, "merit_agreed")
    typed = terms_typed(campaign, post)
    client.post(f"{detail_url(first)}offer/", typed)
    html = client.post(f"{detail_url(second)}offer/", typed).content.decode()
    assert "The post you chose is no longer open. Select another post" in html


def test_a_move_that_is_not_legal_from_here_changes_nothing_and_says_so():
    application = make_application(make_advert())
    client = signed_in(make_handler(application.campaign))
    base = detail_url(application)
    bring_to(application.campaign, "sifting")
    client.post(f"{base}fail_sift/", {"feedback": "The examples are of one person."})
    for call in (client.get, client.post):
        html = call(f"{base}pass_sift/", follow=True).content.decode()
        assert "You cannot do this now" in html
    application.refresh_from_db()
    assert application.state == "sift_fail"
    assert client.post(f"{base}promote/").status_code == 404
    assert client.post(f"{base}submit/").status_code == 404
    assert client.post(f"{base}accept/").status_code == 404


def test_every_state_is_reached_only_from_the_states_that_are_named():
    """The chart of an application, as it is declared on the model."""
    chart = {
        move.name: (sorted(_sources(move.name)), str(move.target))
        for move in Application(state="draft").get_all_state_transitions()
    }
    assert chart["submit"] == (["draft"], "submitted")
    assert chart["pass_sift"] == (["submitted"], "sift_pass")
    assert chart["fail_sift"] == (["submitted"], "sift_fail")
    assert chart["invite"] == (["sift_pass"], "interview_invited")
    assert chart["book"] == (["interview_invited"], "interview_booked")
    assert chart["rebook"] == (["interview_booked"], "interview_booked")
    assert chart["record_interview"] == (["interview_booked"], "interviewed")
    assert chart["recommend"] == (["interviewed"], "recommended")
    assert chart["put_on_reserve"] == (["interviewed"], "reserve")
    assert chart["not_appoint"] == (["interviewed"], "not_appointable")
    assert chart["offer"] == (["recommended", "reserve"], "provisional_offer")
    assert chart["accept"] == (["provisional_offer"], "accepted")
    assert chart["decline"] == (["provisional_offer"], "declined")
    assert chart["start_checks"] == (["accepted"], "checks")
    assert chart["offer_formally"] == (["checks"], "formal_offer")
    assert chart["start"] == (["formal_offer"], "started")
    assert chart["fall_through"] == (["accepted", "checks", "formal_offer"], "fell_through")
    # A rejection among them: until its release the candidate knows of none.
    assert len(chart["withdraw"][0]) == 14
    assert set(chart["withdraw"][0]) & (set(DECIDED) | {"draft"}) == set(REJECTED)
    assert chart["sift_again"] == (["sift_fail", "sift_pass"], "submitted")
    assert chart["decide_again"] == (["not_appointable", "recommended", "reserve"], "interviewed")
    assert chart["miss_interview"] == (["interview_booked"], "no_show")
    assert chart["meet_after_all"] == (["no_show"], "interview_invited")
    assert chart["keep_on_reserve"] == (["recommended"], "reserve")
    assert chart["leave_undecided"] == (sorted(UNDECIDED), "not_pursued")
    for state in Application.State.values:
        assert hasattr(Application, f"{state}_at")


def _sources(name: str) -> list[str]:
    return [
        str(move.source)
        for move in Application(state="draft").get_all_state_transitions()
        if move.name == name
    ]


def test_another_department_and_other_roles_get_a_404():
    campaign = make_advert()
    application = make_application(campaign)
    elsewhere = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    requester = make_member(Membership.Role.REQUESTER, campaign.organisation)
    analyst = make_person("", StaffGroup.ANALYSTS)
    for person in (elsewhere, requester, analyst, application.candidate):
        client = signed_in(person)
        for url in (list_url(campaign), detail_url(application)):
            assert client.get(url).status_code == 404
        assert client.post(f"{detail_url(application)}pass_sift/").status_code == 404
    application.refresh_from_db()
    assert application.state == "submitted"


def test_those_who_may_look_resourcing_the_parent_department_and_the_hub():
    department = make_organisation()
    campaign = make_advert(organisation=make_organisation(parent=department))
    application = make_application(campaign)
    for person in (
        make_member(Membership.Role.RESOURCING, campaign.organisation),
        make_member(Membership.Role.HIRING_MANAGER, department),
        make_person("", StaffGroup.HUB_STAFF),
    ):
        assert signed_in(person).get(detail_url(application)).status_code == 200


def test_nobody_handles_their_own_application():
    campaign = make_advert()
    handler = make_handler(campaign)
    own = make_application(campaign, handler)
    client = signed_in(handler)
    assert own.reference not in client.get(list_url(campaign)).content.decode()
    assert client.get(detail_url(own)).status_code == 404
    assert client.post(f"{detail_url(own)}pass_sift/").status_code == 404
    with pytest.raises(PermissionDenied):
        move_application(application=own, move="pass_sift", actor=handler)


def test_visible_to_is_ones_own_and_what_one_handles():
    campaign = make_advert()
    handler = make_handler(campaign)
    own_draft, sent = make_draft(make_advert(), handler), make_application(campaign)
    make_draft(campaign)
    visible = set(Application.objects.visible_to(handler))
    assert visible == {own_draft, sent}
    assert set(Application.objects.visible_to(sent.candidate)) == {sent}


def test_an_offer_needs_its_own_service():
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    with pytest.raises(TransitionNotAllowed):
        move_application(application=application, move="offer", actor=make_handler(campaign))


def test_the_list_filters_by_state():
    campaign = make_advert()
    passed, waiting = make_application(campaign, None, "pass_sift"), make_application(campaign)
    client = signed_in(make_handler(campaign))
    html = client.get(list_url(campaign), {"state": "sift_pass"}).content.decode()
    assert f"{passed.reference}/" in html
    assert f"{waiting.reference}/" not in html
    html = client.get(list_url(campaign), {"state": "nonsense"}).content.decode()
    assert f"{waiting.reference}/" in html


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_sift_list_costs_the_same_however_many(django_assert_max_num_queries, number):
    campaign = make_advert()
    for _ in range(number):
        make_application(campaign)
    client = signed_in(make_handler(campaign))
    client.get(list_url(campaign))
    # One of them asks which columns the reader sees, one what conflicts hide.
    with django_assert_max_num_queries(25):
        assert client.get(list_url(campaign)).status_code == 200


def test_checks_formal_offer_start_and_falling_through_are_recorded_in_the_workspace():
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    client = signed_in(handler)
    for ending, state in (("start", "started"), ("fall_through", "fell_through")):
        application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
        base = detail_url(application)
        bring_to(campaign, "merit_agreed")
        client.post(f"{base}offer/", terms_typed(campaign, campaign.posts.open().first()))
        accept_offer(application=application, actor=application.candidate)
        assert client.post(f"{base}start_checks/").url == base
        assert client.post(f"{base}record_checks/", checks_typed()).url == base
        assert client.post(f"{base}offer_formally/").url == base
        Offer.objects.update(answer_by=timezone.localdate(), starts_on=timezone.localdate())
        html = client.get(f"{base}{ending}/").content.decode()
        assert ("This ends the application" in html) is (ending == "fall_through")
        reason = {"reason": "The references never came."} if ending == "fall_through" else {}
        if reason:
            client.post(f"{base}{ending}/")
            application.refresh_from_db()
            assert application.state == "formal_offer"
        client.post(f"{base}{ending}/", reason)
        application.refresh_from_db()
        assert application.state == state
    assert campaign.posts.filled().count() == 1
    deliver(Notification.objects.get(slug="roles.offer_ended").pk)
    assert "The references never came." in box.outbox[-1].body
    own = signed_in(application.candidate).get(application.get_absolute_url())
    assert "The references never came." in own.content.decode()


def test_an_unknown_campaign_is_not_found():
    client = signed_in(make_handler(make_advert()))
    assert client.get("/campaigns/V-NONE-NONE/applications/").status_code == 404


@pytest.mark.parametrize(
    ("hour", "is_taken"),
    [("00:01", False), ("12am", False), ("7:59am", False), ("8pm", True), ("8am", True)],
)
def test_nobody_is_interviewed_at_night(hour, is_taken):
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift", "invite")
    client = signed_in(make_handler(campaign))
    page = client.post(f"{detail_url(application)}book/", {**INTERVIEW, "hour": hour})
    assert (page.status_code == 302) is is_taken
    if not is_taken:
        assert "The time of the interview must be between 8am and 8pm" in page.text
        assert INTERVIEW["place"] in page.text
    with pytest.raises(InterviewRefusedError):
        book(
            application,
            make_handler(campaign),
            starts_at=datetime.combine(DAY, time(3), LONDON),
        )
