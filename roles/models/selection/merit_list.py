"""The merit list: the candidates of a campaign in order, in signed versions (R13).

A version is known by the digest of all that it says. The digest stands on a code in the place of
each application, which is made with a secret number: once somebody is erased the number goes, the
list stands, and nothing leads from it to the person.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hub.models import Organisation
from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.merit_order import Tie, is_marked_at_interviews, merit_order

LONGEST = 2000


def sealed(salt: str, words: str) -> str:
    """What stands for words whose salt is kept apart."""
    return hashlib.sha256(f"{salt}:{words}".encode()).hexdigest()


def new_salt() -> str:
    """A number that nobody can guess."""
    return secrets.token_hex(16)


# Where a campaign has what its signed list finds, once that was read.
FOUND = "found_by_merit_list"
SIGN_FIRST = "The chair of the panel has to sign the merit list first."
CONFIRM_FIRST = "A correction of the merit list waits for a second person to confirm it."
CORRECT_FIRST = (
    "The marks are not those of the signed merit list any more. The chair of the panel has to sign "
    "a correction first."
)
NOT_IN_IT = "This candidate is not in the signed merit list. The chair has to sign a correction."
EQUAL_AT_THE_CUT = (
    "Candidates with equal points cannot all be recommended, as there are too few posts. The chair "
    "has to sign a correction that says who comes first, and why."
)
# What each place of the list leads to: the names of the moves, and how they are said.
OUTCOMES = {
    "recommend": "is recommended",
    "put_on_reserve": "goes on the reserve list",
    "not_appoint": "is not appointable",
}


class MeritListQuerySet(models.QuerySet["MeritList"]):
    """Versions by whether they count."""

    def why_not_found(self, application: Application, move: str = "") -> str:
        """Why the panel's finding waits, or is another one than ``move``, by the signed list.

        "" where interviews are not marked here: nothing is signed then.
        """
        campaign = application.campaign
        found: Found | None = campaign.__dict__.get(FOUND)
        if found is None:
            found = campaign.__dict__[FOUND] = found_by(campaign)
        return found.why_not(application, move)

    def in_force(self) -> MeritListQuerySet:
        """The first version, and corrections that a second person has confirmed."""
        return self.filter(Q(version=1) | Q(confirmed_at__isnull=False))

    def to_confirm(self) -> MeritListQuerySet:
        """Corrections that wait for a second person."""
        return self.filter(version__gt=1, confirmed_at=None, turned_down_at=None)


@dataclass(frozen=True)
class Found:
    """What the list in force finds of each candidate, by the key of the application.

    ``why`` says why it finds nothing of anybody now; an outcome of "" that equals have to be
    ordered first.
    """

    is_asked: bool
    why: str = ""
    outcomes: Mapping[int, str] = field(default_factory=dict)

    def why_not(self, application: Application, move: str) -> str:
        """Why a move is not what the list finds; "" where it is."""
        if not self.is_asked or self.why:
            return self.why
        outcome = self.outcomes.get(application.pk)
        if outcome is None:
            return NOT_IN_IT
        if not outcome:
            return EQUAL_AT_THE_CUT
        if move in ("", outcome):
            return ""
        return f"By the signed merit list this candidate {OUTCOMES[outcome]}."


def found_by(campaign: Campaign) -> Found:
    """What the list in force finds, of all that are in it: it is the same whoever reads it."""
    if not is_marked_at_interviews(campaign):
        return Found(is_asked=False)
    signed = campaign.merit_lists.in_force().last()
    if signed is None:
        return Found(is_asked=True, why=SIGN_FIRST)
    if campaign.merit_lists.to_confirm().exists():
        return Found(is_asked=True, why=CONFIRM_FIRST)
    if signed.is_overtaken():
        return Found(is_asked=True, why=CORRECT_FIRST)
    return Found(is_asked=True, outcomes=signed.outcomes())


class MeritList(models.Model):
    """One version of the merit list of a campaign, as its chair signed it.

    ``posts`` is how many posts there were; ``rules`` by which versions of which rules it was made.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="merit_lists")
    version = models.PositiveSmallIntegerField()
    posts = models.PositiveSmallIntegerField()
    rules = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    signed_by = actor_field(editable=False)
    signed_at = models.DateTimeField()
    # Who chaired, where a Commissioner has to: they have no account here (R10).
    commissioner = models.CharField(max_length=120, blank=True)
    # Of a correction: why, and who else has confirmed it.
    reason = models.TextField(blank=True, max_length=LONGEST)
    confirmed_by = actor_field(blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    turned_down_by = actor_field(blank=True, editable=False)
    turned_down_at = models.DateTimeField(null=True, blank=True)

    objects = MeritListQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "version"], name="roles_merit_version_once"
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(version__gt=1, confirmed_at=None, turned_down_at=None),
                name="roles_merit_one_to_confirm",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(turned_down_at=None),
                name="roles_merit_confirmed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"Merit list of campaign {self.campaign.reference}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("roles:merit_list", args=[self.campaign.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def is_in_force(self) -> bool:
        """Whether it counts, or did until the next."""
        return self.version == 1 or self.confirmed_at is not None

    @property
    def waits(self) -> bool:
        """Whether it is a correction that waits for a second person."""
        return not self.is_in_force and self.turned_down_at is None

    def is_overtaken(self) -> bool:
        """Whether the marks or the rules are not those any more that it was made of.

        That somebody withdrew changes nothing in it: offers go past them.
        """
        reader = self.campaign.reader
        try:
            order = merit_order(self.campaign.read_by(None))
        finally:
            self.campaign.read_by(reader)
        signed = {place.application_id: place.basis for place in self.places.all()}
        if order.missing or order.rules != self.rules:
            return True
        now = {row.key: (row.is_appointable, row.marks) for row in order.standings}
        return any(signed.get(key) != basis for key, basis in now.items())

    def outcomes(self) -> dict[int, str]:
        """What each place leads to, by the key of the application; "" for equals at the cut.

        As many are recommended as there are posts; who withdrew, was set aside or erased takes
        none.
        """
        left = self.campaign.posts.wanted().count()
        rows = [
            place
            for place in self.places.select_related("application").order_by("position")
            if place.application is not None
            and place.application.withdrawn_at is None
            and not place.application.is_set_aside
        ]
        found: dict[int, str] = {}
        for rank, group in groupby(rows, lambda place: place.rank):
            keys = [place.application_id for place in group if place.application_id is not None]
            if rank is None:
                outcome = "not_appoint"
            elif left <= 0:
                outcome = "put_on_reserve"
            else:
                outcome = "recommend" if len(keys) <= left else ""
                left -= len(keys)
            found |= dict.fromkeys(keys, outcome)
        return found

    def content(self) -> dict[str, Any]:
        """Everything that it says, by codes in the place of applications."""
        places = self.places.order_by("position")
        ties = self.ties.select_related("above", "below")
        return {
            "campaign": self.campaign.reference,
            "version": self.version,
            "posts": self.posts,
            "rules": self.rules,
            "places": [place.content() for place in places],
            "ties": sorted([tie.above.code, tie.below.code, tie.digest] for tie in ties),
        }

    def digest_now(self) -> str:
        """The digest of what its rows say: the one signed, unless somebody changed them."""
        plain = json.dumps(self.content(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


class MeritPlace(models.Model):
    """One candidate in a version of the list; ``rank`` is none for who is below the minimum.

    Those who are equal have the same rank. ``marks`` are the exact values that the total is the sum
    of, each as [stage, element, "points"].
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    merit_list = models.ForeignKey(MeritList, on_delete=models.CASCADE, related_name="places")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="merit_places"
    )
    code = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True)
    position = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    marks = models.JSONField(default=list)
    tie = models.CharField("how a tie was settled", max_length=10, choices=Tie.choices, blank=True)

    class Meta:
        ordering = ["merit_list", "position"]
        verbose_name = "place in a merit list"
        verbose_name_plural = "places in merit lists"
        constraints = [
            models.UniqueConstraint(
                fields=["merit_list", "position"], name="roles_merit_place_once"
            ),
            models.UniqueConstraint(
                fields=["merit_list", "application"], name="roles_merit_candidate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Place in a merit list of campaign {self.merit_list.campaign.reference}"

    @property
    def total(self) -> Fraction:
        """The exact sum of the marks that count."""
        return Fraction(self.numerator, self.denominator)

    @property
    def basis(self) -> tuple[bool, list[Any]]:
        """What its place in the list was made of."""
        return self.is_appointable, self.marks

    @property
    def is_appointable(self) -> bool:
        """Whether every mark reaches what is enough."""
        return self.rank is not None

    def content(self) -> list[Any]:
        """What the digest of the list is made of."""
        total = f"{self.numerator}/{self.denominator}"
        return [self.code, self.rank, total, self.marks, self.tie]

    def forget(self) -> None:
        """The person goes from the list, and why they were placed above or below somebody."""
        type(self)._default_manager.filter(pk=self.pk).update(application=None, salt="")
        for ties in (self.ties_above, self.ties_below):
            ties.update(reason="", salt="")


class MeritTie(models.Model):
    """Why the chair placed one of two equal candidates above the other (S34)."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    merit_list = models.ForeignKey(MeritList, on_delete=models.CASCADE, related_name="ties")
    above = models.ForeignKey(MeritPlace, on_delete=models.CASCADE, related_name="ties_above")
    below = models.ForeignKey(MeritPlace, on_delete=models.CASCADE, related_name="ties_below")
    reason = models.TextField(blank=True, max_length=LONGEST)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["merit_list", "above__position", "below__position"]
        verbose_name = "reason in a merit list"
        verbose_name_plural = "reasons in merit lists"
        constraints = [
            models.UniqueConstraint(
                fields=["merit_list", "above", "below"], name="roles_merit_tie_once"
            )
        ]

    def __str__(self) -> str:
        return f"Reason in a merit list of campaign {self.merit_list.campaign.reference}"

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidates they are."""
        return self.merit_list.campaign
