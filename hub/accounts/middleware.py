"""Staff prove a second factor before any page shows them what only staff see."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from hub.permissions import is_staff_member

# Signing in, out and setting the factor up; and pages that show nothing of anyone.
OPEN_PREFIXES = ("/accounts/", "/static/", "/help/", "/healthz")


class StaffSecondFactorMiddleware:
    """Sends staff without a second factor to set one up, and those with one to give it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.HUB_STAFF_SECOND_FACTOR
            and not request.path_info.startswith(OPEN_PREFIXES)
            and is_staff_member(request.user)
            and not self._has_proved(request)
        ):
            target = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
            return redirect(f"{reverse(target)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    @staticmethod
    def _has_proved(request: HttpRequest) -> bool:
        records = get_authentication_records(request, request.user)
        return any(record["method"] == "mfa" for record in records)
