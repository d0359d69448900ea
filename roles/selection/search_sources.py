"""Applications, as the search box finds them: by reference, and from the invitation on by name."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hub.models import User
from hub.search import Found, SearchSource, WordIndex
from roles.models.applications.application import Application


def applications(person: User) -> QuerySet[Application]:
    """The applications that a person handles; never a draft, one's own or a rival's."""
    rows = Application.objects.handled_by(person)
    return rows.select_related("campaign__organisation").order_by("reference")


def invited(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose candidates were invited: nobody before is found by a name (R11)."""
    return rows.filter(interview_invited_at__isnull=False, erased_at=None)


def _application(application: Application) -> Found:
    campaign = application.campaign
    return Found(
        text=application.reference,
        href=reverse("roles:sift_detail", args=[campaign.reference, application.reference]),
        about=f"{campaign.title}, {campaign.organisation.name}",
    )


SELECTION_SEARCH = (
    SearchSource(
        "roles.applications",
        "Applications",
        applications,
        _application,
        order=40,
        prefix="A",
        model=Application,
        fields=("reference", "full_name", "campaign__title"),
        named=invited,
        indexed=WordIndex(
            "roles.Application",
            ("reference", "full_name"),
            filled="interview_invited_at",
            empty="erased_at",
        ),
    ),
)
