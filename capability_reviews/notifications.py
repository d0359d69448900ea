"""What the plugin tells people."""

from hub.notifications import NotificationKind


def _example() -> dict[str, str]:
    return {"reference": "R-7KQ2-M8XD"}


CAPABILITY_NOTIFICATIONS = [
    NotificationKind(
        slug="capability_reviews.factual_check_asked",
        label="Draft review to check",
        audience="The department's capability leads and Digital Leader",
        trigger="A draft review is sent for factual check",
        title="Check the facts of review {reference}",
        template="capability_reviews/reviews/mail/factual_check_asked.txt",
        example=_example,
    ),
    NotificationKind(
        slug="capability_reviews.review_published",
        label="Review published",
        audience="The department's capability leads and Digital Leader",
        trigger="A review is published",
        title="Review {reference} is published",
        template="capability_reviews/reviews/mail/review_published.txt",
        example=_example,
        may_opt_out=True,
        for_staff=True,
    ),
    NotificationKind(
        slug="capability_reviews.advice_given",
        label="Organisation design advice given",
        audience="The department's capability leads and Digital Leader",
        trigger="Advice on organisation design is given",
        title="Your advice is ready: {reference}",
        template="capability_reviews/org_design/mail/advice_given.txt",
        example=_example,
    ),
]
