"""Staff ask, for somebody on the telephone, what became of the mail to their address."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.dates import when_gb
from hub.models import HubPolicy
from hub.notifications.kinds import kinds
from hub.notifications.recipients import trace
from hub.numbers import plural
from hub.views.base import person_of


class AddressForm(forms.Form):
    """The whole address, as the person says it; sent in the body, so that no log keeps it."""

    address = forms.EmailField(label="Their email address")


@require_http_methods(["GET", "POST"])
def arrived(request: HttpRequest) -> HttpResponse:
    """Whether the mail to an address was sent, and why not."""
    if not request.user.has_perm("hub.view_notification"):
        raise Http404
    form = AddressForm(request.POST or None)
    context = {
        "header_title": "Did it arrive?",
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("message_log:index"), "label": "Emails sent and failed"},
            {"url": "", "label": "Did it arrive?"},
        ],
        "form": form,
        "kept_days": plural(HubPolicy.load().finished_mail_days, "day"),
    }
    if form.is_bound and form.is_valid():
        context["asked"] = True
        context["found"] = [
            {
                "label": kind.label if (kind := kinds.get(slug)) else slug,
                "row": arrival.message,
                "about": arrival.about,
                "url": arrival.url,
                "written": when_gb(arrival.written),
                "sent": when_gb(arrival.sent),
            }
            for arrival in trace(address=form.cleaned_data["address"], actor=person_of(request))
            if (slug := arrival.message.slug)
        ]
    return render(request, "hub/admin/message_arrived.html", context)
