"""What departments are told about advice."""

from __future__ import annotations

from hub.notifications import NotificationKind


def _example() -> dict[str, str]:
    return {
        "reference": "R-7KQ2-M8XD",
        "reason": "The new chief digital officer starts in May.",
        "stage": "Options",
        "is_to_agree": "",
    }


NOTIFICATIONS = [
    NotificationKind(
        slug="capability_reviews.engagement_scoping_started",
        label="Work on organisation design advice started",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="An adviser starts work on a question about organisation design",
        title="Agree the terms of your advice: {reference}",
        template="capability_reviews/org_design/mail/engagement_scoping_started.txt",
        example=_example,
    ),
    NotificationKind(
        slug="capability_reviews.engagement_resumed",
        label="Organisation design advice resumed",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="An adviser resumes the work on a question about organisation design",
        title="Work on your advice has resumed: {reference}",
        template="capability_reviews/org_design/mail/engagement_resumed.txt",
        example=_example,
    ),
    NotificationKind(
        slug="capability_reviews.engagement_paused",
        label="Organisation design advice paused",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="An adviser pauses the work on a question about organisation design",
        title="Your advice is paused: {reference}",
        template="capability_reviews/org_design/mail/engagement_paused.txt",
        example=_example,
    ),
    NotificationKind(
        slug="capability_reviews.advice_given",
        label="Organisation design advice given",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="Advice on organisation design is given",
        title="Your advice is ready: {reference}",
        template="capability_reviews/org_design/mail/advice_given.txt",
        example=_example,
    ),
]
