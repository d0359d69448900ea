"""What departments asked for, and how much of it nobody on a reserve list could meet (H3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from hub.views.base import GuardedTemplateView
from roles.models.support.support_request import SupportRequest
from roles.support.tables import DEMAND

YEAR = timedelta(days=365)


class DemandView(GuardedTemplateView):
    """Requests of the last twelve months by role and level, those without a match beside them."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_demand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = SupportRequest.objects.visible_to(self.request.user).filter(
            submitted_at__gt=timezone.now() - YEAR, reserve_matches__isnull=False
        )
        unmet = Q(reserve_matches=0)
        demand = (
            rows.order_by()
            .values("role__name", "level__name")
            .annotate(
                requests=Count("pk"),
                wanted=Sum("posts_wanted"),
                unmet=Count("pk", filter=unmet),
                unmet_posts=Sum("posts_wanted", filter=unmet, default=0),
            )
            .order_by("-unmet_posts", "role__name", "level__name")
        )
        return super().get_context_data(demand=DEMAND.of(demand), **kwargs)
