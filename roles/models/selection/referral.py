"""People on reserve lists whom the hub looks at for a request, and every look (R15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.models import Organisation
from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.department_roles import HIRING, RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.application_state import HOLDING_A_POST
from roles.models.campaigns.post import Post
from roles.models.selection.referral_state import (
    KNOWN_TO_DEPARTMENT,
    WAITING,
    ReferralState,
)
from roles.models.support.request_state import UNFINISHED, WORKED_ON
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class ReserveLook(models.Model):
    """One person's look at the people on reserve lists who could meet a request, and why."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="looks")
    person = actor_field()
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Look at reserve lists for {self.request}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> ReferralQuerySet:
        """Hub staff see each; the department of the request those the hub referred to it."""
        if not user.is_authenticated:
            return self.none()
        if user.is_hub_staff:
            return self.shown_to(user)
        return self.shown_to(user).filter(
            request__organisation__in=user.organisations(*HIRING), state__in=KNOWN_TO_DEPARTMENT
        )

    def shown_to(self, user: User | AnonymousUser | None) -> ReferralQuerySet:
        """Without those whom a conflict of interest hides from a person (R9); None hides nobody."""
        hidden = Application.objects.all().hidden_from(user) if user is not None else None
        return self.exclude(application__in=hidden) if hidden else self

    def awaiting_offer(self) -> ReferralQuerySet:
        """Those selected, who wait for the offer and have not taken their consent back."""
        return self.filter(
            state=ReferralState.SELECTED,
            application__state=Application.State.RESERVE,
            application__sharing_agreed_at__isnull=False,
            application__sharing_withdrawn_at=None,
        )

    def to_be_offered_by(self, user: User | AnonymousUser) -> ReferralQuerySet:
        """Those selected to whom this person's department has still to make the offer (R15)."""
        if not user.is_authenticated:
            return self.none()
        return (
            self.shown_to(user)
            .awaiting_offer()
            .filter(
                request__state__in=UNFINISHED,
                request__organisation__in=user.organisations(*RUNNING_CAMPAIGNS),
            )
        )

    def leaving_posts_free(self) -> ReferralQuerySet:
        """Those selected who fill no post of a request that now waits for nobody else.

        They left the list or the offer came to nothing, and a post is still to be filled.
        """
        everybody = self.model._default_manager
        waiting = everybody.filter(state=ReferralState.REFERRED).order_by().values("request")
        selected = everybody.awaiting_offer().order_by().values("request")
        filling = everybody.offered().filter(application__state__in=HOLDING_A_POST)
        free = Post.objects.free().filter(support_request__isnull=False).order_by()
        return self.filter(
            state=ReferralState.SELECTED,
            request__state__in=WORKED_ON,
            request__in=free.values("support_request"),
        ).exclude(
            Q(request__in=waiting)
            | Q(request__in=selected)
            | Q(pk__in=filling.order_by().values("pk"))
        )

    def offered(self) -> ReferralQuerySet:
        """Those who were offered a post of the request, whatever came of it."""
        return self.filter(application__offer_terms__request=F("request"))

    def to_follow_up(self, day: date) -> ReferralQuerySet:
        """Those the department has not decided on by the day on which the hub asks again."""
        return self.filter(
            state=ReferralState.REFERRED,
            follow_up_on__lte=day,
            request__state__in=UNFINISHED,
        )


def is_not_offered(referral: Any) -> bool:
    """Whether no offer came of it: then it can end without one."""
    return not referral.is_offered


class Referral(FSMModelMixin, models.Model):
    """One person of a reserve list, for one request: referred or not, selected or not, and why."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = ReferralState

    class Reason(models.TextChoices):
        NOT_AVAILABLE = "not_available", "Not available in time"
        PLACE = "place", "The place or the working pattern does not fit"
        SKILLS = "skills", "The skills differ from what the post needs"
        CLEARANCE = "clearance", "Security or nationality rules"
        NO_INTEREST = "no_interest", "The person is not interested"
        FILLED = "filled", "The post was filled meanwhile"

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="referrals")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="referrals")
    state = StateField(default=State.CONSIDERED)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    follow_up_on = models.DateField("follow up on", null=True, blank=True)
    decided_by = actor_field()
    referred_at = models.DateTimeField(null=True, blank=True)
    not_referred_at = models.DateTimeField(null=True, blank=True)
    selected_at = models.DateTimeField(null=True, blank=True)
    not_selected_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "application"], name="roles_referral_once")
        ]

    def __str__(self) -> str:
        return f"{self.application} for {self.request}"

    def get_absolute_url(self) -> str:
        return reverse("roles:support_people", args=[self.request.reference])

    @property
    def is_offered(self) -> bool:
        """Whether the person was offered a post of the request, whatever came of it."""
        return self.application.offered_for == self.request

    @property
    def had_offer(self) -> bool:
        """Whether the person was offered a post of the request, also after they were erased."""
        post = self.application.post
        return post is not None and post.support_request_id == self.request_id

    @property
    def organisation(self) -> Organisation:
        """The department that asked."""
        return self.request.organisation

    @transition(
        field=state,
        source=[State.CONSIDERED, State.NOT_REFERRED, State.RELEASED],
        target=State.REFERRED,
    )
    def refer(self, at: datetime) -> None:
        """Put forward to the department."""
        self.referred_at = at

    @transition(field=state, source=State.CONSIDERED, target=State.NOT_REFERRED)
    def pass_over(self, at: datetime) -> None:
        """Not put forward, with the reason."""
        self.not_referred_at = at

    @transition(field=state, source=State.REFERRED, target=State.SELECTED)
    def select(self, at: datetime) -> None:
        """The department wants the person."""
        self.selected_at = at

    @transition(
        field=state,
        source=[State.REFERRED, State.SELECTED],
        target=State.NOT_SELECTED,
        conditions=[is_not_offered],
    )
    def turn_down(self, at: datetime) -> None:
        """The department does not want the person, with the reason; or not after all."""
        self.not_selected_at = at

    @transition(field=state, source=[*WAITING], target=State.RELEASED, conditions=[is_not_offered])
    def release(self, at: datetime) -> None:
        """The request has ended: there is nothing more to wait for."""
        self.released_at = at
