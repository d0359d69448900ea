"""The page to which the email leads that asks somebody from outside to sit on a panel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from hub.models import keys_of
from roles.selection.services.panel_links import is_over, place_of
from roles.selection.services.panel_places import days_in_words


class PanelLinkView(TemplateView):
    """What somebody is asked, and the way to sign in by code; nothing changes by opening it.

    A link that was forged does not exist; one that is over says so, and whom to ask.
    """

    template_name = "roles/selection/panel_link.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = place_of(kwargs["token"])
        if place is None:
            raise Http404
        answer = reverse("roles:panel_place_move", args=[place.pk, "answer"])
        is_theirs = place.person_id in keys_of(request.user)
        if is_theirs and not is_over(place):
            return redirect(answer)
        if is_theirs and place.is_within_reach:
            return redirect(place)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': answer})}"
        return self.render_to_response(
            self.get_context_data(
                place=None if is_over(place) else place,
                department=place.organisation.name,
                days=days_in_words(place.panel),
                sign_in=sign_in,
                is_somebody_else=request.user.is_authenticated,
                **kwargs,
            )
        )
