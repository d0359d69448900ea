"""The panels of a campaign, for those who set them up; and one's own places on panels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub.models import User
from hub.moves import MoveView, offered
from hub.views.base import GuardedFormView, GuardedTemplateView, refused
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.planned_stage import PlannedStage, planned_stages
from roles.selection import panel_tables
from roles.selection.forms.panels import SetUpPanelForm
from roles.selection.marking_tables import who_has_marked
from roles.selection.panel_moves import (
    PANEL_MOVES,
    PLACE_MOVES,
)
from roles.selection.services.marking_progress import progress_of
from roles.selection.services.panel_people import can_be_asked, has_enough, who_can_sit
from roles.selection.services.panel_places import (
    days_in_words,
)
from roles.selection.services.panel_quality import told_of
from roles.selection.services.panel_rules import days_left, standing_of, with_markers
from roles.selection.services.panels import (
    NotNowError,
    PanelRefusedError,
    set_up_panel,
    takes_panels,
)
from roles.selection.share_tables import sharing_shown


class PanelListView(CampaignRecordView, GuardedTemplateView):
    """Each stage of a campaign with its panel: who is on it, what it lacks, what can be done."""

    permission = "roles.view_panel"
    template_name = "roles/selection/panel_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        panels = {panel.number: panel for panel in campaign.selection_panels.all()}
        may_set_up = user.has_perm("roles.set_up_panel", campaign) and takes_panels(campaign)
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            stages=[
                self.shown(stage, panels.get(stage.number), may_set_up=may_set_up)
                for stage in planned_stages(campaign)
            ],
            severe=told_of(campaign, self.person),
            may_decide=user.has_perm("roles.decide_conflict", campaign),
            hider=campaign.redactors.current().select_related("person").first(),
            to_decide=Conflict.objects.of(campaign)
            .to_decide()
            .listed()
            .open_to(self.person)
            .count(),
            why_not="" if takes_panels(campaign) else f"{NotNowError.reason}.",
            is_left_to_department=self.person.is_hub_staff and not may_set_up,
            **kwargs,
        )

    def shown(
        self, stage: PlannedStage, panel: Panel | None, *, may_set_up: bool
    ) -> dict[str, Any]:
        """One stage as the page shows it."""
        address = reverse("roles:panel_set_up", args=[self.record.reference, stage.number])
        if panel is None:
            # Panels came later than some sifts: of one that has begun nothing is asked.
            is_begun = stage.kind == Stage.Kind.SIFT and self.record.sifting_at is not None
            address = address if may_set_up else ""
            return {"stage": stage, "set_up": address, "is_begun": is_begun}
        panel.campaign = self.record
        standing = with_markers(standing_of(panel), self.person)
        ended = panel.members.exclude(pk__in=[row.pk for row in standing.members])
        user = self.request.user
        return {
            "stage": stage,
            "panel": panel,
            "standing": standing,
            "days": days_in_words(panel),
            "members": panel_tables.members(may_set_up=may_set_up).of(standing.members),
            "marking": marking_shown(panel, self.person),
            "ended": panel_tables.ended(self.person).of(ended.select_related("person"))
            if ended.exists()
            else None,
            "moves": offered(PANEL_MOVES, panel, user),
            "moderates": user.has_perm("roles.moderate_marks", panel)
            and self.record.sifting_at is not None,
            "key": [self.record.reference, stage.number],
            **sharing_shown(panel, user),
        }


def marking_shown(panel: Panel, reader: User) -> Any:
    """Who has marked and who has not, for whoever does not mark as well, or is the chair (S19)."""
    rows = progress_of(panel, reader)
    own = [row.member for row in rows if row.member.person_id in reader.account_keys]
    if not rows or any(not member.is_chair for member in own):
        return None
    return who_has_marked(rows)


class PanelSetUpView(CampaignRecordView, GuardedFormView):
    """Who chairs the panel of a stage, who else sits on it; they are asked at once."""

    permission = "roles.set_up_panel"
    template_name = "roles/selection/panel_set_up.html"
    form_class = SetUpPanelForm

    def get_permission_object(self) -> Any:
        super().get_permission_object()
        self.stage = stage_of(self)
        return self.record

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not takes_panels(self.record):
            messages.warning(self.request, f"{NotNowError.reason}.")
            return redirect("roles:panel_list", self.record.reference)
        if self.record.selection_panels.filter(number=self.stage.number).exists():
            # That it is set up is what the list shows.
            return redirect("roles:panel_list", self.record.reference)
        return super().get(*args, **kwargs)

    @property
    def panel(self) -> Panel:
        """The panel as it would be."""
        return Panel(campaign=self.record, number=self.stage.number, kind=self.stage.kind)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "panel": self.panel}

    def form_valid(self, form: SetUpPanelForm) -> HttpResponse:
        given = {"chair": None, **form.cleaned_data}
        try:
            set_up_panel(campaign=self.record, number=self.stage.number, actor=self.person, **given)
        except PanelRefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The panel is set up. We have emailed everybody you invited")
        return redirect("roles:panel_list", self.record.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:panel_list", args=[self.record.reference])
        panel, user = self.panel, self.request.user
        [able] = can_be_asked([panel])
        request = self.record.support_request
        has_request = request is not None and user.has_perm("roles.view_supportrequest", request)
        known = [] if has_enough(able) else list(who_can_sit(self.record))
        return super().get_context_data(
            record=self.record,
            stage=self.stage,
            back=back,
            days=days_in_words(panel),
            last=days_left(panel)[1],
            today=timezone.localdate(),
            is_too_few=not has_enough(able),
            able=able,
            too_early=[person for person in known if person not in able],
            request_to_help=request if has_request else None,
            may_book=has_request and user.has_perm("roles.book_expert", request),
            may_ask=user.has_perm("roles.submit_supportrequest"),
            may_record=user.has_perm("hub.record_qualification"),
            **kwargs,
        )


def stage_of(view: Any) -> PlannedStage:
    """The stage that the address names. Raises ``Http404``."""
    for stage in planned_stages(view.record):
        if stage.number == view.kwargs["number"]:
            return stage
    raise Http404


def campaign_of(view: Any) -> Campaign:
    """The campaign that the address names, whose panels the person may see. Raises ``Http404``."""
    rows = Campaign.objects.visible_to(view.person).with_related()
    campaign = get_object_or_404(rows, reference=view.kwargs["reference"])
    if not view.person.has_perm("roles.view_panel", campaign):
        raise Http404
    return campaign


class PanelMoveView(MoveView):
    """One thing done to the panel of a stage."""

    moves = PANEL_MOVES
    record_argument = "panel"
    record_noun = "panel"

    def find_record(self) -> Panel:
        campaign = campaign_of(self)
        panel = get_object_or_404(campaign.selection_panels, number=self.kwargs["number"])
        panel.campaign = campaign
        return panel


class PanelPlaceMoveView(MoveView):
    """One thing done to somebody's place, by those who set up the panel."""

    moves = PLACE_MOVES
    record_argument = "member"
    record_noun = "list of panels"

    def find_record(self) -> PanelMember:
        rows = PanelMember.objects.filter(panel__campaign=campaign_of(self))
        return get_object_or_404(rows.with_related(), pk=self.kwargs["member"])

    @property
    def record_url(self) -> str:
        return self.record.panel.get_absolute_url()

    def facts_of_record(self) -> list[tuple[str, Any]]:
        return [("Who", self.record.name), ("As", self.record.get_role_display())]
