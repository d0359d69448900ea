"""People on reserve lists who could meet a request: looked at for a reason, put forward, chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hub.dates import date_gb
from hub.mailboxes import same_mailbox
from hub.moves import MoveView, Offer, Offers, offered
from hub.permissions import is_hub_staff
from hub.views.base import CreatingFormView
from roles.models.applications.application import Application
from roles.models.selection.referral import Referral
from roles.models.selection.referral_state import KNOWN_TO_DEPARTMENT
from roles.models.support.support_request import SupportRequest
from roles.selection.forms.referrals import LookForm
from roles.selection.moves import AFTER_AN_OFFER_TO_SELECTED
from roles.selection.next_step import steps_of_application
from roles.selection.referral_moves import REFERRAL_MOVES
from roles.selection.services import referrals
from roles.selection.tables import LOOKS
from roles.support.views.support import find_request


@dataclass(frozen=True)
class Person:
    """A row of the page: a person, and what can be done now."""

    referral: Referral
    moves: list[Offer]
    offer_moves: Offers


def people_shown(request: SupportRequest, user: Any) -> list[Referral]:
    """Whom this person may see: hub staff all who could meet it, a department those referred.

    Somebody who took the consent or the application back is shown to nobody any more, unless the
    department has made them an offer. Whoever could be put forward themselves is shown nobody.
    """
    made = {
        referral.application_id: referral
        for referral in Referral.objects.visible_to(user)
        .filter(request=request)
        .select_related(
            "application__campaign__organisation__parent",
            "application__campaign__grade",
            "application__candidate",
            "application__post__grade",
            "application__post__role",
            "application__post__level",
            "application__offer_terms__place",
            "application__offer_terms__request__organisation__parent",
            "request",
        )
    }
    if not is_hub_staff(user):
        shown = [one for one in made.values() if one.application.is_shared or one.is_offered]
    else:
        hidden = Application.objects.all().hidden_from(user)
        listed = [one for one in referrals.listed(request) if one.pk not in hidden]
        for application in listed:
            made.setdefault(application.pk, Referral(request=request, application=application))
        order = {application.pk: place for place, application in enumerate(listed)}
        shown = sorted(made.values(), key=lambda one: order.get(one.application_id, len(order)))
    shown = [one for one in shown if gone_since(one) is None]
    if any(_is_theirs(one.application, user) for one in shown):
        return []
    for referral in shown:
        referral.request = request
    return shown


def _is_theirs(application: Application, user: Any) -> bool:
    candidate = application.candidate
    return candidate is not None and same_mailbox(candidate.email, user.email)


def gone_since(referral: Referral) -> datetime | None:
    """When the person took back the consent or the application, or left the list; else None.

    Whoever was made an offer is known to the department that made it, also afterwards.
    """
    application = referral.application
    if referral.is_offered:
        return None
    return (
        application.sharing_withdrawn_at or application.withdrawn_at or application.reserve_ended_at
    )


def who_has_gone(request: SupportRequest, user: Any) -> list[str]:
    """What became of people who were put forward and are not shown any more, without names."""
    rows = Referral.objects.visible_to(user).filter(request=request)
    known = rows.filter(state__in=KNOWN_TO_DEPARTMENT).select_related(
        "application__offer_terms__request", "application__post", "request"
    )
    return [
        f"{_what_ended(referral.application, since)}, so we no longer show who it was. "
        f"{_what_was(referral)}."
        for referral in known
        if (since := gone_since(referral))
    ]


def _what_was(referral: Referral) -> str:
    """How far somebody had come who is shown no more."""
    if not referral.had_offer:
        return f"Before that they were: {referral.get_state_display().lower()}"
    had = "accepted an offer" if referral.application.accepted_at else "an offer"
    return f"Before that they had {had} for a post of this request"


def _what_ended(application: Application, since: datetime) -> str:
    """What came to an end, and when, for somebody shown no more, in the order of ``gone_since``."""
    if application.sharing_withdrawn_at:
        return f"On {date_gb(since)}, one person withdrew their agreement to be put forward"
    if application.withdrawn_at:
        return f"On {date_gb(since)}, one person withdrew their application"
    last = application.reserve_last_day
    return f"One person’s last day on the reserve list was {date_gb(last)}"


class PeopleView(CreatingFormView):
    """Asks why, keeps that, and then shows who could meet the request for a while."""

    permission = "roles.view_referral"
    template_name = "roles/selection/support_people.html"
    form_class = LookForm
    record: SupportRequest

    def get_permission_object(self) -> SupportRequest:
        self.record = find_request(self)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, people = self.person, []
        if is_looking := referrals.is_looking(self.record, user):
            people = [
                Person(
                    referral,
                    offered(REFERRAL_MOVES, referral, user),
                    _after_the_offer(referral, user),
                )
                for referral in people_shown(self.record, user)
            ]
        return super().get_context_data(
            support=self.record,
            is_looking=is_looking,
            people=people,
            gone=who_has_gone(self.record, user) if is_looking else [],
            is_party=is_looking and not people and referrals.could_be(self.record, user),
            is_hub=is_hub_staff(user),
            looks=LOOKS.of(
                self.record.looks.select_related("person")[:20] if is_hub_staff(user) else []
            ),
            **kwargs,
        )

    def form_valid(self, form: LookForm) -> HttpResponse:
        referrals.look(request=self.record, actor=self.person, **form.cleaned_data)
        return redirect("roles:support_people", self.record.reference)


def _after_the_offer(referral: Referral, user: Any) -> Offers:
    """What is next for somebody who was offered a post of the request, and what can be done."""
    application = referral.application
    if not referral.is_offered:
        return Offers()
    return offered(AFTER_AN_OFFER_TO_SELECTED, application, user, steps_of_application(application))


class ReferralMoveView(MoveView):
    """One thing done about one person; for those who said why they look."""

    moves = REFERRAL_MOVES
    record_argument = "referral"

    def who_was_first(self) -> str:
        # Of people put forward neither side reads who of the other did what.
        return ""

    def find_record(self) -> Referral:
        request = find_request(self)
        user = self.person
        if not referrals.is_looking(request, user):
            raise Http404
        for referral in people_shown(request, user):
            if referral.application.reference == self.kwargs["application"]:
                return referral
        raise Http404


class SelectedMoveView(MoveView):
    """One thing done about an offer to somebody put forward, by the department that made it."""

    moves = AFTER_AN_OFFER_TO_SELECTED
    record_argument = "application"

    def who_was_first(self) -> str:
        # Of people put forward neither side reads who of the other did what.
        return ""

    def find_record(self) -> Application:
        request = find_request(self)
        user = self.person
        if not referrals.is_looking(request, user):
            raise Http404
        for referral in people_shown(request, user):
            application = referral.application
            if application.reference == self.kwargs["application"] and referral.is_offered:
                return application
        raise Http404

    @property
    def record_url(self) -> str:
        return reverse("roles:support_people", args=[self.kwargs["reference"]])
