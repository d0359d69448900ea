"""Views of one application for those who handle it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hub.views.base import GuardedView, person_of
from roles.applications.services.sides import open_applications
from roles.models.applications.application import Application


class HandledApplicationView(GuardedView):
    """A view of one application that the person may handle: never their own.

    Whoever finds one to handle cannot apply for its campaign any more (R25).
    """

    permission = "roles.view_application"
    application: Application
    # Whether who entered it comes here before its candidate is invited (R11).
    is_open_to_who_entered_it = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.application = get_object_or_404(
                self.rows(request), reference=kwargs["application"]
            )
            self.application.campaign.read_by(request.user)
            open_applications(campaign=self.application.campaign, actor=person_of(request))
        return super().dispatch(request, *args, **kwargs)

    def rows(self, request: HttpRequest) -> QuerySet[Application]:
        """The applications of the campaign that this person handles."""
        known = Application.objects.all()
        known = (
            known.of_campaigns_of(request.user)
            if self.is_open_to_who_entered_it
            else known.handled_by(request.user)
        )
        return known.select_related(
            "campaign__organisation__parent", "post", "interview", "offer_terms__place"
        ).filter(campaign__reference=self.kwargs["reference"])

    def get_permission_object(self) -> Application:
        return self.application

    @property
    def is_unseen(self) -> bool:
        """Whether the reader entered it and does not follow its course yet."""
        return self.application.is_unseen_by(self.person)

    @property
    def detail_url(self) -> str:
        """Where the application is shown to those who handle it."""
        return reverse(
            "roles:sift_detail",
            args=[self.application.campaign.reference, self.application.reference],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "application": self.application,
            "campaign": self.application.campaign,
            "detail_url": self.detail_url,
        }
        # The stubs know no names of the contexts' own.
        return super().get_context_data(**(kwargs | own))  # type: ignore[misc]
