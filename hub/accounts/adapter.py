"""How allauth's flows reach people: through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """The hub's account adapter."""
