"""The times for interviews of a campaign, for those who arrange them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub.moves import MoveView
from hub.numbers import plural
from hub.tables import Table
from hub.views.base import GuardedTemplateView, refused
from hub.views.checked import CheckedFormView
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.slot import Slot
from roles.selection import slot_tables
from roles.selection.forms.slots import OfferTimesForm
from roles.selection.services.slot_plan import plan_of
from roles.selection.services.slots import (
    SlotRefusedError,
    are_enough,
    interview_panel,
    make_slots,
    slots_of,
    why_no_times,
)
from roles.selection.slot_moves import CAMPAIGN_SLOT_MOVES, SLOT_MOVES
from roles.selection.views.panels import campaign_of


class SlotListView(CampaignRecordView, GuardedTemplateView):
    """Which times are kept for interviews: free, taken and over; whether they are enough."""

    permission = "roles.view_panel"
    template_name = "roles/selection/slot_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user, now = self.record, self.request.user, timezone.now()
        may_change = user.has_perm("roles.set_up_panel", campaign)
        slots = slots_of(campaign)
        for slot in slots:
            slot.campaign = campaign
        to_come = [slot for slot in slots if slot.starts_at > now]
        over = [slot for slot in slots if slot.starts_at <= now]
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            to_come=self.table(is_over=False, may_change=may_change).of(to_come),
            over=self.table(is_over=True, may_change=may_change).of(over) if over else None,
            enough=are_enough(campaign, now),
            has_free=any(slot.is_free for slot in to_come),
            may_change=may_change,
            why_not=why_no_times(campaign),
            needs_panel=interview_panel(campaign) is None,
            **kwargs,
        )

    def table(self, *, is_over: bool, may_change: bool) -> Table:
        """The columns, for who reads them."""
        return slot_tables.slot_table(
            hidden=self.record.hidden_applications,
            shows=self.person.has_perm("roles.view_application", self.record),
            may_change=may_change,
            is_over=is_over,
        )


class SlotOfferView(CampaignRecordView, CheckedFormView):
    """Many times at once: what is wanted, then which can be offered and why others cannot."""

    permission = "roles.set_up_panel"
    template_name = "roles/selection/slot_offer.html"
    check_template = "roles/selection/slot_offer_check.html"
    form_class = OfferTimesForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if why := why_no_times(self.record):
            messages.warning(request, f"{why}.")
            return redirect("roles:slot_list", self.record.reference)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "campaign": self.record}

    def get_check_context(self, form: OfferTimesForm) -> dict[str, Any]:
        plan = plan_of(form.wish, timezone.now())
        enough = are_enough(self.record, timezone.now())
        free = enough.free + len(plan.starts)
        return {
            **self.get_context_data(form=form),
            "starts": slot_tables.STARTS.of(plan.starts),
            "shut": slot_tables.SHUT.of(plan.shut) if plan.shut else None,
            "how_many": plural(len(plan.starts), "interview time"),
            "seen": plan.version,
            "people": enough.people,
            "too_few": free < enough.wanted,
            "free": free,
        }

    def send(self, form: OfferTimesForm) -> HttpResponse:
        seen = form.cleaned_data["seen"]
        try:
            made = make_slots(campaign=self.record, wish=form.wish, seen=seen, actor=self.person)
        except SlotRefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"You have offered {plural(len(made), 'interview time')}")
        return redirect("roles:slot_list", self.record.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:slot_list", args=[self.record.reference])
        return super().get_context_data(
            record=self.record, campaign=self.record, list_url=back, **kwargs
        )


class SlotMoveView(MoveView):
    """One thing done to one time."""

    moves = SLOT_MOVES
    record_argument = "slot"
    record_noun = "list of interview times"

    def find_record(self) -> Slot:
        campaign = campaign_of(self)
        rows = Slot.objects.filter(campaign=campaign).select_related("application")
        slot = get_object_or_404(rows, pk=self.kwargs["slot"])
        slot.campaign = campaign
        return slot


class CampaignSlotMoveView(MoveView):
    """One thing done to all times of a campaign."""

    moves = CAMPAIGN_SLOT_MOVES
    record_argument = "campaign"
    record_noun = "list of interview times"

    def find_record(self) -> Campaign:
        return campaign_of(self)

    @property
    def record_url(self) -> str:
        return reverse("roles:slot_list", args=[self.record.reference])
