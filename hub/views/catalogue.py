"""Staff pages in the Wagtail admin: the catalogue of messages, previews, and trying again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from hub.audit import log
from hub.models import Notification
from hub.notifications import NotificationKind, kinds
from hub.notifications.delivery import retry_dead
from hub.notifications.emails import message
from hub.notifications.recipients import listed
from hub.views.base import person_of


def _staff_only(request: HttpRequest) -> None:
    if not request.user.has_perm("hub.view_notification"):
        raise Http404


def _crumbs(*labels: tuple[str, str]) -> list[dict[str, str]]:
    home = {"url": reverse("wagtailadmin_home"), "label": "Home"}
    return [home, *({"url": url, "label": label} for url, label in labels)]


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every kind of message that is declared."""
    _staff_only(request)
    context = {
        "header_title": "Emails",
        "header_icon": "mail",
        "breadcrumbs_items": _crumbs(("", "Emails")),
        "kinds": sorted(kinds, key=lambda kind: kind.slug),
    }
    return render(request, "hub/admin/catalogue.html", context)


@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of message, as text and as HTML."""
    _staff_only(request)
    kind = _kind(slug)
    context = {
        "header_title": kind.label,
        "header_icon": "mail",
        "breadcrumbs_items": _crumbs((reverse("message_catalogue"), "Emails"), ("", kind.label)),
        "kind": kind,
        "mail": _example(kind),
    }
    return render(request, "hub/admin/message_preview.html", context)


@require_GET
@xframe_options_sameorigin
def preview_html(request: HttpRequest, slug: str) -> HttpResponse:
    """The HTML part of a preview, in a document of its own."""
    _staff_only(request)
    html, _ = _example(_kind(slug)).alternatives[0]
    return HttpResponse(mark_safe(str(html)))  # noqa: S308 (rendered from our own template)


@require_http_methods(["GET", "POST"])
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a message that was given up on back in the queue; opened by itself, show the message."""
    if not request.user.has_perm("hub.retry_notification"):
        raise Http404
    row = get_object_or_404(listed(Notification.objects.all(), request.user), public_id=pk)
    if request.method == "GET":
        return redirect("message_log:inspect", pk)
    if retry_dead(row):
        log(row, "hub.notification_retried", actor=person_of(request))
        messages.success(request, "We will send the email again.")
    else:
        messages.warning(
            request,
            "Nothing has changed, because this email is no longer waiting to be sent again.",
        )
    return redirect("message_log:inspect", pk)


def _kind(slug: str) -> NotificationKind:
    kind = kinds.get(slug)
    if kind is None:
        raise Http404
    return kind


def _example(kind: NotificationKind) -> EmailMultiAlternatives:
    context: dict[str, Any] = {"base_url": "https://hub.example.gov.uk", **kind.example()}
    return message(kind, context, to="someone@example.com")
