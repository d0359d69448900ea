"""Where To do leads in a draft: to its first page that lacks something, else to sending it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from roles.applications.task_list import address_of_next
from roles.applications.views.applications import OwnApplicationView


class ApplicationGoOnView(OwnApplicationView):
    """Leads to what is next of an application; to its own page where it cannot be changed now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        application = self.application
        if not (application.is_draft and application.campaign.is_open):
            return redirect(application)
        return redirect(address_of_next(application))
