"""What waits where marks differ: for the chair to agree, for somebody to mark as the third."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from hub.models import Membership, User
from hub.numbers import plural
from hub.work import WorkItem, WorkKind, WorkQueue, read_once
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import ASSESSING
from roles.models.selection.agenda import Item
from roles.models.selection.moderation import (
    Moderation,
    ModerationClosing,
    panels_with_chair,
)
from roles.models.selection.panel import Panel, PanelMember
from roles.selection.services.moderating import agenda_of, is_third_awaited
from roles.selection.services.moderation_closing import not_marked_whole


@dataclass(frozen=True)
class Agenda:
    """What a panel has to agree on, or has agreed on and not closed."""

    panel: Panel
    items: list[Item]


def _agendas(person: User) -> list[Agenda]:
    return read_once(person, "roles.agendas", _read_agendas)


def _read_agendas(person: User) -> list[Agenda]:
    """Of the panels that a person chairs, and of those that nobody with an account does (R10)."""
    chairs = (
        PanelMember.objects.of(person)
        .sitting()
        .filter(role=PanelMember.Role.CHAIR, declared_at__isnull=False)
    )
    arranges = Campaign.objects.filter(
        organisation__in=person.organisations(Membership.Role.RESOURCING)
    ).exclude(
        pk__in=PanelMember.objects.of_side(person).ever_held().order_by().values("panel__campaign")
    )
    rows = Panel.objects.filter(
        Q(members__in=chairs)
        | (
            ~Q(pk__in=panels_with_chair().values("pk"))
            & Q(campaign__in=arranges.order_by().values("pk"))
        )
    )
    rows = rows.filter(
        campaign__state__in=ASSESSING, campaign__applications__stage_results__is_marked=True
    ).exclude(campaign__in=competed_in(person))
    found = rows.select_related("campaign__organisation").distinct().order_by("pk")
    return [Agenda(panel, agenda_of(panel, person)) for panel in found]


def to_agree(person: User) -> list[Agenda]:
    """The panels with marks to agree that do not wait for a third mark."""
    return [
        Agenda(each.panel, own)
        for each in _agendas(person)
        if (own := [item for item in each.items if item.is_open and not is_third_awaited(item)])
    ]


def to_close(person: User) -> list[Agenda]:
    """The panels that have agreed on every mark since the moderation was closed last."""
    found = []
    for each in _agendas(person):
        agreed = [item.moderation.agreed_at for item in each.items if item.moderation is not None]
        moments = [at for at in agreed if at is not None]
        if not moments or any(item.is_open for item in each.items):
            continue
        last = max(moments)
        closed = ModerationClosing.objects.standing().filter(panel=each.panel, closed_at__gte=last)
        if not closed.exists() and not not_marked_whole(each.panel):
            found.append(each)
    return found


def third_marks(person: User) -> QuerySet[Moderation]:
    """The answers that a person is asked to mark as the third."""
    rows = Moderation.objects.third_asked(person).select_related(
        "result__application__campaign__organisation", "third__panel"
    )
    shown = Application.objects.without_rivals_of(person).order_by().values("pk")
    return rows.filter(result__application__in=shown).order_by("third_asked_at", "pk")


def third_awaited(person: User) -> list[tuple[Panel, Item]]:
    """The third marks that others were asked for and have not given, for who agrees on marks."""
    return [
        (each.panel, item)
        for each in _agendas(person)
        for item in each.items
        if item.is_open and is_third_awaited(item)
    ]


def _awaited(found: tuple[Panel, Item]) -> WorkItem:
    panel, item = found
    row, campaign = item.moderation, panel.campaign
    names = [campaign.reference, panel.number, item.result.application.reference]
    who = row.third.name if row and row.third else "Somebody who left"
    return WorkItem(
        text=f"{item.result.application.reference}, {item.element.name}: {who}",
        href=reverse("roles:moderation_third_back", args=[*names, item.element.slug]),
        since=(row.third_asked_at if row else None) or item.result.opened_at,
        until=row.third_by if row else None,
        organisation=campaign.organisation.name,
    )


def _to_agree(agenda: Agenda) -> WorkItem:
    panel = agenda.panel
    return WorkItem(
        text=f"{panel.campaign.reference}, {panel.campaign.title}, {panel.stage_words}: "
        f"{plural(len(agenda.items), 'mark')}",
        href=reverse(
            "roles:moderation_item",
            args=[
                panel.campaign.reference,
                panel.number,
                agenda.items[0].result.application.reference,
                agenda.items[0].element.slug,
            ],
        ),
        since=panel.campaign.sifting_at or panel.made_at,
        until=panel.days[1],
        organisation=panel.campaign.organisation.name,
    )


def _to_close(agenda: Agenda) -> WorkItem:
    panel = agenda.panel
    return WorkItem(
        text=f"{panel.campaign.reference}, {panel.campaign.title}, {panel.stage_words}",
        href=reverse("roles:moderation_close", args=[panel.campaign.reference, panel.number]),
        since=panel.campaign.sifting_at or panel.made_at,
        until=panel.days[1],
        organisation=panel.campaign.organisation.name,
    )


def _third(row: Moderation) -> WorkItem:
    campaign = row.campaign
    return WorkItem(
        text=f"{campaign.title}, {campaign.organisation.name}",
        href=reverse("roles:third_mark", args=[row.pk]),
        since=row.third_asked_at or row.result.opened_at,
        until=row.third_by,
        organisation=campaign.organisation.name,
    )


MODERATION_WORK = (
    WorkQueue(
        "roles.moderation",
        "Agree marks that differ",
        to_agree,
        _to_agree,
        order=46,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.moderation_to_close",
        "Close the moderation of marks",
        to_close,
        _to_close,
        order=46,
    ),
    WorkQueue(
        "roles.third_marks",
        "Give a third mark",
        third_marks,
        _third,
        order=46,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.third_marks_awaited",
        "People give third marks",
        third_awaited,
        _awaited,
        order=46,
        others_act=True,
    ),
)
