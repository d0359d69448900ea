"""What somebody on a panel marks: one question after the other, in an order of their own (S16).

Nothing here depends on what others have marked (S18). An answer is known by a code that only its
marker has: it says nothing of whose it is, nor of who applied when (R11).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from hub.dates import datetime_gb
from hub.models import User
from hub.numbers import plural
from hub.qualifications import certificates_of
from roles.models.campaigns.campaign_state import MEETING, CampaignState
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.marking import MarkedElement, elements_to_mark, read_standings
from roles.models.selection.panel import PanelMember
from roles.models.selection.panel_gate import CERTIFICATE
from roles.models.selection.score import Score
from roles.models.selection.share import MarkingShare
from roles.models.selection.stage_result import StageResult

CODE = 12
NOT_YET = "You can mark answers once the department has started the sift."
OVER = "The sift is over, so you cannot mark any more answers."
NOT_MET_YET = "You can mark an interview once it is recorded as held."
INTERVIEWS_OVER = "The role has ended, so you cannot mark any more interviews."
DECLARE_FIRST = "Declare your conflicts of interest before you mark any answer."
NO_CERTIFICATE = (
    "You have no assessor’s certificate that is valid today, so you cannot mark any answer. Ask "
    "the hub team to record your new certificate."
)
NO_MARKS = "No answers are marked by this panel in this service."


def why_not_to_mark(member: PanelMember) -> str:
    """Why nobody marks by this place on a panel now; "" while they do.

    Their certificate has to be valid on the day on which they mark (R9).
    """
    if (why := why_no_marking(member)) or member.person is None:
        return why
    today = timezone.localdate()
    is_valid = certificates_of([member.person], CERTIFICATE).cover(member.person, today, today)
    return "" if is_valid else NO_CERTIFICATE


def why_no_marking(member: PanelMember) -> str:
    """The same as the place and the campaign stand, whatever the certificate: for lists."""
    campaign = member.campaign
    if not member.state_facts.is_sitting:
        return "You are not on this panel."
    if member.panel.kind != Stage.Kind.SIFT and campaign.is_before_interview_marks:
        return NO_MARKS
    if member.declared_at is None:
        return DECLARE_FIRST
    if member.panel.kind != Stage.Kind.SIFT:
        if campaign.interviewing_at is None:
            return NOT_MET_YET
        return "" if campaign.state in MEETING else INTERVIEWS_OVER
    if campaign.sifting_at is None:
        return NOT_YET
    return "" if campaign.state == CampaignState.SIFTING else OVER


@dataclass(frozen=True)
class AnswerToMark:
    """One candidate's answer to one question, as its marker knows it."""

    element: MarkedElement
    result: StageResult
    code: str
    # Where it stands among the answers to its question, from 1.
    number: int
    member: PanelMember
    score: Score | None

    @property
    def address(self) -> str:
        """The page on which it is read and marked."""
        names = [self.member.pk, self.element.slug, self.code]
        return reverse("roles:marking_answer", args=names)

    @property
    def interview(self) -> list[tuple[str, str]]:
        """Whose interview is marked, and when it was; nothing of an answer in writing (R11)."""
        if not self.result.is_met:
            return []
        application = self.result.application
        return [
            ("Candidate", f"{application.full_name}, {application.reference}"),
            ("Interviewed on", datetime_gb(self.result.met_at)),
            ("How it went", self.result.get_attendance_display()),
        ]

    @property
    def is_marked(self) -> bool:
        """Whether its marker has said what they make of it, submitted or not."""
        return self.score is not None and lacks_words(self.element, self.score) == ""

    @property
    def is_flagged(self) -> bool:
        """Whether its marker wanted to look at it again."""
        return self.score is not None and self.score.is_flagged

    @property
    def is_submitted(self) -> bool:
        """Whether that is final."""
        return self.score is not None and not self.score.is_draft


def lacks_words(element: MarkedElement, score: Score) -> str:
    """What a mark still lacks before it can be submitted (S10); "" for nothing."""
    if score.cannot_mark:
        return "" if score.evidence else "Enter why you cannot mark this answer"
    if score.points is None:
        return "Select the points, or that you cannot mark this answer"
    if element.wants_words(score.points) and not score.evidence:
        return f"Enter what in the answer your mark of {score.points} is based on"
    return ""


@dataclass(frozen=True)
class MarkingList:
    """Everything one member marks at a stage, in the order in which they are shown it."""

    member: PanelMember
    elements: list[MarkedElement]
    answers: list[AnswerToMark] = field(default_factory=list)

    @property
    def marked(self) -> int:
        """How many answers are marked, submitted or not."""
        return sum(answer.is_marked for answer in self.answers)

    @property
    def submitted(self) -> int:
        """How many are final."""
        return sum(answer.is_submitted for answer in self.answers)

    @property
    def words(self) -> str:
        """How far it is, such as "23 of 60 answers marked"."""
        noun = "mark" if self.is_of_interviews else "answer"
        words = f"{self.marked:,} of {plural(len(self.answers), noun)}"
        return f"{words} given" if self.is_of_interviews else f"{words} marked"

    @property
    def is_of_interviews(self) -> bool:
        """Whether it is of interviews, not of answers in writing."""
        return self.member.panel.kind != Stage.Kind.SIFT

    @property
    def is_done(self) -> bool:
        """Whether every mark is submitted."""
        return bool(self.answers) and self.submitted == len(self.answers)

    def find(self, element: str, code: str) -> AnswerToMark | None:
        """The answer that an address names; None for what is not theirs to mark."""
        return next((a for a in self.answers if (a.element.slug, a.code) == (element, code)), None)

    def of(self, element: MarkedElement) -> list[AnswerToMark]:
        """The answers to one question."""
        return [answer for answer in self.answers if answer.element.slug == element.slug]

    def beside(self, answer: AnswerToMark) -> tuple[AnswerToMark | None, AnswerToMark | None]:
        """The one shown before it, and the one after it, marked or not."""
        at = self.answers.index(answer)
        after = self.answers[at + 1 : at + 2]
        return self.answers[at - 1] if at else None, after[0] if after else None

    def after(self, answer: AnswerToMark | None) -> AnswerToMark | None:
        """The next to mark after one, those skipped before it last; None when all are marked."""
        at = self.answers.index(answer) + 1 if answer else 0
        ahead = [*self.answers[at:], *self.answers[: max(at - 1, 0)]]
        return next((each for each in ahead if not each.is_marked), None)

    def address_after(self, answer: AnswerToMark | None) -> str:
        """Where to go on after one; the overview when all are marked."""
        found = self.after(answer)
        return found.address if found else reverse("roles:marking", args=[self.member.pk])

    def finished(self) -> list[list[AnswerToMark]]:
        """By application the answers that can be submitted: all of it are marked, and not yet."""
        by_result: dict[int, list[AnswerToMark]] = {}
        for answer in self.answers:
            by_result.setdefault(answer.result.pk, []).append(answer)
        return [
            group
            for group in by_result.values()
            if all(each.is_marked for each in group)
            and not all(each.is_submitted for each in group)
        ]


def marking_list(member: PanelMember, person: User) -> MarkingList:
    """What a member marks; nothing of what a conflict of interest hides from them (S4).

    Where the marking is shared out, their share of it alone (S6). What was decided before they
    marked it, they mark no more. Nor what they gave marks of already: before they left and came
    back, or as the third.
    """
    campaign = member.campaign
    rows = StageResult.objects.of(campaign, member.panel.number).ever_to_mark().shown_to(person)
    if member.panel.markers_each is not None:
        own = MarkingShare.objects.standing().filter(place=member)
        rows = rows.filter(application__in=own.order_by().values("application"))
    rows = rows.readable()
    if member.panel.kind != Stage.Kind.SIFT:
        rows = rows.select_related("application__interview")
    scores: dict[tuple[int, str], Score] = {}
    again = set()
    for score in Score.objects.by(person).filter(result__in=rows.order_by()):
        if score.place_id == member.pk:
            scores[(score.result_id, score.element)] = score
        elif not score.is_draft:
            again.add(score.result_id)
    submitted = {key for (key, _), score in scores.items() if not score.is_draft}
    results = [row for row in rows if row.pk in submitted or not (row.outcome or row.pk in again)]
    if member.panel.kind != Stage.Kind.SIFT:
        return _of_interviews(member, results, scores, submitted)
    if _came_late(member):
        results = _not_yet_marked(member, results, submitted)
    elements = elements_to_mark(campaign, member.panel.number)
    answers = []
    for element in elements:
        drawn = sorted(results, key=lambda row: _drawn(member, f"{element.slug}:{row.pk}"))
        answers += [
            AnswerToMark(
                element, row, code_of(member, row), at, member, scores.get((row.pk, element.slug))
            )
            for at, row in enumerate(drawn, 1)
        ]
    return MarkingList(member, elements, answers)


def _came_late(member: PanelMember) -> bool:
    began, joined = member.campaign.sifting_at, member.accepted_at
    return began is not None and joined is not None and joined > began


def _not_yet_marked(
    member: PanelMember, results: list[StageResult], submitted: set[int]
) -> list[StageResult]:
    """Without what everybody had marked before the member came onto the panel."""
    for row in results:
        row.application.campaign = member.campaign
    standings = read_standings(results)
    return [
        row
        for row in results
        if row.pk in submitted or any(one.pk == member.pk for one in standings[row.pk].missing)
    ]


def _of_interviews(
    member: PanelMember,
    results: list[StageResult],
    scores: dict[tuple[int, str], Score],
    submitted: set[int],
) -> MarkingList:
    """What a member marks of interviews: one candidate after the other, as they were met (S33).

    Not those that others held.
    """
    for row in results:
        row.application.campaign = member.campaign
    standings = read_standings(results)
    own = [
        row
        for row in results
        if row.pk in submitted or any(one.pk == member.pk for one in standings[row.pk].missing)
    ]
    own.sort(key=lambda row: (row.met_at, row.application.reference))
    elements = elements_to_mark(member.campaign, member.panel.number)
    answers = [
        AnswerToMark(
            element, row, code_of(member, row), at, member, scores.get((row.pk, element.slug))
        )
        for at, row in enumerate(own, 1)
        for element in elements
    ]
    return MarkingList(member, elements, answers)


def code_of(member: PanelMember, result: StageResult) -> str:
    """What an application is called in the addresses of one marker."""
    return _drawn(member, f"code:{result.pk}")[:CODE]


def _drawn(member: PanelMember, about: str) -> str:
    """The same each time for the same member: a withdrawal moves nothing else (S16)."""
    seed = f"{member.marking_seed}:{member.pk}:{about}"
    return hashlib.sha256(seed.encode()).hexdigest()
