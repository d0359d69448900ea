"""What is done around every request."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from hub.acting_for import acting_for
from hub.work.counts import TablesWritten, has_acted
from hub.work.standing_in import whom_for

# Nothing here uses a sensor, a payment or another site's frame.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# Wagtail's admin has inline scripts and styles of its own, and previews images from memory.
# A hash would switch 'unsafe-inline' off, so this replaces the directives whole.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "object-src": [NONE],
}


@cache
def admin_prefix() -> str:
    """The path under which the Wagtail admin lives."""
    return reverse("wagtailadmin_home")


class ActsMiddleware:
    """What somebody sends: for whom they act, and that less may wait for them afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        away = whom_for(request.user, request.path) if request.user.is_authenticated else None
        written = TablesWritten()
        acting = acting_for(request.user, away) if away else nullcontext()
        with acting, connection.execute_wrapper(written):
            response = self.get_response(request)
        # After the answer: whoever signs in by it has something to do from now on.
        if request.user.is_authenticated:
            # What a script saves in passing is counted later.
            is_in_passing = request.headers.get("Accept") == "application/json"
            has_acted(request.user, () if is_in_passing else written)
        return response


class HubCSPMiddleware(CSPMiddleware):
    """Strict Content-Security-Policy everywhere, the loosest that works in the Wagtail admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Loosen the policy for the admin's own paths, never for anything else."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(admin_prefix()):
            parts.replace = {**(parts.replace or {}), **ADMIN_POLICY}
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the headers that Django's SecurityMiddleware has no setting for."""
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # No other site shows our pages as its own picture or script; data is open to all.
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
