"""A second person confirms a change of the hub's settings, or refuses it."""

from __future__ import annotations

from typing import Any

from hub.models import PendingPolicy
from hub.policies import confirm_policy, refuse_policy
from hub.pre_election import held_back
from hub.views.second_person import SecondPersonView


class PolicyConfirmView(SecondPersonView):
    """Say yes or no to what somebody else asked for."""

    permission = "hub.confirm_policy"
    template_name = "hub/policies/confirm.html"
    model = PendingPolicy
    emailed = "hub.policy_waits"
    logged = frozenset(
        {
            "hub.policy_changed",
            "hub.policy_refused",
            "hub.policy_lapsed",
            "hub.pre_election_set",
            "hub.pre_election_changed",
            "hub.email_domains_changed",
        }
    )
    question = "Should this change be made?"
    pending: PendingPolicy

    def rows(self) -> Any:
        return PendingPolicy.objects.select_related("given_by", "period", "organisation")

    def record(self) -> Any:
        return self.pending.record

    def where(self, record: Any) -> str:
        return PendingPolicy.page_of(record)

    def confirm(self, read: str) -> str:
        words = str(self.pending)
        confirm_policy(change=self.pending, actor=self.person)
        return f"You have confirmed this: {words}"

    def refuse(self, reason: str) -> str:
        words = str(self.pending)
        refuse_policy(change=self.pending, reason=reason, actor=self.person)
        return f"You have refused this: {words}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period, terms = self.pending.period, self.pending.terms
        return super().get_context_data(
            terms=terms,
            held_back=held_back(period, terms) if period and terms else [],
            **kwargs,
        )
