"""Who may know to whom a message went, and whether it arrived (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, ForeignKey, Model, Q, QuerySet
from django.db.models.functions import Cast

from hub.audit import log
from hub.authorisation import requires
from hub.dates import as_known
from hub.models import Need, Notification, User
from hub.models.log_entry import seen_by
from hub.notifications.kinds import kinds
from hub.references import with_hyphens

HIDDEN = "Not shown"


@dataclass(frozen=True)
class Shown:
    """What a reader may know of a message: to whom it went, and what it is about.

    At what time it was written and sent, where they may know whose it is; else on which day.
    """

    to: str
    about: str
    url: str
    written: date | datetime | None
    sent: date | datetime | None
    tells_moments: bool

    @property
    def is_known(self) -> bool:
        """Whether they may know to whom it went."""
        return self.to != HIDDEN


@dataclass(frozen=True)
class Arrival:
    """What became of one email to an address, and when, as far as the reader may know."""

    message: Notification
    about: str
    url: str
    written: date | datetime | None
    sent: date | datetime | None


def listed(rows: QuerySet[Notification], reader: Any) -> QuerySet[Notification]:
    """Those of which a person of the staff may know that they are there (R11, R25).

    Not what tells by being there who applies; nor what is about a record from which the reader is
    kept, as they compete for the role or entered the application: the kind of an email says how
    that stands ("Campaign needs approval", "Application withdrawn"), whatever its row leaves out.
    """
    shown = rows.exclude(slug__in=[kind.slug for kind in kinds if kind.unlisted])
    kept = Q()
    for number in rows.order_by().values_list("content_type_id", flat=True).distinct():
        model = ContentType.objects.get_for_id(number).model_class() if number else None
        records = kept_rows(reader, model) if model else None
        if records is not None:
            keys = records.order_by().annotate(written_as=Cast("pk", CharField()))
            kept |= Q(content_type_id=number, object_id__in=keys.values("written_as"))
    return shown.exclude(kept) if kept else shown


def kept_rows(reader: Any, model: type[Model]) -> QuerySet[Any] | None:
    """The records of a kind from which a person is kept; None where it knows no such thing.

    A kind says it by ``kept_from`` of its rows, or by ``untold_to`` where that is said of emails
    alone; or it names a record of a kind that does.
    """
    if model is Need:
        return Need.objects.answered_by_kept(reader)
    if (own := _said_by(model, reader)) is not None:
        return own
    kept = Q()
    for field in model._meta.concrete_fields:
        named = _said_by(field.related_model, reader) if isinstance(field, ForeignKey) else None
        if named is not None:
            kept |= Q(**{f"{field.name}__in": named.order_by().values("pk")})
    return model._default_manager.filter(kept) if kept else None


def kept_references(reader: Any) -> frozenset[str]:
    """The references of all records from which a person is kept (R25); a query for each kind."""
    found: set[str] = set()
    for model in apps.get_models():
        if any(field.name == "reference" for field in model._meta.concrete_fields):
            rows = kept_rows(reader, model)
            if rows is not None:
                found |= set(rows.order_by().values_list("reference", flat=True))
    return frozenset(found)


def _said_by(model: Any, reader: Any) -> QuerySet[Any] | None:
    rows = model._default_manager.all()
    for name in ("untold_to", "kept_from"):
        if hasattr(rows, name):
            found: QuerySet[Any] = getattr(rows, name)(reader)
            return found
    return None


def is_listed(row: Notification, reader: User) -> bool:
    """Whether one of the staff may know that a message is there."""
    return listed(Notification.objects.filter(pk=row.pk), reader).exists()


def about_reference(
    rows: QuerySet[Notification], reference: str, reader: Any
) -> QuerySet[Notification]:
    """Those about the record with a reference, where the reader may see that record."""
    found = Q(pk__in=())
    typed = with_hyphens(reference).strip()
    for number in rows.order_by().values_list("content_type_id", flat=True).distinct():
        model = ContentType.objects.get_for_id(number).model_class() if number else None
        if model is None or not any(one.name == "reference" for one in model._meta.fields):
            continue
        named = model._default_manager.filter(reference__iexact=typed)
        keys = [str(pk) for pk in seen_by(reader, named).values_list("pk", flat=True)]
        if keys:
            found |= Q(content_type_id=number, object_id__in=keys)
    return rows.filter(found)


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
def trace(*, address: str, actor: User) -> list[Arrival]:
    """What became of the mail to an address, as its owner asks; that it was asked is kept.

    About the account itself, such as sign-in codes, and about what the reader may know to be this
    person's. Of anything else not even that there is some: that would tell who has applied (R11).
    Nor at what time anybody else signed in or was written to, which could be laid beside an
    application. The newest day first.
    """
    to_them = Q(recipient__email__iexact=address) | Q(address__iexact=address)
    theirs = Notification.objects.filter(to_them).select_related("recipient", "content_type")
    rows = listed(theirs, actor)
    owner = User.objects.filter(email__iexact=address).first()
    if owner is not None:
        log(owner, "hub.messages_traced", actor=actor, title=f"Person {owner.pk}")
    known = shown_to(actor, rows)
    return [
        Arrival(
            row,
            known[row.pk].about,
            known[row.pk].url,
            as_known(row.created_at, is_known=owner == actor and is_about_the_account(row)),
            as_known(row.sent_at, is_known=owner == actor and is_about_the_account(row)),
        )
        for row in rows
        if is_about_the_account(row) or known[row.pk].is_known
    ]


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
    # Also to an office: the minute at which a candidate asked stands beside that of a sign-in.
    model = row.content_type.model_class() if row.content_type else None
    tells_moments = is_known and bool(getattr(record, "shows_identity", not _hides(model)))
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Shown(
        to,
        str(record) if record is not None else "",
        url,
        as_known(row.created_at, is_known=tells_moments),
        as_known(row.sent_at, is_known=tells_moments),
        tells_moments,
    )


def _hides(model: Any) -> bool:
    """Whether records of a kind do not always say whose they are."""
    return hasattr(model, "shows_identity")
