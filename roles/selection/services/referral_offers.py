"""Offers of posts of a request to people of reserve lists whom a department selected (R15)."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.applications.services.applications import locked_for_handling, notify_candidate
from roles.campaigns.services import posts
from roles.models.applications.application import Application
from roles.models.campaigns.post import Post
from roles.models.selection.referral import Referral
from roles.models.selection.referral_state import ReferralState
from roles.models.support.support_request import SupportRequest
from roles.notifying import handlers_of, notify_people, without_conflicts
from roles.selection.services.offer_terms import OfferTerms, stated_terms
from roles.selection.services.offers import PostJustTakenError, keep_offer_maker
from roles.selection.services.referrals import (
    GONE_FROM_LIST,
    ReferralRefusedError,
    locked_referral,
    why_no_post,
)
from roles.signals import reserve_left
from roles.support.services.requests import locked_request


def posts_for(request: SupportRequest) -> QuerySet[Post]:
    """The posts of a request that can be offered to whom it was put forward."""
    return request.posts.free()


def why_no_offer(referral: Referral, at: datetime | None = None) -> str:
    """Why nobody can offer the person a post of the request now; "" where they can."""
    moment, application = at or timezone.now(), referral.application
    known = Application.objects.on_live_reserve(moment).filter(pk=application.pk)
    if not application.is_shared or not known.exists():
        return f"{GONE_FROM_LIST}."
    return why_no_post(referral.request)


@requires("roles.offer_referral", "referral", fields=OfferTerms.__annotations__)
@transaction.atomic
def offer_to_selected(
    *,
    referral: Referral,
    post: Post,
    actor: User,
    at: datetime | None = None,
    **terms: Unpack[OfferTerms],
) -> Application:
    """Offer a post of the request to whom the department selected; the candidate is told.

    From then on the department that offers moves the application on. Raises
    ``ReferralRefusedError`` for who is not selected, has left the list or takes the consent back,
    and while a campaign recruits for every open post; ``PostJustTakenError``, and
    ``OfferRefusedError`` for incomplete terms.
    """
    moment = at or timezone.now()
    request = locked_request(referral.request)
    found = locked_referral(referral)
    application = locked_for_handling(found.application, actor)
    if found.state != ReferralState.SELECTED or found.is_offered:
        raise ReferralRefusedError(["The department has to select this person first"])
    if why := why_no_offer(found, moment):
        raise ReferralRefusedError([why])
    if not posts_for(request).filter(pk=post.pk).exists():
        raise PostJustTakenError
    application.offer_terms = stated_terms(application, terms, moment, request=request)
    application.offer_from_reserve(post, moment)
    application.offer_terms.save()
    try:
        posts.offer_post(post=post, reference=application.reference, actor=actor, at=moment)
    except posts.PostTaken as error:
        raise PostJustTakenError from error
    application.save()
    keep_offer_maker(application, actor, moment)
    log(application, "roles.offer_made", actor=actor, at=moment)
    log(request, "roles.selected_offered", actor=actor, at=moment)
    notify_candidate("roles.offer_made", application, at=moment)
    # The department of the list, and others to which they were put forward, are told (S44).
    _tell_the_owner(application, at=moment)
    reserve_left.send(sender=None, application=application, at=moment)
    return application


def _tell_the_owner(application: Application, at: datetime) -> None:
    campaign = application.campaign
    notify_people(
        "roles.reserve_taken",
        without_conflicts(application, handlers_of(campaign)),
        application,
        at=at,
        occasion=at.isoformat(),
        reference=application.reference,
        campaign=campaign.reference,
        role=campaign.title,
    )
