"""Marking: what somebody on a panel reads and marks, one answer at a time (S10 to S18)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hub.moves import offered
from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView
from roles.models.applications.application import Application
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score
from roles.selection.forms.conflicts import RecogniseForm
from roles.selection.forms.marking import MarkForm, initial_of
from roles.selection.marking_moves import MARKING_MOVES
from roles.selection.marking_tables import own_answers, own_questions, who_has_marked
from roles.selection.services.conflicts import declare_recognised
from roles.selection.services.marking import (
    Mark,
    MarkRefusedError,
    StaleMarkError,
    keep_both,
    save_mark,
)
from roles.selection.services.marking_list import (
    AnswerToMark,
    MarkingList,
    marking_list,
    why_not_to_mark,
)
from roles.selection.services.marking_progress import progress_of
from roles.selection.services.marking_text import words_to_mark
from roles.selection.services.panel_places import after_marking
from roles.selection.views.own_places import own_place

GONE = "You can no longer mark this answer. We did not save your last change."
RECOGNISED = (
    "Thank you. You will not see this application again unless the department decides that it is "
    "not a conflict of interest."
)
KEPT = "We kept the version that was saved. We also keep a record of the version you did not save."


def saved_at(score: Score) -> str:
    """When it was saved, such as 14:02."""
    return f"{timezone.localtime(score.saved_at):%H:%M}"


class OwnMarking(GuardedView):
    """Finds one's own place on a panel, and what is marked by it."""

    permission = "roles.mark_answers"
    record: PanelMember

    def get_permission_object(self) -> PanelMember:
        self.record = own_place(self)
        return self.record

    @property
    def listed(self) -> MarkingList:
        """What the member marks."""
        return marking_list(self.record, self.person)


class MarkingView(OwnMarking, GuardedTemplateView):
    """How far one's own marking is, by question; the chair sees who is done (S19)."""

    template_name = "roles/selection/marking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place, listed = self.record, self.listed
        why_not = why_not_to_mark(place)
        following = listed.after(None)
        return super().get_context_data(
            place=place,
            campaign=place.campaign,
            listed=listed,
            why_not=why_not,
            questions=own_questions(listed),
            start=following.address if following and not why_not else "",
            done=after_marking(place, listed),
            marked=own_answers(listed),
            others=who_has_marked(progress_of(place.panel, self.person))
            if place.is_chair
            else None,
            moves=offered(MARKING_MOVES, place, self.request.user),
            **kwargs,
        )


class MarkingNextView(OwnMarking):
    """Leads to the next answer to mark, or to where the marks are submitted."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        listed = self.listed
        if why_not_to_mark(self.record):
            return redirect("roles:marking", self.record.pk)
        if following := listed.after(None):
            return redirect(following.address)
        if listed.finished():
            return redirect("roles:panel_place_move", self.record.pk, "submit-marks")
        return redirect("roles:marking", self.record.pk)


class RecogniseView(OwnMarking, GuardedFormView):
    """Somebody may know whose answer it is that they mark: it goes out of their sight (SC2)."""

    template_name = "roles/selection/marking_recognise.html"
    form_class = RecogniseForm
    answer: AnswerToMark

    def get_permission_object(self) -> PanelMember:
        place = super().get_permission_object()
        found = self.listed.find(self.kwargs["element"], self.kwargs["code"])
        if found is None or why_not_to_mark(place):
            raise Http404
        self.answer = found
        return place

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_met": bool(self.answer.interview)}

    def form_valid(self, form: Any) -> HttpResponse:
        row = Application.objects.get(pk=self.answer.result.application_id)
        declare_recognised(
            member=self.record, application=row, actor=self.person, **form.cleaned_data
        )
        messages.success(self.request, RECOGNISED)
        return redirect("roles:marking", self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.record, campaign=self.record.campaign, answer=self.answer, **kwargs
        )


class MarkAnswerView(OwnMarking, GuardedFormView):
    """One answer beside its guide, and what the member makes of it.

    A script saves in passing, asking for JSON, and shows the next answer without a page load.
    """

    template_name = "roles/selection/marking_answer.html"
    form_class = MarkForm
    answer: AnswerToMark
    everything: MarkingList
    # What was not saved, where another page saved something else meanwhile.
    dispute: tuple[Any, Mark] | None = None
    # Whether what was sent without what is asked for has been saved as a draft.
    is_kept = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if request.method == "POST" and request.user.is_authenticated:
                return self.gone()
            raise

    def get_permission_object(self) -> PanelMember:
        place = super().get_permission_object()
        self.everything = self.listed
        found = self.everything.find(self.kwargs["element"], self.kwargs["code"])
        if found is None or why_not_to_mark(place):
            raise Http404
        self.answer = found
        return place

    @property
    def is_in_passing(self) -> bool:
        """Whether a script asks, which stays on its page."""
        return self.request.headers.get("Accept") == "application/json"

    @property
    def goes_on(self) -> bool:
        """Whether the mark is meant to be whole, to go on to the next answer."""
        return "go_on" in self.request.POST

    def gone(self) -> HttpResponse:
        """Of what is hidden, decided or withdrawn no more is said than that."""
        if self.is_in_passing:
            return JsonResponse({"saved": False, "gone": True, "why": GONE})
        messages.warning(self.request, GONE)
        if PanelMember.objects.of(self.person).filter(pk=self.kwargs["member"]).exists():
            return redirect("roles:panel_place", self.kwargs["member"])
        raise Http404

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.answer.score)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "element": self.answer.element, "is_whole": self.goes_on}

    def form_valid(self, form: MarkForm) -> HttpResponse:
        mark = form.mark_made
        element, code = self.answer.element.slug, self.answer.code
        try:
            score, listed = save_mark(
                member=self.record, element=element, code=code, mark=mark, actor=self.person
            )
        except StaleMarkError as error:
            return self.disputed(error, mark)
        except MarkRefusedError as error:
            return self.not_saved(error)
        here = listed.find(element, code)
        address = listed.address_after(here)
        if self.is_in_passing:
            return JsonResponse(
                {
                    "saved": True,
                    "at": saved_at(score),
                    "revision": score.revision,
                    "progress": listed.words,
                    "next": address,
                }
            )
        if not self.goes_on:
            return redirect(self.answer.address)
        return redirect(address)

    def form_invalid(self, form: MarkForm) -> HttpResponse:
        if self.is_in_passing and not self.goes_on:
            said = (str(each) for errors in form.errors.values() for each in errors)
            return JsonResponse({"saved": False, "why": " ".join(said)})
        return self.incomplete(form)

    def incomplete(self, form: MarkForm) -> HttpResponse:
        """What is there is saved as a draft; the page says what is missing."""
        draft = MarkForm(self.request.POST, element=self.answer.element)
        said: dict[str, Any] = {"saved": False}
        if draft.is_valid():
            mark, element, code = draft.mark_made, self.answer.element.slug, self.answer.code
            try:
                score, self.everything = save_mark(
                    member=self.record, element=element, code=code, mark=mark, actor=self.person
                )
            except StaleMarkError as error:
                return self.disputed(error, mark)
            except MarkRefusedError as error:
                return self.not_saved(error)
            self.answer = self.everything.find(element, code) or self.answer
            self.is_kept = True
            form.data = {**dict(form.data.items()), "revision": score.revision}
            said["revision"] = score.revision
        context = self.get_context_data(form=form)
        if self.is_in_passing:
            page = render_to_string(self.template_name, context, self.request)
            return JsonResponse({**said, "page": page})
        return self.render_to_response(context)

    def disputed(self, error: StaleMarkError, mark: Mark) -> HttpResponse:
        """Another page saved something else meanwhile: both are shown, and nothing is changed."""
        keep_both(member=self.record, saved=error.saved, mark=mark, actor=self.person)
        if self.is_in_passing:
            return JsonResponse({"saved": False, "disputed": True, "why": f"{error.reason}."})
        if self.request.POST.get("keep") == "saved":
            messages.info(self.request, KEPT)
            return redirect(self.answer.address)
        self.dispute = (error.saved, mark)
        return self.render_to_response(self.get_context_data())

    def not_saved(self, error: MarkRefusedError) -> HttpResponse:
        """A rule does not allow it: its sentence, and how things stand."""
        why = f"{error.reasons[0].rstrip('.')}. Nothing has changed."
        if self.is_in_passing:
            return JsonResponse({"saved": False, "gone": True, "why": why})
        messages.warning(self.request, why)
        return redirect("roles:marking", self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, following = self.everything.beside(self.answer)
        answer, listed = self.answer, self.everything
        return super().get_context_data(
            place=self.record,
            campaign=self.record.campaign,
            answer=answer,
            element=answer.element,
            scale=list(zip(answer.element.scale, answer.element.guide, strict=True)),
            listed=listed,
            in_question=len(listed.of(answer.element)),
            shown=None
            if answer.result.is_met
            else words_to_mark(
                answer.result.application_id, answer.element.slug, self.record.campaign
            ),
            before=before.address if before else "",
            following=following.address if following else "",
            skip=listed.address_after(answer),
            overview=reverse("roles:marking", args=[self.record.pk]),
            dispute=self.dispute,
            is_part=self.is_in_passing or self.request.headers.get("X-Hub-Part") == "answer",
            saved_at=saved_at(answer.score) if answer.score else "",
            **kwargs,
        )
