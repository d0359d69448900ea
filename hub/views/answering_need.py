"""A form that may answer a need, which its address names."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from hub.models import Need
from hub.views.base import CreatingFormView


class AnsweringNeedView(CreatingFormView):
    """``?need=`` names an open need that the person may see; the form is filled in from it."""

    @cached_property
    def need(self) -> Need | None:
        """The need that is to be answered; None where the address names none."""
        reference = self.request.GET.get("need", "").replace("\x00", "")
        if not reference:
            return None
        needs = Need.objects.visible_to(self.request.user).open()
        return get_object_or_404(
            needs.select_related("organisation", "role", "level", "service"), reference=reference
        )

    def initial_from(self, need: Need) -> dict[str, Any]:
        """What the need says already."""
        return {
            "organisation": need.organisation,
            "role": need.role,
            "level": need.level,
            "service": need.service,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "user": self.request.user, "need": self.need}
        return {**kwargs, "initial": self.initial_from(self.need)} if self.need else kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(need=self.need, **kwargs)
