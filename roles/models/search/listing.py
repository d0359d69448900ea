"""The listing: a flat, indexed row that the public list and search read instead of pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_rows import IN_TIME
from roles.models.campaigns.campaign_state import Audience


class ListingQuerySet(models.QuerySet["Listing"]):
    """Listings as the public looks for them."""

    def open(self, at: datetime | None = None) -> ListingQuerySet:
        """Those that can be applied for now, by the server's clock (R7)."""
        moment = at or timezone.now()
        # As Campaign.is_open_at: the whole second of the closing time is in time.
        return self.filter(opens_at__lte=moment, closes_at__gt=moment - IN_TIME)

    def in_places(self, slugs: Sequence[str]) -> ListingQuerySet:
        """Those based in at least one of the places."""
        found = ListingPlace.objects.filter(listing=OuterRef("pk"), slug__in=slugs)
        return self.filter(Exists(found))

    def where(self, slugs: Sequence[str], *, home: bool) -> ListingQuerySet:
        """Those in one of the places or, for who asks for it, that can be done from home."""
        if not home:
            return self.in_places(slugs) if slugs else self
        found = ListingPlace.objects.filter(listing=OuterRef("pk"), slug__in=slugs)
        return self.filter(Q(home_working=True) | Exists(found) if slugs else Q(home_working=True))


class Listing(models.Model):
    """What the list shows of one live advert: projected from its page and campaign, never edited.

    Written when the page is published, changed or unpublished and when the campaign closes; made
    again by ``rebuild_listings``. Everything the list shows stands here, so that one query reads
    a page.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="listing")
    page_id = models.PositiveBigIntegerField()
    path = models.CharField(max_length=500)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    organisation_name = models.CharField(max_length=150)
    department_code = models.CharField(max_length=20)
    department_name = models.CharField(max_length=150)
    family_slug = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    role_slug = models.CharField(max_length=80, blank=True)
    role_name = models.CharField(max_length=120, blank=True)
    grade_code = models.CharField(max_length=10, blank=True)
    grade_name = models.CharField(max_length=60, blank=True)
    grade_order = models.PositiveSmallIntegerField(default=0)
    places_text = models.CharField(max_length=500, blank=True)
    home_working = models.BooleanField(default=False)
    salary_from = models.PositiveIntegerField(
        default=0, help_text="The least that anybody would be paid a year; 0 where it is not said."
    )
    salary_text = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.EXTERNAL)
    contract = models.CharField(max_length=20, blank=True)
    working_pattern = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=4, default="en")
    welsh = models.CharField(max_length=12, default="not_needed")
    welsh_title = models.CharField(max_length=200, blank=True)
    contract_text = models.CharField(max_length=200, blank=True)
    posts = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    projected_at = models.DateTimeField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "pk"]
        indexes = [
            models.Index(fields=["closes_at", "id"], name="roles_listing_closing"),
            models.Index(fields=["-opens_at", "-id"], name="roles_listing_newest"),
            models.Index(fields=["-salary_from", "-id"], name="roles_listing_salary"),
            models.Index(fields=["family_slug", "closes_at", "id"], name="roles_listing_family"),
            models.Index(fields=["role_slug", "closes_at", "id"], name="roles_listing_role"),
            models.Index(
                fields=["department_code", "closes_at", "id"], name="roles_listing_department"
            ),
            models.Index(fields=["grade_code", "closes_at", "id"], name="roles_listing_grade"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="roles_listing_opens_first"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def text_language(self) -> str:
        """The language of its title and summary, as web pages name it."""
        return "cy" if self.language == "cy" else "en"

    @property
    def languages(self) -> list[str]:
        """Every language that the advert is written in, as web pages name them."""
        return ["en", "cy"] if self.language == "both" else [self.text_language]

    @property
    def welsh_path(self) -> str:
        """Where its Welsh text stands, of an advert in both languages; "" for any other."""
        return f"{self.path}cymraeg/" if self.language == "both" else ""

    @property
    def is_for_civil_servants(self) -> bool:
        """Whether only people who work in government can apply."""
        return self.audience != Audience.EXTERNAL

    def get_absolute_url(self) -> str:
        return self.path


class ListingPlace(models.Model):
    """One place where the people of a listing would be based."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="places")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["slug", "listing"], name="roles_place_slug")]
        constraints = [models.UniqueConstraint(fields=["listing", "slug"], name="roles_place_once")]

    def __str__(self) -> str:
        return self.name
