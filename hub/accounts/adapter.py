"""How allauth's flows reach people: through the outbox, in the hub's words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from hub.notifications import notify


class AccountAdapter(DefaultAccountAdapter):
    """Signing up happens by signing in: there is no other way to make an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a sign-in code in the outbox; allauth's other mail has no counterpart here."""
        if template_prefix == "account/email/login_code":
            notify(
                "hub.sign_in_code",
                recipient=email,
                secret=context["code"],
                occasion=timezone.now().isoformat(),
            )

    def get_client_ip(self, request: HttpRequest) -> str:
        """A server on a local socket knows no address: limits then count everybody together."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104 (nothing listens there: it says "unknown")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own pages say what happened."""

    def send_notification_mail(
        self, template_prefix: str, user: Any, *args: Any, **kw: Any
    ) -> None:
        """Tell somebody that their second factor was changed."""
        notify(
            "hub.second_factor_changed",
            recipient=user,
            occasion=timezone.now().isoformat(timespec="seconds"),
        )
