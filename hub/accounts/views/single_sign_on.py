"""To an OpenID Connect provider and back; and the ways in that a person has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as allauth_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET
from requests import RequestException

from hub.accounts.single_sign_on import providers, untie, ways_in
from hub.models import HubPolicy
from hub.views.base import GuardedTemplateView

logger = logging.getLogger("hub.accounts")


@require_GET
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider."""
    return _if_it_answers(allauth_views.login, request, provider_id)


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider, and be signed in."""
    return _if_it_answers(allauth_views.callback, request, provider_id)


def _if_it_answers(
    view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str
) -> HttpResponse:
    """A provider that is away, or talks nonsense, sends nobody to an error page."""
    if HubPolicy.load().single_sign_on_is_paused:
        messages.warning(request, "You cannot sign in that way now. You can sign in with a code")
        return redirect("account_login")
    try:
        return view(request, provider_id)
    except (RequestException, KeyError, ValueError) as error:
        logger.warning("The provider %s gave no use: %s", provider_id, type(error).__name__)
        name = providers().get(provider_id, "it")
        messages.warning(request, f"We could not reach {name}. You can sign in with a code")
        return redirect("account_login")


class WaysInView(GuardedTemplateView):
    """How a person can sign in; a provider can be taken off."""

    template_name = "hub/account/ways_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = ways_in(self.person)
        return super().get_context_data(ways=ways, others=providers().values(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        which = request.POST.get("way", "")
        if which.isdecimal() and len(which) < 18:
            untie(person=self.person, pk=int(which), actor=self.person)
            messages.success(request, "You can no longer sign in that way")
        return redirect("account_ways_in")
