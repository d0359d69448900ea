"""Marks that differ: the chair's agenda, the mark that is agreed, and the third mark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.dates import datetime_gb
from hub.numbers import plural
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, GuardedTemplateView, refused
from roles.models.applications.application import Application
from roles.models.selection.agenda import Item, Proposal, items_of, shown
from roles.models.selection.moderation import Moderation, ModerationClosing
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.score import Score
from roles.selection import moderation_tables as tables
from roles.selection.forms.moderation import (
    AgreeForm,
    ThirdForm,
    ThirdMarkForm,
)
from roles.selection.services.marking_text import answer_about
from roles.selection.services.moderating import (
    AgreedMeanwhileError,
    LiftedAloneError,
    ThirdFirstError,
    agenda_of,
    agree_mark,
    is_settled,
    is_third_awaited,
    outcomes_for,
    why_closed,
    why_not_agreed,
)
from roles.selection.services.moderation_closing import (
    is_closed,
    why_not_reopened,
)
from roles.selection.services.third_marks import ask_for_third_mark, give_third_mark, third_markers

CLOSED = "The moderation is closed, so its marks stay as they are."
AWAITED = "You can agree a mark when the third mark is in."


def answer_to(item: Item) -> str:
    """What the candidate wrote to the question that is marked; of an interview, which it was."""
    if item.result.is_met:
        return (
            f"This mark is for what was said in the interview on {datetime_gb(item.result.met_at)}."
        )
    return answer_about(item.result.application, item.element.slug)


class OfPanel:
    """A page about the marks of one panel, for who moderates them."""

    permission = "roles.moderate_marks"
    panel: Panel
    kwargs: dict[str, Any]
    request: Any

    def get_permission_object(self) -> Panel:
        rows = Panel.objects.select_related(
            "campaign__organisation__parent", "campaign__grade", "campaign__support_request"
        )
        self.panel = get_object_or_404(
            rows, campaign__reference=self.kwargs["reference"], number=self.kwargs["number"]
        )
        return self.panel

    @property
    def agenda_url(self) -> str:
        """The page that lists all of them."""
        names = [self.panel.campaign.reference, self.panel.number]
        return reverse("roles:moderation_list", args=names)

    @property
    def reopen_url(self) -> str:
        """Where the moderation is reopened."""
        names = [self.panel.campaign.reference, self.panel.number]
        return reverse("roles:moderation_reopen", args=names)

    @property
    def back_to(self) -> tuple[str, str]:
        """Where the panel stands for the reader: the list of panels, or their own place."""
        campaign = self.panel.campaign
        if self.request.user.has_perm("roles.view_panel", campaign):
            return "Back to panels", reverse("roles:panel_list", args=[campaign.reference])
        places = PanelMember.objects.of(self.request.user).sitting().filter(panel=self.panel)
        return "Back to your place on the panel", places.get().get_absolute_url()


class ModerationListView(OfPanel, GuardedTemplateView):
    """The answers on which the panel has to agree, those first that decide on pass or fail."""

    template_name = "roles/selection/moderation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = agenda_of(self.panel, self.person)
        waiting = [item for item in items if item.is_open]
        agreed = [item for item in items if item.is_agreed]
        rest = [item for item in items if not item.is_open and not item.is_agreed]
        by_application: dict[int, list[Item]] = {}
        for item in sorted(items, key=lambda item: item.result.application.reference):
            by_application.setdefault(item.result.application_id, []).append(item)
        return super().get_context_data(
            panel=self.panel,
            campaign=self.panel.campaign,
            back_to=self.back_to,
            waiting=tables.OPEN.of(waiting),
            agreed=tables.AGREED.of(agreed),
            rest=tables.REST.of(rest),
            proposed=tables.PROPOSED.of([Proposal(own) for own in by_application.values()]),
            may_close=bool(agreed) and not waiting and not is_closed(self.panel),
            may_reopen=not why_not_reopened(self.panel),
            closings=self.panel.closings.select_related("closed_by", "reopened_by"),
            **kwargs,
        )


class OfItem(OfPanel):
    """A page about one answer of one application."""

    item: Item

    def get_permission_object(self) -> Panel:
        panel = super().get_permission_object()
        self.item = self.found(panel)
        return panel

    def found(self, panel: Panel) -> Item:
        """The answer that the address names, if it exists for the reader. Raises ``Http404``."""
        user = self.request.user
        if user.is_authenticated:
            applications = Application.objects.filter(campaign=panel.campaign)
            application = get_object_or_404(applications, reference=self.kwargs["application"])
            for item in agenda_of(panel, user, application):
                if item.element.slug == self.kwargs["element"]:
                    return item
        raise Http404

    def shown_of(self, item: Item) -> dict[str, Any]:
        """What the page says of the answer and its marks."""
        row = item.moderation
        return {
            "panel": self.panel,
            "campaign": self.panel.campaign,
            "item": item,
            "answer": answer_to(item),
            "given": tables.GIVEN.of(item.marks),
            "mean": shown(item.value),
            "entered": tables.ENTERED.of(row.versions.select_related("by"))
            if row is not None and row.versions.exists()
            else None,
            "back": self.agenda_url,
        }


class ModerationItemView(OfItem, GuardedFormView):
    """The marks of one answer, and the mark that the panel agrees on."""

    template_name = "roles/selection/moderation_item.html"
    form_class = AgreeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "element": self.item.element}

    def get_initial(self) -> dict[str, Any]:
        row = self.item.moderation
        return {
            "seen": row.revision if row else 0,
            "points": row.agreed_points if row else None,
            "note": row.note if row else "",
        }

    def form_valid(self, form: AgreeForm) -> HttpResponse:
        given = {**form.cleaned_data, "seen": form.cleaned_data["seen"] or 0}
        item = self.item
        try:
            agree_mark(
                panel=self.panel,
                result=item.result,
                element=item.element.slug,
                actor=self.person,
                **given,
            )
        except AgreedMeanwhileError as error:
            self.item = self.found(self.panel)
            refused(form, error)
            # Sent once more, it is entered in the knowledge of theirs.
            form.data = {**dict(form.data.items()), "seen": error.standing.revision}
            return self.render_to_response(self.get_context_data(form=form, theirs=self.item))
        except (LiftedAloneError, ThirdFirstError) as error:
            refused(form, error)
            return self.render_to_response(self.get_context_data(form=form, needs_third=True))
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        left = self.left()
        words = "Agreed mark saved. We have kept the original marks"
        if left:
            words = f"{words}. {plural(len(left), 'mark is', 'marks are')} left to agree"
        messages.success(self.request, words)
        return redirect(tables.address_of(left[0]) if left else self.agenda_url)

    def left(self) -> list[Item]:
        """The other answers on which a mark can be agreed now, in the order of the agenda."""
        here = (self.item.result.pk, self.item.element.slug)
        return [
            item
            for item in agenda_of(self.panel, self.person)
            if item.is_open
            and (item.result.pk, item.element.slug) != here
            and not why_not_agreed(item)
            and not is_third_awaited(item)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        why, is_awaited = why_not_agreed(item), is_third_awaited(item) and not item.is_agreed
        is_asked = is_awaited or item.third_mark is not None
        closing = ModerationClosing.objects.now_of(self.panel)
        is_shut = not why_closed(item) and is_settled(item, closing)
        can_ask = not (why_closed(item) or item.is_agreed or is_asked or is_shut)
        return super().get_context_data(
            **self.shown_of(item),
            **kwargs,
            why_not=AWAITED if is_awaited else CLOSED if is_shut else why,
            reopen_url=self.reopen_url if is_shut else "",
            has_more=bool(self.left()),
            third_url=f"{self.request.path}third/" if can_ask else "",
        )


class ThirdMarkerView(OfItem, GuardedFormView):
    """Who else of the panels marks an answer."""

    template_name = "roles/selection/moderation_third.html"
    form_class = ThirdForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "item": self.item}

    def form_valid(self, form: ThirdForm) -> HttpResponse:
        item = self.item
        try:
            ask_for_third_mark(
                panel=self.panel,
                result=item.result,
                element=item.element.slug,
                actor=self.person,
                **form.cleaned_data,
            )
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "We have asked for a third mark")
        return redirect(self.agenda_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = [self.panel.campaign.reference, self.panel.number, "invite"]
        return super().get_context_data(
            **self.shown_of(self.item),
            **kwargs,
            is_nobody=not third_markers(self.item),
            invite=reverse("roles:panel_move", args=names),
            may_invite=self.person.has_perm("roles.set_up_panel", self.panel),
        )


class OwnMarksView(GuardedTemplateView):
    """What was agreed on the answers that somebody marked, while they sit on the panel (SC19)."""

    permission = "roles.mark_answers"
    template_name = "roles/selection/own_marks.html"

    def get_permission_object(self) -> PanelMember:
        rows = PanelMember.objects.of(self.request.user).with_related()
        self.place = get_object_or_404(rows, pk=self.kwargs["member"])
        return self.place

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place,
            campaign=self.place.campaign,
            agreed=tables.own_outcomes(self.person).of(outcomes_for(self.place)),
            **kwargs,
        )


class GiveThirdMarkView(GuardedFormView):
    """Somebody marks an answer as the third; no other mark is on the page (S23)."""

    permission = "roles.give_third_mark"
    template_name = "roles/selection/third_mark.html"
    form_class = ThirdMarkForm
    record: Moderation

    def get_permission_object(self) -> Moderation:
        rows = Moderation.objects.third_asked(self.request.user).select_related(
            "third__person", "third__panel", "result__application__campaign__organisation"
        )
        self.record = get_object_or_404(rows, pk=self.kwargs["moderation"])
        return self.record

    @property
    def item(self) -> Item:
        """The answer that is marked."""
        row = self.record
        for item in items_of(row.campaign, row.result.number, [row.result]):
            if item.element.slug == row.element:
                return item
        raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "element": self.item.element}

    def form_valid(self, form: ThirdMarkForm) -> HttpResponse:
        try:
            made: Score = give_third_mark(
                moderation=self.record, actor=self.person, **form.cleaned_data
            )
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "Your mark is saved. The chair can now agree a mark")
        return redirect("roles:panel_place", made.place_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        return super().get_context_data(
            item=item,
            answer=answer_to(item),
            campaign=self.record.campaign,
            place=self.record.third,
            **kwargs,
        )
