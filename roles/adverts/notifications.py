"""What is said about adverts that are checked, and about questions on an advert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.campaigns.campaign import Campaign


def _example() -> Mapping[str, Any]:
    return {
        "reference": "V-2H8N-QX4R",
        "question": "Q-7KQ2-M8XD",
        "title": "Service owner",
        "department": "Department for Example",
        "contact": "digital.jobs@example.gov.uk",
        "advert": "/roles/service-owner/",
    }


def about(notification: Notification) -> Mapping[str, Any] | None:
    """The role, read when the message is sent; None when the question is gone."""
    question = notification.subject
    if not isinstance(question, AdvertQuestion):
        return None
    campaign = question.campaign
    return {
        "title": campaign.title,
        "department": campaign.organisation.name,
        "contact": campaign.contact_email,
        "advert": campaign.advert_path,
    }


def still_to_check(notification: Notification) -> Mapping[str, Any] | None:
    """The role, while the hub has the advert that was sent then; else the message is dropped."""
    campaign = notification.subject
    if not isinstance(campaign, Campaign):
        return None
    review = campaign.reviews.waiting().first()
    if review is None or not notification.occasion.startswith(review.sent_at.isoformat()):
        return None
    return {"role": campaign.title, "department": campaign.organisation.name}


def _example_of_waiting() -> Mapping[str, Any]:
    return {**_example(), "role": "Service owner", "sent": "20 November 2026"}


def _to_asker(slug: str, label: str, trigger: str, title: str, template: str) -> NotificationKind:
    return NotificationKind(
        slug=slug,
        label=label,
        audience="The person who asked",
        trigger=trigger,
        title=title,
        template=template,
        example=_example,
        extra=about,
    )


WORKERS = "Those who made, asked for and handle the campaign, and the hub team adviser"


def _of_scheduled(slug: str, label: str, trigger: str, title: str) -> NotificationKind:
    return NotificationKind(
        slug=f"roles.{slug}",
        label=label,
        audience=WORKERS,
        to_office=True,
        trigger=trigger,
        title=title,
        template=f"roles/adverts/mail/{slug}.txt",
        example=lambda: {
            **_example(),
            "opens": "8 May 2015, 9am",
            "closes": "1 May 2015",
            "reason": "The closing date has passed: enter a later one",
            "who": "Sam Adviser",
        },
    )


NOTIFICATIONS = [
    _of_scheduled(
        "advert_waits",
        "Advert waits until the election is over",
        "An advert is scheduled for a day in a pre-election period",
        "The advert of campaign {reference} has to wait until {opens}",
    ),
    _of_scheduled(
        "advert_waits_no_more",
        "Advert waits no longer for the election",
        "A pre-election period ended early, moved, or an exemption was given",
        "The advert of campaign {reference} no longer has to wait",
    ),
    _of_scheduled(
        "advert_withheld",
        "Advert not published",
        "An advert was due to be published and its campaign could not open",
        "The advert of campaign {reference} was not published",
    ),
    _of_scheduled(
        "advert_unscheduled",
        "Advert taken off the schedule",
        "Somebody else takes a scheduled advert off the schedule",
        "The advert of campaign {reference} is no longer scheduled",
    ),
    NotificationKind(
        slug="roles.advert_sent",
        label="Advert to check",
        audience="The request's adviser; without one who may check it, hub staff, or hub leads",
        to_office=True,
        trigger="A department sends its advert to the hub team",
        title="The advert of campaign {reference} is ready to check",
        template="roles/adverts/mail/advert_sent.txt",
        example=_example,
        stand_in="roles.publish_campaign",
    ),
    NotificationKind(
        slug="roles.advert_check_waiting",
        label="Advert still to check",
        audience="The request's adviser; without one who may check it, hub staff, or hub leads",
        to_office=True,
        trigger="An advert sent to the hub team has waited for some working days",
        title="The advert of campaign {reference} is still waiting for your check",
        template="roles/adverts/mail/advert_check_waiting.txt",
        example=_example_of_waiting,
        extra=still_to_check,
        stand_in="roles.publish_campaign",
    ),
    NotificationKind(
        slug="roles.advert_check_late",
        label="Advert check late",
        audience="Hub leads who may check it, the adviser, and whoever sent the advert",
        to_office=True,
        trigger="Who checks the advert was reminded and some working days later has not checked "
        "it; each week while it waits",
        title="Nobody has checked the advert of campaign {reference}",
        template="roles/adverts/mail/advert_check_late.txt",
        example=_example_of_waiting,
        extra=still_to_check,
    ),
    NotificationKind(
        slug="roles.advert_checked",
        label="Advert checked",
        audience="Whoever sent the advert to the hub team",
        to_office=True,
        trigger="The hub team approves an advert or returns it",
        title="The hub team has checked the advert of campaign {reference}",
        template="roles/adverts/mail/advert_checked.txt",
        example=_example,
        stand_in="roles.draft_campaign",
    ),
    NotificationKind(
        slug="roles.advert_change_published",
        label="Change to a public advert",
        audience="Hiring managers and resourcing officers of the department",
        to_office=True,
        trigger="Somebody else publishes a change of an advert that the public reads",
        title="The public advert of campaign {reference} has changed",
        template="roles/adverts/mail/advert_change_published.txt",
        example=lambda: {
            **_example(),
            "role": "Service owner",
            "changes": ["“Service owner” is now “Service owner (Swansea)”"],
        },
    ),
    NotificationKind(
        slug="roles.advert_change_returned",
        label="Change to a public advert returned",
        audience="Whoever wrote the change",
        to_office=True,
        trigger="Somebody else in the hub team returns a change of an advert that the public reads",
        title="Your change to the public advert of campaign {reference} was returned",
        template="roles/adverts/mail/advert_change_returned.txt",
        example=lambda: {
            **_example(),
            "role": "Service owner",
            "reason": "The salary is not the one that was approved.",
            "page": 1,
        },
    ),
    NotificationKind(
        slug="roles.question_asked",
        label="Question asked",
        audience="The advert's contact; without one, hiring managers and resourcing officers",
        to_office=True,
        trigger="Somebody asks about an advert",
        title="A question about {reference} is waiting for an answer",
        template="roles/adverts/mail/question_asked.txt",
        example=_example,
        extra=about,
    ),
    _to_asker(
        "roles.question_answered",
        "Your question is answered",
        "The department answers a question",
        "Your question about {title} at {department} has been answered",
        "roles/adverts/mail/question_answered.txt",
    ),
    _to_asker(
        "roles.question_declined",
        "Your question is not published",
        "The department declines a question",
        "Your question about {title} at {department} has not been published",
        "roles/adverts/mail/question_declined.txt",
    ),
    _to_asker(
        "roles.question_lapsed",
        "Your question was not answered in time",
        "Nobody answered a question until the day before closing",
        "Your question about {title} at {department} was not answered in time",
        "roles/adverts/mail/question_lapsed.txt",
    ),
]
