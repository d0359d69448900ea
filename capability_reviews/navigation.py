"""Where capability reviews can be reached from."""

from __future__ import annotations

from hub.navigation import Door, NavigationItem

CAPABILITY_NAVIGATION = (
    NavigationItem(
        slug="capability_reviews.reviews",
        label="Capability",
        url_name="capability_reviews:review_list",
        order=90,
        rank=5,
        permission="capability_reviews.view_capabilityreview",
        door=Door(
            title="Review a department’s capability",
            text="Record your findings and ask for the people or support they show are needed.",
            audience="Reviewers",
            permission="capability_reviews.plan_review",
        ),
    ),
)
