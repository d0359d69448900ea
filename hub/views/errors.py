"""The error pages, in the style of every other page."""

import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from hub.encryption import EncryptionError

logger = logging.getLogger(__name__)

# What is sent when even the templates or the static file manifest cannot be read.
LAST_RESORT = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title} - {service}</title></head><body><main><h1>{title}</h1>"
    "<p>Try again later.</p><p>If you need help now, email {email}.</p></main></body></html>"
)
RETRY_AFTER_SECONDS = 60


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, and not allowed; where a thing's existence is private the answer is 404."""
    return _page(request, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may see."""
    return _page(request, 404)


def dead_link(request: HttpRequest, ways: list[tuple[str, str]]) -> HttpResponse:
    """404 for a link of a mail that says nothing any more: what may be wrong, and the ways on."""
    return render(request, "hub/errors/dead_link.html", {"ways": ways}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; rendered without the database and without context processors.

    503 while the database cannot be reached, whichever middleware or view asked it, and while the
    key to what somebody said is missing.
    """
    exception = sys.exc_info()[1]
    if isinstance(exception, EncryptionError):
        logger.error("What is encrypted cannot be used: %s", exception)
        return service_unavailable(request)
    if database_is_away(exception):
        return service_unavailable(request)
    return _plain(request, 500, "Sorry, there is a problem with the service")


def service_unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """503: away for a while; says when to try again, in seconds."""
    response = _plain(request, 503, "Sorry, the service is unavailable")
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: an old page, another tab's sign-out, or cookies off."""
    logger.info("Form refused at %s: %s", request.path, reason)
    return render(request, "hub/errors/csrf.html", status=403)


def too_long() -> str:
    """The page for an address that is too long: made before there is a request (hub.web_server)."""
    return _body(414, "The address is too long")


def database_is_away(exception: BaseException | None) -> bool:
    """Tell an outage, which passes, from a faulty query, which is a 500."""
    if not isinstance(exception, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return "locked" in str(exception) or "unable to open" in str(exception)
    return not connection.is_usable()


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Render a page that may use the database; if that fails too, the plain page."""
    try:
        return render(request, f"hub/errors/{status}.html", status=status)
    except Exception:
        logger.exception("The %s page could not be rendered", status)
        return server_error(request)


def _plain(request: HttpRequest, status: int, title: str) -> HttpResponse:
    return HttpResponse(_body(status, title), status=status)


def _body(status: int, title: str) -> str:
    context = {
        "brand": settings.HUB_BRAND,
        "contact_email": settings.HUB_CONTACT_EMAIL,
        "error_title": title,
    }
    try:
        return str(render_to_string(f"hub/errors/{status}.html", context))
    except Exception:
        logger.exception("The %s page could not be rendered", status)
        return LAST_RESORT.format(
            title=title, service=settings.HUB_SERVICE_NAME, email=settings.HUB_CONTACT_EMAIL
        )
