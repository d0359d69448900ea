"""Applications as sets: whose they are, who may see them, how far they are."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, F, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.models import User
from hub.periods import LONDON
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application_state import (
    APPOINTABLE,
    APPOINTED,
    AWAITING_START,
    REJECTED,
    UNDECIDED,
    WITHDRAWABLE,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import JUDGED
from roles.models.campaigns.turns import RECOMMENDED_FIRST
from roles.models.policy import RecruitmentPolicy

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import FrameworkRole, Grade, RoleLevel
    from roles.models.applications.application import Application  # noqa: F401 (in the name of the set, a string)


# Where a person has, for as long as the instance lives, what conflicts of interest hide from them.
HIDDEN = "hidden_by_conflicts"
# By the place in the signed merit list, those last who have none (R13).
LAST = 32767
PLACE = Coalesce("merit_rank", Value(LAST))


def _first_placed(at: datetime) -> datetime:
    """Since when somebody was placed on a reserve list that has not run out by now (R14).

    By days: the last one goes on to its midnight.
    """
    day = timezone.localdate(at) - RecruitmentPolicy.load().reserve_list_lasts
    return datetime.combine(day, time(), LONDON)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications by state and by who may see them."""

    def of(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """A candidate's own."""
        return self.filter(candidate=user) if user.is_authenticated else self.none()

    def handled_by(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those whose course hub staff or the department follow: not of what they entered (R11)."""
        rows = self.of_campaigns_of(user)
        unseen = self.model.objects.entered_unseen_by(user)
        return rows.exclude(pk__in=unseen.values("pk"))

    def entered_unseen_by(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those that a person entered for somebody with an address who is not invited (R11).

        That one is set aside would tell who knows whose it is that this person applied as well.
        """
        if not user.is_authenticated:
            return self.none()
        own = self.sent().filter(entered_by__in=user.account_keys)
        is_alone = Q(email="", erased_at=None)
        return own.filter(interview_invited_at=None).exclude(is_alone)

    def untold_to(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those of which a person reads no email: of roles that they compete for (R25), and what
        they entered and do not follow (R11)."""
        own = Campaign.objects.competed_in_by(user)
        unseen = self.model.objects.entered_unseen_by(user).values("pk")
        return self.filter(Q(campaign__in=own) | Q(pk__in=unseen))

    def of_campaigns_of(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those that hub staff or the department sift; never a draft, one's own or a rival's."""
        if not user.is_authenticated:
            return self.none()
        rows = self.sent().without_rivals_of(user)
        if user.is_hub_staff:
            return rows
        return rows.filter(campaign__organisation__in=user.organisations(*RUNNING_CAMPAIGNS))

    def without_rivals_of(self, user: User) -> ApplicationQuerySet:
        """Those for campaigns that a person has not applied for, or begun to (R9, R11).

        With none of the accounts of their mailbox; and without those of candidates with whom they
        have a conflict of interest, and while they sit on a panel and have not said whom they know.
        """
        own = Campaign.objects.applied_for_by(user).values("pk")
        rows = self.exclude(campaign__in=own).exclude(pk__in=self._hidden_from(user).values("pk"))
        undeclared = Campaign.objects.undeclared_by(user)
        return rows.exclude(campaign__in=undeclared) if undeclared else rows

    def _hidden_from(self, user: User) -> ApplicationQuerySet:
        """Those that do not exist for a person: a conflict of interest hides them (R9)."""
        accounts = User.objects.accounts_of(user).values("pk")
        rows = self.model.objects.filter(conflicts__hides=True, conflicts__person__in=accounts)
        return rows.order_by()

    def hidden_from(self, user: User | AnonymousUser) -> frozenset[int]:
        """The keys of all that do not exist for a person, read once for each instance."""
        if not user.is_authenticated:
            return frozenset()
        known: frozenset[int] | None = getattr(user, HIDDEN, None)
        if known is None:
            known = frozenset(self._hidden_from(user).values_list("pk", flat=True))
            # Set as an attribute, it reaches the person behind a request's lazy user.
            setattr(user, HIDDEN, known)
        return known

    def hidden_now_from(self, user: User) -> frozenset[int]:
        """The same, read again: a conflict may have been kept while somebody waited for a lock."""
        setattr(user, HIDDEN, None)
        return self.hidden_from(user)

    def visible_to(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """One's own and those one handles."""
        return self.filter(
            Q(pk__in=self.model.objects.of(user).values("pk"))
            | Q(pk__in=self.model.objects.handled_by(user).values("pk"))
        )

    def history_visible_to(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """Those whose history reports show: handled ones, from the invitation on (R11).

        Before, the moments of what a candidate did would say who it was to somebody who knows when
        that person wrote, called or signed in.
        """
        return self.handled_by(user).invited()

    def invited(self) -> ApplicationQuerySet:
        """Those whose candidates were invited to an interview, whatever became of them (R11)."""
        return self.filter(interview_invited_at__isnull=False)

    def without_times_to_choose(self, campaigns: Any) -> ApplicationQuerySet:
        """Without those whose candidates can choose the time of their interview in a campaign."""
        return self.exclude(state=ApplicationState.INTERVIEW_INVITED, campaign__in=campaigns)

    def sent(self) -> ApplicationQuerySet:
        """Those that were submitted, whatever became of them."""
        return self.filter(submitted_at__isnull=False)

    def that_count(self) -> ApplicationQuerySet:
        """Those that use up the one application of a person for a campaign (R8).

        Not what somebody else entered for them and they took back.
        """
        return self.filter(~Q(state=ApplicationState.WITHDRAWN) | Q(entered_how=""))

    def drafts(self) -> ApplicationQuerySet:
        """Those not submitted yet."""
        return self.filter(state=ApplicationState.DRAFT)

    def going_on(self) -> ApplicationQuerySet:
        """Without those set aside, whose person applied before or beside it (R8)."""
        return self.filter(is_set_aside=False)

    def undecided(self) -> ApplicationQuerySet:
        """Those that the department has still to decide on, without those set aside."""
        return self.going_on().filter(state__in=UNDECIDED)

    def to_sift(self) -> ApplicationQuerySet:
        """Those whose sift is still to be decided, without those set aside."""
        return self.going_on().filter(state=ApplicationState.SUBMITTED)

    def sifted(self) -> ApplicationQuerySet:
        """Those whose sift is decided, whatever became of them since, without those set aside."""
        is_decided = Q(sift_pass_at__isnull=False) | Q(sift_fail_at__isnull=False)
        return self.going_on().filter(is_decided).exclude(state=ApplicationState.SUBMITTED)

    def awaiting_start(self) -> ApplicationQuerySet:
        """Those whose person accepted an offer and has not started."""
        return self.filter(state__in=AWAITING_START)

    def not_appointed(self) -> ApplicationQuerySet:
        """Those by which nobody came to a post."""
        return self.exclude(state__in=APPOINTED)

    def live(self) -> ApplicationQuerySet:
        """Those that can still come to something, drafts among them."""
        return self.filter(state__in=WITHDRAWABLE)

    def in_process(self, at: datetime) -> ApplicationQuerySet:
        """Those whose candidates know of no end, drafts among them; not where an offer stands."""
        going_on = UNDECIDED | {ApplicationState.DRAFT, ApplicationState.RESERVE}
        rests = Q(state__in=REJECTED, release_at__gt=at)
        return self.filter(Q(state__in=going_on) | rests, erased_at=None)

    def but_untold_passes(self, at: datetime) -> ApplicationQuerySet:
        """Without those that passed the sift and whose candidates have not heard of it (R19)."""
        return self.exclude(state=ApplicationState.SIFT_PASS, release_at__gt=at)

    def that_can_be_chosen(self) -> ApplicationQuerySet:
        """Those that can come to a post: to be judged, or once that is done to be offered one.

        To those who handle them: others learn of a decision once its candidate is told (R19).
        """
        is_left = Q(campaign__state__in=JUDGED, state__in=APPOINTABLE) | (
            ~Q(campaign__state__in=JUDGED) & Q(state__in=WITHDRAWABLE)
        )
        return self.going_on().sent().filter(is_left)

    def but_untold_reserves(self, at: datetime) -> ApplicationQuerySet:
        """Without those on the reserve list whose candidates have not heard of it (R19)."""
        return self.exclude(state=ApplicationState.RESERVE, release_at__gt=at)

    def on_live_reserve(self, at: datetime) -> ApplicationQuerySet:
        """Those on a reserve list that has not run out, whose candidates know it (R14)."""
        return self.going_on().filter(
            Q(release_at=None) | Q(release_at__lte=at),
            state=ApplicationState.RESERVE,
            reserve_at__gte=_first_placed(at),
            erased_at=None,
            candidate__is_active=True,
        )

    def leaving_reserve(self, at: datetime) -> ApplicationQuerySet:
        """Those for whom the reserve list has run out, and who are still to be taken off (R14)."""
        return self.filter(
            state=ApplicationState.RESERVE,
            reserve_at__lt=_first_placed(at),
        )

    def who_could_meet(
        self, *, role: FrameworkRole, level: RoleLevel | None, grade: Grade
    ) -> ApplicationQuerySet:
        """Those who agreed to be put forward, for the same family and level (R15).

        Their list is of the same grade or a higher one. Roles are compared by their slugs, since a
        list may have been made under an earlier version of the framework. In merit order within
        each list, the lists that run out first before the others.
        """
        rows = self.filter(
            sharing_agreed_at__isnull=False,
            sharing_withdrawn_at=None,
            campaign__role__family__slug=role.family.slug,
            campaign__grade__order__gte=grade.order,
        )
        if level is not None:
            rows = rows.filter(campaign__level__slug=level.slug)
        return rows.annotate(merit_place=PLACE).order_by(
            "campaign__merit_agreed_at", "campaign_id", "merit_place", "reserve_at", "pk"
        )

    def in_order_of_merit(self) -> ApplicationQuerySet:
        """Who is recommended, then the reserve list, then the others (R13).

        Each by their place in the merit list, where one was signed, then by reference, as nobody
        can lay that beside when people signed in (R11).
        """
        stands = Q(state__in=WITHDRAWABLE)
        rank = Case(
            When(stands & Q(reserve_at__isnull=False), then=Value(2)),
            When(stands & Q(recommended_at__isnull=False), then=Value(1)),
            default=Value(3),
        )
        place = Case(When(merit__lt=3, then=PLACE), default=Value(LAST))
        rows = self.annotate(merit=rank).annotate(merit_place=place)
        return rows.order_by("merit", "merit_place", "reference")

    def with_what_offers_wait_for(self) -> ApplicationQuerySet:
        """Those, with all that is asked of each before it is offered a post read at once (R13)."""
        first = self.model.objects.recommended_first()
        return self.select_related("offer_terms__place").prefetch_related(
            "places_wanted",
            "campaign__places",
            Prefetch("campaign__applications", first, to_attr=RECOMMENDED_FIRST),
        )

    def waiting_for_offers(self, at: datetime) -> ApplicationQuerySet:
        """Who can be offered a post, in order: the recommended, then the reserve list (R13)."""
        on_list = self.model.objects.on_live_reserve(at).order_by().values("pk")
        is_next = Q(state=ApplicationState.RECOMMENDED) | Q(pk__in=on_list)
        rows = self.going_on().filter(is_next).in_order_of_merit()
        return rows.with_turns()

    def recommended_first(self) -> ApplicationQuerySet:
        """Those who are offered a post before the reserve list is, by reference (R13)."""
        recommended = self.going_on().filter(state=ApplicationState.RECOMMENDED)
        return recommended.order_by("reference").with_turns()

    def with_turns(self) -> ApplicationQuerySet:
        """Those, with where each would take a post and is passed over (S38)."""
        return self.prefetch_related("places_wanted", "passed_over")

    def count_people(self) -> int:
        """How many people made them, each once."""
        found = self.going_on().order_by().aggregate(found=Count(F("candidate"), distinct=True))
        return int(found["found"])
