"""What a record of decision is made from: the rows and the log, as its reader may know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.audit import NAME
from hub.dates import as_known
from hub.models import LogEntry, Membership, User
from roles.applications.log import LOG_ACTIONS as APPLICATION_LOG
from roles.campaigns.log import LOG_ACTIONS as CAMPAIGN_LOG
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.complaint import Complaint
from roles.models.selection.panel import PanelMember
from roles.selection.log import LOG_ACTIONS as SELECTION_LOG
from roles.selection.log import READS

# That somebody read an application decides nothing, nor does it change the record.
OF_APPLICATIONS = {*SELECTION_LOG, *APPLICATION_LOG}.difference({*READS, "roles.arrangements_seen"})
LABELS = {**CAMPAIGN_LOG, **APPLICATION_LOG, **SELECTION_LOG}
# What is said of an act that was nobody's.
SERVICE = "This service"


@dataclass(frozen=True)
class Act:
    """One entry of the log: what was done, when, by whom."""

    action: str
    at: datetime
    by: str
    part: str
    detail: str
    # How often the same record was undone before: which of what is kept of that is this one's.
    number: int = 0

    @property
    def label(self) -> str:
        """What was done, in words."""
        return LABELS[self.action]


class Reading:
    """A campaign as one reader may know it. ``campaign`` is ``read_by`` them.

    What a conflict of interest hides from them, and what they entered and do not follow, is in none
    of it. ``only`` is the one application that it is about, None for all.
    """

    def __init__(self, campaign: Campaign, reader: User, only: Application | None = None) -> None:
        self.campaign, self.reader, self.only = campaign, reader, only

    @cached_property
    def applications(self) -> list[Application]:
        """Those that were sent, by reference, which says nothing of when they came (R11)."""
        rows = self.campaign.applications.handled_by(self.reader)
        if self.only is not None:
            rows = rows.filter(pk=self.only.pk)
        found = rows.select_related("interview", "offer_terms__place").prefetch_related(
            "checks", "places_wanted"
        )
        shown = list(found.order_by("reference"))
        for application in shown:
            application.campaign = self.campaign
        return shown

    @property
    def shows_decisions(self) -> bool:
        """Whether the sift is over: until then nobody reads what others have decided."""
        return not self.campaign.is_before_interviews

    @cached_property
    def acts(self) -> dict[int, list[Act]]:
        """What was done to each application, oldest first, by its key."""
        keys = {str(application.pk): application.pk for application in self.applications}
        found: dict[int, list[Act]] = {key: [] for key in keys.values()}
        for entry in self._entries(Application, keys, OF_APPLICATIONS):
            acts = found[keys[entry.object_id]]
            undone = sum(act.action == "roles.rejection_undone" for act in acts)
            acts.append(self._act(entry, undone))
        return found

    @cached_property
    def campaign_acts(self) -> list[Act]:
        """What was done to the campaign, oldest first."""
        entries = self._entries(Campaign, [str(self.campaign.pk)], CAMPAIGN_LOG)
        return [self._act(entry) for entry in entries]

    def last(self, *actions: str) -> Act | None:
        """The last of these acts of the campaign."""
        found = [act for act in self.campaign_acts if act.action in actions]
        return found[-1] if found else None

    @cached_property
    def members(self) -> list[PanelMember]:
        """Everybody who is or was on a panel of the campaign, by stage."""
        rows = PanelMember.objects.filter(panel__campaign=self.campaign).ever_held()
        rows = rows.select_related("panel__campaign", "person")
        return list(rows.order_by("panel__number", "role", "invited_at", "pk"))

    @cached_property
    def complaints(self) -> list[Complaint]:
        """Complaints about the campaign, in the order they came; none for who may not see them."""
        rows = Complaint.objects.visible_to(self.reader).filter(campaign=self.campaign)
        rows = rows.select_related("application", "campaign__organisation")
        return list(rows.order_by("received_on", "reference"))

    @cached_property
    def day(self) -> date:
        """The day of the last thing in it: the same data have the same day."""
        acts = (act for acts in self.acts.values() for act in acts)
        return max([self.day_of_campaign, *(timezone.localdate(act.at) for act in acts)])

    @cached_property
    def day_of_campaign(self) -> date:
        """The day of what was last done to the campaign: it says nothing of any application."""
        moments = [act.at for act in self.campaign_acts] or [self.campaign.draft_at]
        return timezone.localdate(max(moments))

    def when(self, application: Application, at: datetime | None) -> date | datetime | None:
        """A moment; before the invitation its day alone (R11)."""
        return as_known(at, is_known=application.shows_identity)

    @staticmethod
    def _entries(
        model: type[Model], keys: Iterable[str], actions: Iterable[str]
    ) -> list[ModelLogEntry]:
        rows = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=list(keys),
            action__in=sorted(actions),
        )
        return list(rows.select_related("user").order_by("timestamp", "pk"))

    def _act(self, entry: Any, number: int = 0) -> Act:
        user = entry.user if entry.user_id else None
        word = str(entry.data.get("by", "" if entry.user_id else SERVICE))
        word = word[:1].upper() + word[1:]
        name = str(entry.data.get(NAME, user)) if user else word
        if user and entry.is_for_a_colleague:
            name = f"{name}, standing in for a colleague"
        return Act(
            action=entry.action,
            at=entry.timestamp,
            by=name or "Somebody who left",
            part=self.part_of(user) if user else word or "Somebody who left",
            detail=str(entry.data.get("detail", "")),
            number=number,
        )

    def part_of(self, person: User | None) -> str:
        """What somebody was in this selection, without their name."""
        if person is None:
            return "Somebody who left"
        if person.pk not in self._parts:
            self._parts[person.pk] = self._office(person)
        return self._parts[person.pk]

    @cached_property
    def _parts(self) -> dict[int, str]:
        return {}

    def _office(self, person: User) -> str:
        department = self.campaign.organisation
        rows = Membership.objects.filter(
            user=person, organisation__in=[department.pk, department.department.pk]
        )
        offices = list(dict.fromkeys(row.get_role_display() for row in rows.order_by("pk")))
        if offices:
            return ", ".join(offices)
        return "Hub team" if person.is_hub_staff else "Another official"
