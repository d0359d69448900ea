"""Links in mail by which a person stops one kind of message, without signing in."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from hub.models import Notification, NotificationPreference, User
from hub.notifications.kinds import NotificationKind, kinds
from hub.short_tokens import is_ours, number_in, short_token

SALT = "hub.unsubscribe"
CODE_LENGTH = 4


def stop_url(row: Notification) -> str:
    """The address that stops messages of this row's kind to its recipient."""
    assert row.recipient_id is not None
    token = f"{_code(row.slug)}{short_token(row.recipient_id, SALT, row.slug)}"
    return settings.HUB_BASE_URL + reverse("messages_stop", args=[token])


def read_token(token: str) -> tuple[User, str] | None:
    """Who wants to stop what; None for a forged token or somebody who is gone.

    Links of earlier mails hold the person and the kind in full.
    """
    code, rest = token[:CODE_LENGTH], token[CODE_LENGTH:]
    number = number_in(rest)
    for slug in kinds.by_slug():
        if number is not None and _code(slug) == code and is_ours(rest, number, SALT, slug):
            return _of(number, slug)
    try:
        person_id, slug = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return _of(person_id, slug)


def _of(person_id: int, slug: str) -> tuple[User, str] | None:
    person = User.objects.filter(pk=person_id).first()
    return (person, slug) if person else None


def _code(slug: str) -> str:
    """What stands for a kind in a link: found again among the kinds there are."""
    return hashlib.sha256(slug.encode()).hexdigest()[:CODE_LENGTH]


def choose(person: User, kind: NotificationKind, *, is_wanted: bool) -> None:
    """Stop a kind of message, or want it; doing so twice changes nothing."""
    if is_wanted != kind.only_if_asked:
        NotificationPreference.objects.filter(user=person, slug=kind.slug).delete()
        return
    NotificationPreference.objects.get_or_create(
        user=person, slug=kind.slug, defaults={"chosen_at": timezone.now()}
    )
