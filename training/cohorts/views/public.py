"""What anyone may read: the cohorts to come."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from training.models import Cohort
from training.programmes.tables import COHORTS_TO_COME


class CohortListView(TemplateView):
    """The published cohorts still to begin, with the places left in each."""

    template_name = "training/cohorts/cohort_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohorts = (
            Cohort.objects.published()
            .upcoming(timezone.localdate())
            .select_related("page", "release__programme")
        )
        user = self.request.user
        return super().get_context_data(
            cohorts=COHORTS_TO_COME.of(
                ((cohort, cohort.page.get_url(self.request)) for cohort in cohorts),
                caption="Upcoming cohorts",
                caption_is_hidden=True,
            ),
            may_manage=user.has_perm("training.manage_cohort"),
            may_nominate=user.has_perm("training.view_department_places"),
            **kwargs,
        )


@require_safe
def cohort_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A cohort's lasting address: its public page, or its workspace for those who run it."""
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("page"), slug=slug
    )
    page = getattr(cohort, "page", None)
    if page is not None and page.live:
        return redirect(page.get_url(request))
    if request.user.has_perm("training.manage_cohort"):
        return redirect("training:cohort_manage", slug)
    raise Http404
