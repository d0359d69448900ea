"""What is hidden in candidates' answers before they are marked, and who hides it (R11).

A campaign with somebody who hides personal details has its answers read with these left out, by
everybody who may not know the candidate yet. The answers themselves stay as they were sent: what is
hidden is kept as places in them, never as words.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Employment
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User

# Where a loaded campaign has whether personal details are hidden in its answers.
HIDES = "hides_personal_details"
# And who of some people ever hid them.
REDACTED_BY = "who_hid_personal_details"
# The texts of an application, beside those of elements and jobs.
STATEMENT, WORKS_FOR, GAPS = "statement", "works_for", "gaps"
WAITS = "Personal details still have to be hidden in these answers. You can read them after that."


def element_text(slug: str) -> str:
    """The key of what a candidate wrote about an element."""
    return f"element-{slug}"


def job_text(job: int, name: str) -> str:
    """The key of one field of a job."""
    return f"job-{job}-{name}"


class RedactorQuerySet(models.QuerySet["Redactor"]):
    """Those who hide personal details, by campaign and person."""

    def current(self) -> RedactorQuerySet:
        """Those who have that part now; one for each campaign."""
        return self.filter(ended_at=None)

    def at_work(self) -> RedactorQuerySet:
        """Those whose campaign has closed and has not ended: answers are to be read."""
        return self.current().filter(campaign__state__in=ASSESSING)

    def with_waiting(self, person: User) -> RedactorQuerySet:
        """Those at work, with how many applications wait for them that exist for a person."""
        hidden = Application.objects.all().hidden_from(person)
        done = Redaction.objects.checked().order_by().values("application")
        waiting = (
            Application.objects.sent()
            .to_sift()
            .filter(campaign=OuterRef("campaign"), erased_at=None)
        )
        waiting = waiting.exclude(pk__in=done).exclude(pk__in=hidden).order_by()
        counted = waiting.values("campaign").annotate(found=Count("pk")).values("found")
        rows = self.at_work().filter(Exists(waiting))
        return rows.annotate(number=Subquery(counted))

    def of(self, person: User | AnonymousUser) -> RedactorQuerySet:
        """A person's own parts, by any account of their mailbox, while they work there."""
        if not person.is_authenticated:
            return self.none()
        rows = self.filter(person__in=person.account_keys)
        if person.is_hub_staff:
            return rows
        bodies = {organisation for organisation, _ in person.current_roles}
        here = Q(campaign__organisation__in=bodies) | Q(campaign__organisation__parent__in=bodies)
        return rows.filter(here)

    def of_side(self, person: User) -> RedactorQuerySet:
        """The same, and those of whoever stands in for them or for whom they stand in."""
        return self.filter(person__in=person.side_keys)


class Redactor(models.Model):
    """Somebody's time as the one who hides personal details in the answers of a campaign.

    They read answers whole, so they mark none of them and decide on none.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="redactors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="redacts"
    )
    appointed_by = actor_field(editable=False)
    appointed_at = models.DateTimeField("asked", default=timezone.now)
    ended_at = models.DateTimeField("until", null=True, blank=True)

    objects = RedactorQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "appointed_at", "pk"]
        verbose_name = "person who hides personal details"
        verbose_name_plural = "people who hide personal details"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(ended_at=None),
                name="roles_redactor_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Hiding personal details in campaign {self.campaign.reference}"

    @property
    def name(self) -> str:
        """What those who arrange the selection call the person."""
        return str(self.person) if self.person else "Somebody who left"


class RedactionQuerySet(models.QuerySet["Redaction"]):
    """What was done to hide personal details, by campaign."""

    def checked(self) -> RedactionQuerySet:
        """Those of applications whose answers can be read."""
        return self.filter(checked_at__isnull=False)

    def waiting_in(self, campaign: Campaign) -> ApplicationQuerySet:
        """The applications of a campaign in which personal details have still to be hidden."""
        return self._waiting(campaign.applications_shown, [campaign])

    def counts_waiting(self, campaigns: Sequence[Campaign]) -> dict[int, int]:
        """How many wait in each campaign, as its reader may know them; in one query."""
        hidden = {key for campaign in campaigns for key in campaign.hidden_applications}
        rows = self._waiting(Application.objects.exclude(pk__in=hidden), campaigns)
        return Counter(rows.order_by().values_list("campaign", flat=True)) if campaigns else {}

    def _waiting(self, rows: Any, campaigns: Iterable[Campaign]) -> ApplicationQuerySet:
        current = Redactor.objects.current().filter(campaign__in=[each.pk for each in campaigns])
        found: ApplicationQuerySet = (
            rows.sent()
            .to_sift()
            .filter(campaign__in=current.order_by().values("campaign"), erased_at=None)
            .exclude(pk__in=self.model._default_manager.checked().order_by().values("application"))
        )
        return found


class Redaction(models.Model):
    """That the answers of one application were gone through, by whom and when."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="redaction"
    )
    checked_by = actor_field(blank=True, editable=False)
    checked_at = models.DateTimeField("answers can be read since", null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = "hiding of personal details"
        verbose_name_plural = "hidings of personal details"

    def __str__(self) -> str:
        return f"Personal details hidden in {self.application}"


class RedactedSpan(models.Model):
    """A place in an answer at which a personal detail stands; the words are kept nowhere else."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        NAME = "name", "name"
        EMAIL = "email", "email address"
        PHONE = "phone", "phone number"
        ADDRESS = "address", "address"
        POSTCODE = "postcode", "postcode"
        LINK = "link", "link"
        EMPLOYER = "employer", "employer"
        SCHOOL = "school", "school or university"
        OTHER = "other", "personal detail"

    redaction = models.ForeignKey(Redaction, on_delete=models.CASCADE, related_name="spans")
    # Which of the texts of an application, such as "statement" or "element:leadership".
    text = models.CharField(max_length=80)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # What was proposed, and is left to be read, is kept as well.
    is_hidden = models.BooleanField(default=True)
    is_added = models.BooleanField("the person who checks added it", default=False)

    class Meta:
        ordering = ["redaction", "text", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["redaction", "text", "start", "end"], name="roles_redacted_span_once"
            ),
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")), name="roles_redacted_span_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"A place in {self.redaction.application}"

    @property
    def in_its_place(self) -> str:
        """What is read instead of the words."""
        return f"[{self.get_kind_display()}]"


def hides_personal_details(campaign: Campaign) -> bool:
    """Whether answers of a campaign are read with personal details left out; read once."""
    known = campaign.__dict__
    if HIDES not in known:
        known[HIDES] = campaign.redactors.current().exists()
    return bool(known[HIDES])


def has_redacted(person: User, campaign: Campaign) -> bool:
    """Whether a person, or who is on their side, ever hid details in a campaign; read once each."""
    known = campaign.__dict__.setdefault(REDACTED_BY, {})
    if person.pk not in known:
        known[person.pk] = campaign.redactors.of_side(person).exists()
    return bool(known[person.pk])


class BlindAnswers:
    """The texts of one application as those read them who may not know whose they are.

    As they were sent where the campaign hides nothing, and once the candidate is invited to an
    interview. ``waits`` says why they are not to be read yet.
    """

    def __init__(self, application: Application) -> None:
        self.is_whole = application.shows_identity or not hides_personal_details(
            application.campaign
        )
        self.waits = ""
        self._spans: dict[str, list[RedactedSpan]] = defaultdict(list)
        if self.is_whole:
            return
        redaction = Redaction.objects.checked().filter(application=application).first()
        if redaction is None:
            self.waits = WAITS
            return
        for span in redaction.spans.filter(is_hidden=True).order_by("text", "start"):
            self._spans[span.text].append(span)

    def read(self, text: str, words: str) -> str:
        """One of its texts, by its key."""
        if self.is_whole:
            return words
        if self.waits:
            return ""
        return with_spans_hidden(words, self._spans[text])

    def job(self, job: Employment) -> Employment:
        """A job as it is read; never to be saved."""
        if self.is_whole:
            return job
        shown = copy.copy(job)
        for name in ("employer", "job_title", "duties"):
            setattr(shown, name, self.read(job_text(job.pk, name), getattr(job, name)))
        return shown


def with_spans_hidden(words: str, spans: Iterable[RedactedSpan]) -> str:
    """A text with the words of these places left out, in their order."""
    found, at = [], 0
    for span in spans:
        found += [words[at : span.start], span.in_its_place]
        at = span.end
    return "".join([*found, words[at:]])
