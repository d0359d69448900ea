"""What must never be so of offers; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from hub.invariants import Invariant
from hub.models import LogEntry
from roles.models import Application, Post
from roles.models.applications.application_state import OFFER_ACCEPTED, ApplicationState
from roles.models.campaigns.post import FILLED


def _filled_without_offer() -> Iterable[Post]:
    """A post filled by somebody the hub knows has an accepted offer; every one names its offer."""
    accepted = Application.objects.filter(post=OuterRef("pk"), state__in=OFFER_ACCEPTED)
    return Post.objects.filled().filter(
        Q(offer_reference="") | Q(appointee__isnull=False) & ~Exists(accepted)
    )


def _accepted_without_post() -> Iterable[Application]:
    return Application.objects.filter(state__in=OFFER_ACCEPTED).exclude(post__state__in=FILLED)


def _sifted_before_closing() -> Iterable[Application]:
    """A decision of the sift before the role closed; R7 lets people apply until then."""
    early = Q(sift_pass_at__lt=F("campaign__closes_at")) | Q(
        sift_fail_at__lt=F("campaign__closes_at")
    )
    return Application.objects.filter(early)


def _booked_without_interview() -> Iterable[Application]:
    return Application.objects.filter(state=ApplicationState.INTERVIEW_BOOKED, interview=None)


def _offered_without_terms() -> Iterable[Application]:
    return Application.objects.filter(state=ApplicationState.PROVISIONAL_OFFER, offer_terms=None)


def _decided_without_an_entry() -> Iterable[Application]:
    """What stands at a decision that the log does not know of: no record could explain it (S48)."""
    logged = [state for state in ApplicationState if state.facts.action]
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Application),
        object_id=OuterRef("logged_as"),
        action=OuterRef("decided_as"),
    )
    rows = Application.objects.filter(state__in=logged, erased_at=None).annotate(
        logged_as=Cast("pk", CharField()),
        decided_as=Case(
            *(When(state=state, then=Value(state.facts.action)) for state in logged),
            output_field=CharField(),
        ),
    )
    return rows.filter(~Exists(entries))


INVARIANTS = [
    Invariant(
        "roles.decided_without_an_entry",
        "The history of an application does not have the decision that it stands at",
        _decided_without_an_entry,
    ),
    Invariant(
        "roles.sifted_before_closing",
        "An application was sifted before the role closed",
        _sifted_before_closing,
    ),
    Invariant(
        "roles.booked_without_interview",
        "An interview is booked without a time and a place",
        _booked_without_interview,
    ),
    Invariant(
        "roles.offered_without_terms",
        "An offer without terms is waiting for an answer",
        _offered_without_terms,
    ),
    Invariant(
        "roles.filled_without_offer",
        "A filled post has no accepted offer",
        _filled_without_offer,
    ),
    Invariant(
        "roles.accepted_without_post",
        "An accepted offer has no filled post",
        _accepted_without_post,
    ),
]
