"""What the hub's own search finds: needs, services, organisations, and who may act for them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, Need, Service, User
from hub.search.sources import Found, SearchSource, names_of


def needs(person: User) -> QuerySet[Need]:
    """The needs that a person may see."""
    if not person.has_perm("hub.view_need"):
        return Need.objects.none()
    rows = Need.objects.visible_to(person)
    return rows.select_related("organisation", "role", "level__role")


def _need(need: Need) -> Found:
    return Found(
        text=f"{need.reference}: {need.level or need.role or 'Role not given'}",
        href=need.get_absolute_url(),
        about=f"{need.organisation.name}, {need.get_state_display().lower()}",
    )


def services(person: User) -> QuerySet[Service]:
    """The services, for who may read about them."""
    if not person.has_perm("hub.view_services"):
        return Service.objects.none()
    return Service.objects.select_related("organisation").order_by("name")


def _service(service: Service) -> Found:
    return Found(service.name, service.get_absolute_url(), service.organisation.name)


def access(person: User) -> QuerySet[Membership]:
    """Who may act for an organisation, for who gives access there."""
    if not person.has_perm("hub.add_membership"):
        return Membership.objects.none()
    rows = Membership.objects.managed_by(person).not_over(timezone.localdate())
    return rows.select_related("user", "organisation").order_by("user__email", "pk")


def _access(membership: Membership) -> Found:
    return Found(
        text=f"{membership.user.email}: {membership.get_role_display()}",
        href=reverse("role_list"),
        about=membership.organisation.name,
    )


HUB_SEARCH = (
    SearchSource(
        "hub.needs",
        "Needs",
        needs,
        _need,
        order=10,
        prefix="N",
        model=Need,
        fields=(
            *("reference", "organisation__name", "organisation__code"),
            *("role__name", "level__role__name", "service__name"),
            *names_of("raised_by"),
        ),
    ),
    SearchSource(
        "hub.services",
        "Services",
        services,
        _service,
        order=60,
        fields=("name", "organisation__name", "organisation__code"),
        title="name",
    ),
    SearchSource(
        "hub.access",
        "Who can do what",
        access,
        _access,
        order=70,
        fields=("user__email", "organisation__name"),
    ),
)
