"""How the API refuses: with a problem as data, and those who ask too often for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from ninja.errors import HttpError, Throttled, ValidationError, ValidationErrorContext
from ninja.throttling import BaseThrottle

from hub.models import HubPolicy
from hub.rates import too_often

PROBLEM = "application/problem+json"
# Seconds after which programs look again while the API is switched off.
OFF = 600
# What a program is told where the service refused before an operation could.
DETAILS = {
    400: "The request cannot be understood.",
    403: "This address does not accept forms.",
    404: "There is nothing at this address. See /api/docs.",
    405: "This address does not accept that method. The Allow header lists those it accepts.",
    503: "The service is unavailable. The Retry-After header says when to try again.",
}
KEPT = ("Allow", "Retry-After")


def problem(status: int, title: str, detail: str) -> JsonResponse:
    """An error as RFC 9457 has it."""
    response = JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status=status,
        content_type=PROBLEM,
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


class RequestsAMinute(BaseThrottle):
    """The ``HUB_API_REQUESTS_A_MINUTE`` that one address has for the whole API."""

    def __init__(self) -> None:
        self._asked = threading.local()  # One throttle serves all threads.

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request."""
        self._asked.wait = too_often(request, "api", f"{settings.HUB_API_REQUESTS_A_MINUTE}/m")
        return not self._asked.wait

    def wait(self) -> float:
        """The seconds after which the last that this thread refused may ask again."""
        return float(self._asked.wait)


def throttled(request: HttpRequest, error: Throttled | type[Throttled]) -> JsonResponse:
    """The answer to those who ask too often; django-ninja adds ``Retry-After``."""
    assert isinstance(error, Throttled)
    return problem(
        429,
        "Too many requests",
        f"You can make {settings.HUB_API_REQUESTS_A_MINUTE} requests a minute. Try again in "
        f"{error.wait:.0f} seconds. With the feeds or the daily export you need fewer requests.",
    )


def refused(request: HttpRequest, error: HttpError | type[HttpError]) -> JsonResponse:
    """The answer where an operation raises an error of HTTP."""
    assert isinstance(error, HttpError)
    return problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error))


def misread(request: HttpRequest, error: ValidationError | type[ValidationError]) -> JsonResponse:
    """The answer to an address whose parameters are not as declared."""
    assert isinstance(error, ValidationError)
    return problem(400, "Bad parameter", error.errors[0]["msg"])


def sentence(context: ValidationErrorContext) -> str:
    """The first thing that is wrong with the parameters, in words made from their declaration."""
    error = context.pydantic_validation_error.errors(include_url=False)[0]
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    name = error["loc"][-1]
    schema = context.model.model_json_schema()
    parts = {"": schema, **schema.get("$defs", {})}
    known = next(
        part["properties"][name] for part in parts.values() if name in part.get("properties", {})
    )
    known, *_ = known.get("anyOf", [known])  # One that may be left out.
    known = parts[known["$ref"].rpartition("/")[2]] if "$ref" in known else known
    if "enum" in known:
        return f"{name} must be one of: {', '.join(known['enum'])}."
    if {"minimum", "maximum"} <= set(known):
        return f"{name} must be a number from {known['minimum']} to {known['maximum']}."
    return f"{name}: {error['msg']}."


class ProblemMiddleware:
    """Answers programs with a problem, whoever refused: an operation, a guard, an outage."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """While the API is switched off, programs are told when to look again."""
        is_of_the_switch = getattr(view, "is_operation", False) and is_under_api(request)
        if not is_of_the_switch or not HubPolicy.load().api_is_paused:
            return None
        answer = problem(
            503,
            "Switched off",
            "The API is switched off for now. You can still use the feeds and the daily export.",
        )
        answer["Retry-After"] = str(OFF)
        return answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status = response.status_code
        if status < 400 or response["Content-Type"] == PROBLEM or not is_of_api(request):
            return response
        said = HTTPStatus(status).phrase
        answer = problem(status, said, DETAILS.get(status, said))
        for name in KEPT:
            if name in response:
                answer[name] = response[name]
        answer._has_been_logged = True  # type: ignore[attr-defined]  # as the page it replaces was
        return answer


def is_under_api(request: HttpRequest) -> bool:
    """Whether an address is one of the API proper; feeds and exports are elsewhere."""
    return request.path_info.startswith("/api/")


def is_of_api(request: HttpRequest) -> bool:
    """Whether an address is for programs: all under /api/, and the operations elsewhere."""
    if is_under_api(request):
        return True
    found = getattr(request, "resolver_match", None)
    return found is not None and getattr(found.func, "is_operation", False)


def is_path_of_api(path: str) -> bool:
    """Whether a path is for programs, as ``is_of_api`` says, before there is a request."""
    if path.startswith("/api/"):
        return True
    try:
        return getattr(resolve(path).func, "is_operation", False)
    except Resolver404:
        return False
