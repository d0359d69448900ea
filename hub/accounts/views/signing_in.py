"""Signing in by code, and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.accounts.flow import SignInProcess
from hub.accounts.forms import CodeForm, SignInForm
from hub.accounts.single_sign_on import providers
from hub.models import HubPolicy
from hub.views.interrupted_forms import holds_answers


def not_for_this_account(request: HttpRequest, target: str) -> HttpResponse:
    """403: says who is signed in, that the page is not for them, and how to use another account."""
    context = {"email": request.user.email, "target": target}  # type: ignore[union-attr]  # Signed in.
    return never_cache(render)(request, "hub/account/signed_in_already.html", context, status=403)


class SignInView(allauth_views.RequestLoginCodeView):
    """Ask for an address and send it a code."""

    template_name = "hub/account/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Somebody who is signed in goes on to the page they wanted, if it is not closed to them.

        Wagtail's admin sends whoever may not enter it here: sending them back would go round for
        ever.
        """
        target = get_next_redirect_url(request)
        if request.user.is_authenticated and target:
            may_enter = request.user.has_perm("wagtailadmin.access_admin")
            if may_enter or not urlsplit(target).path.startswith(reverse("wagtailadmin_home")):
                return redirect(target)
            return not_for_this_account(request, target)
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            providers=providers(), words_are_kept=holds_answers(self.request), **kwargs
        )

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Let somebody who mistyped the address enter another one."""

    def form_valid(self, form: Any) -> HttpResponse:
        SignInProcess.begin(request=self.request, email=form.cleaned_data["email"])
        return redirect(self.get_success_url())


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class ConfirmCodeView(allauth_views.ConfirmLoginCodeView):
    """Ask for the code, three times at most; send another on request."""

    template_name = "hub/account/confirm_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # allauth puts it on the request.
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self._process = SignInProcess.resume(self.stage)
        if self._process is None:
            messages.warning(request, "The code is no longer valid. Ask for another one")
            return redirect("account_login")
        return super(allauth_views.ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return super().get_form_class() if self._action == "resend" else CodeForm

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if response.status_code == 302:
            messages.warning(self.request, "The code was wrong too many times. Ask for another one")
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        response = super()._resend_form_valid(form)
        messages.success(self.request, "We have sent another code. The earlier one no longer works")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self._process is not None, "a code is asked for only while somebody signs in"
        return super().get_context_data(
            email=self._process.state["email"],
            mail_is_paused=HubPolicy.load().mail_is_paused,
            **kwargs,
        )


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; a GET asks first."""
    if request.method == "POST":
        logout(request)
        messages.success(request, "You are signed out")
        return redirect("/")
    return render(request, "hub/account/sign_out.html")


@require_http_methods(["GET", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Before a change of the second factor: give it again, or sign in again by code."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    query = urlencode({"next": request.GET.get("next", reverse("account"))})
    if is_mfa_enabled(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
    if request.method == "POST":
        logout(request)
        return redirect(f"{reverse('account_login')}?{query}")
    return render(request, "hub/account/sign_in_again.html")


def inactive(request: HttpRequest) -> HttpResponse:
    """An account that was closed."""
    return render(request, "hub/account/inactive.html", status=403)
