"""Campaigns as sets: who may see them, what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from hub.audit import done_by_or_for
from hub.mailboxes import known_marks
from hub.models import (
    LogEntry,
    OwnedQuerySet,
    Person,
    User,
)
from hub.periods import Quarter
from roles.models.campaigns.campaign_state import (
    ADVERTISED,
    ASKED_ABOUT,
    ENDED,
    LIVE,
    READY,
    UNFINISHED,
    CampaignState,
)
from roles.models.campaigns.panel_state import SITTING
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign  # noqa: F401 (in the name of the set, a string)

# R7: an application sent in the second of the closing time is in time, one sent after it is not.
IN_TIME = timedelta(seconds=1)
# What who sets an advert on its way to the public has done, as the history of the campaign says.
OPENING = ("roles.advert_passed", "roles.campaign_scheduled")
# Under this the history of a support request keeps who was its adviser until then.
ADVISED_BEFORE = "adviser_before"
# Where what a person competes in is kept while they are at work.
COMPETED_IN = "campaigns_competed_in"
# Where it is kept on whose panels they sit and have not said whom they know.
UNDECLARED = "campaigns_undeclared_in"


class CampaignQuerySet(OwnedQuerySet["Campaign"]):
    """Campaigns by state, by the server's clock and by who may see them."""

    def visible_to(self, user: Person) -> CampaignQuerySet:
        """Those whose course a person may follow, which of their own competitions they do not."""
        return super().visible_to(user).exclude(pk__in=self.competed_in_by(user))

    def open_in_part_to(self, user: Person) -> CampaignQuerySet:
        """These, and of what they apply for the part that does not say how it stands (R25)."""
        return super().visible_to(user)

    def with_advert(self, user: Person) -> CampaignQuerySet:
        """Those with an advert, for who publishes adverts and does not apply for the role (R25)."""
        return self.filter(page__isnull=False).exclude(pk__in=self.competed_in_by(user))

    def kept_from(self, user: Person) -> CampaignQuerySet:
        """Those that a person applies for: nobody reads how their own competition stands (R25)."""
        return self.filter(pk__in=self.competed_in_by(user))

    def competed_in_by(self, user: Person) -> frozenset[int]:
        """Which of all a person applies for, or ever began to, read once for each instance."""
        if not user.is_authenticated:
            return frozenset()
        if COMPETED_IN not in user.__dict__:
            found = self.model._default_manager.applied_for_by(user)
            user.__dict__[COMPETED_IN] = frozenset(found.values_list("pk", flat=True))
        return frozenset(user.__dict__[COMPETED_IN])

    def undeclared_by(self, user: Person) -> frozenset[int]:
        """On whose panels a person sits without having said whom they know (R9), read once.

        They see no application of these before they do.
        """
        if not user.is_authenticated:
            return frozenset()
        known: frozenset[int] | None = getattr(user, UNDECLARED, None)
        if known is None:
            found = self.model._default_manager.filter(
                selection_panels__members__person__in=user.account_keys,
                selection_panels__members__state__in=SITTING,
                selection_panels__members__declared_at=None,
            )
            known = frozenset(found.order_by().values_list("pk", flat=True))
            setattr(user, UNDECLARED, known)
        return known

    def answering(self) -> CampaignQuerySet:
        """Those by which the need may still be met."""
        return self.unfinished()

    def not_scheduled(self) -> CampaignQuerySet:
        """Those for whose advert no time to open is set."""
        return self.exclude(state=CampaignState.SCHEDULED)

    def with_related(self) -> CampaignQuerySet:
        """With the records that its own page names, in the same query."""
        return self.select_related(
            "organisation__parent",
            "role",
            "level",
            "grade",
            "service",
            "need",
            "support_request",
            "round_of",
            "page",
            "feedback",
        )

    def about(self, record: Any) -> CampaignQuerySet:
        """Those that a record is about: itself, the one it belongs to, or those of its request."""
        if isinstance(record, self.model):
            return self.filter(pk=record.pk)
        if campaign := getattr(record, "campaign_id", None):
            return self.filter(pk=campaign)
        if application := getattr(record, "application", None):
            return self.about(application) | self.about(getattr(record, "request", None))
        request = record if isinstance(record, SupportRequest) else None
        request = request or getattr(record, "support_request", getattr(record, "request", None))
        if request is None:
            return self.none()
        return self.filter(Q(support_request=request) | Q(posts__support_request=request))

    def applied_for_by(self, person: User) -> CampaignQuerySet:
        """Those for which a person has an application, or has ever begun one (R25).

        With any account of their mailbox, a closed one too. What others entered for them counts
        while they have not taken it back.
        """
        accounts = User.objects.accounts_of(person).values("pk")
        counts = Q(entered_how="") | Q(withdrawn_at=None)
        begun = self._rows_of("applications").filter(counts, candidate__in=accounts)
        theirs = Q(person__in=accounts) | Q(mark__in=known_marks(person.email))
        applies = self._rows_of("sides").filter(theirs, side="applies")
        return self.filter(
            Q(pk__in=begun.values("campaign")) | Q(pk__in=applies.values("campaign"))
        )

    def _rows_of(self, name: str) -> QuerySet[Any]:
        """The records that hang on campaigns under a name, whichever campaign's."""
        hanging: Any = self.model._meta.get_field(name).related_model
        rows: QuerySet[Any] = hanging._base_manager.all()
        return rows

    def with_part_of(self, person: User) -> CampaignQuerySet:
        """Those in which a person has a part that keeps them from letting it pass (R23).

        They acted on it, or have a role at its department.
        """
        theirs = Q(organisation__in=person.organisations())
        acted = self.model._default_manager.acted_on_by(person)
        return self.filter(theirs | Q(pk__in=acted.values("pk")))

    def acted_on_by(self, person: User) -> CampaignQuerySet:
        """Those on which a person acted, or whom they advise.

        They made it, wrote some of it, asked for something, advise or advised on it, or passed or
        scheduled its advert. It is for good: words that were changed since count, too, and a time
        that was taken back.
        """
        keys = person.side_keys
        opened = LogEntry.objects.filter(
            done_by_or_for(keys),
            content_type=ContentType.objects.get_for_model(self.model),
            action__in=OPENING,
        )
        logged = self.model._default_manager.annotate(key=Cast("pk", CharField()))
        advised = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(SupportRequest),
            **{f"data__{ADVISED_BEFORE}__in": list(keys)},
        )
        requests = SupportRequest.objects.annotate(key=Cast("pk", CharField()))
        theirs = requests.filter(key__in=advised.values("object_id"))
        own = (
            Q(made_by__in=keys)
            | Q(approval_requested_by__in=keys)
            | Q(wider_requested_by__in=keys)
            | Q(parts__person__in=keys)
            | Q(support_request__adviser__in=keys)
            | Q(exemptions__asked_by__in=keys)
            | Q(support_request__in=theirs.values("pk"))
            | Q(pk__in=logged.filter(key__in=opened.values("object_id")).values("pk"))
        )
        return self.filter(pk__in=self.model._default_manager.filter(own).values("pk"))

    def advertised(self) -> CampaignQuerySet:
        """Those the public was told of and can still read about."""
        return self.filter(state__in=ADVERTISED, page__live=True)

    def told_everybody(self, *, since: datetime) -> CampaignQuerySet:
        """Those advertised that opened since a moment and that the public was told of, too.

        Not those that only priority movers see yet (R3).
        """
        told = Q(movers_until__isnull=True) | Q(everybody_at__isnull=False)
        return self.advertised().filter(told, opened_at__gte=since)

    def open_at(self, moment: datetime) -> CampaignQuerySet:
        """Those that take applications at the moment, by the server's clock (R7)."""
        return self.filter(
            state=CampaignState.OPEN, opened_at__lte=moment, closes_at__gt=moment - IN_TIME
        )

    def due_to_close(self, moment: datetime) -> CampaignQuerySet:
        """Those that are past their closing time and still called open (R7)."""
        return self.filter(state__in=LIVE, closes_at__lte=moment - IN_TIME)

    def seen_first(self) -> CampaignQuerySet:
        """Those that only priority movers see, until the window is over (R3)."""
        return self.filter(movers_until__isnull=False, everybody_at__isnull=True)

    def due_for_everybody(self, moment: datetime) -> CampaignQuerySet:
        """Those that priority movers saw first, whose window is over and not yet stamped (R3)."""
        return self.filter(movers_until__lte=moment, everybody_at__isnull=True)

    def awaiting_decision(self) -> CampaignQuerySet:
        """Those whose approval, or whose wider audience, waits for an approver (R1, R2)."""
        return self.filter(
            Q(state=CampaignState.APPROVAL_REQUESTED)
            | Q(state__in=READY | LIVE) & ~Q(wider_audience="")
        )

    def ended_without_request(self, after: datetime, until: datetime) -> CampaignQuerySet:
        """Those that ended in a period after they had opened, with no support request behind them.

        Of a campaign with one, its request is asked what became of it (H9).
        """
        ended = Q(ended_at__gt=after, ended_at__lte=until)
        cancelled = Q(cancelled_at__gt=after, cancelled_at__lte=until)
        return self.filter(
            ended | cancelled,
            state__in=ASKED_ABOUT,
            support_request=None,
            opened_at__isnull=False,
        )

    def ended_uncounted(self, after: datetime) -> CampaignQuerySet:
        """Those that opened and ended, after a moment, and whose people nobody has counted."""
        ended = Q(ended_at__gt=after) | Q(cancelled_at__gt=after) | Q(readvertised_at__gt=after)
        return self.filter(
            ended, state__in=ENDED, opened_at__isnull=False, people_counted__isnull=True
        )

    def ended_within(self, period: Quarter) -> CampaignQuerySet:
        """Those that were open and ended on a day of a period."""
        rows = self.annotate(ended=Coalesce("ended_at", "cancelled_at", "readvertised_at"))
        rows = rows.filter(ended__gte=period.start_at, ended__lt=period.end_at)
        return rows.filter(state__in=ENDED, opened_at__isnull=False)

    def between(self, first: date, last: date) -> CampaignQuerySet:
        """Those whose sift begins, or whose interviews are, between two days."""
        sift = Q(sift_on__gte=first, sift_on__lte=last)
        ends = Q(interviews_to__gte=first) | Q(interviews_to=None, interviews_from__gte=first)
        return self.filter(sift | ends & Q(interviews_from__lte=last))

    def unfinished(self) -> CampaignQuerySet:
        """Those to which something is still to happen."""
        return self.filter(state__in=UNFINISHED)
