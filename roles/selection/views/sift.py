"""The department's and the hub's side: an application by its reference, and its legal moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hub import timeline
from hub.dates import as_known, when_gb
from hub.history import by_day
from hub.models import Upload
from hub.moves import MoveView, offered
from hub.uploads import preview, response
from hub.views.base import ButtonView, CreatingFormView, GuardedTemplateView
from hub.views.record_page import RecordPage
from roles.applications.answers import answers_for_assessors
from roles.applications.forms.applications import AnswerToCandidateForm
from roles.applications.log import LOG_ACTIONS
from roles.applications.moves import TELLING_MOVES
from roles.applications.services.applications import SIFT_DECISIONS
from roles.applications.services.assisted import acts_for, why_no_answer
from roles.applications.services.messages import answer_candidate, letters_of_campaign
from roles.applications.services.withdrawal import has_recorded_withdrawal
from roles.applications.stage_bar import stages_for_handlers
from roles.applications.views.handled import HandledApplicationView
from roles.models.applications.application import Application
from roles.models.applications.application_message import ApplicationMessage
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import pass_marks_of
from roles.models.selection.panel_gate import why_not_read
from roles.models.selection.redaction import BlindAnswers
from roles.permissions.panels import reads_letters
from roles.selection import tables
from roles.selection.duplicate_moves import DUPLICATE_MOVES
from roles.selection.log import LOG_ACTIONS as SELECTION_LOG
from roles.selection.log import OF_THEIR_ACCOUNT, READS
from roles.selection.marks_shown import marking_of
from roles.selection.moves import APPLICATION_MOVES, BOOKING_MOVES
from roles.selection.next_step import steps_of_application
from roles.selection.services.arrangements import (
    SiftedError,
    arrangements_for,
    open_arrangements,
    to_arrange,
)
from roles.selection.services.duplicates import alike
from roles.selection.services.reading import open_cv, open_with_identity
from roles.selection.services.undoing import can_be_undone
from roles.selection.sift_progress import pages_after_sift, sift_progress
from roles.selection.slot_moves import ARRANGED
from roles.selection.views.sift_list import SiftListView
from roles.telling import calls_about, have_told, what_to_tell

# Said instead of the marks to who came to the panel when it was decided.
# Why it goes on is a choice of the staff's, which may be read once the candidate is known.
TAKEN_UP = SELECTION_LOG["roles.application_taken_up_again"]
UNDONE = SELECTION_LOG["roles.rejection_undone"]


def told_how(entry: timeline.Entry) -> str:
    """How and when a candidate was told who could not be emailed; "" of everything else."""
    return entry.detail if entry.label == LOG_ACTIONS["roles.candidate_told"] else ""


class SiftDetailView(RecordPage, HandledApplicationView, GuardedTemplateView):
    """What was sent, without a name before the interview (R11), and what can be done next."""

    of, listed_in = Application, SiftListView
    is_open_to_who_entered_it = True

    @classmethod
    def address_of(cls, record: Application) -> str:
        return reverse("roles:sift_detail", args=[record.campaign.reference, record.reference])

    @classmethod
    def above(cls, record: Application) -> Campaign:
        return record.campaign

    @classmethod
    def list_kwargs(cls, record: Application) -> Mapping[str, Any]:
        return {"reference": record.campaign.reference}

    def get_template_names(self) -> list[str]:
        return [f"roles/selection/sift_{'entered' if self.is_unseen else 'detail'}.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_with_identity(application=self.application, actor=self.person)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_unseen:
            return super().get_context_data(
                record=self.application,
                moves=offered(TELLING_MOVES, self.application, self.request.user),
                acts=acts_for(self.application, self.person),
                has_withdrawn=has_recorded_withdrawal(self.application, self.person),
                **kwargs,
            )
        discussed = discussion_of(self.application)
        return super().get_context_data(
            record=self.application,
            moves=offered(
                (*APPLICATION_MOVES, *DUPLICATE_MOVES, *TELLING_MOVES),
                self.application,
                self.request.user,
                () if self.application.offered_for else steps_of_application(self.application),
                pages_after_sift(self.application.campaign, self.person),
            ),
            others=tables.ALIKE.of(
                (self.application.campaign, other) for other in alike(self.application, self.person)
            ),
            stages=stages_for_handlers(self.application),
            history=by_day(self.request, history_of(self.application)),
            progress=sift_progress(self.application.campaign, self.person, self.application),
            sent=when_gb(
                as_known(self.application.submitted_at, is_known=self.application.shows_identity)
            ),
            unread=(unread := why_unread(self.application)),
            answers=[] if unread else answers_for_assessors(self.application),
            arranged=arrangements_for(self.application, self.person),
            may_arrange=self.person.has_perm("roles.view_adjustments", self.application),
            to_phone=[what_to_tell(call) for call in calls_about(self.application)],
            can_be_undone=can_be_undone(self.application.state),
            may_phone=self.person.has_perm("roles.phone_candidate", self.application),
            letters=[
                each for each in letters_of_campaign(self.application) if each not in discussed
            ]
            if reads_letters(self.person, self.application)
            or self.person.has_perm("roles.answer_candidate", self.application)
            else [],
            may_answer=self.person.has_perm("roles.answer_candidate", self.application),
            checks=tables.CHECKS.of(tables.checks_of(self.application))
            if self.application.checks_at
            else None,
            progress_of_checks=tables.PROGRESS.of(tables.progress_of(self.application))
            if self.application.checks_at
            else None,
            discussion=discussed,
            may_read_letter=self.person.has_perm("roles.move_application", self.application),
            acts=acts_for(self.application, self.person),
            why_no_answer=why_no_answer(self.application, self.person),
            pass_marks=pass_marks_of(self.application.campaign),
            marking=marking_of(self.application, self.person),
            may_explain=self.person.has_perm("roles.view_decision_record", self.application),
            **kwargs,
        )


def why_unread(application: Application) -> str:
    """Why the answers are not read yet: the sift has not started, or details are to be hidden."""
    return why_not_read(application.campaign) or BlindAnswers(application).waits


def discussion_of(application: Application) -> list[ApplicationMessage]:
    """What the candidate discussed about the offer before they answered it."""
    terms = application.terms_offered
    if terms is None or application.offered_for:
        return []
    return list(terms.discussion.order_by("sent_at", "pk"))


def why_undone(undone: dict[str, str]) -> str:
    """Why a decision was undone, and what had been written with it."""
    said = [f"Why: {undone['reason']}"]
    if undone["words"]:
        lines = filter(None, undone["words"].splitlines())
        said.append(f"Written with the decision: {' '.join(lines)}")
    return ". ".join(part.rstrip(".") for part in said)


def history_of(application: Application) -> list[timeline.Line]:
    """What happened to it; who did it, and the details, from the invitation on alone (R11).

    Why a decision was undone is of those who decide, who knew no more than the reader.
    """
    undone = list(application.undone)
    invited = application.interview_invited_at if application.shows_identity else None
    lines = []
    unsaid = READS if application.shows_identity else (*READS, *OF_THEIR_ACCOUNT)
    for entry in timeline.newest_first(timeline.of(application, without=unsaid)):
        is_known = invited is not None and entry.at >= invited
        may_be_read = is_known or (invited is not None and entry.label == TAKEN_UP)
        detail = entry.detail if may_be_read else told_how(entry)
        said = [detail] if detail else []
        if entry.label == UNDONE and undone:
            said.append(why_undone(undone.pop()))
        lines.append(
            timeline.Line(
                entry.label,
                as_known(entry.at, is_known=application.shows_identity),
                entry.actor if is_known else "",
                note=". ".join(said),
                kind=entry.kind,
                recorded_on=entry.recorded_on,
            )
        )
    return lines


class ArrangementsView(HandledApplicationView, ButtonView):
    """Opens what those who arrange the selection have to know, and nobody else (R12)."""

    permission = "roles.view_adjustments"

    def page_of_the_button(self) -> str:
        return self.detail_url

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            open_arrangements(application=self.application, actor=self.person)
        except SiftedError as error:
            messages.warning(request, error.reason)
        return redirect(self.detail_url)


class ApplicationMoveView(MoveView, HandledApplicationView):
    """One thing done to an application by those who handle it."""

    moves = (*APPLICATION_MOVES, *DUPLICATE_MOVES, *TELLING_MOVES, ARRANGED)
    record_argument = "application"
    is_open_to_who_entered_it = True
    template_name = "roles/selection/sift_move.html"

    @property
    def record_url(self) -> str:
        return self.detail_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_booking = self.move.slug in BOOKING_MOVES
        is_sift = self.move.slug in SIFT_DECISIONS
        return super().get_context_data(
            marking=marking_of(self.application, self.person) if is_sift else [],
            to_arrange=to_arrange(self.application, self.person) if is_booking else None,
            **kwargs,
        )

    def who_was_first(self) -> str:
        # Before the invitation no name and no moment tells whose it is (R11).
        return super().who_was_first() if self.application.shows_identity else ""

    def find_record(self) -> Application:
        if self.application is None or (self.is_unseen and self.move not in TELLING_MOVES):
            raise Http404
        return self.application


class AnswerView(HandledApplicationView, CreatingFormView):
    """An answer to what a candidate asked."""

    permission = "roles.answer_candidate"
    form_class = AnswerToCandidateForm
    template_name = "roles/selection/sift_answer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=letters_of_campaign(self.application), **kwargs)

    def form_valid(self, form: AnswerToCandidateForm) -> HttpResponse:
        answer_candidate(
            application=self.application, text=form.cleaned_data["text"], actor=self.person
        )
        messages.success(self.request, f"Your answer is saved. {have_told(self.application)}")
        return redirect(self.detail_url)


class CvView(HandledApplicationView):
    """A candidate's CV, from the invitation to an interview on (R11)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.application.cv is None or not self.application.shows_identity:
            raise Http404
        open_cv(application=self.application, actor=self.person)
        return self.shown(request, self.application.cv)

    def shown(self, request: HttpRequest, cv: Upload) -> HttpResponseBase:
        """The file, as a download."""
        return response(request, cv, name="cv")


class CvReadView(CvView):
    """The same, to read without opening the file."""

    def shown(self, request: HttpRequest, cv: Upload) -> HttpResponseBase:
        download = self.detail_url + "cv/"
        heading = f"CV of {self.application.full_name}"
        return preview(request, cv, heading=heading, back=self.detail_url, download=download)
