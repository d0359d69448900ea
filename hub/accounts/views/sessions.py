"""Where a person is signed in, and for how long."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.generic import View

from hub.accounts.sessions import end_sessions, own_sessions, owner_mark, renew, seconds_left
from hub.dates import duration
from hub.views.base import GuardedTemplateView


class SessionsView(GuardedTemplateView):
    """Where a person is signed in; each can be ended."""

    template_name = "hub/account/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sessions=own_sessions(self.request),
            lifetime=duration(settings.SESSION_COOKIE_AGE),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        which = request.POST.get("session", "")
        here = request.session.session_key
        pk = int(which) if which.isdecimal() and len(which) < 18 else None
        if pk is not None or which == "others":
            end_sessions(person=self.person, actor=self.person, but=here, pk=pk)
            messages.success(request, "You have ended that session")
        return redirect("account_sessions")


class SessionView(View):
    """For session.js: how long the session has left; a POST goes on with it."""

    def get(self, request: HttpRequest) -> JsonResponse:
        answer = JsonResponse({"seconds_left": seconds_left(request), "owner": owner_mark(request)})
        answer["Cache-Control"] = "private, no-store"
        return answer

    def post(self, request: HttpRequest) -> JsonResponse:
        if request.user.is_authenticated:
            renew(request)
        return self.get(request)
