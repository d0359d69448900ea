"""Links in mail by which a person stops one kind of message, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from hub.models import Notification, NotificationPreference, User

SALT = "hub.unsubscribe"


def stop_url(row: Notification) -> str:
    """The address that stops messages of this row's kind to its recipient."""
    token = signing.Signer(salt=SALT).sign_object([row.recipient_id, row.slug])
    return settings.HUB_BASE_URL + reverse("messages_stop", args=[token])


def read_token(token: str) -> tuple[User, str] | None:
    """Who wants to stop what; None for a forged token or somebody who is gone."""
    try:
        person_id, slug = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=person_id).first()
    return (person, slug) if person else None


def opt_out(person: User, slug: str) -> None:
    """Stop a kind of message; doing so twice changes nothing."""
    NotificationPreference.objects.get_or_create(
        user=person, slug=slug, defaults={"opted_out_at": timezone.now()}
    )


def opt_in(person: User, slug: str) -> None:
    """Want a kind of message again."""
    NotificationPreference.objects.filter(user=person, slug=slug).delete()
