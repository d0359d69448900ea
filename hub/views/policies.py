"""A second person confirms a change of the hub's settings, or says no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub.forms.policies import ConfirmPolicyForm
from hub.models import PendingPolicy
from hub.policies import confirm_policy, refuse_policy
from hub.pre_election import held_back
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView
from hub.views.roles import refused


class PolicyConfirmView(GuardedFormView):
    """Say yes or no to what somebody else asked for."""

    permission = "hub.confirm_policy"
    template_name = "hub/policies/confirm.html"
    form_class = ConfirmPolicyForm
    pending: PendingPolicy

    def get_permission_object(self) -> PendingPolicy:
        rows = PendingPolicy.objects.select_related("given_by", "period")
        self.pending = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.pending

    def form_valid(self, form: Any) -> HttpResponse:
        words = str(self.pending)
        try:
            if form.cleaned_data["answer"] == "yes":
                confirm_policy(change=self.pending, actor=self.person)
                messages.success(self.request, f"{words}: confirmed")
            else:
                refuse_policy(change=self.pending, actor=self.person)
                messages.success(self.request, f"{words}: refused")
        except PendingPolicy.DoesNotExist:
            messages.warning(self.request, "Somebody has already answered, so nothing has changed.")
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        return redirect("account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period, terms = self.pending.period, self.pending.terms
        return super().get_context_data(
            pending=self.pending,
            terms=terms,
            held_back=held_back(period, terms) if period and terms else [],
            **kwargs,
        )
