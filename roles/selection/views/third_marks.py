"""A third mark that was asked for is asked for no more (S23)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hub.moves import ConfirmForm
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView
from roles.selection.services.third_marks import take_back_third_mark
from roles.selection.views.moderation import OfItem


class TakeBackThirdView(OfItem, GuardedFormView):
    """Asks, then takes the request for a third mark back."""

    template_name = "roles/selection/third_mark_take_back.html"
    form_class = ConfirmForm

    @property
    def may_be_made(self) -> bool:
        """Whether somebody is asked and has not marked."""
        item = self.item
        return item.is_third_asked and item.third_mark is None and not item.is_agreed

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_be_made:
            messages.warning(
                self.request,
                "The third mark has already been given, or nobody has been asked for one.",
            )
            return redirect(self.agenda_url)
        return super().get(*args, **kwargs)

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        item = self.item
        try:
            take_back_third_mark(
                panel=self.panel,
                result=item.result,
                element=item.element.slug,
                actor=self.person,
            )
        except RefusedError as error:
            messages.warning(self.request, f"{error}.")
            return redirect(self.agenda_url)
        messages.success(self.request, "We have told them that you do not need a third mark")
        return redirect(
            "roles:moderation_item",
            self.panel.campaign.reference,
            self.panel.number,
            item.result.application.reference,
            item.element.slug,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.shown_of(self.item), **kwargs)
