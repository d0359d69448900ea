"""What waits for those who set up panels, and for those who are asked to sit on one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from hub.models import Qualification, User
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue, read_once
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import ASSESSING, LIVE, READY
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.conflict import ConflictDeclaration
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import CERTIFICATE, needs_commissioner
from roles.models.selection.panels_wanted import ASKED_FOR, sifts_without_panel
from roles.selection.services.marker_gaps import marker_gaps
from roles.selection.services.panel_people import can_be_asked, can_go_on, has_enough
from roles.selection.services.panel_rules import (
    PanelStanding,
    standings_of,
)


def _campaigns(person: User) -> QuerySet[Campaign]:
    """The campaigns of a person's departments that are open, or closed and not sifted yet."""
    rows = Campaign.objects.filter(
        organisation__in=person.organisations(*RUNNING_CAMPAIGNS),
        state__in=LIVE | ASSESSING,
        sifting_at=None,
    )
    return rows.exclude(pk__in=competed_in(person))


def without_panel(person: User) -> list[Any]:
    """The campaigns whose sift comes soon and has no panel, the first to begin first.

    Those alone for which enough people can be asked; each with the number of that stage.
    """
    found = []
    for panel, people in _to_be(person):
        if has_enough(people):
            campaign: Any = panel.campaign
            campaign.sift_stage = panel.number
            found.append(campaign)
    return found


def _to_be(person: User) -> list[tuple[Panel, list[User]]]:
    """The panels that are wanted soon, each with the people who can be asked."""
    return read_once(person, "roles.panels_to_be", _read_to_be)


def _read_to_be(person: User) -> list[tuple[Panel, list[User]]]:
    soon = timezone.localdate() + ASKED_FOR
    rows = _for_people(_campaigns(person).filter(sift_on__lte=soon))
    panels = sifts_without_panel(list(rows.order_by("sift_on", "pk")))
    return list(zip(panels, can_be_asked(panels), strict=True))


def _for_people(rows: QuerySet[Any], to_campaign: str = "") -> QuerySet[Any]:
    """With what is read of a campaign to say who can sit on its panels."""
    names = ("organisation__parent", "grade", "support_request")
    rows = rows.select_related(*(f"{to_campaign}{name}" for name in names))
    return rows.prefetch_related(f"{to_campaign}support_request__kinds")


def incomplete(person: User) -> list[PanelStanding]:
    """Panels that lack something which the department can mend itself."""
    return [standing for standing, can_mend in _incomplete(person) if can_mend]


def without_people(person: User) -> list[Panel]:
    """Panels for which too few people have a certificate: whoever wants one waits for the hub."""
    found = [panel for panel, people in _to_be(person) if not has_enough(people)]
    found += [standing.panel for standing, can_mend in _incomplete(person) if not can_mend]
    return found + [each.panel for each in marker_gaps(person) if not each.can_mend]


def _incomplete(person: User) -> list[tuple[PanelStanding, bool]]:
    """Panels with work to come that lack something, even if everybody who was asked accepts.

    Each with whether the department can mend it itself.
    """
    return read_once(person, "roles.panels_incomplete", _read_incomplete)


def _read_incomplete(person: User) -> list[tuple[PanelStanding, bool]]:
    campaigns = Campaign.objects.filter(
        organisation__in=person.organisations(*RUNNING_CAMPAIGNS),
        state__in=LIVE | ASSESSING,
        merit_agreed_at=None,
    ).exclude(pk__in=competed_in(person))
    rows = Panel.objects.filter(campaign__in=campaigns.order_by().values("pk"))
    rows = rows.filter(Q(campaign__sifting_at=None) | ~Q(kind=Stage.Kind.SIFT))
    lacking = _for_people(rows, "campaign__")
    found = standings_of(list(lacking.order_by("campaign__sift_on", "pk")))
    found = [standing for standing in found if standing.lacks_anyway]
    people = can_be_asked([standing.panel for standing in found])
    return [
        (row, can_go_on(row.panel, able, [member.person_id for member in row.members]))
        for row, able in zip(found, people, strict=True)
    ]


def invitations(person: User) -> QuerySet[PanelMember]:
    """Invitations to panels that a person can still answer."""
    rows = PanelMember.objects.of(person).invited()
    rows = rows.filter(answer_by__gte=timezone.localdate())
    return rows.select_related("panel__campaign__organisation").order_by("answer_by", "pk")


def invitations_sent(person: User) -> QuerySet[PanelMember]:
    """Invitations that a person sent and nobody has answered, of campaigns that they may see."""
    rows = PanelMember.objects.invited().filter(invited_by=person)
    seen = Campaign.objects.visible_to(person).exclude(pk__in=competed_in(person)).order_by()
    rows = rows.filter(panel__campaign__in=seen.values("pk"))
    rows = rows.select_related("panel__campaign__organisation", "person")
    return rows.order_by("answer_by", "pk")


def to_certify(person: User) -> QuerySet[PanelMember]:
    """People from outside on panels whose certificate the hub team has still to record (R9)."""
    if not person.is_hub_staff:
        return PanelMember.objects.none()
    today = timezone.localdate()
    held = Qualification.objects.valid_on(today).filter(kind=CERTIFICATE, person=OuterRef("person"))
    rows = PanelMember.objects.from_outside().holding_a_place().within_reach()
    rows = rows.filter(~Exists(held), person__isnull=False)
    rows = rows.exclude(panel__campaign__in=competed_in(person))
    rows = rows.select_related("panel__campaign__organisation", "person")
    return rows.order_by("answer_by", "pk")


def _to_certify(place: PanelMember) -> WorkItem:
    person = place.person
    return WorkItem(
        text=f"{place.name_and_where}, {person.email if person else ''}",
        href=reverse("qualification_record"),
        since=place.invited_at,
        until=place.answer_by,
        organisation=place.panel.campaign.organisation.name,
    )


def to_declare(person: User) -> QuerySet[PanelMember]:
    """Places for which a person has still to say whom they know.

    Of those who may apply, and after the sift of those who were invited since they last did.
    """
    rows = PanelMember.objects.of(person).sitting()
    rows = rows.filter(panel__campaign__state__in=READY | LIVE | ASSESSING).with_related()
    rows = rows.exclude(panel__campaign__in=competed_in(person))
    named = ConflictDeclaration.objects.filter(
        member=OuterRef("pk"), phase=ConflictDeclaration.Phase.NAMES
    )
    rows = rows.annotate(named_at=Subquery(named.values("declared_at")[:1]))
    invited = Application.objects.going_on().invited().undecided()
    if hidden := invited.hidden_from(person):
        invited = invited.exclude(pk__in=hidden)
    invited = invited.filter(campaign=OuterRef("panel__campaign"))
    is_due = Q(named_at=None, has_invited=True) | Q(last_invited_at__gt=F("named_at"))
    latest = invited.order_by("-interview_invited_at").values("interview_invited_at")
    rows = rows.annotate(has_invited=Exists(invited), last_invited_at=Subquery(latest[:1]))
    booked = Application.objects.going_on().filter(
        campaign=OuterRef("panel__campaign"), interview__starts_at__gt=timezone.now()
    )
    first = booked.order_by("interview__starts_at").values("interview__starts_at")
    rows = rows.annotate(meets_at=Subquery(first[:1]))
    rows = rows.filter(Q(declared_at=None) | (~Q(panel__kind=Stage.Kind.SIFT) & is_due))
    return rows.order_by("panel__campaign__sift_on", "pk")


def _to_declare(place: Any) -> WorkItem:
    """Before the stage begins; on names before the first interview that is booked (S1)."""
    move = "declare" if place.declared_at is None else "declare-names"
    since = timezone.localdate(place.accepted_at or place.invited_at)
    until = _not_before(place.panel.days[0], since)
    if move == "declare-names" and place.meets_at is not None:
        until = timezone.localdate(place.meets_at)
    return WorkItem(
        text=f"{place.panel.campaign.title}, {place.panel.stage_words}",
        href=reverse("roles:panel_place_move", args=[place.pk, move]),
        since=place.accepted_at or place.invited_at,
        until=until,
        organisation=place.panel.campaign.organisation.name,
    )


def _not_before(day: date | None, since: date) -> date | None:
    """The last day of something; None where it was over when that began to wait."""
    return day if day is not None and day >= since else None


def _to_set_up(campaign: Any) -> WorkItem:
    address = reverse("roles:panel_set_up", args=[campaign.reference, campaign.sift_stage])
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}",
        href=address,
        since=campaign.opened_at or campaign.draft_at,
        until=campaign.sift_on,
        organisation=campaign.organisation.name,
    )


def _without_people(panel: Panel) -> WorkItem:
    """To the page that says what is needed, and how to ask for it."""
    names = [panel.campaign.reference, panel.number]
    address = (
        reverse("roles:panel_move", args=[*names, "invite"])
        if panel.pk
        else reverse("roles:panel_set_up", args=names)
    )
    return WorkItem(
        text=f"{panel.campaign.reference}, {panel.campaign.title}: {panel.stage_words}",
        href=address,
        since=panel.made_at if panel.pk else panel.campaign.opened_at or panel.campaign.draft_at,
        until=panel.days[0],
        organisation=panel.campaign.organisation.name,
    )


def _to_complete(standing: PanelStanding) -> WorkItem:
    panel = standing.panel
    is_first = needs_commissioner(panel.campaign) and not panel.commissioner
    move = "commissioner" if is_first else "invite"
    return WorkItem(
        text=f"{panel.campaign.reference}, {panel.stage_words}: {standing.lacks_anyway[0]}",
        href=reverse("roles:panel_move", args=[panel.campaign.reference, panel.number, move]),
        since=panel.made_at,
        until=panel.days[0],
        organisation=panel.campaign.organisation.name,
    )


def _to_answer(place: PanelMember) -> WorkItem:
    return WorkItem(
        text=f"{place.panel.campaign.title}, {place.panel.stage_words}",
        href=reverse("roles:panel_place_move", args=[place.pk, "answer"]),
        since=place.invited_at,
        until=place.answer_by,
        organisation=place.panel.campaign.organisation.name,
    )


def _sent(place: PanelMember) -> WorkItem:
    panel = place.panel
    return WorkItem(
        text=f"{place.name}: {panel.campaign.title}, {panel.stage_words}",
        href=panel.get_absolute_url(),
        since=place.invited_at,
        until=place.answer_by,
        organisation=panel.campaign.organisation.name,
    )


PANEL_WORK = (
    WorkQueue(
        "roles.panel_invitations",
        "Answer invitations to panels",
        invitations,
        _to_answer,
        order=47,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.panel_declarations",
        "Declare conflicts of interest for panels",
        to_declare,
        _to_declare,
        order=47,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.panels_to_certify",
        "Record assessor’s certificates for people from outside",
        to_certify,
        _to_certify,
        order=47,
        offices=HUB_TEAM,
    ),
    WorkQueue(
        "roles.panels_to_set_up",
        "Set up the panel for the sift",
        without_panel,
        _to_set_up,
        order=48,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.panels_incomplete",
        "Complete panels",
        incomplete,
        _to_complete,
        order=48,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.panels_without_people",
        "Panels wait for people with an assessor’s certificate",
        without_people,
        _without_people,
        order=48,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.panel_invitations_sent",
        "People answer your invitations to panels",
        invitations_sent,
        _sent,
        order=48,
        others_act=True,
        offices=(*RUNNING_CAMPAIGNS, *HUB_TEAM),
    ),
)
