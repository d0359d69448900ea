"""Bridges from other applications' signals to the hub's services."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from hub.accounts.sessions import start


@receiver(user_logged_in)
def signed_in(request: Any, user: Any, **kwargs: Any) -> None:
    """A session begins."""
    start(request, user)


@receiver(authenticator_added)
def second_factor_set_up(request: Any, user: Any, **kwargs: Any) -> None:
    """Somebody who just set up a factor has proved that they hold it."""
    record_authentication(request, user, "mfa")
