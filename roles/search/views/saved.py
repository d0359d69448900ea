"""What a person has saved: roles and searches; saving and letting go are buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub.refusals import RefusedError
from hub.views.base import ButtonView, GuardedFormView, GuardedTemplateView
from roles.adverts.context import public_status
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import is_hidden_from
from roles.models.policy import RecruitmentPolicy
from roles.models.search.saved import SavedRole, SavedSearch
from roles.search.forms.saved import SaveSearchForm
from roles.search.forms.vacancies import called
from roles.search.services.saved import remove_search, save_role, save_search, unsave_role
from roles.search.vacancy_search import Terms, offer

LONGEST_NAME = 80


class SavedView(GuardedTemplateView):
    """The roles and the searches that a person has saved."""

    template_name = "roles/search/saved.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = SavedRole.objects.visible_to(user).select_related(
            "campaign__organisation", "campaign__page", "campaign__grade"
        )
        saved = [(row.campaign, public_status(row.campaign)) for row in rows]
        return super().get_context_data(
            open_roles=[campaign for campaign, status in saved if status == "open"],
            other_roles=[(campaign, status) for campaign, status in saved if status != "open"],
            searches=SavedSearch.objects.visible_to(user),
            policy=RecruitmentPolicy.load(self.request),
            **kwargs,
        )


class SaveRoleView(GuardedTemplateView):
    """Save a role, or let go of it; the page is for those who had to sign in first."""

    template_name = "roles/search/save_role.html"
    campaign: Campaign

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            rows = Campaign.objects.advertised().select_related("organisation", "page")
            self.campaign = get_object_or_404(rows, reference=kwargs["reference"])
            if is_hidden_from(self.campaign, request.user, timezone.now()):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = SavedRole.objects.visible_to(self.request.user).filter(campaign=self.campaign)
        return super().get_context_data(campaign=self.campaign, saved=own.exists(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "remove":
            unsave_role(campaign=self.campaign, actor=self.person)
            messages.success(request, "The role is no longer saved.")
        else:
            try:
                save_role(campaign=self.campaign, actor=self.person)
            except RefusedError as error:
                messages.warning(request, f"{error}.")
                return redirect("roles:saved")
            messages.success(request, "Role saved. You can find it in your saved roles.")
        if request.POST.get("from") == "list":
            return redirect("roles:saved")
        return redirect(self.campaign.advert_path)


class SaveSearchView(GuardedFormView):
    """Keep the search that the address holds, under a name."""

    template_name = "roles/search/save_search.html"
    form_class = SaveSearchForm
    terms: Terms

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.terms = Terms.from_address(request.GET)
        if request.user.is_authenticated and not self.terms.is_filtered:
            messages.warning(request, "Choose what to look for first, then save the search.")
            return redirect("roles:vacancy_list")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, str]:
        return {"name": ", ".join(self.asked())[:LONGEST_NAME]}

    def asked(self) -> list[str]:
        """What is looked for, in words."""
        offered = offer(self.terms)
        return [called(offered, name, value) for name, value in self.terms.unsorted.pairs()]

    def form_valid(self, form: SaveSearchForm) -> HttpResponse:
        try:
            save_search(
                name=form.cleaned_data["name"],
                address=self.terms.address(),
                actor=self.person,
            )
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        messages.success(self.request, "The search is saved.")
        return redirect("roles:saved")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked(), address=self.terms.address(), **kwargs)


class RemoveSearchView(ButtonView):
    """Let go of a saved search."""

    def page_of_the_button(self) -> str:
        return reverse("roles:saved")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = SavedSearch.objects.visible_to(request.user)
        remove_search(search=get_object_or_404(own, pk=kwargs["pk"]), actor=self.person)
        messages.success(request, "The search is removed.")
        return redirect("roles:saved")
