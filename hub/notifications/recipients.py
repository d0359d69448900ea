"""Who may know to whom a message went, and whether it arrived (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from hub.audit import log
from hub.authorisation import requires
from hub.models import Notification, User
from hub.models.log_entry import seen_by
from hub.notifications.kinds import kinds

HIDDEN = "Not shown"
WAITING = {Notification.State.PENDING, Notification.State.LEASED}
FAILED = {Notification.State.DEAD, Notification.State.RETURNED}


@dataclass(frozen=True)
class Shown:
    """What a reader may know of a message: to whom it went, and what it is about."""

    to: str
    about: str
    url: str


@dataclass(frozen=True)
class Arrivals:
    """What became of the mail to one address.

    ``messages`` are those that the reader may know to be this person's. Of others, about records
    whose people the reader may not know, only ``others`` is said: "sent", "not all sent" or "",
    never how many or when, which could be laid beside what happened to an application. What waits
    for its time is left out: it would tell that there is a decision which rests (R11).
    """

    messages: list[Notification]
    others: str


def shown_to(reader: Any, rows: Iterable[Notification]) -> dict[int, Shown]:
    """What this reader may know of each message: one query for each kind of record."""
    rows = list(rows)
    wanted: dict[int, set[str]] = {}
    for row in rows:
        if row.content_type_id and row.object_id:
            wanted.setdefault(row.content_type_id, set()).add(row.object_id)
    records: dict[tuple[int, str], Any] = {}
    for content_type_id, keys in wanted.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        # A person's own account is no record that somebody else looks at.
        if model is None or model is User:
            continue
        for record in seen_by(reader, model._default_manager.filter(pk__in=keys)):
            records[(content_type_id, str(record.pk))] = record
    return {
        row.pk: _shown(row, records.get((row.content_type_id or 0, row.object_id))) for row in rows
    }


def which_came_back(notification: Notification) -> dict[str, str] | None:
    """The kind of email that came back, and its record where the reader may know that."""
    row = notification.subject
    if not isinstance(row, Notification):
        return None
    kind = kinds.get(row.slug)
    about = shown_to(notification.recipient, [row])[row.pk].about
    return {"which": kind.label if kind else "", "about": about}


@requires("hub.view_notification")
def trace(*, address: str, actor: User) -> Arrivals:
    """What became of the mail to an address, as its owner asks; that it was asked is kept.

    About the account itself, such as sign-in codes, all is told: the caller named the address.
    """
    rows = Notification.objects.filter(
        Q(recipient__email__iexact=address) | Q(address__iexact=address)
    ).select_related("recipient", "content_type")
    owner = User.objects.filter(email__iexact=address).first()
    if owner is not None:
        log(owner, "hub.messages_traced", actor=actor, title=f"Person {owner.pk}")
    known = shown_to(actor, rows)
    mine = [row for row in rows if is_about_the_account(row) or known[row.pk].to != HIDDEN]
    shown = {row.pk for row in mine}
    others = {row.state for row in rows if row.pk not in shown} - WAITING
    words = ("not all sent" if others & FAILED else "sent") if others else ""
    return Arrivals(mine, words)


def is_about_the_account(row: Notification) -> bool:
    """Whether a message is about signing in or the account, and so about no record."""
    if row.content_type is None:
        return not row.object_id and row.slug.startswith("hub.")
    return row.content_type.model_class() is User


def _shown(row: Notification, record: Any) -> Shown:
    """``record`` is what it is about, where the reader may see that."""
    kind = kinds.get(row.slug)
    is_known = (kind is not None and kind.to_office) or bool(
        getattr(record, "shows_identity", False)
    )
    to = str(row.recipient or row.address) if is_known else HIDDEN
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Shown(to, str(record) if record is not None else "", url)
