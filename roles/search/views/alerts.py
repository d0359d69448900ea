"""Alerts: ask for one from a search, confirm it from the mail, change it, stop it in one step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from hub.rates import too_often
from hub.views.base import GuardedTemplateView, LateAnswerView
from hub.views.errors import dead_link
from roles.models.policy import RecruitmentPolicy
from roles.models.search.alert import Alert
from roles.search.alert_words import described, each_described
from roles.search.forms.alerts import FrequencyForm, LeavingForm, SubscribeForm
from roles.search.services.alerts.delivery import why_emails_wait
from roles.search.services.alerts.links import alert_of, token_of
from roles.search.services.alerts.subscribing import (
    TooManyAlertsError,
    change_frequency,
    confirm_address,
    end_alert,
    renew_alert,
    subscribe,
)
from roles.search.vacancy_search import Terms

MOST_ASKED = "20/h"


class SubscribeView(FormView):
    """Ask for an alert on the search in the address."""

    template_name = "roles/search/alert_subscribe.html"
    form_class = SubscribeForm

    @property
    def terms(self) -> Terms:
        """What is looked for, whatever the order and the closing time."""
        return Terms.from_address(self.request.GET).without_time

    def get_form_kwargs(self) -> dict[str, Any]:
        signed_in = self.request.user.is_authenticated
        return {**super().get_form_kwargs(), "is_signed_in": signed_in}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = self.terms
        return super().get_context_data(
            terms=terms,
            criteria=described(terms.as_data()),
            waits=why_emails_wait(timezone.now()),
            **kwargs,
        )

    def form_valid(self, form: SubscribeForm) -> HttpResponse:
        person = self.request.user if self.request.user.is_authenticated else None
        if not self.terms.is_filtered:
            return self.render_to_response(self.get_context_data(form=form))
        if person is None and too_often(self.request, "roles.alerts", MOST_ASKED):
            form.add_error(None, "You have asked for many alerts. Try again in an hour")
            return self.form_invalid(form)
        try:
            subscribe(
                terms=self.terms,
                email=form.cleaned_data.get("email", ""),
                frequency=form.cleaned_data["frequency"],
                person=person,
            )
        except TooManyAlertsError:
            form.add_error(None, "You have as many alerts as you can have. Stop one of them first")
            return self.form_invalid(form)
        if person:
            messages.success(self.request, "The alert is set up")
            return redirect("roles:alert_list")
        return redirect("roles:alert_asked")


class AlertRequestedView(TemplateView):
    """Where to look next; the same page whether or not an address was known."""

    template_name = "roles/search/alert_asked.html"


class AlertListView(GuardedTemplateView):
    """A signed-in person's alerts."""

    template_name = "roles/search/alert_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Alert.objects.visible_to(self.request.user).wanted()
        return super().get_context_data(
            alerts=listed(list(rows)), waits=why_emails_wait(timezone.now()), **kwargs
        )


def listed(alerts: list[Alert]) -> list[dict[str, Any]]:
    """Alerts as a page shows them: in words, with the ways to change and stop them."""
    in_words = each_described(alert.criteria for alert in alerts)
    return [
        {
            "alert": alert,
            "criteria": criteria,
            "change": token_of(alert, "change"),
            "stop": token_of(alert, "stop"),
        }
        for alert, criteria in zip(alerts, in_words, strict=True)
    ]


STOPPED = "You have already stopped this alert"


class LinkedAlertView(LateAnswerView, TemplateView):
    """A page that a link in a mail leads to: it asks, and acts only when its button is pressed."""

    act = ""
    max_age: timedelta | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = alert_of(kwargs["token"], self.act, self.age())
        if found is None:
            return dead_link(
                request,
                [
                    ("Sign in to see, change and stop your alerts", reverse("roles:alert_list")),
                    ("Search again and ask for a new alert", reverse("roles:vacancy_list")),
                ],
            )
        self.alert = found
        return self.late_answer() or super().dispatch(request, *args, **kwargs)

    def moved_on_url(self) -> str:
        return reverse("roles:alert_manage", args=[token_of(self.alert, "manage")])

    @property
    def is_stopped(self) -> bool:
        """Whether no email of this alert is sent any more."""
        return bool(self.alert.state == Alert.State.ENDED)

    def age(self) -> timedelta | None:
        """How old a link may be; None for any age."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            alert=self.alert,
            criteria=described(self.alert.criteria),
            manage=token_of(self.alert, "manage"),
            stop=token_of(self.alert, "stop"),
            **kwargs,
        )


class ConfirmView(LinkedAlertView):
    """Confirm the alerts that wait at an address."""

    act = "confirm"
    template_name = "roles/search/alert_confirm.html"

    def age(self) -> timedelta:
        return timedelta(days=RecruitmentPolicy.load().alert_pending_days)

    def too_late(self) -> str:
        # Opened again, the page says by itself that there is nothing to confirm.
        waiting = Alert.objects.of_address(self.alert.email).unconfirmed()
        if self.request.method != "POST" or waiting.exists():
            return ""
        return STOPPED if self.is_stopped else "You have already confirmed this alert"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Alert.objects.of_address(self.alert.email).unconfirmed()
        return super().get_context_data(waiting=listed(list(waiting)), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_address(alert=self.alert)
        messages.success(request, "Your alerts are set up")
        return redirect("roles:alert_manage", token_of(self.alert, "manage"))


class ManageView(LinkedAlertView):
    """Every alert of the address that a mail went to."""

    act = "manage"
    template_name = "roles/search/alert_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Alert.objects.of_address(self.alert.email).wanted()
        return super().get_context_data(
            alerts=listed(list(rows)), waits=why_emails_wait(timezone.now()), **kwargs
        )


class ChangeView(LinkedAlertView, FormView):
    """How often an alert comes."""

    act = "change"
    template_name = "roles/search/alert_change.html"
    form_class = FrequencyForm

    def too_late(self) -> str:
        return STOPPED if self.is_stopped else ""

    def get_initial(self) -> dict[str, Any]:
        return {"frequency": self.alert.frequency}

    def form_valid(self, form: FrequencyForm) -> HttpResponse:
        change_frequency(alert=self.alert, frequency=form.cleaned_data["frequency"])
        messages.success(self.request, "Your choice is saved")
        if self.alert.person_id and self.alert.person_id == self.request.user.pk:
            return redirect("roles:alert_list")
        return redirect("roles:alert_manage", token_of(self.alert, "manage"))


@method_decorator(csrf_exempt, name="dispatch")
class StopView(LinkedAlertView):
    """Stop an alert in one step: a GET asks, a POST acts (RFC 8058).

    The signed link stands in for the CSRF token; it can only stop mail.
    """

    act = "stop"
    template_name = "roles/search/alert_stop.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            stopped=self.is_stopped,
            form=LeavingForm(),
            why=token_of(self.alert, "why"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.alert = end_alert(alert=self.alert)
        return self.get(request, *args, **kwargs)


class WhyView(LinkedAlertView, FormView):
    """Why an alert was stopped: asked after, never before."""

    act = "why"
    template_name = "roles/search/alert_why.html"
    form_class = LeavingForm

    def form_valid(self, form: LeavingForm) -> HttpResponse:
        end_alert(alert=self.alert, reason=form.cleaned_data["reason"])
        messages.success(self.request, "Thank you")
        return redirect("roles:vacancy_list")


class RenewAlertView(LinkedAlertView):
    """Say, after a year, that an alert is still wanted."""

    act = "keep"
    template_name = "roles/search/alert_keep.html"

    def too_late(self) -> str:
        return STOPPED if self.is_stopped else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        renew_alert(alert=self.alert)
        messages.success(request, "We will keep sending this alert")
        return redirect("roles:alert_manage", token_of(self.alert, "manage"))
