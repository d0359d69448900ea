"""Changing one's email address, with a code to the old and one to the new."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from hub.accounts import address
from hub.accounts.address import stops_with
from hub.accounts.forms import AddressCodesForm, AddressForm
from hub.accounts.sessions import end_sessions
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView


class AddressView(GuardedFormView):
    """Ask for the new address, and send a code to each of the two."""

    template_name = "hub/account/address.html"
    form_class = AddressForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        address.begin(self.request, form.cleaned_data["email"])
        return redirect("account_address_confirm")


class AddressConfirmView(GuardedFormView):
    """Ask for both codes; three tries, then it begins anew."""

    template_name = "hub/account/address_confirm.html"
    form_class = AddressCodesForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and address.pending(request) is None:
            messages.warning(request, "The codes are no longer valid. Enter the new address again")
            return redirect("account_address")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "change": address.pending(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = address.pending(self.request)
        email = change["email"] if change else ""
        stops = stops_with(person=self.person, email=email) if change else []
        return super().get_context_data(new_email=email, stops=stops, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_wrong_code and not address.try_again(self.request):
            messages.warning(self.request, "The codes were wrong too many times. Start again")
            return redirect("account_address")
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.person
        change = address.finish(self.request)
        try:
            address.change_address(person=user, email=change["email"], actor=user)
        except address.AddressTaken:
            messages.warning(self.request, "The codes are no longer valid. Enter the address again")
            return redirect("account_address")
        except RefusedError as error:
            messages.warning(self.request, ". ".join(error.reasons))
            return redirect("account_address")
        end_sessions(person=user, actor=user, but=self.request.session.session_key)
        messages.success(self.request, "Your email address has been changed")
        return redirect("account")
