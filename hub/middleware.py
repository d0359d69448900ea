"""What is done around every request."""

import logging
from functools import cache

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from hub.views.errors import service_unavailable

logger = logging.getLogger(__name__)

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


def database_is_away(exception: Exception) -> bool:
    """Tell an outage from a faulty query, which is a 500."""
    text = str(exception)
    if connection.vendor == "sqlite":
        return "locked" in text or "unable to open" in text
    return not connection.is_usable()


class HubCSPMiddleware(CSPMiddleware):
    """Strict Content-Security-Policy everywhere, the loosest that works in the Wagtail admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Loosen the policy for the admin's own paths, never for anything else."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(admin_prefix()):
            parts.replace = {**(parts.replace or {}), **ADMIN_POLICY}
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the headers that Django's SecurityMiddleware has no setting for."""
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 while the database cannot be reached: it is our outage, and it passes."""
        if isinstance(exception, OperationalError | InterfaceError) and database_is_away(exception):
            logger.error("Database unavailable at %s", request.path, exc_info=exception)
            return service_unavailable(request, exception)
        return None
