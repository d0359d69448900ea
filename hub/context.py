"""What every public page and workspace knows: brand, demonstration and navigation."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from hub.accounts.sessions import seconds_left, warn_at

# A person sees at most this many links in the service navigation; the rest go in the footer.
MOST_SHOWN = 6


@dataclass(frozen=True)
class NavigationItem:
    """A place somebody may go to: shown when its URL exists and the permission is held.

    A lower `rank` keeps its place in the service navigation when there are too many.
    """

    url_name: str
    label: str
    permission: str | None
    rank: int


NAVIGATION = (
    NavigationItem("roles:vacancy_list", "Find a role", None, 7),
    NavigationItem("roles:application_list", "Your applications", "roles.view_own_applications", 8),
    NavigationItem("roles:saved", "Saved", "roles.view_own_applications", 10),
    NavigationItem("need_list", "Needs", "hub.view_need", 1),
    NavigationItem("roles:support_list", "Support requests", "roles.view_supportrequest", 2),
    NavigationItem("roles:campaign_list", "Campaigns", "roles.view_campaign", 3),
    NavigationItem("training:cohort_list", "Induction", "training.view_cohort", 4),
    NavigationItem("training:place_list", "Your induction places", "training.view_own_places", 9),
    NavigationItem(
        "capability_reviews:review_list",
        "Capability",
        "capability_reviews.view_capabilityreview",
        5,
    ),
    NavigationItem("monitoring", "Monitoring", None, 6),
    NavigationItem("service_list", "Services", "hub.view_services", 11),
)

# Places of few people: only the page of one's account lists them, so that no other page asks.
ACCOUNT_DOORS = (
    NavigationItem("roles:booking_list", "Your bookings", "roles.view_own_bookings", 1),
    NavigationItem("roles:consent_list", "What you agreed to", "roles.view_own_applications", 2),
    NavigationItem(
        "wagtailadmin_home",
        "Wagtail admin: pages, listings, settings",
        "wagtailadmin.access_admin",
        3,
    ),
)


def address(url_name: str) -> str | None:
    """Give the address of a URL that this installation may not have."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def navigation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """Collect the links that this person may follow, in `shown` and `more`."""
    user = getattr(request, "user", None)
    allowed = []
    for item in NAVIGATION:
        href = address(item.url_name)
        if href is None:
            continue
        if item.permission and not (
            user and user.is_authenticated and user.has_perm(item.permission)
        ):
            continue
        allowed.append((item, href))
    kept = {item for item, _ in sorted(allowed, key=lambda pair: pair[0].rank)[:MOST_SHOWN]}
    # Of two places where one lies inside the other, only the inner one is where you are.
    here = max((href for _, href in allowed if request.path.startswith(href)), key=len, default="")
    links: dict[str, list[dict[str, Any]]] = {"shown": [], "more": []}
    for item, href in allowed:
        links["shown" if item in kept else "more"].append(
            link(request, item.label, href, active=href == here)
        )
    return links


def account_doors(request: HttpRequest) -> list[dict[str, Any]]:
    """Collect the places that only the account's page leads to, for those who have something."""
    return [
        link(request, item.label, href, active=False)
        for item in ACCOUNT_DOORS
        if (href := address(item.url_name)) and request.user.has_perm(item.permission or "")
    ]


def link(request: HttpRequest, label: str, href: str, *, active: bool) -> dict[str, Any]:
    """Describe a navigation link for the GOV.UK service navigation."""
    return {"text": label, "href": href, "current": request.path == href, "active": active}


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


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template the brand, the demonstration flag and the navigation."""
    return {
        "brand": settings.HUB_BRAND,
        "is_demo": settings.HUB_DEMO,
        "contact_email": settings.HUB_CONTACT_EMAIL,
        "session_seconds_left": SimpleLazyObject(lambda: seconds_left(request)),
        "session_warn_at": warn_at(),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "account_links": SimpleLazyObject(lambda: account_links(request)),
    }
