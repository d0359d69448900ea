"""Views that know who may open them: a stranger signs in, others without the right get a 404."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files import File
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.views.generic import FormView, TemplateView, View

from hub.dates import datetime_gb
from hub.models import FormReceipt, User
from hub.posted_pages import unsent
from hub.refusals import RefusedError, nothing_changed
from hub.views.interrupted_forms import HANDED_ON, held_answers, hold_answers

NOT_DONE = (
    "You were signed out before you selected the button, so nothing has changed. Select it again."
)
# Where the browser has put back what was typed last, keep.js takes this away: it is older.
UNSENT = (
    "<span data-hub-unsent>You have typed answers here and not sent them yet. "
    '<a class="govuk-link" href="{}">Continue with your answers</a>.</span>'
)
# Whoever goes back and sends the same has not seen that it was sent.
SAME_ANSWERS = timedelta(minutes=30)
TOKEN = re.compile(r"[\w-]{1,36}", re.ASCII)


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in, of a request that no stranger gets answered."""
    user = request.user
    assert user.is_authenticated
    return user


def digest_of(file: File[Any]) -> str:
    """What stands for the content of a file that was sent."""
    found = hashlib.sha256()
    for part in file.chunks():
        found.update(part)
    file.seek(0)
    return found.hexdigest()


def refused(form: Any, error: RefusedError) -> None:
    """Put the reasons of a refusal beside the answer they are about."""
    for reason in error.reasons:
        form.add_error(error.field if error.field in form.fields else None, reason)


class GuardedView(View):
    """A view that needs a permission; what somebody may not see answers as if it did not exist.

    ``permission`` is a name from a ``permissions`` module, or "" for anyone who has signed in.
    ``get_permission_object`` returns what the permission is asked about, or raises ``Http404``.
    """

    permission: str = ""

    @property
    def person(self) -> User:
        """Whoever is signed in; a stranger does not get as far as asking."""
        return person_of(self.request)

    def get_permission_object(self) -> Any:
        """The object the permission is about; None when it is about no one thing."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            hold_answers(request)
            if request.headers.get("Accept") == "application/json":
                # A script that saves in passing: its page stays, and says so.
                return JsonResponse({"saved": False, "signed_out": True}, status=401)
            return redirect_to_login(request.get_full_path())
        if self.permission and not request.user.has_perm(
            self.permission, self.get_permission_object()
        ):
            return self.refused()
        return super().dispatch(request, *args, **kwargs)

    def refused(self) -> HttpResponseBase:
        """The answer to somebody who lacks the permission. Raises ``Http404``."""
        raise Http404


class LateAnswerView(View):
    """A page that takes somebody's answer about a record, which another tab may have given.

    ``dispatch`` finds the record and then returns ``late_answer()`` where there is one. It is said
    on the record's page, whether the late page is opened or sent.
    """

    def too_late(self) -> str:
        """Why no answer is taken any more, to precede "so nothing has changed"; "" where one is."""
        return ""

    def moved_on_url(self) -> str:
        """Where it is shown how things stand now."""
        raise NotImplementedError

    def late_answer(self) -> HttpResponse | None:
        """Says why it is too late; None where it is not."""
        why = self.too_late()
        return self.nothing_changed(why) if why else None

    def nothing_changed(self, why: str) -> HttpResponse:
        """Lead to how things stand now, and say that this answer changed nothing."""
        messages.warning(self.request, nothing_changed(why))
        return redirect(self.moved_on_url())


class GuardedTemplateView(GuardedView, TemplateView):
    """A page that needs a permission."""


class GuardedFormView(GuardedView, FormView):
    """A form that needs a permission; shows again what was typed before the session ended."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET":
            answers = held_answers(self.request, self.person)
            if not answers and (address := unsent(self.request)):
                messages.info(self.request, format_html(UNSENT, address))
            if answers:
                kwargs["data"] = answers
                when = "before" if HANDED_ON in answers else "when you were signed out"
                messages.info(
                    self.request, f"This is what you had written {when}. It is not saved yet."
                )
        return kwargs


class ButtonView(GuardedView):
    """What a button of a page does. Opened by itself, it leads to the page with the button.

    Signing in again leads here when the session had ended before the button was selected.
    """

    def page_of_the_button(self) -> Any:
        """Where the button is: an address, or a record that has one."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if held_answers(request, self.person) is not None:
            messages.warning(request, NOT_DONE)
        return redirect(self.page_of_the_button())


class TokenField(forms.CharField):
    """The token of a page, unseen; what cannot be one counts as none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return value if TOKEN.fullmatch(value or "") else ""


def with_token(form: Any) -> Any:
    """Give the form of a page that makes a record the page's token."""
    form.fields[CreatingFormView.token] = TokenField(required=False, initial=lambda: str(uuid4()))
    form.fields[CreatingFormView.second] = TokenField(required=False, initial="")
    return form


class CreatingFormView(GuardedFormView):
    """A form that makes a record: the same page sent twice makes one, and leads to it.

    A double click, a resent page, two tabs of one page: each carries the page's token, and the
    second waits for the first. ``form_valid`` is called once, in a transaction, and redirects.
    A page that was opened anew, as by going back, and has the same answers a short time later is
    asked about: whoever selects the button once more means a second record.
    """

    token = "page_token"  # noqa: S105 (a field's name)
    # Set once somebody was told that the same was sent before.
    second = "second"

    @property
    def is_creating(self) -> bool:
        """Whether the form makes a record here; at some addresses the same view changes one."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Before all else: what the page has made may be the reason why it is not allowed again.
        return self.sent_before() or super().dispatch(request, *args, **kwargs)

    def sent_before(self) -> HttpResponse | None:
        """Where the page led when it was sent before; None for the first time."""
        token = TokenField().clean(self.request.POST.get(self.token))
        if not token or not self.is_creating or not self.request.user.is_authenticated:
            return None
        receipt = FormReceipt.objects.filter(user=self.person, token=token).first()
        return self.sent_again(receipt) if receipt else None

    def sent_again(self, receipt: FormReceipt) -> HttpResponse:
        """Lead to what the page made the first time, and say that nothing came to it."""
        messages.info(self.request, "You had already sent this. Nothing was added.")
        return redirect(receipt.location)

    def same_again(self, form: Any, receipt: FormReceipt) -> HttpResponse:
        """Say that the same was sent, where it led, and how to add another one."""
        form.data = form.data.copy()
        form.data[form.add_prefix(self.second)] = "yes"
        form.add_error(
            None,
            format_html(
                "You sent the same answers on {}, and they are saved: "
                '<a class="govuk-link" href="{}">see what was saved</a>. To add another one with '
                "the same answers, select the button again",
                datetime_gb(receipt.sent_at),
                receipt.location,
            ),
        )
        return self.form_invalid(form)

    def answers_in_code(self) -> str:
        """What was sent to which address, so that the same is known and nothing can be read."""
        unsaid = {"csrfmiddlewaretoken", "facts_version", self.token, self.second}
        sent = [(name, found) for name, found in self.request.POST.lists() if name not in unsaid]
        files = [
            (name, file.name, digest_of(file))
            for name in self.request.FILES
            for file in self.request.FILES.getlist(name)
        ]
        words = repr([self.request.path, sorted(sent), sorted(files)])
        return salted_hmac("hub.FormReceipt", words, algorithm="sha256").hexdigest()

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        return with_token(form) if self.is_creating else form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            # The first may have made it invalid a moment ago.
            return self.sent_before() or self.form_invalid(form)
        is_second = bool(form.cleaned_data.pop(self.second, ""))
        token = form.cleaned_data.pop(self.token, "")
        if not token:  # A page without one cannot be told from another.
            return self.form_valid(form)
        now, answers = timezone.now(), self.answers_in_code()
        sent = {"location": "", "sent_at": now, "answers": answers}
        same = FormReceipt.objects.filter(
            user=self.person, answers=answers, sent_at__gte=now - SAME_ANSWERS
        )
        earlier = same.exclude(location="").exclude(token=token).last()
        if earlier and not is_second:
            return self.same_again(form, earlier)
        with transaction.atomic():
            receipt, is_first = FormReceipt.objects.get_or_create(
                user=self.person, token=token, defaults=sent
            )
            if not is_first:
                return self.sent_again(receipt)
            response = self.form_valid(form)
            if isinstance(response, HttpResponseRedirect):
                FormReceipt.objects.filter(pk=receipt.pk).update(location=response.url)
            else:
                transaction.set_rollback(True)
        return response
