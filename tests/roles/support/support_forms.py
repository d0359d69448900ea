"""What the tests of the support workspace share: its forms, and people on reserve lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.models import FrameworkRole, Grade, User
from hub.uploads import receive
from roles.models import (
    Application,
    Booking,
    Expert,
    Referral,
    RequestAttachment,
    SupportRequest,
)
from roles.selection.services import referrals
from roles.selection.services.referral_offers import offer_to_selected, posts_for
from roles.selection.services.reserve_lists import agree_to_share
from roles.support.services.attachments import add_file
from roles.support.services.bookings import book_expert
from tests.factories.adverts import make_advert, make_application, terms
from tests.factories.files import make_pdf, upload
from tests.factories.hub import current_role, make_person
from tests.factories.qualifications import make_assessor
from tests.factories.roles import Team


def ask_form(team: Team, **changes: Any) -> dict[str, Any]:
    """A request for two delivery managers."""
    return {
        "organisation": team.organisation.pk,
        "kinds": ["sift", "shortlist"],
        "role": current_role("delivery-manager").pk,
        "level": "",
        "grade": Grade.objects.get(code="g7").pk,
        "posts_wanted": "2",
        "service": "",
        "needed_by_day": "",
        "needed_by_month": "",
        "needed_by_year": "",
        "step": "send",
        "reason": "We have nobody who can sift 200 applications.",
        **changes,
    }


def make_reserved(
    role: FrameworkRole,
    *,
    candidate: User | None = None,
    grade: str = "g7",
    is_shared: bool = True,
    **advert: Any,
) -> Application:
    """Somebody on a reserve list who knows it and, unless told, agrees to be put forward."""
    campaign = make_advert(role=role.slug, grade=grade, **advert)
    seen = ("pass_sift", "invite", "book", "record_interview", "put_on_reserve")
    application = make_application(campaign, candidate, *seen)
    Application.objects.filter(pk=application.pk).update(release_at=timezone.now())
    application.refresh_from_db()
    if is_shared:
        application = agree_to_share(application=application, actor=application.candidate)
    return application


def make_selected(
    request: SupportRequest, application: Application, adviser: User, manager: User
) -> Referral:
    """Somebody on a reserve list whom the hub put forward and the department selected."""
    referral = Referral.objects.create(request=request, application=application)
    referral = referrals.refer(referral=referral, actor=adviser)
    return referrals.select(referral=referral, actor=manager)


def offer_selected(referral: Referral, manager: User, **changes: Any) -> Application:
    """A provisional offer to them, of the first post of the request that is free."""
    post = posts_for(referral.request).first()
    campaign = referral.application.campaign
    given = terms(campaign, **changes)
    return offer_to_selected(referral=referral, post=post, actor=manager, **given)


def make_expert(user: User | None = None, *, is_assessor: bool = True, **fields: Any) -> Expert:
    """An expert of the register with a certificate, available for half a year."""
    today = timezone.localdate()
    user = user or make_person()
    if is_assessor:
        make_assessor(user)
    return Expert.objects.create(
        **{
            "user": user,
            "role": current_role("delivery-manager"),
            "grade": Grade.objects.get(code="g6"),
            "available_from": today,
            "available_to": today + timedelta(days=180),
            **fields,
        }
    )


def book(expert: Expert, request: SupportRequest, team: Team, **changes: Any) -> Booking:
    """A booking for a panel in two weeks, for two days."""
    first = timezone.localdate() + timedelta(days=changes.pop("in_days", 14))
    return book_expert(
        **{
            "request": request,
            "expert": expert,
            "kind": "panel",
            "starts_on": first,
            "ends_on": first + timedelta(days=1),
            "actor": team.adviser,
            **changes,
        }
    )


def attach(request: SupportRequest, person: User) -> RequestAttachment:
    """A PDF that a person added to a request."""
    handed_in = receive(
        actor=person,
        file=upload(make_pdf()),
        purpose="roles.support_file",
        organisation=request.organisation,
    )
    return add_file(request=request, upload=handed_in, title="Draft job description", actor=person)
