"""The support workspace: the list, asking, a request with its thread, and its moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from hub.bulk import BulkListView
from hub.dates import date_gb
from hub.history import entries_by_day
from hub.models import BulkRun, Need, User
from hub.moves import Move, MoveView, offered
from hub.numbers import plural
from hub.states import stages_of
from hub.tables import Column, ShownTable, Table
from hub.views.answering_need import AnsweringNeedView
from hub.views.base import GuardedFormView, GuardedTemplateView
from hub.views.checked import CheckedFormView
from hub.views.record_page import RecordPage
from roles.models.applications.application import Application
from roles.models.campaigns.post import Post
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.referral import Referral
from roles.models.support.request_question import RequestQuestion
from roles.models.support.request_state import (
    UNFINISHED,
    RequestState,
    SupportKind,
    Urgency,
)
from roles.models.support.support_request import SupportRequest, SupportRequestQuerySet
from roles.support import tables
from roles.support.board_table import ADVISER_NOW, FOR_SEVERAL, TAKEN_OVER_FROM, board
from roles.support.choices import CHOICES
from roles.support.forms.support import AskForm
from roles.support.forms.support_moves import AnswerForm
from roles.support.history import advisers_changed, history_of, who_asked
from roles.support.moves import SUPPORT_MOVES
from roles.support.services import request_questions
from roles.support.services.adviser_changes import tell_of_run, tell_of_undo
from roles.support.services.requests import submit_request
from roles.support.status import facts_of_request, steps_of, who_has_it
from roles.support.taking_moves import BECOME_ADVISER, HAND_BACK
from roles.support.views.answering import people_pages, question_pages
from roles.support.views.support_board import ShownBoard, people_due


def find_request(view: Any) -> SupportRequest:
    """The request that the address names, among those the person may see."""
    rows = SupportRequest.objects.visible_to(view.request.user).select_related(
        "organisation__parent", "role", "level", "grade", "service", "adviser", "requester", "need"
    )
    return get_object_or_404(rows, reference=view.kwargs["reference"])


class SupportMoveView(MoveView):
    """One thing done to a request."""

    moves = (*SUPPORT_MOVES, *CHOICES)
    record_argument = "request"

    def facts_of_record(self) -> list[tuple[str, Any]]:
        return facts_of_request(self.record)

    def find_record(self) -> SupportRequest:
        return find_request(self)


class SupportListView(BulkListView):
    """The requests a person may see, by state; hub staff see them as the triage board."""

    permission = "roles.view_supportrequest"
    url_name = "roles:support_list"
    title = "Support requests"
    move_view = SupportMoveView
    undo_moves: ClassVar[Mapping[str, Move]] = {BECOME_ADVISER.slug: HAND_BACK}
    export_filename = "support-requests"
    called = ("request", "requests")

    def get_template_names(self) -> list[str]:
        if self.board:
            return ["roles/support/support_board.html"]
        return ["roles/support/support_list.html"]

    @classmethod
    def rows_seen(cls, person: User) -> SupportRequestQuerySet:
        rows = SupportRequest.objects.visible_to(person)
        return rows.select_related("organisation__parent", "role", "level", "adviser", "requester")

    @classmethod
    def bulk_columns(cls) -> tuple[Column, ...]:
        return FOR_SEVERAL

    @classmethod
    def bulk_facts(cls, move: Move) -> tuple[Column, ...]:
        return (TAKEN_OVER_FROM if move == BECOME_ADVISER else ADVISER_NOW,)

    @classmethod
    def bulk_same(cls, record: SupportRequest) -> Any:
        return record.adviser_id

    @classmethod
    def bulk_results(cls, run: BulkRun) -> Mapping[int, str]:
        return advisers_changed(run.reference)

    @classmethod
    def bulk_finished(cls, run: BulkRun) -> None:
        tell = tell_of_undo if run.undoes_id else tell_of_run
        tell(run.reference, actor=run.actor, at=timezone.now())

    @cached_property
    def visible(self) -> SupportRequestQuerySet:
        """The requests that the person may see."""
        return SupportRequest.objects.visible_to(self.request.user)

    @cached_property
    def board(self) -> ShownBoard | None:
        """The hub's board, where the person triages."""
        if not self.request.user.has_perm("roles.triage_supportrequest"):
            return None
        return ShownBoard.of(self.visible, self.filters)

    @cached_property
    def state(self) -> str:
        """Of which state a department sees its requests; "" for those not closed."""
        return self.filters.chosen("state", RequestState.values, "state")

    def get_records(self) -> QuerySet[SupportRequest]:
        if self.board:
            rows = self.board.choices.rows(self.visible, timezone.localdate()).with_due_day()
        elif self.state:
            rows = self.visible.filter(state=self.state)
        else:
            rows = self.visible.unfinished()
        rows = rows.select_related("organisation", "role", "level", "grade", "adviser")
        return rows.prefetch_related("kinds")

    def get_table(self, records: Sequence[SupportRequest]) -> Table:
        today = timezone.localdate()
        if self.board:
            return board(today, people_due(records, today))
        return tables.requests(today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.board:
            return super().get_context_data(**self.board.context, **kwargs)
        counts = Counter(self.visible.order_by().values_list("state", flat=True))
        return super().get_context_data(
            selected=tables.SELECTED.of(
                Referral.objects.to_be_offered_by(self.request.user)
                .select_related("application", "request__role", "request__level")
                .order_by("selected_at", "pk")
            ),
            state=self.state,
            states=[
                (value, label, counts[value])
                for value, label in RequestState.choices
                if counts[value] or value == self.state
            ],
            unfinished=sum(counts[value] for value in counts if value in UNFINISHED),
            may_see_demand=self.request.user.has_perm("roles.view_demand"),
            may_ask=self.request.user.has_perm("roles.submit_supportrequest"),
            **kwargs,
        )


class AskView(CheckedFormView, AnsweringNeedView):
    """A requester asks the hub for support (H1)."""

    permission = "roles.submit_supportrequest"
    template_name = "roles/support/support_ask.html"
    check_template = "roles/support/support_check.html"
    form_class = AskForm

    def initial_from(self, need: Need) -> dict[str, Any]:
        return {
            **super().initial_from(need),
            "posts_wanted": need.headcount,
            "needed_by": need.needed_by,
            "reason": need.reason,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = RecruitmentPolicy.load().triage_working_days
        return super().get_context_data(looked_at_within=plural(days, "working day"), **kwargs)

    def send(self, form: AskForm) -> HttpResponse:
        request = submit_request(actor=self.person, need=self.need, **form.cleaned_data)
        messages.success(
            self.request,
            f"{request} is with the hub team. An adviser will look at it by "
            f"{date_gb(request.triage_due_on)}",
        )
        return redirect(request)

    def get_check_context(self, form: AskForm) -> dict[str, Any]:
        """What will be sent, and how many people on reserve lists could meet it (H3)."""
        asked = form.cleaned_data
        labels = dict(SupportKind.choices)
        people = Application.objects.on_live_reserve(timezone.now()).who_could_meet(
            role=asked["role"], level=asked["level"], grade=asked["grade"]
        )
        return {
            "asked": asked,
            "urgency": dict(Urgency.choices).get(asked["requested_urgency"], ""),
            "what_for": ", ".join(labels[kind] for kind in asked["kinds"]),
            "matches": people.count_people(),
        }


class SupportDetailView(RecordPage, GuardedTemplateView):
    """A request: who has it, what is next, its posts, the hub's work, its thread."""

    of, listed_in = SupportRequest, SupportListView
    permission = "roles.view_supportrequest"
    template_name = "roles/support/support_detail.html"
    record: SupportRequest

    def get_permission_object(self) -> SupportRequest:
        self.record = find_request(self)
        # Whether this person answers questions of the hub (True) and of the department (False).
        self.answers: dict[bool, bool] = {}
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user = self.record, self.request.user
        # Read once: for their table, and for the forms and the words of what can be done.
        named = Post.objects.select_related("role", "level", "campaign")
        asked = RequestQuestion.objects.select_related("asked_by", "answered_by")
        prefetch_related_objects([request], Prefetch("posts", named), Prefetch("questions", asked))
        takes_feedback = request.awaits_feedback and user.has_perm(
            "roles.answer_requestfeedback", request
        )
        feedback = reverse("roles:support_feedback", args=[request.reference])
        pages = people_pages(request, user) | question_pages(request, self.may_answer)
        if takes_feedback:
            pages["feedback"] = ("Tell the hub team how this request ended", feedback)
        # Nobody is told on their own request that they have it.
        own = (BECOME_ADVISER,) if request.adviser == user else ()
        shown = [move for move in SUPPORT_MOVES if move not in own]
        moves = offered(shown, request, user, steps_of(request, user), pages)
        history = history_of(request)
        asked_by = who_asked(request, history) or str(request.requester or "")
        return super().get_context_data(
            record=request,
            support=request,
            stages=stages_of(request, request.stages),
            next_step=moves.next_step,
            who=who_has_it(request),
            is_late=request.is_triage_late(timezone.localdate()),
            moves=moves,
            posts=tables.POSTS.of(request.posts.all()),
            activities=tables.ACTIVITIES.of(request.activities.select_related("post", "adviser")),
            questions=request.questions.all(),
            may_answer=self.may_answer,
            may_look=user.has_perm("roles.view_referral", request),
            files=self.files(),
            bookings=tables.bookings(
                request.reference, may_book=user.has_perm("roles.book_expert")
            ).of(
                request.bookings.select_related(
                    "expert__user", "expert__role", "expert__grade", "post"
                )
            ),
            takes_feedback=takes_feedback,
            asked_by=asked_by,
            now_with="" if str(request.requester or "") == asked_by else request.requester,
            history=entries_by_day(self.request, history),
            **kwargs,
        )

    def files(self) -> ShownTable:
        """The files of the request, each with what the scanner says of it."""
        rows = list(self.record.attachments.select_related("upload"))
        for row in rows:
            row.request = self.record
        removes = "roles.remove_requestattachment"
        removable = {row.pk for row in rows if self.request.user.has_perm(removes, row)}
        return tables.files(removable).of(rows)

    def may_answer(self, question: RequestQuestion) -> bool:
        """Whether this person answers the question."""
        question.request = self.record
        if not question.is_open:
            return False
        # Asked once for each side, however many questions there are.
        if question.is_from_hub not in self.answers:
            self.answers[question.is_from_hub] = self.request.user.has_perm(
                "roles.answer_requestquestion", question
            )
        return self.answers[question.is_from_hub]


class QuestionAnswerView(GuardedFormView):
    """The answer to a question about a request, by the other side."""

    permission = "roles.answer_requestquestion"
    template_name = "roles/support/support_answer.html"
    form_class = AnswerForm
    question: RequestQuestion

    def get_permission_object(self) -> RequestQuestion:
        rows = RequestQuestion.objects.visible_to(self.request.user).select_related(
            "request__organisation"
        )
        self.question = get_object_or_404(
            rows, pk=self.kwargs["question"], request__reference=self.kwargs["reference"]
        )
        return self.question

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question, support=self.question.request, **kwargs
        )

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        try:
            request_questions.answer(question=self.question, actor=self.person, **form.cleaned_data)
        except request_questions.AnsweredAlreadyError as error:
            messages.warning(self.request, str(error))
        else:
            messages.success(self.request, "We have sent your answer")
        return redirect(self.question.request)
