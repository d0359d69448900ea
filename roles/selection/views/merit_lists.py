"""The merit list: read, signed by the chair, corrected by two people, and what is drawn from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.numbers import plural
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, GuardedTemplateView, refused
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.merit_list import MeritList
from roles.models.selection.merit_order import MeritOrder, is_marked_at_interviews, merit_order
from roles.models.selection.panel import Panel
from roles.selection import merit_tables as tables
from roles.selection.forms.merit_lists import ConfirmListForm, DrawForm, SignForm
from roles.selection.services.merit_lists import (
    confirm_merit_list,
    hides_from,
    panel_that_signs,
    seen_of,
    sign_merit_list,
    why_not_signed,
)
from roles.selection.services.outcomes import draw_outcomes, drawn, why_nothing_drawn
from roles.selection.services.outcomes import seen_of as seen_of_outcomes

VIEW, SIGN, CONFIRM = ("roles.view_merit_list", "roles.sign_merit_list", "roles.confirm_merit_list")

NOBODY_LEFT = "There is nobody left whose outcome is to be recorded."


def versions_shown(campaign: Campaign, reader: Any) -> list[dict[str, Any]]:
    """Each version as its reader may know it, the newest first.

    From whom something in it is hidden, what a version changes that they cannot see is hidden, too.
    """
    hidden = campaign.hidden_applications
    found: list[dict[str, Any]] = []
    rows = campaign.merit_lists.select_related("signed_by", "confirmed_by", "turned_down_by")
    for row in rows.order_by("version"):
        row.campaign = campaign
        places = tables.places_of(row, hidden)
        is_hidden = bool(hidden) and row.places.filter(application__in=hidden).exists()
        if is_hidden and found and found[-1]["rows"] == places:
            continue
        found.append(
            {
                "row": row,
                "rows": places,
                "version": len(found) + 1 if hidden else row.version,
                "places": tables.PLACES.of(places),
                "reason": "" if is_hidden else row.reason,
                "digest": "" if is_hidden else row.digest,
                "is_intact": row.digest == row.digest_now(),
            }
        )
    in_force = [each for each in found if each["row"].is_in_force]
    for each in found:
        row = each["row"]
        each["state"] = (
            ("Turned down", "red")
            if row.turned_down_at
            else ("To be confirmed", "yellow")
            if row.waits
            else ("In force", "green")
            if each is in_force[-1]
            else ("Replaced", "grey")
        )
    return found[::-1]


class OfMeritList(CampaignRecordView):
    """Finds the campaign for those who select, and for who chairs its interviews."""

    permission = VIEW

    def get_campaigns(self) -> Any:
        return Campaign.objects.all()

    @property
    def list_url(self) -> str:
        """The page of the list."""
        return reverse("roles:merit_list", args=[self.record.reference])


class MeritListView(OfMeritList, GuardedTemplateView):
    """The order as the marks give it, what it lacks, and each version that was signed (S36)."""

    template_name = "roles/selection/merit_list.html"

    def get_permission_object(self) -> Campaign:
        found: Campaign = super().get_permission_object()
        if not is_marked_at_interviews(found):
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        order, panel = merit_order(campaign), panel_that_signs(campaign)
        versions = versions_shown(campaign, self.person)
        pending = campaign.merit_lists.to_confirm().first()
        may_sign = bool(panel and user.has_perm(SIGN, panel))
        selects = user.has_perm("roles.select_campaign", campaign)
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            order=order,
            rule=campaign.tie_rule,
            posts=plural(order.posts, "post"),
            why_not=why_not_signed(campaign),
            now=None if versions else tables.PLACES.of(tables.places_now(order)),
            versions=versions,
            sign=reverse("roles:merit_list_sign", args=[campaign.reference]) if may_sign else "",
            confirm=reverse("roles:merit_list_confirm", args=[campaign.reference, pending.version])
            if pending and user.has_perm(CONFIRM, pending)
            else "",
            draw=reverse("roles:merit_list_outcomes", args=[campaign.reference])
            if selects and drawn(campaign, self.person)
            else "",
            may_open=user.has_perm("roles.view_campaign", campaign),
            **kwargs,
        )


class SignView(OfMeritList, GuardedFormView):
    """The chair signs the list, or a correction of it."""

    permission = SIGN
    template_name = "roles/selection/merit_list_sign.html"
    form_class = SignForm
    panel: Panel

    def get_permission_object(self) -> Panel:
        campaign = super().get_permission_object()
        panel = panel_that_signs(campaign)
        if panel is None:
            raise Http404
        panel.campaign = campaign
        self.panel = panel
        return panel

    @property
    def latest(self) -> MeritList | None:
        """The last version, whatever became of it."""
        return self.record.merit_lists.order_by("version").last()

    @property
    def order(self) -> MeritOrder:
        """The order as the marks give it."""
        if not hasattr(self, "_order"):
            self._order = merit_order(self.record)
        return self._order

    def get_form_kwargs(self) -> dict[str, Any]:
        signed = self.record.merit_lists.in_force().last()
        return {**super().get_form_kwargs(), "order": self.order, "signed": signed}

    def get_initial(self) -> dict[str, Any]:
        return {"seen": seen_of(self.order, self.latest)}

    def form_valid(self, form: SignForm) -> HttpResponse:
        try:
            made = sign_merit_list(
                panel=self.panel,
                seen=form.cleaned_data["seen"],
                ahead=form.ahead,
                reason=form.cleaned_data.get("reason", ""),
                actor=self.person,
            )
        except RefusedError as error:
            refused(form, error)
            # What they read from now on is what they sign.
            form.data = {**dict(form.data.items()), "seen": seen_of(self.order, self.latest)}
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"You have signed version {made.version} of the merit list"
            if made.is_in_force
            else "You have signed a correction. A second person has to confirm it",
        )
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.order
        why = why_not_signed(self.record)
        if not why and hides_from(self.record, self.person):
            why = "Ask a colleague who is not on the panel to sign this list."
        return super().get_context_data(
            campaign=self.record,
            order=order,
            is_correction=self.record.merit_lists.in_force().exists(),
            why_not=why,
            places=tables.PLACES.of(tables.places_now(order)),
            rule=self.record.tie_rule,
            posts=plural(order.posts, "post"),
            panel=self.panel,
            back=self.list_url,
            **kwargs,
        )


class ConfirmView(OfMeritList, GuardedFormView):
    """A second person confirms a correction, or turns it down."""

    permission = CONFIRM
    template_name = "roles/selection/merit_list_confirm.html"
    form_class = ConfirmListForm
    version: MeritList

    def get_permission_object(self) -> MeritList:
        campaign = super().get_permission_object()
        rows = campaign.merit_lists.to_confirm().select_related("signed_by")
        self.version = get_object_or_404(rows, version=self.kwargs["version"])
        self.version.campaign = campaign
        if hides_from(campaign, self.person):
            raise Http404
        return self.version

    def form_valid(self, form: ConfirmListForm) -> HttpResponse:
        try:
            made = confirm_merit_list(
                merit_list=self.version, actor=self.person, **form.cleaned_data
            )
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"Version {made.version} of the merit list is in force"
            if made.is_in_force
            else "You have turned down the correction. The version before stays in force",
        )
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.record.merit_lists.in_force().last()
        return super().get_context_data(
            campaign=self.record,
            version=self.version,
            places=tables.PLACES.of(tables.places_of(self.version, frozenset())),
            before=tables.PLACES.of(tables.places_of(before, frozenset())) if before else None,
            back=self.list_url,
            **kwargs,
        )


class OutcomesView(OfMeritList, GuardedFormView):
    """Who selects records what the signed list finds: recommended, reserve, not appointable."""

    permission = "roles.select_campaign"
    template_name = "roles/selection/merit_list_outcomes.html"
    form_class = DrawForm

    def get_campaigns(self) -> Any:
        return Campaign.objects.visible_to(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": seen_of_outcomes(drawn(self.record, self.person))}

    def form_valid(self, form: DrawForm) -> HttpResponse:
        try:
            made = draw_outcomes(campaign=self.record, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Recorded for {plural(len(made), 'application')}")
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = drawn(self.record, self.person)
        why = why_nothing_drawn(self.record)
        return super().get_context_data(
            campaign=self.record,
            rows=tables.DRAWN.of(rows) if rows else None,
            why_not=why or ("" if rows else NOBODY_LEFT),
            back=self.list_url,
            **kwargs,
        )
