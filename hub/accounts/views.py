"""Signing in and out, the account page, and a person's own data."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView, View

from hub.accounts.flow import SignInProcess
from hub.accounts.forms import CodeForm, EraseForm, NameForm, SignInForm
from hub.accounts.sessions import end_sessions, own_sessions, renew, seconds_left
from hub.erasure import erase_person, export_person, kept_on
from hub.models import ErasureReceipt
from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView


class SignInView(allauth_views.RequestLoginCodeView):
    """Ask for an address and send it a code."""

    template_name = "hub/account/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

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
        return super().get_context_data(email=self._process.state["email"], **kwargs)


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


class AccountView(GuardedTemplateView):
    """Where a person finds everything that is theirs."""

    template_name = "hub/account/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.request.user.memberships.select_related("organisation")
        return super().get_context_data(
            memberships=memberships,
            has_second_factor=is_mfa_enabled(self.request.user),
            **kwargs,
        )


class NameView(GuardedFormView):
    """Change one's name."""

    template_name = "hub/account/name.html"
    form_class = NameForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        messages.success(self.request, "Your name is changed")
        return redirect("account")


class SessionsView(GuardedTemplateView):
    """Where a person is signed in; each can be ended."""

    template_name = "hub/account/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours, minutes = divmod(settings.SESSION_COOKIE_AGE // 60, 60)
        return super().get_context_data(
            sessions=own_sessions(self.request),
            lifetime=f"{minutes} minutes" if minutes else f"{hours} hours",
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        which = request.POST.get("session", "")
        here = request.session.session_key
        pk = int(which) if which.isdecimal() and len(which) < 18 else None
        if pk is not None or which == "others":
            end_sessions(person=request.user, actor=request.user, but=here, pk=pk)
            messages.success(request, "You are signed out there")
        return redirect("account_sessions")


class SessionView(View):
    """For session.js: how long the session has left; a POST goes on with it."""

    def get(self, request: HttpRequest) -> JsonResponse:
        answer = JsonResponse({"seconds_left": seconds_left(request)})
        answer["Cache-Control"] = "no-store"
        return answer

    def post(self, request: HttpRequest) -> JsonResponse:
        if request.user.is_authenticated:
            renew(request)
        return self.get(request)


class DataView(GuardedTemplateView):
    """What is held about me, on a page."""

    template_name = "hub/account/data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(held=export_person(self.request.user), **kwargs)


class DataDownloadView(GuardedView):
    """What is held about me, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = JsonResponse(
            {"held": export_person(request.user)}, json_dumps_params={"indent": 2}
        )
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response["Cache-Control"] = "no-store"
        return response


class EraseView(GuardedFormView):
    """Close the account and erase what is held, with a receipt."""

    template_name = "hub/account/erase.html"
    form_class = EraseForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kept=kept_on(self.request.user), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        if user.is_superuser:
            raise PermissionDenied
        receipt = erase_person(person=user, actor=None, reason="asked by the person")
        logout(self.request)
        return redirect("account_erased", reference=receipt.reference)


class ErasedView(TemplateView):
    """The receipt: what was erased and how much, never who."""

    template_name = "hub/account/erased.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = get_object_or_404(ErasureReceipt, reference=kwargs["reference"])
        return super().get_context_data(receipt=receipt)
