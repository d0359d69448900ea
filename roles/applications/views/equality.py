"""Equality totals: how far people of each answer came, never who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hub.indicators import FiguresWaitError, why_figures_wait
from hub.suppression import survey_hidden_up_to
from hub.views.base import GuardedTemplateView
from roles.applications.services.equality_publication import (
    ALL,
    FEWEST_PEOPLE,
    NothingToPublishError,
    NumberNotHiddenError,
    bodies_of,
    publish_equality,
    tables_of,
)
from roles.applications.tables import equality_totals
from roles.models.applications.equality import EqualityPublication, EqualityTotal


class EqualityTotalsView(GuardedTemplateView):
    """A publication, of every department or of one with its bodies; hub leads publish the next."""

    permission = "roles.view_equalitytotal"
    template_name = "roles/applications/equality_totals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        publications = list(EqualityPublication.objects.all())
        publication = self._asked(publications)
        bodies = bodies_of(publication) if publication else []
        body = self.request.GET.get("department", "") or ALL
        if body != ALL and body not in dict(bodies):
            raise Http404
        may_publish = self.person.has_perm("roles.publish_equality")
        return super().get_context_data(
            tables=[equality_totals(table) for table in tables_of(publication, body)]
            if publication
            else [],
            publications=publications,
            publication=publication,
            bodies=bodies,
            chosen=body,
            name=dict(bodies).get(body, "All departments"),
            fewest=FEWEST_PEOPLE,
            hidden_up_to=survey_hidden_up_to(),
            may_publish=may_publish and EqualityTotal.objects.exists(),
            waits=why_figures_wait(timezone.now()) if may_publish else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish what has been counted since."""
        try:
            publish_equality(actor=self.person)
        except PermissionDenied as error:
            raise Http404 from error
        except (NothingToPublishError, NumberNotHiddenError, FiguresWaitError) as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, "The equality totals are published")
        return redirect("roles:equality_totals")

    def _asked(self, publications: list[EqualityPublication]) -> EqualityPublication | None:
        """The publication that the address names, the newest where it names none."""
        number = self.request.GET.get("publication", "")
        if not number:
            return publications[0] if publications else None
        for publication in publications:
            if str(publication.pk) == number:
                return publication
        raise Http404
