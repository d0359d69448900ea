"""What a candidate learns and when: decisions rest, a rejection can be undone, lateness is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as box
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.dates import datetime_gb
from hub.models import Notification
from hub.notifications.delivery import deliver
from hub.retention.erasure import export_person
from roles.applications.services.applications import GOALS, move_application
from roles.applications.services.erasure import erase_application
from roles.applications.services.withdrawal import withdraw_application
from roles.applications.tasks import nudge_late_departments
from roles.models import Application, ApplicationMessage, Campaign
from roles.selection.services.undoing import (
    REVERSALS,
    SecondPersonNeededError,
    undo_decision,
)
from tests.factories.adverts import (
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
    make_offer,
)
from tests.factories.hub import make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
SEEN = ("pass_sift", "invite", "book", "record_interview")


def page(application: Application) -> str:
    client = signed_in(application.candidate)
    return client.get(f"/applications/{application.reference}/").content.decode()


def deliver_all() -> list[str]:
    """Deliver what may go now; the subjects sent."""
    box.outbox.clear()
    due = Notification.objects.filter(state="pending", next_attempt_at__lte=timezone.now())
    for notification in due:
        deliver(notification.pk)
    return [message.subject for message in box.outbox]


@pytest.mark.parametrize(
    "moves,before,after",
    [
        (("pass_sift",), "Received", "Being considered"),
        (("fail_sift",), "Received", "Unsuccessful"),
        ((*SEEN, "put_on_reserve"), "Waiting for a decision", "On the reserve list"),
        ((*SEEN, "not_appoint"), "Waiting for a decision", "Unsuccessful"),
    ],
)
def test_no_outcome_shows_or_is_mailed_before_its_release(time_machine, moves, before, after):
    application = make_application(make_advert(), None, *moves)
    client = signed_in(application.candidate)
    deliver_all()
    for html in (page(application), client.get("/applications/").content.decode()):
        assert before in html
        assert after not in html
    (part,) = [
        item
        for item in export_person(application.candidate)
        if item["what"] == "Applications for roles"
    ]
    assert part["records"][0]["Status"] == before
    assert client.get(f"/applications/{application.reference}/withdraw/").status_code == 200
    application.refresh_from_db()
    assert application.release_at >= timezone.now() + timedelta(hours=23, minutes=59)
    time_machine.move_to(application.release_at + timedelta(minutes=1), tick=False)
    assert after in page(application)
    assert deliver_all() == [f"There is a decision on your application {application.reference}"]


def test_a_rejection_is_undone_by_a_second_person_with_a_reason_and_never_told(time_machine):
    campaign = make_advert()
    first, second = make_handler(campaign), make_handler(campaign)
    application = make_application(campaign, None, "fail_sift", by=first)
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/sift_again/"
    words = "You cannot undo your own decision. Ask a colleague."
    maker = signed_in(first)
    # Said where it would be done and on its page, before anything is typed; not in the list.
    listed = f"/campaigns/{campaign.reference}/applications/"
    assert "Undo the decision" not in maker.get(listed).text
    assert "Undo the decision" in signed_in(second).get(listed).text
    place = maker.get(url.removesuffix("sift_again/"))
    assert words in place.text
    assert [(move.slug, move.obstacle) for move in place.context_data["moves"]] == [
        ("sift_again", words)
    ]
    own_page = maker.get(url).text
    assert (words in own_page, "<textarea" in own_page) == (True, False)
    assert "Ask a colleague" in maker.post(url, {"reason": "Wrong one"}).text
    client = signed_in(second)
    assert "Enter why you are undoing the decision" in client.post(url, {}).content.decode()
    client.post(url, {"reason": "The wrong application was rejected"})
    application.refresh_from_db()
    assert (application.state, application.release_at) == ("submitted", None)
    assert application.undone == [{"reason": "The wrong application was rejected", "words": ""}]
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert [subject for subject in deliver_all() if "There is a decision" in subject] == []
    make_move(application, "fail_sift", first)
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert [subject for subject in deliver_all() if "There is a decision" in subject] == [
        f"There is a decision on your application {application.reference}"
    ]


@pytest.mark.parametrize(
    ("moves", "decision", "undo", "before"),
    [
        ((), "pass_sift", "sift_again", "submitted"),
        (SEEN, "put_on_reserve", "decide_again", "interviewed"),
        (SEEN, "recommend", "decide_again", "interviewed"),
    ],
)
def test_a_decision_for_a_candidate_is_undone_by_a_colleague_until_they_are_told(
    time_machine, moves, decision, undo, before
):
    campaign = make_advert()
    first, second = make_handler(campaign), make_handler(campaign)
    application = make_application(campaign, None, *moves, by=first)
    if not moves:
        bring_to(campaign, "sifting")
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    given = {"feedback": "You answered clearly."} if moves else {}
    assert "colleague can undo this" in signed_in(first).get(f"{url}{decision}/").text
    signed_in(first).post(f"{url}{decision}/", given)
    own = signed_in(first).post(f"{url}{undo}/", {"reason": "The wrong row"}).text
    assert "You cannot undo your own decision" in own
    client = signed_in(second)
    assert "Undo the decision" in client.get(url).text
    assert client.post(f"{url}{undo}/", {"reason": "The wrong row"}).status_code == 302
    application.refresh_from_db()
    words = given.get("feedback", "")
    assert application.undone == [{"reason": "The wrong row", "words": words}]
    assert application.state == before
    assert (application.feedback, application.decided_by) == ("", None)
    # Nothing of it is ever told, and another decision can be made.
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert [subject for subject in deliver_all() if "There is a decision" in subject] == []
    assert make_move(application, decision, first).state != before


def notes(client, url: str) -> list[str]:
    """The notes in the history of an application, newest first, without the empty ones."""
    return [line.note for line in client.get(url).context_data["history"].lines if line.note]


def test_R19_why_decisions_were_undone_stands_in_the_history_and_not_with_the_candidate(
    time_machine,
):
    campaign = make_advert(essential_criteria="You have led a team.")
    first, second = make_handler(campaign), make_handler(campaign)
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    for words, reason in (
        ("Says nothing of a team.", "Wrong row"),
        ("Too short.", "Page 2 is new"),
    ):
        answers = {"not_met": ["You have led a team."], "feedback": words}
        signed_in(first).post(f"{url}fail_sift/", answers)
        box.outbox.clear()
        signed_in(second).post(f"{url}sift_again/", {"reason": reason})
    said = "Written with the decision: Essential criteria not met: - You have led a team."
    expected = [
        f"Why: Page 2 is new. {said} Too short",
        f"Why: Wrong row. {said} Says nothing of a team",
    ]
    for handler in (first, second):
        assert notes(signed_in(handler), url) == expected
    deliver_all()
    told = [one for one in box.outbox if "has undone your decision" in one.subject]
    assert [one.to for one in told] == [[first.email], [first.email]]
    assert application.full_name not in "".join(one.body for one in told)
    reasons = sorted(line for one in told for line in one.body.splitlines() if "Why: " in line)
    assert reasons == ["Why: Page 2 is new", "Why: Wrong row"]
    theirs = signed_in(application.candidate)
    read = page(application) + theirs.get("/account/data/").text
    read += repr(export_person(application.candidate))
    assert [words for words in ("Wrong row", "Page 2", "Says nothing") if words in read] == []
    erase_application(application=application)
    assert Application.objects.get().undone == []


@pytest.mark.parametrize("move", ["recommend", "put_on_reserve"])
def test_R19_feedback_that_waits_for_its_candidate_is_on_the_page_of_those_who_handle(move):
    campaign = make_advert()
    application = make_application(campaign, None, *SEEN)
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    client.post(f"{url}{move}/", {"feedback": "You answered clearly."})
    shown = client.get(url).text
    assert ("Feedback for the candidate" in shown, "You answered clearly." in shown) == (True, True)
    assert "You answered clearly." not in page(application)


def test_what_a_candidate_is_told_to_expect_agrees_with_how_far_they_are():
    campaign = make_advert()
    interviews = {"interviews_from": timezone.localdate() + timedelta(days=1)}
    Campaign.objects.filter(pk=campaign.pk).update(**interviews)
    application = make_application(campaign, None, "pass_sift")
    Application.objects.update(release_at=timezone.now())
    said = page(application)
    assert ("You passed the first stage." in said, "are reading applications" in said) == (
        True,
        False,
    )
    handler = make_handler(campaign)
    for move in ("invite", "book"):
        application = make_move(Application.objects.get(), move, handler)
    said = page(application)
    slot = Application.objects.get().interview_slot
    assert f"Your interview is on {datetime_gb(slot.starts_at)}." in said
    # Its own day, and neither that of the others nor a hint to the page that is open.
    assert "Interviews start" not in said
    assert "Open your application" not in said


def test_R13_the_order_of_merit_waits_until_somebody_was_invited():
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift")
    bring_to(campaign, "interviewing")
    handler = make_handler(campaign)
    url = f"/campaigns/{campaign.reference}/merit/"
    nobody = "Nobody has been interviewed yet. Invite the candidates who passed the sift first."
    assert nobody in signed_in(handler).get(url, follow=True).text
    signed_in(handler).post(url)
    campaign.refresh_from_db()
    assert campaign.state == "interviewing"
    for move in ("invite", "book", "record_interview", "recommend"):
        application = make_move(application, move, handler)
    signed_in(handler).post(url)
    campaign.refresh_from_db()
    assert campaign.state == "merit_agreed"


def test_R13_a_recommendation_stands_once_the_order_of_merit_is_agreed():
    campaign = make_advert()
    application = make_application(campaign, None, *SEEN, "recommend")
    bring_to(campaign, "merit_agreed")
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    client = signed_in(make_handler(campaign))
    assert "Undo the decision" not in client.get(url).text
    client.post(f"{url}decide_again/", {"reason": "Too late"})
    application.refresh_from_db()
    assert application.state == "recommended"


def test_R19_who_is_recommended_reads_feedback_with_the_offer_and_not_before():
    campaign = make_advert()
    application = make_application(campaign, None, *SEEN)
    handler = make_handler(campaign)
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/recommend/"
    client = signed_in(handler)
    assert "Enter feedback for the candidate" in client.post(url, {}).text
    client.post(url, {"feedback": "Your examples were strong."})
    application.refresh_from_db()
    assert application.state == "recommended"
    assert "Your examples were strong." not in page(application)
    make_offer(application, campaign.posts.get(), handler)
    assert "Your examples were strong." in page(application)


def test_a_decision_is_undone_by_a_second_person_whichever_service_is_asked():
    campaign = make_advert()
    first = make_handler(campaign)
    for moves, undo in (((), "sift_again"), (SEEN, "decide_again")):
        reject = "not_appoint" if moves else "fail_sift"
        application = make_application(campaign, None, *moves, reject, by=first)
        with pytest.raises(TransitionNotAllowed):
            move_application(application=application, move=undo, actor=first)
        application.refresh_from_db()
        assert application.release_at is not None
        with pytest.raises(SecondPersonNeededError):
            undo_decision(application=application, move=undo, reason="A slip", actor=first)


def test_what_takes_back_a_decision_is_no_move_of_its_own():
    undoing = {
        found.name
        for found in Application._meta.get_field("state").get_all_transitions(Application)
        if found.custom.get("undoes")
    }
    assert undoing == set(REVERSALS)
    assert undoing & set(GOALS) == set()


def test_a_rejection_that_was_told_cannot_be_undone(time_machine):
    campaign = make_advert()
    application = make_application(campaign, None, *SEEN, "not_appoint")
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/decide_again/"
    client = signed_in(make_handler(campaign))
    client.post(url, {"reason": "Too late"})
    application.refresh_from_db()
    assert application.state == "not_appointable"


def test_R19_everyone_interviewed_reads_feedback_at_the_release(time_machine):
    campaign = make_advert()
    application = make_application(campaign, None, *SEEN)
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/not_appoint/"
    assert "Enter feedback for the candidate" in client.post(url, {}).content.decode()
    client.post(url, {"feedback": "Your examples were strong; say more of the outcome."})
    assert "say more of the outcome" not in page(application)
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert "say more of the outcome" in page(application)


def test_R19_feedback_on_the_sift_is_asked_for_and_shown_only_where_the_advert_offers_it(
    time_machine,
):
    words = "Your examples did not say what you did."
    offering, other = make_advert(feedback_offered="sift"), make_advert()
    first, second = make_application(offering), make_application(other)
    bring_to(offering, "sifting")
    bring_to(other, "sifting")
    for campaign, said in ((offering, "Everybody who applies"), (other, "Everybody we interview")):
        advert = signed_in(make_person()).get(campaign.advert_path).content.decode()
        assert f"{said} gets feedback" in " ".join(advert.split()), said
    base = f"/campaigns/{offering.reference}/applications/{first.reference}/fail_sift/"
    client = signed_in(make_handler(offering))
    assert "Enter feedback for the candidate" in client.post(base, {}).content.decode()
    client.post(base, {"feedback": words})
    base = f"/campaigns/{other.reference}/applications/{second.reference}/fail_sift/"
    client = signed_in(make_handler(other))
    assert "Feedback for the candidate" not in client.get(base).content.decode()
    client.post(base, {"feedback": words})
    second.refresh_from_db()
    assert (second.state, second.feedback) == ("sift_fail", words)
    assert words not in page(first)  # It is not released yet.
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert words in page(first)
    assert "only people we interview for this role get feedback" in page(second)
    assert words not in page(second)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_R19_a_reason_that_is_not_sent_is_in_the_download_once_the_decision_is_told(
    time_machine, is_withdrawn
):
    words = "Your examples did not say what you did."
    campaign = make_advert()
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    handler = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/fail_sift/"
    form = " ".join(handler.get(url).text.split())
    assert "The candidate can read it if they download their data after we tell them" in form
    assert handler.post(url, {"feedback": ""}).text.count("Enter the reason") == 2
    short = handler.post(url, {"feedback": "."}).text
    assert short.count("error-message") == 1
    handler.post(url, {"feedback": words})
    own = signed_in(application.candidate)

    def held():
        files = [own.get(f"/account/data/download/{ask}").text for ask in ("", "?format=json")]
        return [words in text for text in files]

    assert held() == [False] * 2
    if is_withdrawn:
        address = f"/applications/{application.reference}/withdraw/"
        own.post(address, as_read(own, address, {"reason": ""}))
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    own = signed_in(application.candidate)
    assert held() == [not is_withdrawn] * 2
    assert words not in page(application)


@pytest.mark.parametrize(
    ("moves", "reject", "asked"),
    [((), "fail_sift", "Enter the reason"), (SEEN, "not_appoint", "Enter feedback")],
)
def test_R19_who_rejects_says_which_criteria_were_not_met_and_why(moves, reject, asked):
    criteria = "You have led a team.\nYou have delivered a service."
    campaign = make_advert(essential_criteria=criteria)
    application = make_application(campaign, None, *moves)
    bring_to(campaign, "interviewing" if moves else "sifting")
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    form = client.get(f"{url}{reject}/").text
    assert all(line in form for line in criteria.splitlines())
    assert asked in client.post(f"{url}{reject}/", {"feedback": ""}).text
    client.post(
        f"{url}{reject}/",
        {"not_met": ["You have led a team."], "feedback": "The examples are of one person."},
    )
    application.refresh_from_db()
    assert application.feedback == (
        "Essential criteria not met:\n- You have led a team.\n\nThe examples are of one person."
    )
    assert "The examples are of one person." in client.get(url).text


def test_R19_terms_say_who_gets_feedback_and_words_of_earlier_terms_are_not_shown(time_machine):
    campaign = make_advert(feedback_offered="sift")
    application = make_application(campaign)
    words = "Say more of the outcome."
    make_move(application, "fail_sift", make_handler(campaign), feedback=words)
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert "Say more of the outcome." in page(application)
    Campaign.objects.filter(pk=campaign.pk).update(feedback_offered="interview")
    assert "Say more of the outcome." not in page(application)


def test_withdrawing_before_the_release_says_nothing_of_the_decision():
    application = make_application(make_advert(), None, "fail_sift")
    client = signed_in(application.candidate)
    client.post(
        f"/applications/{application.reference}/withdraw/",
        as_read(client, f"/applications/{application.reference}/withdraw/", {"reason": "too_slow"}),
    )
    application.refresh_from_db()
    assert (application.state, application.withdrawal_reason) == ("withdrawn", "too_slow")
    assert "You withdrew this application" in page(application)


def test_withdrawing_needs_no_reason():
    application = make_application(make_advert())
    withdraw_application(application=application, actor=application.candidate)
    application.refresh_from_db()
    assert (application.state, application.withdrawal_reason) == ("withdrawn", "")


def test_the_clock_says_what_comes_next_who_holds_the_data_and_until_when(time_machine):
    campaign = make_advert()
    application = make_application(campaign)
    html = page(application)
    assert "We aim to tell you by" in html
    assert campaign.organisation.name in html
    assert "We will delete it after" in html
    time_machine.move_to(campaign.closes_at + timedelta(days=60), tick=False)
    assert "is late. We have asked it for a" in page(application)


def test_a_department_that_is_late_is_nudged_once_a_week(time_machine):
    campaign = make_advert()
    make_application(campaign)
    handler = make_handler(campaign)
    nudges = Notification.objects.filter(slug="roles.decisions_late", recipient=handler)
    time_machine.move_to(campaign.closes_at + timedelta(days=3), tick=False)
    nudge_late_departments()
    assert nudges.count() == 0
    time_machine.move_to(campaign.closes_at + timedelta(days=40), tick=False)
    for _ in range(2):
        nudge_late_departments()
    assert nudges.count() == 1
    time_machine.move_to(campaign.closes_at + timedelta(days=47), tick=False)
    nudge_late_departments()
    assert nudges.count() == 2


def test_a_question_and_its_answer_stay_with_the_application_without_a_name():
    campaign = make_advert()
    application, handler = make_application(campaign), make_handler(campaign)
    client = signed_in(application.candidate)
    ask = f"/applications/{application.reference}/ask/"
    assert "Enter your question" in client.post(ask, {"text": " "}).content.decode()
    client.post(ask, {"text": "Is the interview remote?"})
    assert ApplicationMessage.objects.count() == 1
    handled = signed_in(handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    seen = handled.get(base).content.decode()
    assert "Is the interview remote?" in seen
    assert application.full_name not in seen
    assert application.candidate.email not in seen
    handled.post(f"{base}answer/", {"text": "Yes, by video."})
    assert "Yes, by video." in page(application)
    told = Notification.objects.values_list("slug", flat=True)
    assert {"roles.application_asked", "roles.application_answered"} <= set(told)


def test_a_draft_has_nobody_to_ask():
    draft = make_draft(make_advert())
    client = signed_in(draft.candidate)
    assert client.get(f"/applications/{draft.reference}/ask/").status_code == 404
