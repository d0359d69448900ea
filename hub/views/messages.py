"""What a person hears from the hub: preferences, stopping by link, the demonstration's mailbox."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from django.views.generic import View

from hub.forms.messages import PreferencesForm
from hub.notifications import kinds
from hub.notifications.unsubscribe import choose, read_token
from hub.views.base import GuardedFormView
from hub.views.errors import dead_link
from hub.views.tables import MAILBOX

MAILBOX_PAGE = 25
# What Django's file backend writes after each mail.
BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"


class PreferencesView(GuardedFormView):
    """Choose the messages one wants, of those that may be stopped."""

    template_name = "hub/messages/preferences.html"
    form_class = PreferencesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        for kind, wanted in form.wanted():
            choose(self.person, kind, is_wanted=wanted)
        messages.success(self.request, "Your choice is saved")
        return redirect("message_preferences")


@method_decorator(csrf_exempt, name="dispatch")
class StopView(View):
    """Stop one kind of message by a link in it: a GET asks, a POST acts (RFC 8058).

    The signed token stands in for signing in and for the CSRF token; it can only stop mail.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = read_token(kwargs["token"])
        if found is None:
            ways = [("Sign in and choose which emails you get", reverse("message_preferences"))]
            return dead_link(request, ways)
        self.person, self.slug = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(request, stopped=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if kind := kinds.get(self.slug):
            choose(self.person, kind, is_wanted=False)
        return self._page(request, stopped=True)

    def _page(self, request: HttpRequest, *, stopped: bool) -> HttpResponse:
        kind = kinds.get(self.slug)
        context = {"label": kind.label if kind else "emails like this", "stopped": stopped}
        return render(request, "hub/messages/stop.html", context)


def _mailbox() -> list[tuple[str, bytes]]:
    """The mails of the demonstration with their names, newest first.

    Mail of one connection goes to one file, each after the other.
    """
    if not settings.HUB_DEMO:
        raise Http404
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [
        (f"{path.stem}.{number}", mail)
        for path in files
        for number, mail in reversed(list(enumerate(path.read_bytes().split(BETWEEN_MAILS))))
        if mail.strip()
    ]


def _read(mail: bytes) -> EmailMessage:
    return message_from_bytes(mail, policy=policy.default)


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mail that the demonstration sent, newest first."""
    page = Paginator(_mailbox(), MAILBOX_PAGE).get_page(request.GET.get("page"))
    mails = [(name, _read(content)) for name, content in page]
    return render(
        request, "hub/messages/mailbox.html", {"mails": MAILBOX.of(mails), "page_of_mail": page}
    )


def _mail(name: str) -> EmailMessage:
    found = dict(_mailbox()).get(name)
    if found is None:
        raise Http404
    return _read(found)


@require_GET
# django-csp's stubs know no list of sources here.
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail of the demonstration, as text and as HTML."""
    content = _mail(name)
    body = content.get_body(preferencelist=("plain",))
    return render(
        request,
        "hub/messages/mail.html",
        {
            "name": name,
            "mail": content,
            "text": body.get_content() if body else "",
            "attached": ", ".join(part.get_filename("") for part in content.iter_attachments()),
            "has_html": content.get_body(preferencelist=("html",)) is not None,
        },
    )


@require_GET
@xframe_options_sameorigin
# django-csp's stubs know no list of sources here.
@csp_replace({"script-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": []})  # type: ignore[arg-type]
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of a mail, in a sandbox: mail has inline styles, and nothing else is let."""
    body = _mail(name).get_body(preferencelist=("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content())
