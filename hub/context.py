"""What every public page and workspace knows: brand, demonstration and navigation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hub.accounts.sessions import owner_mark, seconds_left, warn_at
from hub.list_memory import address_back
from hub.navigation import address, link, navigation
from hub.pre_election import periods_concerning
from hub.switches import switched_off_for
from hub.views.record_page import trail


def account_links(request: HttpRequest) -> dict[str, Any]:
    """Say how to reach your account, sign in or sign out; sign-out is a form's action."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    links: dict[str, Any] = {"signed_in": signed_in, "items": [], "sign_out": None}
    if signed_in:
        links["sign_out"] = address("account_logout")
        if href := address("account"):
            active = request.path.startswith(href)
            links["items"].append(link(request, "Your account", href, active=active))
    elif href := address("account_login"):
        links["items"].append(link(request, "Sign in", href, active=request.path == href))
    return links


def search_address(request: HttpRequest) -> str:
    """Where the search box leads, for who works here; "" for everybody else."""
    user = getattr(request, "user", None)
    may = bool(user and user.is_authenticated and user.has_perm("hub.search_records"))
    return (address("search") or "") if may else ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template the brand, the demonstration flag and the navigation."""
    return {
        "brand": settings.HUB_BRAND,
        "is_demo": settings.HUB_DEMO,
        "contact_email": settings.HUB_CONTACT_EMAIL,
        "session_seconds_left": SimpleLazyObject(lambda: seconds_left(request)),
        "session_owner": SimpleLazyObject(lambda: owner_mark(request)),
        "session_warn_at": warn_at(),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "pre_election": SimpleLazyObject(lambda: periods_concerning(request.user)),
        "switched_off": SimpleLazyObject(lambda: switched_off_for(request.user)),
        "search_address": SimpleLazyObject(lambda: search_address(request)),
        "account_links": SimpleLazyObject(lambda: account_links(request)),
        "list_address": partial(address_back, request),
        "trail": partial(trail, request),
    }
