"""Somebody's own places on panels: asked, answered, declared, and left (R9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hub.moves import MoveView, offered
from hub.states import Step
from hub.views.base import GuardedTemplateView
from roles.models.selection.conflict import Conflict
from roles.models.selection.merit_order import is_marked_at_interviews
from roles.models.selection.panel import PanelMember
from roles.selection import panel_tables
from roles.selection.marking_moves import MARKING_MOVES
from roles.selection.panel_moves import (
    ANSWERING,
    OWN_PLACE_MOVES,
    WHO_APPLIES,
    next_of_own,
)
from roles.selection.panel_work import to_declare
from roles.selection.services.marking_list import why_not_to_mark
from roles.selection.services.moderating import has_marks_of
from roles.selection.services.panel_places import (
    days_in_words,
    has_to_declare,
    may_read_applications,
    what_comes_next,
)
from roles.selection.services.reading import read_names

# Further back nobody looks.
EARLIER = 30


class PlaceListView(GuardedTemplateView):
    """The panels on which somebody is asked to sit or sits, and those that are over."""

    permission = "roles.view_own_places"
    template_name = "roles/selection/place_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = PanelMember.objects.of(self.person).select_related("panel__campaign__organisation")
        now = rows.holding_a_place().order_by("answer_by", "pk")
        earlier = rows.exclude(pk__in=now.order_by().values("pk")).order_by("-invited_at", "-pk")
        return super().get_context_data(
            places=panel_tables.PLACES.of(now),
            earlier=panel_tables.PLACES.of(
                earlier[:EARLIER], caption="Panels you are not on any more"
            )
            if earlier.exists()
            else None,
            **kwargs,
        )


def own_place(view: Any) -> PanelMember:
    """The place that the address names, if it is the person's own. Raises ``Http404``."""
    rows = PanelMember.objects.of(view.person)
    return get_object_or_404(
        rows.with_related(),
        pk=view.kwargs["member"],
    )


class PlaceView(GuardedTemplateView):
    """One's own place on a panel: for which role, as what, until when to answer."""

    permission = "roles.view_panel_place"
    template_name = "roles/selection/place.html"
    record: PanelMember

    def get_permission_object(self) -> PanelMember:
        self.record = own_place(self)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.record
        move = next_of_own(place)
        return super().get_context_data(
            place=place,
            campaign=place.campaign,
            days=days_in_words(place.panel),
            declared=place.declarations.all(),
            conflicts=Conflict.objects.of(place.campaign).told_to(self.person)
            if place.state_facts.is_sitting
            else (),
            next_steps=[*self.names_to_declare(), *what_comes_next(place)],
            marks=not why_not_to_mark(place)
            and self.request.user.has_perm("roles.mark_answers", place),
            may_read=place.state_facts.is_sitting
            and place.declared_at is not None
            and may_read_applications(place),
            is_to_declare=has_to_declare(place),
            before_answering=WHO_APPLIES,
            is_asked=place.state == PanelMember.State.INVITED,
            has_agreed=self.request.user.has_perm("roles.mark_answers", place)
            and has_marks_of(self.person, place.panel),
            moderates=self.request.user.has_perm("roles.moderate_marks", place.panel),
            has_merit_list=self.request.user.has_perm("roles.view_merit_list", place.campaign)
            and is_marked_at_interviews(place.campaign),
            moves=offered(
                OWN_PLACE_MOVES, place, self.request.user, (Step("", move=move),) if move else ()
            ),
            **kwargs,
        )

    def names_to_declare(self) -> list[str]:
        """That the candidates who were invited have still to be declared on, where they have."""
        place = self.record
        if place.declared_at is None or not to_declare(self.person).filter(pk=place.pk).exists():
            return []
        return ["Declare now whether you know the candidates who are invited to interview."]


class PlaceMoveView(MoveView):
    """One thing that somebody says about their own place on a panel."""

    moves = (*OWN_PLACE_MOVES, *MARKING_MOVES, ANSWERING)
    record_argument = "member"

    def find_record(self) -> PanelMember:
        return own_place(self)

    @property
    def noun(self) -> str:
        """The invitation, while it is one; else nothing: there is no more of it to read."""
        return "invitation" if self.record.state == PanelMember.State.INVITED else ""

    @property
    def record_url(self) -> str:
        """One's own marking for what is done about it, else the place on the panel.

        Whoever cannot open that any more is led to what they have.
        """
        if self.move in MARKING_MOVES:
            return reverse("roles:marking", args=[self.record.pk])
        return super().record_url if self.record.is_within_reach else reverse("work")

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kwargs["move"] == "declare-names" and self.record.state_facts.is_sitting:
            read_names(member=self.record, actor=self.person)
        return super().get(*args, **kwargs)
