"""Conflicts of interest of those on a panel: what they declare, what is found, what is decided."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.encryption import EncryptedTextField
from hub.models import Organisation, User
from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.conflict_state import DECIDED, ConflictFacts, ConflictState
from roles.models.selection.panel import PanelMember

NOT_YET_SAID = "Shown if they are invited to interview"
DECIDED_ALREADY = "They have decided on it already: somebody else has to look again"


class ConflictDeclaration(models.Model):
    """What somebody on a panel says of whom they know: "nobody" is an answer, too (R9)."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Phase(models.TextChoices):
        OWN = "own", "Before seeing any applications"
        NAMES = "names", "About the candidates invited to interview"

    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="declarations")
    phase = models.CharField(max_length=10, choices=Phase.choices)
    declared_at = models.DateTimeField()
    knows_somebody = models.BooleanField()
    # One a line, each with how they know them. Of people who may never have applied.
    names = EncryptedTextField(blank=True, default="")
    # What they added later, when they may have read applications.
    added = EncryptedTextField(blank=True, default="")
    added_at = models.DateTimeField("added last", null=True, blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "phase"], name="roles_declaration_once_a_phase"
            )
        ]

    def __str__(self) -> str:
        return f"Declaration for the panel of {self.member.panel.campaign.title}"


def _by_them(*of: str) -> Q:
    """Whether an account is the person's own: a mailbox is one person."""
    found = Q()
    for name in of:
        same = Q(**{f"{name}__mailbox": F("person__mailbox")})
        found |= Q(**{name: F("person")}) | (same & ~Q(person__mailbox=""))
    return found


# Their marks counted when a stage was decided, and were set aside afterwards.
MARKS = "application__stage_results__scores__"
MARKED_BEFORE = Q(
    _by_them(f"{MARKS}place__person"),
    application__stage_results__decided_at__lt=F(f"{MARKS}set_aside_at"),
)


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts by state and campaign."""

    def of(self, campaign: Campaign) -> ConflictQuerySet:
        """Those with candidates of a campaign."""
        return self.filter(application__campaign=campaign)

    def open_to(self, reader: User) -> ConflictQuerySet:
        """Without their own, and without those of candidates who are hidden from them (R9)."""
        rows = self.exclude(person__in=reader.side_keys)
        if hidden := Application.objects.all().hidden_from(reader):
            rows = rows.exclude(application__in=hidden)
        return rows

    def by_reference(self) -> ConflictQuerySet:
        """In an order that does not say who applied when (R11)."""
        return self.order_by("application__reference", "person")

    def to_decide(self) -> ConflictQuerySet:
        """Those on which nobody has decided."""
        return self.filter(state=ConflictState.POSSIBLE)

    def listed(self) -> ConflictQuerySet:
        """Those shown to who decides: what was found as somebody applied waits for the morning.

        At once it would say that the person who was named has just applied (R11).
        """
        return self.filter(is_listed=True)

    def told_to(self, person: User) -> ConflictQuerySet:
        """Decisions about a person of which they may know.

        Before the invitation not of who was named or found: that would say that they applied (R11).
        """
        of_others = Q(decided_by=None) | ~Q(decided_by__in=person.account_keys)
        rows = self.decided().filter(of_others, person__in=person.account_keys)
        known = [row.pk for row in rows.select_related("application") if row.is_told]
        return rows.filter(pk__in=known)

    def decided(self) -> ConflictQuerySet:
        """Those on which somebody has."""
        return self.filter(state__in=DECIDED)

    def to_look_at_again(self) -> ConflictQuerySet:
        """Conflicts for which a decision stands that the person took or marked for (S3)."""
        rows = self.model._default_manager.filter(
            _by_them("application__sifted_by", "application__decided_by") | MARKED_BEFORE
        )
        return self.filter(
            pk__in=rows.order_by().values("pk"),
            state=ConflictState.CONFIRMED,
            looked_again_at=None,
            application__erased_at=None,
        )


class Conflict(FSMModelMixin, models.Model):
    """A possible or certain conflict of one person with one candidate.

    While it ``hides``, the application does not exist for that person, in no channel (S4).
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = ConflictState
    state_facts: ConflictFacts

    class Ground(models.TextChoices):
        DECLARED = "declared", "They named somebody with this name"
        TOLD = "told", "Somebody told the people who arrange the selection"
        RECOGNISED = "recognised", "They said that they know the candidate"
        ADDRESS = "address", "They and the candidate have the same email address"
        EMPLOYER = "employer", "They and the candidate have worked for the same organisation"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="conflicts"
    )
    # Values of ``Ground``, in its order.
    grounds = models.JSONField(default=list)
    state = StateField(default=State.POSSIBLE)
    hides = models.BooleanField(default=True)
    found_at = models.DateTimeField()
    # False from the moment somebody applies until the next morning.
    is_listed = models.BooleanField(default=True)
    # Whom they think they recognised while marking, and how they know them: for who decides alone.
    said = EncryptedTextField("what they said", blank=True, default="")
    said_at = models.DateTimeField("said last", null=True, blank=True)
    decided_by = actor_field(editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was decided so", blank=True)
    # What the person had decided, somebody without a conflict has looked at since (S3).
    looked_again_by = actor_field(blank=True, editable=False)
    looked_again_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField("what was found", blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "pk"]
        verbose_name = "conflict of interest"
        verbose_name_plural = "conflicts of interest"
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="roles_conflict_once")
        ]

    def __str__(self) -> str:
        return f"Conflict of interest in campaign {self.campaign.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:conflict_list", args=[self.application.campaign.reference])

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidate it is about."""
        return self.application.campaign

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.application.campaign.organisation

    @property
    def name(self) -> str:
        """What the resourcing officer calls the person on the panel."""
        return str(self.person) if self.person else "Somebody who left"

    @property
    def which(self) -> str:
        """The application, from the invitation on: before, names stand beside it here (R11)."""
        return self.application.reference if self.application.shows_identity else NOT_YET_SAID

    @property
    def is_told(self) -> bool:
        """Whether the person is told what was decided: somebody told it, they did, or all know."""
        told = {self.Ground.TOLD, self.Ground.RECOGNISED}
        return self.application.shows_identity or not told.isdisjoint(self.grounds)

    @property
    def as_told(self) -> str:
        """What was decided, to the person; with the application only where they may see it."""
        is_open = self.state == ConflictState.CLEARED and self.application.shows_identity
        about = f" (application {self.application.reference})" if is_open else ""
        if self.state == ConflictState.CLEARED:
            return (
                f"You do not have a conflict of interest with a candidate{about}, so you can "
                "assess them."
            )
        return (
            "You have a conflict of interest with a candidate, so you cannot see their "
            "application or assess them."
        )

    @property
    def decided_at(self) -> datetime | None:
        """When it was decided as it stands."""
        is_one = self.state == ConflictState.CONFIRMED
        return self.confirmed_at if is_one else self.cleared_at

    @property
    def is_decided_by_them(self) -> bool:
        """Whether the person decided on the application before this was known."""
        decided = {self.application.sifted_by_id, self.application.decided_by_id}
        return self.person_id is not None and self.person_id in decided

    @property
    def what_they_did(self) -> str:
        """By what the person took part in decisions on the application."""
        decided = {self.application.sifted_by_id, self.application.decided_by_id}
        if self.person is not None and not decided.isdisjoint(self.person.account_keys):
            return "They decided on the application"
        return "The panel decided with the marks that they gave"

    @property
    def why(self) -> str:
        """On what grounds it was found, in words."""
        found = [str(self.Ground(ground).label) for ground in self.grounds]
        return ". ".join([*found, DECIDED_ALREADY] if self.is_decided_by_them else found)

    def add_words(self, words: str, at: datetime) -> None:
        """Keep what the person said, after what they said before."""
        self.said = "\n".join(filter(None, [self.said, words]))
        self.said_at = at
        self.save(update_fields=["said", "said_at"])

    @transition(
        field=state, source=[ConflictState.POSSIBLE, ConflictState.CLEARED], target=State.CONFIRMED
    )
    def confirm(self, at: datetime) -> None:
        """It is one: the candidate is out of the person's sight for good."""
        self.confirmed_at, self.hides = at, True

    @transition(field=state, source=ConflictState.CLEARED, target=State.POSSIBLE)
    def look_again(self, at: datetime) -> None:
        """The person says after all that they know the candidate: it is decided anew."""
        self.found_at, self.hides = at, True

    @transition(
        field=state, source=[ConflictState.POSSIBLE, ConflictState.CONFIRMED], target=State.CLEARED
    )
    def clear(self, at: datetime) -> None:
        """It is none: they may assess the candidate."""
        self.cleared_at, self.hides = at, False
