"""Support requests, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import User
from hub.search import Found, SearchSource, address_of, names_of
from roles.models.support.support_request import SupportRequest


def requests(person: User) -> QuerySet[SupportRequest]:
    """The support requests that a person may see."""
    rows = SupportRequest.objects.annotate(adviser_address=address_of("adviser"))
    if not person.has_perm("roles.view_supportrequest"):
        return rows.none()
    return rows.visible_to(person).select_related("organisation", "role", "level__role")


def _request(request: SupportRequest) -> Found:
    return Found(
        text=f"{request.reference}: {request.level or request.role}",
        href=request.get_absolute_url(),
        about=f"{request.organisation.name}, {request.get_state_display().lower()}",
    )


SUPPORT_SEARCH = (
    SearchSource(
        "roles.support_requests",
        "Support requests",
        requests,
        _request,
        order=20,
        prefix="S",
        model=SupportRequest,
        fields=(
            *("reference", "organisation__name", "organisation__code"),
            *("role__name", "level__role__name", "service__name"),
            # The page names both to whoever may see the request.
            *names_of("requester", "adviser"),
            "adviser_address",
        ),
    ),
)
