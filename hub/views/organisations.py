"""Departments and the bodies under them."""

from __future__ import annotations

from typing import Any

from hub.organisation_tree import picture_of_organisations
from hub.views.base import GuardedTemplateView


class OrganisationTreeView(GuardedTemplateView):
    """Every department with its bodies, and what they were before."""

    permission = "hub.view_services"
    template_name = "hub/services/organisations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tree=picture_of_organisations(), **kwargs)
