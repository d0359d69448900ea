"""The settings pages of Wagtail's admin save by the hub's service, which tells and may wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from wagtail.admin import messages
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.views import get_setting_edit_handler

from hub.models import PendingPolicy
from hub.policies import change_policy, said_of_waiting
from hub.refusals import RefusedError


def change_by_service(request: HttpRequest, policy: BaseGenericSetting) -> HttpResponse | None:
    """Save what was typed by the service; what is not valid, Wagtail's own page says.

    Whoever opens the page reads what waits for a second person.
    """
    person: Any = request.user
    if not person.has_perm("hub.change_policy", policy):
        return None
    waiting = PendingPolicy.objects.filter(policy=policy._meta.label_lower)
    if request.method != "POST":
        for pending in waiting:
            _say_that_it_waits(request, pending)
        return None
    # A form puts what was typed on its record, which the page still shows where it is refused.
    record = type(policy)._default_manager.get(pk=policy.pk)
    form_class = get_setting_edit_handler(type(policy)).get_form_class()
    form = form_class(request.POST, request.FILES, instance=record, for_user=person)
    if not form.is_valid():
        return None
    try:
        made = change_policy(policy=policy, values=form.cleaned_data, actor=person)
    except RefusedError as error:
        for reason in error.reasons:
            messages.error(request, reason)
        return redirect(request.path)
    if made is None:
        messages.success(request, f"{capfirst(str(policy._meta.verbose_name))} updated.")
    return redirect(request.path)


def _say_that_it_waits(request: HttpRequest, pending: PendingPolicy) -> None:
    may_answer = request.user.has_perm("hub.confirm_policy", pending)
    answer = messages.button(pending.get_absolute_url(), "Answer")
    reader: Any = request.user
    words = said_of_waiting(pending, reader)
    messages.warning(request, words, buttons=[answer] if may_answer else None)
