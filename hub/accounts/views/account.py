"""The account page, and the person's name."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hub.accounts.forms import NameForm
from hub.accounts.single_sign_on import ways_in
from hub.accounts.tables import MEMBERSHIPS, WAITING
from hub.navigation import account_page_links
from hub.staff import change_own_name
from hub.views.base import GuardedFormView, GuardedTemplateView


class AccountView(GuardedTemplateView):
    """Where a person finds everything that is theirs."""

    template_name = "hub/account/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.person.memberships.select_related("organisation")
        waiting = self.person.pending_offices.select_related("group", "organisation")
        return super().get_context_data(
            memberships=MEMBERSHIPS.of(memberships),
            waiting=WAITING.of(waiting),
            doors=account_page_links(self.request),
            ways=", ".join(way["name"] for way in ways_in(self.person)),
            places=UserSession.objects.filter(user=self.request.user).count(),
            has_second_factor=is_mfa_enabled(self.request.user),
            **kwargs,
        )


class NameView(GuardedFormView):
    """Change one's name."""

    template_name = "hub/account/name.html"
    form_class = NameForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        change_own_name(
            person=self.person,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            actor=self.person,
        )
        messages.success(self.request, "Your name has been changed")
        return redirect("account")
