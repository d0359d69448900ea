"""Support requests and experts, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.models import User
from hub.search import Found, SearchSource, address_of, names_of
from roles.models.support.expert import Expert
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


def experts(person: User) -> QuerySet[Expert]:
    """The register of experts, for who may read it: those who work here."""
    rows = Expert.objects.filter(user__is_active=True)
    if not person.has_perm("roles.view_expert"):
        return rows.none()
    return rows.select_related("user", "role", "grade")


def _expert(expert: Expert) -> Found:
    last = expert.available_to
    is_over = last is not None and last < localdate()
    until = f"{'Was' if is_over else 'Is'} available until {date_gb(last)}" if last else ""
    return Found(
        text=str(expert),
        href=reverse("roles_experts:edit", args=[expert.pk]),
        about=until or f"Available from {date_gb(expert.available_from)}",
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
    SearchSource(
        "roles.experts",
        "Experts",
        experts,
        _expert,
        order=65,
        fields=(*names_of("user"), "role__name", "grade__name"),
    ),
)
