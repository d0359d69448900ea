"""A post: one head. It is advised on, advertised, offered, filled, started in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models import FrameworkRole, Grade, Organisation, OwnedQuerySet, Person, RoleLevel, Service
from hub.models.actor_field import actor_field
from hub.periods import Quarter
from hub.states import StateField
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ENDED
from roles.models.campaigns.post_state import FILLED, WANTED, PostState
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from hub.models import User


# What the history of a post says of each offer of it: who counts them knows how many people came
# so far, of whom the numbers at each stage are hidden where they are small.
OF_EACH_OFFER = ("roles.appointment_agreed", "roles.post_offered", "roles.post_released")

# Where a campaign has those that can be offered, when they were read for many applications at once.
OPEN_POSTS = "open_posts_read"


class PostQuerySet(OwnedQuerySet["Post"]):
    """Posts by state, by quarter and by who may see them."""

    def visible_to(self, user: Person) -> PostQuerySet:
        """Those a person may see, without those that they apply for."""
        own = Campaign.objects.competed_in_by(user)
        return super().visible_to(user).exclude(campaign__in=own)

    def kept_from(self, user: Person) -> PostQuerySet:
        """Those of campaigns that a person applies for: they say how it stands (R25)."""
        return self.filter(campaign__in=Campaign.objects.competed_in_by(user))

    def actions_hidden_from(self, user: Person) -> tuple[str, ...]:
        """Single offers, of which those read who handle the applications wherever they look."""
        if user.is_authenticated and user.is_hub_staff:
            return ()
        if not user.is_authenticated or user.sees_every_organisation:
            return OF_EACH_OFFER
        handled = user.organisations(*RUNNING_CAMPAIGNS).order_by().values("pk")
        elsewhere = user.organisations().exclude(pk__in=handled)
        return OF_EACH_OFFER if elsewhere.exists() else ()

    def answering(self) -> PostQuerySet:
        """None: a post is what is asked for. Its request or campaign answers the need."""
        return self.none()

    def open(self) -> PostQuerySet:
        """Those that can be offered to somebody."""
        return self.filter(state=PostState.OPEN)

    def free(self) -> PostQuerySet:
        """Open ones that no campaign is filling: it has none, or the one it has is ended."""
        return self.open().filter(Q(campaign=None) | Q(campaign__state__in=ENDED))

    def filled(self) -> PostQuerySet:
        """Those filled now (R17)."""
        return self.filter(state__in=FILLED)

    def wanted(self) -> PostQuerySet:
        """Those to be filled, or filled."""
        return self.filter(state__in=WANTED)

    def unacknowledged(self) -> PostQuerySet:
        """Those filled by somebody the hub knows, on whose appointment not everybody has acted."""
        return self.filled().filter(appointee__isnull=False, acknowledged_at=None)

    def filled_within(self, period: Quarter) -> PostQuerySet:
        """Those filled on a day of the quarter, for which the offer still stands (R17)."""
        return self.filled_between(period.start, period.end)

    def filled_between(self, first: date, last: date) -> PostQuerySet:
        """The same on any days, both included."""
        return self.filled().filter(filled_on__gte=first, filled_on__lte=last)

    def supported(self) -> PostQuerySet:
        """Those the hub was asked to help with."""
        return self.filter(support_request__isnull=False)

    def within_organisation(self, organisation: Organisation | None) -> PostQuerySet:
        """Those of an organisation and what stands under it; all where none is named."""
        if organisation is None:
            return self
        return self.filter(organisation__in=Organisation.objects.within([organisation]))

    def senior(self) -> PostQuerySet:
        """Senior Civil Service posts."""
        return self.filter(grade__is_scs=True)

    def specialist(self) -> PostQuerySet:
        """Posts under the Senior Civil Service."""
        return self.filter(grade__is_scs=False)


class Post(FSMModelMixin, models.Model):
    """One head, with the campaign it is filled by and the support request it came from, if any.

    ``filled_on`` is the London day on which the offer was accepted, and is empty while none stands
    (R17). ``offer_reference`` names the application, or the department's own record of the offer.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = PostState

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    support_request = models.ForeignKey(
        SupportRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    role = models.ForeignKey(FrameworkRole, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        RoleLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = StateField(default=State.OPEN)
    offer_reference = models.CharField(max_length=40, blank=True)
    appointee = actor_field(blank=True)
    agreed_for = models.CharField(
        "appointment agreed by the hub team, for the application",
        max_length=40,
        blank=True,
        editable=False,
    )
    agreed_by = actor_field(blank=True, editable=False)
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    filled_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(
        "everybody who acts on the appointment has acted", null=True, blank=True, editable=False
    )
    started_at = models.DateTimeField(null=True, blank=True)
    fell_through_at = models.DateTimeField("last offer fell through", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["filled_on", "organisation"], name="roles_post_filled"),
            models.Index(fields=["campaign", "state"], name="roles_post_campaign"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(FILLED), filled_on__isnull=False)
                | (~Q(state__in=sorted(FILLED)) & Q(filled_on__isnull=True)),
                name="roles_post_filled_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"Post {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:post_detail", args=[self.reference])

    @property
    def title(self) -> str:
        """What the post is: its level, or its role where no level is given."""
        return str(self.level or self.role)

    @property
    def is_senior(self) -> bool:
        """Whether the hub agrees to the appointment (R4)."""
        return self.grade.is_scs

    @property
    def is_open(self) -> bool:
        """Whether it can be offered to somebody."""
        return self.state == self.State.OPEN

    @property
    def is_filled(self) -> bool:
        """Whether an accepted offer stands (R17)."""
        return self.state in FILLED

    @transition(field=state, source=State.OPEN, target=State.OFFERED)
    def offer(self, reference: str, at: datetime) -> None:
        """Offered to somebody; nobody else can be meanwhile."""
        self.offer_reference = reference
        self.offered_at = at

    @transition(field=state, source=State.OFFERED, target=State.OPEN)
    def release(self, at: datetime) -> None:
        """The offer was declined or taken back before it was accepted."""
        self.offer_reference = ""
        self.offered_at = None

    @transition(field=state, source=[State.OPEN, State.OFFERED], target=State.ACCEPTED)
    def accept(self, person: User | None, reference: str, at: datetime) -> None:
        """The provisional offer was accepted: the post is filled (R17)."""
        self.appointee = person
        self.offer_reference = reference
        self.accepted_at, self.acknowledged_at = at, None
        self.filled_on = timezone.localdate(at)

    @transition(field=state, source=[State.ACCEPTED, State.STARTED], target=State.OPEN)
    def reopen(self, at: datetime) -> None:
        """The accepted offer came to nothing: the post is not filled any more (R17)."""
        self.appointee = None
        self.offer_reference = ""
        self.offered_at = self.accepted_at = self.started_at = None
        self.filled_on = None
        self.fell_through_at = at

    @transition(field=state, source=State.ACCEPTED, target=State.STARTED)
    def start(self, at: datetime) -> None:
        """The person started work."""
        self.started_at = at

    @transition(field=state, source=State.OPEN, target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """The department does not fill it any more."""
        self.withdrawn_at = at
