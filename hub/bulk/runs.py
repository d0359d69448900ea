"""Runs: one move made for several records, each by itself, with its outcome saved beside it.

The database says what is to be done: a worker that is killed goes on where it was, and nothing is
done twice, since a row is claimed in the transaction in which the move is made.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.audit_groups import GROUP, in_group
from hub.authorisation import as_nobody, internal, requires
from hub.doorbell import ring
from hub.models import BulkRow, BulkRun, User
from hub.moves import Move
from hub.refusals import RefusedError, in_a_sentence

if TYPE_CHECKING:
    from hub.bulk.lists import BulkListView

logger = logging.getLogger("hub.bulk")
# So many records at once, and so many without a worker: more take longer than a page may.
MOST, AT_ONCE = 500, 50
# After so many rows it is asked anew what the actor may do.
ROWS_OF_ONE_LOOK = 20
SECONDS = 50

GONE = "You can no longer see this"
NO_ACCESS = "You do not have access to do this."
BROKEN = "Something went wrong, so we did not change this one. Open it and try again."
CHANGED = "It changed after you looked at it, so we left it as it is."
NOT_CONFIRMED = "You did not confirm this one."


def list_of(run: BulkRun) -> type[BulkListView] | None:
    """The list of a run; None where a plugin that had it is gone."""
    try:
        found = resolve(reverse(run.list_name)).func
    except NoReverseMatch:
        return None
    view = getattr(found, "view_class", None)
    return view if hasattr(view, "rows_seen") else None


def why_not(move: Move, record: Any, person: User) -> str:
    """Why a person cannot make the move for a record now, in a sentence; "" where they can.

    Asked as the page of the single move asks, and with the permission that its service asks.
    """
    if not move.may(record):
        return in_a_sentence(move.why_not_of_several(record))
    if why := move.barred_by(record, person):
        return in_a_sentence(why)
    if not (person.is_active and person.has_perm(move.permission, record)):
        return NO_ACCESS
    why = move.obstacle(record)
    return in_a_sentence(why) if why else ""


@requires("hub.view_work")
@transaction.atomic
def prepare(
    *, list_name: str, move: str, keys: Sequence[int], actor: User, at: datetime | None = None
) -> BulkRun:
    """Write down for which records the actor wants to make a move; nothing is done yet."""
    run = BulkRun.objects.create(
        list_name=list_name, move=move, actor=actor, prepared_at=at or timezone.now()
    )
    BulkRow.objects.bulk_create(
        BulkRow(run=run, position=position, record_key=key) for position, key in enumerate(keys, 1)
    )
    return run


@requires("hub.view_work")
def confirm(
    *,
    run: BulkRun,
    read: Mapping[int, str],
    actor: User,
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Let a run begin: a short one is done when this returns, a long one by a worker.

    ``read`` gives, by the position of each row that was confirmed, the version of what was read of
    it; the others are left as they are. False where it was confirmed before, or is somebody else's.
    """
    with transaction.atomic():
        own = BulkRun.objects.filter(pk=run.pk, actor=actor, confirmed_at=None)
        if not own.update(confirmed_at=at or timezone.now(), reason=reason):
            return False
        run.rows.waiting().exclude(position__in=read).update(
            outcome=BulkRow.Outcome.REFUSED, why=NOT_CONFIRMED
        )
        confirmed = list(run.rows.waiting())
        for row in confirmed:
            row.read = read[row.position]
        BulkRow.objects.bulk_update(confirmed, ["read"])
        is_long = len(confirmed) > AT_ONCE
        if is_long:
            ring("hub.make_bulk_moves", run.pk)
    if not is_long:
        go_on(run.pk)
    return True


@internal
def go_on(pk: int, seconds: float = SECONDS) -> None:
    """Make the move for the rows that wait, until none does or the time is over."""
    until = time.monotonic() + seconds
    run = BulkRun.objects.under_way().filter(pk=pk).first()
    if run is None:
        return
    view = list_of(run)
    move = view.move_named(run.move) if view else None
    while keys := list(run.rows.waiting().values_list("pk", flat=True)[:ROWS_OF_ONE_LOOK]):
        actor = User.objects.get(pk=run.actor_id)
        for key in keys:
            _one(run, key, actor, view, move)
            if time.monotonic() > until:
                return
    _finish(run, view)


@internal
def go_on_with_all() -> None:
    """Go on with the runs that were missed: the broker was away, or a worker was killed."""
    until = time.monotonic() + SECONDS
    for pk in BulkRun.objects.under_way().values_list("pk", flat=True):
        go_on(pk, until - time.monotonic())


def _one(
    run: BulkRun, key: int, actor: User, view: type[BulkListView] | None, move: Move | None
) -> None:
    with transaction.atomic():
        rows = BulkRow.objects.filter(pk=key)
        if not rows.waiting().update(outcome=BulkRow.Outcome.MADE):
            return
        row = rows.get()
        record = _locked(view, actor, row.record_key) if view and move else None
        if view is None or move is None or record is None:
            why = GONE
        elif view.bulk_read(move, record) != row.read:
            why = f"{CHANGED} {why_not(move, record, actor)}".strip()
        else:
            why = _make(run, actor, view.move_view.record_argument, move, record)
        if why:
            rows.update(outcome=BulkRow.Outcome.REFUSED, why=why)


def _locked(view: type[BulkListView], actor: User, key: int) -> Any:
    """A record that the actor may see, which nobody changes until its row is done."""
    rows = view.rows_seen(actor)
    rows.model._base_manager.select_for_update().filter(pk=key).first()
    return rows.filter(pk=key).first()


def _make(run: BulkRun, actor: User, argument: str, move: Move, record: Any) -> str:
    """Make the move for one record as the actor; why it was not, "" where it was."""
    if why := why_not(move, record, actor):
        return why
    answers = {"reason": run.reason} if move.asks_for_reason else {}
    try:
        with transaction.atomic(), as_nobody(), in_group(str(run.reference)):
            move.service(**{argument: record}, actor=actor, **answers)
    except RefusedError as error:
        return " ".join(in_a_sentence(reason) for reason in error.reasons)
    except TransitionNotAllowed:
        record.refresh_from_db()
        return in_a_sentence(move.why_not_of_several(record))
    except PermissionDenied:
        return NO_ACCESS
    except Exception:
        # One that breaks stops no other; whoever runs the hub reads why.
        logger.exception("The move %s of %s broke on a record.", run.move, run.reference)
        return BROKEN
    return ""


def _finish(run: BulkRun, view: type[BulkListView] | None) -> None:
    """Say in the audit trail what was done, and tell people; once, whoever comes last."""
    with transaction.atomic():
        now = timezone.now()
        if not BulkRun.objects.under_way().filter(pk=run.pk).update(finished_at=now):
            return
        detail = f"Done for {run.rows.made().count()} of {run.rows.count()} records"
        data = {"detail": detail, GROUP: str(run.reference)}
        log(run.actor, "hub.bulk_finished", actor=run.actor, at=now, data=data)
        if view is not None:
            view.bulk_finished(run)
