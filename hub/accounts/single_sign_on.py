"""OpenID Connect as a second way in: to the account of the address that the provider has proved.

A provider that an installation trusts says who somebody is. The first time, that is tied to the
account with the address, made if there is none; from then on the provider's own number counts.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from hub.audit import log
from hub.authorisation import public, requires
from hub.directory import add_person
from hub.mailboxes import is_unusual, one_spelling
from hub.models import HubPolicy, User
from hub.notifications import notify


def providers() -> dict[str, str]:
    """The names of the providers that may be used now, by their id."""
    if HubPolicy.load().single_sign_on_is_paused:
        return {}
    trusted: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    apps: list[dict[str, str]] = trusted["APPS"]
    return {app["provider_id"]: app["name"] for app in apps}


def ways_in(person: User) -> list[dict[str, Any]]:
    """The providers tied to an account; one that is trusted no more is named by its id."""
    names = providers()
    return [
        {"pk": row.pk, "name": names.get(row.provider, row.provider), "since": row.date_joined}
        for row in SocialAccount.objects.filter(user=person).order_by("pk")
    ]


@public
@transaction.atomic
def tie(*, account: SocialAccount, email: str) -> User:
    """Tie a provider's account to the person with an address it has proved, and tell them."""
    person = add_person(email=email)
    account.user = person
    account.save()
    title, detail = f"Person {person.pk}", {"detail": account.provider}
    log(person, "hub.way_in_added", actor=person, title=title, data=detail)
    notify("hub.way_in_added", recipient=person, occasion=str(account.pk))
    return person


@requires("hub.change_own_account", "person")
@transaction.atomic
def untie(*, person: User, pk: int, actor: User | None) -> None:
    """Take a way in off an account; the code by mail is always left. Twice changes nothing."""
    row = SocialAccount.objects.filter(user=person, pk=pk).first()
    if row is None:
        return
    row.delete()
    title, detail = f"Person {person.pk}", {"detail": row.provider}
    log(person, "hub.way_in_removed", actor=actor, title=title, data=detail)
    notify("hub.way_in_removed", recipient=person, occasion=timezone.now().isoformat())


def proved_address(login: SocialLogin) -> str | None:
    """The address that the provider says it has proved, if it may speak for it at all.

    A department's own provider speaks for the department's domains only.
    """
    found = next((row.email for row in login.email_addresses if row.verified is True), None)
    domains = login.provider.app.settings.get("domains", [])
    if found and is_unusual(found):
        return None
    domain = one_spelling(found or "").rpartition("@")[2]
    if found and domains and not any(domain == d or domain.endswith(f".{d}") for d in domains):
        return None
    return found


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Decides which account a provider's word opens."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        # Only ever a way in: tying by hand what has another address is not offered.
        sociallogin.state["process"] = AuthProcess.LOGIN
        account = sociallogin.account
        # What else the provider said of the person is not ours to keep.
        account.extra_data = {}
        if account.pk:
            account.save(update_fields=["extra_data"])
            return
        email = proved_address(sociallogin)
        if email is None:
            name = sociallogin.provider.app.name
            page = render(request, "hub/account/not_proved.html", {"provider": name}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.user = tie(account=account, email=email)

    def serialize_instance(self, instance: Any) -> Any:
        # What was read of somebody's rights is no field of theirs to put into a session.
        if isinstance(instance, User):
            instance.forget_rights()
        return super().serialize_instance(instance)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Back to the sign-in page, where the code by mail still works."""
        said = "You did not sign in with" if error == AuthError.CANCELLED else "We could not use"
        messages.warning(request, f"{said} {provider.app.name}. You can sign in with a code")
        raise ImmediateHttpResponse(redirect("account_login"))
