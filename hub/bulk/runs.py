"""Runs: one move made for several records, each by itself, with its outcome saved beside it.

The database says what is to be done: a worker that is killed goes on where it was, and nothing is
done twice, since a row is claimed in the transaction in which the move is made.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.acting_for import acting_for
from hub.audit import log
from hub.audit_groups import DONE, GROUP, UNDONE, in_group
from hub.authorisation import as_nobody, internal, requires
from hub.doorbell import ring
from hub.models import BulkRow, BulkRun, User
from hub.moves import Move
from hub.refusals import RefusedError, in_a_sentence
from hub.work.standing_in import stood_in_for

if TYPE_CHECKING:
    from hub.bulk.lists import BulkListView

logger = logging.getLogger("hub.bulk")
# So many records at once, and so many without a worker: more take longer than a page may.
MOST, AT_ONCE = 500, 50
# Of so many, the page before the confirmation also tries whether the service would refuse them.
TRIED = 20
# After so many rows it is asked anew what the actor may do.
ROWS_OF_ONE_LOOK = 20
SECONDS = 50
# What a run did is undone as a whole within this time; so long it is kept, too.
UNDONE_WITHIN = timedelta(days=30)

GONE = "You can no longer see this"
NO_ACCESS = "You do not have access to do this."
BROKEN = "Something went wrong, so we did not change this one. Open it and try again."
CHANGED = "It changed after you looked at it, so we left it as it is."
CHANGED_SINCE = "It changed after you did this, so we left it as it is."
NOT_CONFIRMED = "You did not confirm this one."
# Stands for a reason that nobody has written yet, where a move is tried and taken back.
NO_REASON_YET = "No reason yet."


def list_of(run: BulkRun) -> type[BulkListView] | None:
    """The list of a run; None where a plugin that had it is gone."""
    try:
        found = resolve(reverse(run.list_name)).func
    except NoReverseMatch:
        return None
    view = getattr(found, "view_class", None)
    return view if hasattr(view, "rows_seen") else None


def called(run: BulkRun) -> str:
    """A run in words: its move, or the one that it undoes; "" where the plugin of it is gone."""
    view = list_of(run)
    done = run.undoes or run
    move = view.move_named(done.move) if view else None
    if move is None:
        return ""
    return f"Undo: {move.label}" if run.undoes else move.label


def why_not(move: Move, record: Any, person: User) -> str:
    """Why a person cannot make the move for a record now, in a sentence; "" where they can.

    Asked as the page of the single move asks, and with the permission that its service asks.
    """
    if not (move.may(record) and move.is_offered_to(record, person)):
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
    it; the others are left as they are, and say why they cannot be done, where they cannot. False
    where it was confirmed before, or is somebody else's.
    """
    with transaction.atomic():
        own = BulkRun.objects.filter(pk=run.pk, actor=actor, confirmed_at=None)
        if not own.update(confirmed_at=at or timezone.now(), reason=reason):
            return False
        _leave_out(run, run.rows.waiting().exclude(position__in=read), actor)
        confirmed = list(run.rows.waiting())
        away = {} if run.undoes_id else _acted_for(run, confirmed, actor)
        for row in confirmed:
            row.read = read[row.position]
            row.acted_for_id = away.get(row.record_key, row.acted_for_id)
        BulkRow.objects.bulk_update(confirmed, ["read", "acted_for"])
        is_long = len(confirmed) > AT_ONCE
        if is_long:
            ring("hub.make_bulk_moves", run.pk)
    if not is_long:
        go_on(run.pk)
    return True


def _leave_out(run: BulkRun, rows: Iterable[BulkRow], actor: User) -> None:
    """Refuse rows that were not confirmed, each for the reason for which it could not be."""
    left = list(rows)
    view = list_of(run)
    move = view.move_named(run.move) if view else None
    records: dict[int, Any] = {}
    if left and view is not None:
        records = view.rows_seen(actor).in_bulk([row.record_key for row in left])
    for row in left:
        record = records.get(row.record_key)
        row.outcome = BulkRow.Outcome.REFUSED
        if view is None or move is None or record is None:
            row.why = GONE
            continue
        row.why = why_not(move, record, actor)
        if not row.why and row.position <= TRIED:
            row.why = tried(run=run, view=view, move=move, key=row.record_key, actor=actor)
        row.why = row.why or NOT_CONFIRMED
    BulkRow.objects.bulk_update(left, ["outcome", "why"])


def _acted_for(run: BulkRun, rows: Iterable[BulkRow], actor: User) -> dict[int, int]:
    """The keys of the records that wait for a colleague for whom the actor stands in, and whose."""
    others = stood_in_for(actor)
    view = list_of(run) if others else None
    if view is None:
        return {}
    records = view.rows_seen(actor).in_bulk([row.record_key for row in rows])
    return {
        key: each.away.pk
        for each in reversed(others)
        for key, record in records.items()
        if each.waits_at(view.bulk_address(record))
    }


def is_undoable(run: BulkRun) -> bool:
    """Whether what a run did can be taken back as a whole: once, and by a move that there is."""
    if not run.finished_at or run.undoes_id or not run.rows.made().exists():
        return False
    if timezone.now() - run.finished_at > UNDONE_WITHIN:
        return False
    view = list_of(run)
    move = view.move_named(run.move) if view else None
    back = view.undo_of(move) if view and move else None
    return back is not None and run.actor.is_active and run.actor.has_perm(back.permission)


@requires("hub.view_work")
def undo(*, run: BulkRun, actor: User, at: datetime | None = None) -> BulkRun | None:
    """Take back what a finished run did, row by row as it was done; None where nothing can be.

    It is a run of its own, and the same one however often it is asked for. A record that is not as
    the move left it stays as it is.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        own = BulkRun.objects.select_for_update().filter(pk=run.pk, actor=actor).first()
        if own is None or not is_undoable(own):
            return None
        view = list_of(own)
        assert view is not None
        move = view.move_named(own.move)
        back = view.undo_of(move) if move is not None else None
        assert back is not None
        undoing, is_new = BulkRun.objects.get_or_create(
            undoes=own,
            defaults={
                "list_name": own.list_name,
                "move": back.slug,
                "actor": actor,
                "prepared_at": moment,
            },
        )
        if is_new:
            BulkRow.objects.bulk_create(
                BulkRow(
                    run=undoing,
                    position=position,
                    record_key=row.record_key,
                    read=row.left,
                    acted_for_id=row.acted_for_id,
                )
                for position, row in enumerate(own.rows.made(), 1)
            )
    left = dict(undoing.rows.values_list("position", "read"))
    confirm(run=undoing, read=left, actor=actor, at=moment)
    return undoing


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
        elif run.undoes_id and view.bulk_left(record) != row.read:
            why = f"{CHANGED_SINCE} {why_not(move, record, actor)}".strip()
        elif not run.undoes_id and view.bulk_read(move, record) != row.read:
            why = f"{CHANGED} {why_not(move, record, actor)}".strip()
        else:
            with acting_for(actor, row.acted_for) if row.acted_for else nullcontext():
                why = _make(run, actor, view, move, record, run.reason)
        if why:
            rows.update(outcome=BulkRow.Outcome.REFUSED, why=why)
        elif view is not None and move is not None and view.undo_of(move):
            left = view.rows_seen(actor).filter(pk=row.record_key).first()
            rows.update(left=view.bulk_left(left) if left is not None else "")


def _locked(view: type[BulkListView], actor: User, key: int) -> Any:
    """A record that the actor may see, which nobody changes until its row is done."""
    rows = view.rows_seen(actor)
    rows.model._base_manager.select_for_update().filter(pk=key).first()
    return rows.filter(pk=key).first()


@requires("hub.view_work")
def tried(*, run: BulkRun, view: type[BulkListView], move: Move, key: int, actor: User) -> str:
    """Why the service would refuse a record now, "" where it would not.

    The move is made and taken back in one transaction: no row, email or task is left of it.
    """
    with transaction.atomic():
        record = _locked(view, actor, key)
        why = GONE if record is None else _make(run, actor, view, move, record, NO_REASON_YET)
        transaction.set_rollback(True)
    return why


def _make(
    run: BulkRun, actor: User, view: type[BulkListView], move: Move, record: Any, reason: str
) -> str:
    """Make the move for one record as the actor; why it was not, "" where it was."""
    if why := why_not(move, record, actor):
        return why
    answers = {"reason": reason} if move.asks_for_reason else {}
    argument = view.move_view.record_argument
    try:
        made = UNDONE if run.undoes_id else DONE
        with transaction.atomic(), as_nobody(), in_group(str(run.reference), run=made):
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
        done = "Undone" if run.undoes_id else "Done"
        title = called(run)
        detail = f"{done} for {run.rows.made().count()} of {run.rows.count()} records"
        data = {"detail": detail, GROUP: str(run.reference)}
        log(run, "hub.bulk_finished", actor=run.actor, at=now, data=data, title=title)
        if view is not None:
            view.bulk_finished(run)
