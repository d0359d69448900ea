"""Reviews and advice on organisation design, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from capability_reviews.models import CapabilityReview, OrgDesignEngagement
from hub.models import User
from hub.search import Found, SearchSource, address_of, names_of


def reviews(person: User) -> QuerySet[CapabilityReview]:
    """The reviews that a person may see."""
    if not person.has_perm("capability_reviews.view_capabilityreview"):
        return CapabilityReview.objects.none()
    return CapabilityReview.objects.visible_to(person).select_related("organisation")


def _review(review: CapabilityReview) -> Found:
    return Found(
        text=f"{review.reference}: {review.organisation.name}",
        href=review.get_absolute_url(),
        about=review.get_state_display(),
    )


def advice(person: User) -> QuerySet[OrgDesignEngagement]:
    """The advice on organisation design that a person may see."""
    rows = OrgDesignEngagement.objects.annotate(adviser_address=address_of("adviser"))
    if not person.has_perm("capability_reviews.view_orgdesignengagement"):
        return rows.none()
    return rows.visible_to(person).select_related("organisation")


def _advice(engagement: OrgDesignEngagement) -> Found:
    return Found(
        text=f"{engagement.reference}: {engagement.organisation.name}",
        href=engagement.get_absolute_url(),
        about=engagement.get_state_display(),
    )


OF_ORGANISATION = ("reference", "organisation__name", "organisation__code")
CAPABILITY_SEARCH = (
    SearchSource(
        "capability_reviews.reviews",
        "Capability reviews",
        reviews,
        _review,
        order=50,
        prefix="R",
        model=CapabilityReview,
        fields=OF_ORGANISATION,
    ),
    SearchSource(
        "capability_reviews.advice",
        "Advice on organisation design",
        advice,
        _advice,
        order=52,
        prefix="D",
        model=OrgDesignEngagement,
        fields=(*OF_ORGANISATION, *names_of("requested_by", "adviser"), "adviser_address"),
    ),
)
