"""Bridges from other applications' signals to the hub's services."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver


@receiver(authenticator_added)
def second_factor_set_up(request: Any, user: Any, **kwargs: Any) -> None:
    """Somebody who just set up a factor has proved that they hold it."""
    record_authentication(request, user, "mfa")
