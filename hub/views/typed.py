"""What somebody typed and does not want any more is not offered to them again (keep.js)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.posted_pages import let_go
from hub.views.base import GuardedView


class LetGoView(GuardedView):
    """Drops what was sent from an address and refused; says nothing."""

    http_method_names = ("get", "post")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is here to read: whoever comes from signing in again goes to what waits."""
        return redirect("work")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        let_go(request, request.POST.get("address", ""))
        return HttpResponse(status=204)
