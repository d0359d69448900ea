"""A second person reads what somebody else asked for, and confirms it or says no.

One page for every kind that waits: settings, email addresses, pre-election periods, access and
corrections of figures.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from wagtail.log_actions import registry

from hub.dates import datetime_gb
from hub.forms.second_person import NO, YES, SecondPersonForm
from hub.models import Notification
from hub.refusals import RefusedError, kept_words
from hub.second_person import waiting_for_second
from hub.views.base import GuardedFormView, refused

ANSWERED = "This has already been answered, so nothing has changed."


class SecondPersonView(GuardedFormView):
    """Yes or no. Where it was answered before, whoever was asked by email is told so.

    ``emailed`` is the kind of that email, whose occasion is the key of what waits; ``logged`` are
    the actions that the log has of an answer.
    """

    form_class = SecondPersonForm
    model: ClassVar[type[Model]]
    emailed: ClassVar[str]
    logged: ClassVar[frozenset[str]]
    question: ClassVar[str] = "Do you confirm it?"
    # What asks who says yes, where more people may say no.
    confirming: ClassVar[str] = ""
    pending: Any

    def rows(self) -> Any:
        """What waits and this person may know of."""
        raise NotImplementedError

    def is_waiting(self) -> bool:
        """Whether nobody has answered."""
        return self.model._default_manager.filter(pk=self.kwargs["pk"]).exists()

    def where(self, record: Any) -> str:
        """The page of what it is about."""
        raise NotImplementedError

    def record(self) -> Any:
        """What it is about."""
        raise NotImplementedError

    def answers(self) -> list[tuple[str, str]]:
        """What this person may say."""
        return [(YES, "Yes, make this change"), (NO, "No, refuse it")]

    def version(self) -> str:
        """The version of what the page shows, where the answer is about that one alone."""
        return ""

    def confirm(self, read: str) -> str:
        """Say yes; returns what is said of that. Raises ``RefusedError``."""
        raise NotImplementedError

    def refuse(self, reason: str) -> str:
        """Say no; returns what is said of that."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.answered_before() or super().dispatch(request, *args, **kwargs)

    def answered_before(self) -> HttpResponse | None:
        """Lead whoever was asked to what it was about, where it is answered; None while it waits.

        Nobody else learns that there was something.
        """
        if not self.request.user.is_authenticated or self.is_waiting():
            return None
        asked = Notification.objects.filter(
            slug=self.emailed, occasion=str(self.kwargs["pk"]), recipient=self.person
        ).first()
        if asked is None:
            return None
        messages.info(self.request, f"{ANSWERED}{self.answered_by(asked)}{self.kept()}")
        return redirect(self.where(asked.subject) if asked.subject else reverse("work"))

    def answered_by(self, asked: Notification) -> str:
        """Who answered, and when; "" where the log has several answers about the same since."""
        if asked.subject is None:
            return ""
        logs = registry.get_logs_for_instance(asked.subject).select_related("user")
        since = logs.filter(action__in=self.logged, timestamp__gte=asked.created_at)
        entries = list(since.order_by("timestamp", "pk")[:2])
        if len(entries) != 1:
            return ""
        (entry,) = entries
        who = "You" if entry.user_id == self.person.pk else entry.user or "This service"
        return f" {who} did this on {datetime_gb(entry.timestamp)}."

    def kept(self) -> str:
        """What this person wrote for an answer that came too late."""
        return kept_words([self.request.POST.get("reason", "")])

    def refused(self) -> HttpResponseBase:
        """Say why to somebody who could confirm it, if they did not stand in for a colleague."""
        waiting = waiting_for_second(self.permission, self.pending, self.person)
        if not waiting.why:
            return super().refused()
        context = {"waiting": waiting, "back": self.where(self.record())}
        return render(self.request, "hub/second_person/barred.html", context)

    def get_permission_object(self) -> Any:
        self.pending = self.rows().filter(pk=self.kwargs["pk"]).first()
        if self.pending is None:
            raise Http404
        return self.pending

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "question": self.question,
            "answers": self.answers(),
            "read": self.version(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        back = self.where(self.record())
        try:
            if form.cleaned_data["answer"] == YES:
                said = self.confirm(form.cleaned_data["facts_version"])
            else:
                said = self.refuse(form.cleaned_data["reason"])
                said = f"{said}. We have told the person who asked for it"
            messages.success(self.request, said)
        except ObjectDoesNotExist:
            messages.info(self.request, f"{ANSWERED}{self.kept()}")
        except RefusedError as error:
            refused(form, error)
            # From here on they have read it as it is now.
            self.get_permission_object()
            form.data = form.data.copy()
            form.data["facts_version"] = self.version()
            return self.form_invalid(form)
        return redirect(back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.where(self.record())
        asked = self.confirming or self.permission
        waiting = waiting_for_second(asked, self.pending, self.person)
        return super().get_context_data(pending=self.pending, back=back, waiting=waiting, **kwargs)
