"""What candidates and handlers are written: every kind renders, and says nothing it should not."""

from __future__ import annotations

import pytest
from django.core import mail

from hub.models import Notification
from hub.notifications import kinds
from hub.notifications.delivery import deliver
from roles.applications.services.erasure import erase_application
from roles.applications.services.withdrawal import withdraw_application
from roles.notifications import RECRUITMENT_NOTIFICATIONS
from roles.selection.services.offers import (
    accept_offer,
    record_fall_through,
)
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)

pytestmark = pytest.mark.django_db


def deliver_all() -> list:
    for row in Notification.objects.order_by("pk"):
        deliver(row.pk)
    return mail.outbox


def test_every_kind_is_declared_with_a_title_and_an_example():
    declared = kinds.by_slug()
    for kind in RECRUITMENT_NOTIFICATIONS:
        assert declared[kind.slug] is kind
        assert kind.title.format(**kind.example())


def test_a_candidate_is_written_to_at_each_step_and_told_to_sign_in():
    campaign = make_advert("Service owner")
    handler = make_handler(campaign)
    application = make_offer(
        application=make_application(campaign, None, *TO_RECOMMENDED, by=handler),
        post=campaign.posts.get(),
        actor=handler,
    )
    application = accept_offer(application=application, actor=application.candidate)
    record_fall_through(application=application, reason="No references came.", actor=handler)
    messages = deliver_all()
    mine = [item for item in messages if application.candidate.email in item.to]
    assert [item.subject for item in mine] == [
        f"We have your application {application.reference}",
        f"Interview for your application {application.reference}",
        f"You have an offer on your application {application.reference}",
        f"You have accepted the offer on your application {application.reference}",
        f"The offer on your application {application.reference} has ended",
    ]
    for item in mine:
        assert f"Dear {WORDS['full_name']}," in item.body
        assert f"/applications/{application.reference}/" in item.body
        assert "sift" not in item.body.lower()
        for secret in ("statement", "email", "phone"):
            assert WORDS[secret] not in item.body
        assert WORDS["full_name"] not in item.subject
    (theirs,) = [item for item in messages if handler.email in item.to]
    assert WORDS["full_name"] not in theirs.body + theirs.subject
    assert f"/campaigns/{campaign.reference}/applications/{application.reference}/" in theirs.body


def test_a_message_about_an_application_taken_back_or_erased_is_not_sent():
    campaign = make_advert()
    invited = make_application(campaign, None, "pass_sift", "invite")
    withdraw_application(application=invited, actor=invited.candidate)
    erased = make_application(campaign)
    erase_application(application=erased)
    subjects = [item.subject for item in deliver_all()]
    assert f"Interview for your application {invited.reference}" not in subjects
    assert f"Your application {invited.reference} is withdrawn" in subjects
    assert not any(erased.reference in subject for subject in subjects)
