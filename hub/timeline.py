"""Timelines: the log entries of one thing, or of everything on a need's thread, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from hub.acting_for import FOR
from hub.audit import AS_IF_THEN, DONE_ON, NAME, RECORDED_AT, kind_of
from hub.audit_groups import GROUP, RUN, UNDONE
from hub.models import Need, User
from hub.models.log_entry import actions_hidden_from
from hub.thread import rows_seen, rows_told

# What was said of a day as of several, such as a booking for one: once is enough.
ONE_DAY = re.compile(r"\b(\d{1,2} [A-Z][a-z]+ \d{4}) to \1\b")
TOGETHER, TAKEN_BACK = "Done for several records at once", "Undone for several records at once"


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, what, by whom, to what; ``url`` only where the reader may
    look.

    ``recorded_on`` is the day on which somebody entered it, where that was after the fact, and None
    of all else; ``done_on`` the day on which it was done, where what was entered names an earlier
    one. ``log`` is the key of the log entry: two things can happen in one moment.
    """

    log: int
    at: datetime
    label: str
    actor: str
    subject: str
    url: str
    recorded_on: date | None
    detail: str
    kind: str = ""
    done_on: date | None = None

    @property
    def when(self) -> date | datetime:
        """When it happened, as far as anybody says."""
        return self.done_on or self.at


@dataclass(frozen=True)
class Line:
    """A line of the macro ``timeline``: what happened and when, by whom, and where it leads.

    ``kind`` is that of what happened (``hub.audit.kinds``), by which a history folds.
    """

    what: Any
    when: date | datetime
    who: str = ""
    href: str = ""
    note: str = ""
    kind: str = ""
    recorded_on: date | None = None


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """The timeline of one record, as its page shows it."""
    return [
        Line(
            entry.label,
            entry.when,
            entry.actor,
            note=entry.detail,
            kind=entry.kind,
            recorded_on=entry.recorded_on,
        )
        for entry in entries
    ]


def lines_of_thread(entries: Iterable[Entry], page_of: str = "") -> list[Line]:
    """Entries of several things: each line says what it is about, with a link to it.

    The thing of this name, whose page it is, is not named on each of its lines.
    """
    return [_line(entry, is_own=entry.subject == page_of) for entry in entries]


def _line(entry: Entry, *, is_own: bool) -> Line:
    detail = entry.detail.removeprefix(entry.subject).lstrip(",. ")
    about = [] if is_own else [entry.subject]
    return Line(
        entry.label,
        entry.when,
        entry.actor,
        "" if is_own else entry.url,
        ": ".join([*about, detail] if detail else about),
        entry.kind,
        entry.recorded_on,
    )


def of(
    instance: models.Model,
    *,
    names: bool = True,
    without: Iterable[str] = (),
    reader: User | None = None,
    parts: Sequence[models.Model] = (),
) -> list[Entry]:
    """The timeline of one object, oldest first; ``names`` off shows nobody's name.

    ``without`` leaves actions out, such as that somebody read it; ``reader`` those that this person
    may not read of records of its kind. ``parts`` are records that have no page of their own with a
    history, such as the days of a cohort: each of their entries says which one it is about.
    """
    hidden = actions_hidden_from(reader, type(instance)) if reader else ()
    entries = registry.get_logs_for_instance(instance)
    for_parts = _content_type(parts[0]) if parts else None
    if for_parts is not None:
        keys = [str(part.pk) for part in parts]
        entries |= entries.model.objects.filter(content_type=for_parts, object_id__in=keys)
    entries = entries.select_related("user")
    entries = entries.exclude(action__in=[*without, *hidden])
    rows = list(entries.order_by("timestamp", "pk"))
    away = away_of(rows)
    found = [entry_of(item, "", names, away) for item in rows]
    if for_parts is None:
        return found
    return [
        replace(entry, detail=f"{entry.subject}: {entry.detail}".removesuffix(": "))
        if item.content_type_id == for_parts.pk
        else entry
        for item, entry in zip(rows, found, strict=True)
    ]


def _content_type(record: models.Model) -> ContentType:
    """The kind of a record under which its log entries stand."""
    return ContentType.objects.get_for_model(record, for_concrete_model=False)


def logs_of_run(reference: Any, action: str) -> QuerySet[ModelLogEntry]:
    """What was done of one kind in an act for several records, oldest first."""
    rows = ModelLogEntry.objects.filter(action=action, **{f"data__{GROUP}": str(reference)})
    return rows.order_by("timestamp", "pk")


def of_need(need: Need, reader: Any) -> list[Entry]:
    """The thread of a need: its own entries and those of all that is linked to it, oldest first.

    What the reader may not see of the thread is left out, as if it did not exist, and so is what
    the page of a linked thing leaves out for them. Of a thing of which they may know no more than
    what happened, it says neither which one it is nor the details.
    Queries: one for the links, one for the entries, and some for each kind of linked thing.
    """
    by_type: dict[int, set[str]] = {}
    for link in need.links.all():
        by_type.setdefault(link.content_type_id, set()).add(link.object_id)
    own = (ContentType.objects.get_for_model(Need).pk, str(need.pk))
    seen = things_seen(by_type, reader)
    told = seen | _told(by_type, reader)
    wanted = Q(content_type=own[0], object_id=own[1])
    for content_type in by_type:
        ids = [object_id for kind, object_id in told if kind == content_type]
        of_kind = Q(content_type=content_type, object_id__in=ids)
        model = ContentType.objects.get_for_id(content_type).model_class()
        if hidden := actions_hidden_from(reader, model) if model else ():
            of_kind &= ~Q(action__in=hidden)
        wanted |= of_kind
    entries = ModelLogEntry.objects.filter(wanted).select_related("user")
    rows = list(entries.order_by("timestamp", "pk"))
    away = away_of(rows)
    named = {str(thing) for thing in seen.values()}
    urls = addresses_of(seen, reader)
    found = []
    for item in rows:
        entry = entry_of(item, urls.get(thing_of(item), ""), True, away)
        # Without the name of what answers it, where the reader may not see that.
        is_named = entry.detail in named or reader.sees_every_organisation
        is_kept = item.action == "hub.need_answered" and not is_named
        if item.content_type_id in by_type and thing_of(item) not in seen:
            entry = replace(entry, subject="", detail="")
        found.append(replace(entry, detail="") if is_kept else entry)
    return found


def away_of(entries: Iterable[Any]) -> dict[int, User]:
    """Whoever somebody stood in for in one of these: one query, and none where nobody did."""
    keys = {away for entry in entries if (away := entry.data.get(FOR))}
    return User.objects.in_bulk(keys) if keys else {}


def thing_of(item: Any) -> tuple[int, str]:
    """The kind and the key of what an entry is about."""
    return item.content_type_id, item.object_id


def _told(by_type: Mapping[int, set[str]], reader: Any) -> dict[tuple[int, str], Any]:
    """Those of these things of which a person may know what happened, without their page."""
    told: dict[tuple[int, str], Any] = {}
    for content_type, ids in by_type.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        rows = rows_told(model, reader) if model else None
        if rows is not None:
            told |= {(content_type, str(row.pk)): row for row in rows.filter(pk__in=ids)}
    return told


def things_seen(by_type: Mapping[int, set[str]], reader: Any) -> dict[tuple[int, str], Any]:
    """Those of these things that a person may see; None for each of a plugin that is gone.

    The history of such a plugin stays readable for those who see every organisation.
    """
    seen: dict[tuple[int, str], Any] = {}
    for content_type, ids in by_type.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            rows = rows_seen(model, reader).filter(pk__in=ids)
            if hasattr(model, "whose"):
                rows = rows.select_related("person")
            seen |= {(content_type, str(row.pk)): row for row in rows}
        elif reader.sees_every_organisation:
            seen |= {(content_type, each): None for each in ids}
    return seen


def addresses_of(seen: Mapping[tuple[int, str], Any], reader: Any) -> dict[tuple[int, str], str]:
    """Where each of the things that somebody may see is read by them."""
    urls: dict[tuple[int, str], str] = {}
    for key, row in seen.items():
        if hasattr(row, "url_for"):  # Another page for another reader.
            urls[key] = row.url_for(reader)
        elif hasattr(row, "get_absolute_url"):
            urls[key] = row.get_absolute_url()
    return urls


def entry_of(item: Any, url: str, names: bool, away: Mapping[int, User]) -> Entry:
    """What a row of the log says, with the address of its thing and, if so wished, names."""
    formatter = registry.get_formatter(item)
    # By the name of the time; of whoever was erased, the number in its place.
    named = names and item.user_id and item.user
    actor = str(item.data.get(NAME, item.user)) if named else ""
    if actor and (stood_in_for := item.data.get(FOR)):
        actor = f"{actor}, for {away.get(stood_in_for, 'a colleague')}"
    label = str(formatter.format_message(item)) if formatter else _words_of(item.action)
    said = str(item.data.get("detail", ""))
    detail = ONE_DAY.sub(r"\1", said)
    return Entry(
        log=item.pk,
        at=item.timestamp,
        # Reports, which show no details, have it in the label.
        label=label.removesuffix(f". {said}"),
        actor=actor or str(item.data.get("by", "" if item.user_id else "this service")),
        subject=item.label,
        url=url,
        recorded_on=_recorded_on(item),
        detail=detail + _together(item, detail),
        kind=kind_of(item.action),
        done_on=date.fromisoformat(item.data[DONE_ON]) if DONE_ON in item.data else None,
    )


def _recorded_on(item: Any) -> date | None:
    """The day on which somebody recorded what was done before; None of all that was in time.

    The service itself is no somebody: it notices some things a while after they are so. Nor is
    whoever loads the demonstration, which is made as if it had been recorded at the time.
    """
    by_somebody = item.user_id is not None or "by" in item.data
    if DONE_ON in item.data:
        return localdate(item.timestamp)
    if RECORDED_AT not in item.data or not by_somebody or AS_IF_THEN in item.data:
        return None
    return localdate(datetime.fromisoformat(item.data[RECORDED_AT]))


def _together(item: Any, detail: str) -> str:
    """That something was done for several records at once, after what else is said of it."""
    if GROUP not in item.data or item.action == "hub.bulk_finished":
        return ""
    said = TAKEN_BACK if item.data.get(RUN) == UNDONE else TOGETHER
    if not detail:
        return said
    return f" {said}" if detail.endswith((".", "!", "?")) else f". {said}"


def _words_of(action: str) -> str:
    """An action that nobody declares any more, in the words of its code name."""
    return action.rpartition(".")[2].replace("_", " ").capitalize()


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries for a page that shows the latest at the top."""
    return list(entries)[::-1]
