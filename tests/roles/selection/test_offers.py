"""Offers: a post is taken once, answered by the candidate alone, filled when accepted (R17)."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_fsm import TransitionNotAllowed

from hub import timeline
from hub.dates import date_gb
from hub.models import Notification
from hub.needs import answer
from hub.signals import appointment_ended, appointment_made
from roles.applications.services.applications import move_application
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.posts import PostTaken
from roles.models import Application, Post
from roles.selection.services.offers import (
    accept_offer,
    decline_offer,
    record_fall_through,
    record_start,
)
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to_formal_offer,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    pass_checks,
)
from tests.factories.hub import make_need, make_organisation, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def recommended(campaign, candidate=None) -> Application:
    return make_application(campaign, candidate, *TO_RECOMMENDED)


def offered(campaign) -> Application:
    return make_offer(
        application=recommended(campaign),
        post=campaign.posts.open().first(),
        actor=make_handler(campaign),
    )


@pytest.fixture
def announced(django_capture_on_commit_callbacks):
    """The facts that were announced, in order."""
    facts = []

    def made(**fact):
        facts.append(("made", fact))

    def ended(**fact):
        facts.append(("ended", fact))

    appointment_made.connect(made)
    appointment_ended.connect(ended)
    yield facts
    appointment_made.disconnect(made)
    appointment_ended.disconnect(ended)


def test_R17_a_post_is_filled_when_the_offer_is_accepted(
    announced, django_capture_on_commit_callbacks
):
    organisation = make_organisation()
    need = make_need(organisation)
    campaign = make_advert(organisation=organisation, need=need)
    application = offered(campaign)
    assert Post.objects.filled().count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        accept_offer(application=application, actor=application.candidate)
    post = Post.objects.filled().get()
    assert post.appointee == application.candidate
    assert post.offer_reference == application.reference
    need.refresh_from_db()
    assert need.state == "met"
    assert {"Need met", "Meet a need"} & {entry.label for entry in timeline.of(need)}
    [(kind, fact)] = announced
    assert (kind, fact["person"], fact["need"], fact["reference"]) == (
        "made",
        application.candidate,
        need,
        post.reference,
    )


def test_R17_an_acceptance_that_falls_through_unfills_the_post(
    announced, django_capture_on_commit_callbacks
):
    organisation = make_organisation()
    need = make_need(organisation)
    campaign = make_advert(organisation=organisation, need=need)
    answer(need=need, subject=campaign, slug="roles.campaign", actor=None)
    application = offered(campaign)
    with django_capture_on_commit_callbacks(execute=True):
        application = accept_offer(application=application, actor=application.candidate)
    with django_capture_on_commit_callbacks(execute=True):
        record_fall_through(
            application=application, reason="No references came.", actor=make_handler(campaign)
        )
    assert Post.objects.filled().count() == 0
    assert campaign.posts.open().count() == 1
    need.refresh_from_db()
    assert need.state == "answered"
    assert [kind for kind, _ in announced] == ["made", "ended"]
    again = make_offer(
        application=recommended(campaign),
        post=campaign.posts.get(),
        actor=make_handler(campaign),
    )
    assert again.state == "provisional_offer"


def test_R17_a_declined_offer_fills_nothing_and_frees_the_post():
    campaign = make_advert()
    application = offered(campaign)
    application = decline_offer(application=application, actor=application.candidate)
    assert application.state == "declined"
    assert campaign.posts.get().state == "open"
    assert Post.objects.filled().count() == 0


def test_R17_withdrawing_after_acceptance_unfills_the_post():
    campaign = make_advert()
    application = offered(campaign)
    handlers = {make_handler(campaign).pk}
    application = accept_offer(application=application, actor=application.candidate)
    application = withdraw_application(application=application, actor=application.candidate)
    assert application.state == "withdrawn"
    assert campaign.posts.get().state == "open"
    told = Notification.objects.filter(slug="roles.appointee_withdrew")
    assert handlers <= set(told.values_list("recipient", flat=True))


def test_R16_an_offer_is_provisional_then_checked_then_formal_then_started():
    campaign = make_advert()
    application = offered(campaign)
    handler = make_handler(campaign)
    with pytest.raises(TransitionNotAllowed):
        move_application(application=application, move="offer_formally", actor=handler)
    application = accept_offer(application=application, actor=application.candidate)
    application = bring_to_formal_offer(application, handler)
    application = record_start(application=application, actor=handler)
    assert application.state == "started"
    assert campaign.posts.get().state == "started"
    assert Post.objects.filled().count() == 1


def test_one_post_is_offered_to_one_person():
    campaign = make_advert()
    first, second = recommended(campaign), recommended(campaign)
    post, handler = campaign.posts.get(), make_handler(campaign)
    make_offer(application=first, post=post, actor=handler)
    with pytest.raises(PostTaken):
        make_offer(application=second, post=post, actor=handler)
    second.refresh_from_db()
    assert (second.state, second.post) == ("recommended", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=second.pk).update(state="provisional_offer", post=post)


def test_a_post_of_another_campaign_cannot_be_offered():
    campaign, other = make_advert(), make_advert()
    with pytest.raises(PostTaken):
        make_offer(
            application=recommended(campaign),
            post=other.posts.get(),
            actor=make_handler(campaign),
        )


def test_the_candidate_accepts_by_asking_confirming_and_never_by_a_link():
    campaign = make_advert("Service owner", salary_min=60_000)
    handler = make_handler(campaign)
    application = offered(campaign)
    client = signed_in(application.candidate)
    base = f"/applications/{application.reference}/offer/"
    html = client.get(base).content.decode()
    assert "Do you want to accept this offer?" in html
    assert "£60,000" in html
    assert "Select whether you want to accept this offer" in client.post(base).content.decode()
    confirm = client.post(base, as_read(client, base, {"answer": "accept"})).url
    assert "Are you sure you want to accept" in client.get(confirm).content.decode()
    application.refresh_from_db()
    assert application.state == "provisional_offer"
    read = as_read(client, confirm)
    assert "You have accepted the offer" in client.post(confirm, read, follow=True).text
    again = "You have already accepted this offer, so nothing has changed."
    assert again in client.post(confirm, read, follow=True).text
    application.refresh_from_db()
    assert application.state == "accepted"
    told = Notification.objects.filter(slug="roles.offer_answered", recipient=handler)
    assert [row.context["answer"] for row in told] == ["accepted"]
    assert Notification.objects.filter(slug="roles.offer_accepted").count() == 1
    # As in a second tab: whether the question is opened, answered or confirmed.
    assert again in client.get(base, follow=True).text
    assert again in client.post(base, {"answer": "decline"}, follow=True).text
    assert again in client.get(f"{base}decline/", follow=True).text
    assert again in client.post(f"{base}decline/", follow=True).text
    application.refresh_from_db()
    assert application.state == "accepted"
    assert client.get(f"{base}perhaps/").status_code == 404
    assert client.post(f"{base}perhaps/").status_code == 404


def test_the_candidate_declines_in_a_browser():
    campaign = make_advert()
    application = offered(campaign)
    client = signed_in(application.candidate)
    base = f"/applications/{application.reference}/offer/"
    confirm = client.post(base, as_read(client, base, {"answer": "decline"})).url
    assert "Are you sure you want to decline" in client.get(confirm).content.decode()
    refused = client.post(confirm, as_read(client, confirm))
    assert "Select why you decline the offer" in refused.text
    typed = {"reason": "pay", "words": "I have a better offer."}
    answer = client.post(confirm, as_read(client, confirm, typed), follow=True)
    assert "You have declined the offer" in answer.text
    terms = Application.objects.get(pk=application.pk).terms_offered
    assert terms.why_declined == "The pay or the terms. I have a better offer"
    assert campaign.posts.get().state == "open"


def test_only_the_candidate_answers():
    campaign = make_advert()
    application = offered(campaign)
    for person in (make_handler(campaign), make_person()):
        with pytest.raises(PermissionDenied):
            accept_offer(application=application, actor=person)
        with pytest.raises(PermissionDenied):
            decline_offer(application=application, actor=person)


def test_a_candidate_is_told_of_an_offer_without_its_content():
    application = offered(make_advert("Service owner"))
    row = Notification.objects.get(slug="roles.offer_made")
    assert row.recipient == application.candidate
    assert row.context == {"reference": application.reference}


def test_R16_the_email_about_a_formal_offer_says_the_start_date_of_the_offer():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_offer(
        make_application(campaign, None, *TO_RECOMMENDED), campaign.posts.get(), handler
    )
    application = accept_offer(application=application, actor=application.candidate)
    application = pass_checks(make_move(application, "start_checks", handler), handler)
    make_move(application, "offer_formally", handler)
    call_command("deliver")
    (letter,) = [letter for letter in mail.outbox if "Your offer is formal" in letter.subject]
    assert f"start date is {date_gb(application.offer_terms.starts_on)}" in letter.body
