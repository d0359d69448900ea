"""Signing in by a code, the same for an address we know and one we do not.

The code is made and sent without looking the address up; only the right code finds or makes the
account. So neither the answer nor its time can say whether somebody has an account.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse

from hub.authorisation import public
from hub.directory import add_person
from hub.models import User


@public
def owner_of(*, email: str) -> User:
    """The person with an address that a right code has proved, made when there is none yet."""
    return add_person(email=email)


class SignInProcess(LoginCodeVerificationProcess):
    """allauth's process of a code, its expiry and its attempts, with the account looked up last."""

    @classmethod
    def begin(cls, *, request: HttpRequest, email: str) -> SignInProcess:
        """Send a code to the address and remember it in the session."""
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email))
        stage.state["initiated_by_user"] = True
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """Send a fresh code, whoever the address belongs to."""
        get_adapter().send_mail(
            "account/email/login_code",
            email,
            {"request": self.request, "code": self.generate_code()},
        )

    def resend(self) -> None:
        """Send another code; the one before no longer works."""
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Sign in the owner of the address, making the account when this is the first time."""
        email = self.state["email"]
        user = owner_of(email=email)
        record_authentication(self.request, user, method="code", email=email)
        return perform_login(self.request, Login(user=user, redirect_url=redirect_url, email=email))

    @classmethod
    def resume(cls, stage: Any) -> SignInProcess | None:
        """Go on with the process in the session; None when its time is up."""
        process: SignInProcess | None = cls(stage=stage).abort_if_invalid()
        return process
