"""What becomes of an application at one stage of the plan: stages are data, results are rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Count, Max, Min, Q, Sum

from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.marking import MarkStanding, elements_to_mark, read_standings
from roles.models.selection.panel import FEWEST, PanelMember
from roles.models.selection.redaction import WAITS, Redaction, Redactor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User

# Where a campaign has for which of its applications marks are missing, once that was read.
WAITING = "marks_waited_for"
# Where it has what their marks add up to.
MARKS_READ = "marks_read"
# The application stands where its stage is marked: sent at a sift, met at the others (S33).
WAITING_FOR_MARKS = Q(outcome="") & (
    Q(kind=Stage.Kind.SIFT, application__state=ApplicationState.SUBMITTED)
    | (~Q(kind=Stage.Kind.SIFT) & Q(application__state=ApplicationState.INTERVIEWED))
)
# From so many points on between two marks of an answer the panel has to agree (R11).
DIFFERENCE = 2


def in_words_lacking(number: int) -> str:
    """That a panel has too few people who can mark some applications."""
    return f"Lacks a marker for {plural(number, 'application')}."


class StageResultQuerySet(models.QuerySet["StageResult"]):
    """Results by campaign and stage, and by who may know of them."""

    def of(self, campaign: Campaign, number: int) -> StageResultQuerySet:
        """Those of one stage of a campaign."""
        return self.filter(application__campaign=campaign, number=number)

    def marked(self) -> StageResultQuerySet:
        """Those for which a panel gives marks."""
        return self.filter(is_marked=True)

    def to_mark(self) -> StageResultQuerySet:
        """Those that wait for marks and a decision: neither withdrawn nor set aside."""
        return self.marked().filter(
            WAITING_FOR_MARKS,
            application__is_set_aside=False,
            application__erased_at=None,
        )

    def ever_to_mark(self) -> StageResultQuerySet:
        """Those that wait for marks, and those decided; neither withdrawn nor set aside."""
        rows = self.marked().filter(WAITING_FOR_MARKS | Q(decided_at__isnull=False))
        return rows.filter(application__is_set_aside=False, application__erased_at=None)

    def shown_to(self, person: User | AnonymousUser) -> StageResultQuerySet:
        """Without those of applications that do not exist for a person (S4)."""
        hidden = Application.objects.all().hidden_from(person)
        return self.exclude(application__in=hidden) if hidden else self

    def readable(self) -> StageResultQuerySet:
        """Without those in which personal details have still to be hidden (R11)."""
        hides = Redactor.objects.current().order_by().values("campaign")
        done = Redaction.objects.checked().order_by().values("application")
        return self.exclude(
            ~Q(application__in=done),
            kind=Stage.Kind.SIFT,
            outcome="",
            application__campaign__in=hides,
        )

    def lacking_markers(self) -> dict[tuple[int, int], int]:
        """How many of these wait for people to mark them whom no panel has, by campaign and stage.

        A conflict of interest hides them from the others, or these have left (S3).
        """
        results = list(self.to_mark().select_related("application"))
        standings = read_standings(results)
        return Counter(
            (row.application.campaign_id, row.number)
            for row in results
            if standings[row.pk].lacks_markers
        )

    def waiting_in(self, campaign: Campaign) -> dict[int, str]:
        """Why a decision waits for marks, by application; read once for a loaded campaign.

        To whoever has still to give their own it says no more than that (S18).
        """
        reader = campaign.reader
        key = (campaign.hidden_applications, getattr(reader, "pk", None))
        known: dict[object, dict[int, str]] = campaign.__dict__.setdefault(WAITING, {})
        if key not in known:
            rows = self.model._default_manager.to_mark().filter(application__campaign=campaign)
            known[key] = {}
            results = list(rows.select_related("application"))
            for result in results:
                result.application.campaign = campaign
            standings = read_standings(results)
            for result in results:
                if why := standings[result.pk].why_no_decision(reader):
                    known[key][result.application_id] = why
            known[key].update(
                dict.fromkeys(
                    Redaction.objects.waiting_in(campaign).order_by().values_list("pk", flat=True),
                    WAITS,
                )
            )
        return known[key]

    def disputed_in(self, campaign: Campaign) -> dict[int, str]:
        """Why a decision waits for the panel to agree, by application; read once (S24)."""
        return self._read_marks(campaign).disputed

    def below_in(self, campaign: Campaign) -> dict[int, str]:
        """Why no sift is passed by the marks, by application; read once.

        Of applications whose marks are not all in, or are still to be agreed, it is not to be said.
        """
        return self._read_marks(campaign).below

    def _read_marks(self, campaign: Campaign) -> _MarksRead:
        """What the marks of a campaign's applications add up to; read once for a loaded one."""
        known: _MarksRead | None = campaign.__dict__.get(MARKS_READ)
        if known is None:
            rows = self.model._default_manager.marked().filter(
                application__campaign=campaign,
                application__is_set_aside=False,
                application__withdrawn_at=None,
                application__erased_at=None,
            )
            # Of who could not mark an answer there is a mark without points.
            counting = rows.filter(
                scores__submitted_at__isnull=False, scores__set_aside_at=None
            ).order_by()
            of_answer = ("pk", "scores__element", "application", "number", "kind", "outcome")
            marked = [
                _MarkedAnswer(*row)
                for row in counting.values_list(*of_answer).annotate(
                    low=Min("scores__points"),
                    high=Max("scores__points"),
                    total=Sum("scores__points"),
                    marks=Count("scores__points"),
                )
            ]
            acted = rows.filter(moderations__isnull=False).order_by() if marked else rows.none()
            of_mark = ("moderations__agreed_points", "moderations__third_asked_at")
            moderated = {
                (pk, element): (agreed_at, *more)
                for pk, element, agreed_at, *more in acted.values_list(
                    "pk", "moderations__element", "moderations__agreed_at", *of_mark
                )
            }
            known = campaign.__dict__[MARKS_READ] = _add_up(campaign, marked, moderated)
        return known


class _MarkedAnswer(NamedTuple):
    """The marks that count of one answer: the least, the most, their sum and how many.

    Where nobody could mark it there is no least, no most and no sum.
    """

    result: int
    element: str
    application: int
    number: int
    kind: str
    outcome: str
    low: int | None
    high: int | None
    total: int | None
    marks: int

    @property
    def is_to_agree(self) -> bool:
        """Whether the marks differ too much, or fewer could mark it than assess together (R9)."""
        if self.low is None or self.high is None or self.marks < FEWEST:
            return not self.outcome
        return self.high - self.low >= DIFFERENCE


@dataclass(frozen=True)
class _MarksRead:
    """By application why a decision waits for agreed marks, and why none passes the sift."""

    disputed: dict[int, str]
    below: dict[int, str]


def _add_up(
    campaign: Campaign,
    marked: list[_MarkedAnswer],
    moderated: dict[tuple[int, str], tuple[Any, ...]],
) -> _MarksRead:
    elements = {
        (number, element.slug): element
        for number in sorted({answer.number for answer in marked})
        for element in elements_to_mark(campaign, number)
    }
    order = list(elements)
    to_agree, below = Counter[int](), defaultdict(list)
    for answer in sorted(marked, key=lambda one: (one.number, one.element)):
        agreed_at, agreed, asked_at = moderated.get(answer[:2], (None, None, None))
        if agreed_at is None and (answer.is_to_agree or asked_at is not None):
            to_agree[answer.application] += 1
        place = (answer.number, answer.element)
        element = elements.get(place)
        if element is not None and answer.kind == Stage.Kind.SIFT:
            # The exact mean, without a division.
            total, marks = (answer.total, answer.marks) if agreed is None else (agreed, 1)
            if total is not None and total < element.pass_mark * marks:
                below[answer.application].append((order.index(place), element.name))
    return _MarksRead(
        {application: _to_agree(number) for application, number in to_agree.items()},
        {application: _below(sorted(found)) for application, found in below.items()},
    )


def _below(found: list[tuple[int, str]]) -> str:
    names = ", ".join(name for _, name in found)
    return (
        f"The panel’s marks are below the minimum: {names}. Nobody passes the sift with marks "
        "below the minimum."
    )


def _to_agree(number: int) -> str:
    return (
        f"The panel still has to agree {plural(number, 'mark')} for this application. The chair "
        "does this on the panel’s page “Marks that differ”."
    )


class StageResult(models.Model):
    """One application at one stage: made when the stage begins, decided by those who decide.

    ``is_marked`` says that a panel marks it: there was one when the stage began.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        PASSED = "passed", "Passed"
        NOT_PASSED = "not_passed", "Not passed"

    class Attendance(models.TextChoices):
        """How a meeting went: apart from any mark (S33)."""

        AS_ARRANGED = "as_arranged", "It was held as arranged"
        LATE = "late", "It was held, and the candidate came late"
        DISTURBED = "disturbed", "It was held, with technical problems"
        FAILED = "failed", "It could not be held for technical reasons"
        NO_SHOW = "no_show", "The candidate did not attend"

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="stage_results"
    )
    number = models.PositiveSmallIntegerField("stage")
    kind = models.CharField(max_length=20, choices=Stage.Kind.choices)
    is_marked = models.BooleanField("a panel marks it", default=False)
    opened_at = models.DateTimeField()
    # How the candidate was met, where it is not a sift; "" where nobody said.
    attendance = models.CharField(max_length=20, choices=Attendance.choices, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StageResultQuerySet.as_manager()

    class Meta:
        # Never by when they were made: that would say who applied when (R11).
        ordering = ["application__reference", "number"]
        verbose_name = "result at a stage"
        verbose_name_plural = "results at stages"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="roles_result_once_a_stage"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at=None)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
                name="roles_result_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.number} of {self.application}"

    @property
    def campaign(self) -> Campaign:
        """The campaign whose stage it is."""
        return self.application.campaign

    @property
    def is_met(self) -> bool:
        """Whether candidates are met at the stage: it is no sift."""
        return self.kind != Stage.Kind.SIFT

    @property
    def met_at(self) -> datetime:
        """When the candidate was met."""
        slot = self.application.interview_slot
        return slot.starts_at if slot else self.opened_at

    def decide(self, outcome: str, at: datetime) -> None:
        """Passed or not; "" when the decision was undone."""
        self.outcome, self.decided_at = outcome, at if outcome else None

    @property
    def standing(self) -> MarkStanding:
        """Who has marked it and who has not, as it stands now."""
        return read_standings([self])[self.pk]

    def marks_missing(self) -> list[PanelMember]:
        """Those on the panel who have still to mark it, the chair first; who may not is no gap."""
        return self.standing.missing

    @property
    def all_marks_in(self) -> bool:
        """Whether everybody who marks it has submitted every mark, and enough people have."""
        return self.standing.is_complete
