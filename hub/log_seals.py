"""Seals on the audit trail: a signed sum over whole entries, names too, that a daily check repeats.

The sum does not depend on order, so that taking out a name costs only the entries it stands in. It
is signed with the service's secret key: who can write to the database, but does not have the key,
can make no seal that fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import BaseLogEntry, ModelLogEntry, PageLogEntry

from hub.dates import date_gb
from hub.models import LogOpening, LogSeal

NAMES: dict[type[BaseLogEntry], str] = {
    ModelLogEntry: "The log",
    PageLogEntry: "The log of pages",
}
MODULUS = 1 << 256


@contextmanager
def sealed_again(*entries: QuerySet[BaseLogEntry]) -> Iterator[None]:
    """Put what changes in these entries inside the block under the seals; in a transaction."""
    held = []
    for model in NAMES:
        seal = _locked(model)
        total = _total(seal)
        if seal is None or total is None:
            continue  # Lost, or not of our making: the daily check says so.
        # Found again by their keys: the change may be to what they were found by.
        keys = {pk for found in entries if found.model is model for pk in found.values_list("pk")}
        under = model.objects.filter(pk__in=[pk for (pk,) in keys if pk <= seal.last])
        held.append((seal, under, total - _sum(under)))
    yield
    for seal, under, rest in held:
        seal.signed = _signed(seal, rest + _sum(under))
        seal.save(update_fields=["signed"])


@transaction.atomic
def faults() -> list[str]:
    """What says that an entry, a name in it or a seal was changed past the service."""
    found = []
    for model, name in NAMES.items():
        seal = _locked(model)
        if seal is None:
            found.append(f"{name} has lost its seal. Tell your security team")
        elif (total := _total(seal)) is None:
            found.append(
                f"The seal of {date_gb(seal.sealed_at)} was not made with this SECRET_KEY. "
                "Put the earlier key in SECRET_KEY_FALLBACKS, or tell your security team"
            )
        elif _sum(model.objects.filter(pk__lte=seal.last)) != total:
            changed = f"{name} has been changed since {date_gb(seal.sealed_at)}"
            found.append(f"{changed}. Tell your security team")
    return found


@transaction.atomic
def seal_all() -> None:
    """Seal what the last seal saw as newest: a transaction may come late with a lower number."""
    for model in NAMES:
        seal = _locked(model) or LogSeal(table=model._meta.db_table)
        newest = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        # Never back, also where the newest entries were cleared away, or the clock was set back.
        seal.last, seal.newest = seal.newest, max(seal.newest, newest)
        later = seal.sealed_at + timedelta.resolution if seal.pk else None
        seal.sealed_at = max(filter(None, (later, timezone.now())))
        seal.signed = _signed(seal, _sum(model.objects.filter(pk__lte=seal.last)))
        seal.save()


@transaction.atomic
def begin() -> None:
    """The first seals, on a trail that has no entry yet."""
    if not LogSeal.objects.exists() and not any(model.objects.exists() for model in NAMES):
        seal_all()


@transaction.atomic
def begin_again() -> None:
    """Seal every entry as it stands, whatever was found; an opening is left that says so."""
    now = timezone.now()
    LogOpening.objects.create(reason="a new seal", opened_at=now, closed_at=now)
    for _ in range(2):  # The first sees what there is, the second seals it.
        seal_all()


def _locked(model: type[BaseLogEntry]) -> LogSeal | None:
    """The seal, held until the transaction ends: nobody else changes what stands under it."""
    return LogSeal.objects.select_for_update().filter(table=model._meta.db_table).first()


def _signer() -> Signer:
    return Signer(salt="hub.log_seals")


def _signed(seal: LogSeal, total: int) -> str:
    return _signer().sign(f"{seal.table}/{seal.last}/{total % MODULUS:x}")


def _total(seal: LogSeal | None) -> int | None:
    """The sum that a seal holds; None where it is not of our making, or from another place."""
    if seal is None:
        return None
    try:
        table, last, total = _signer().unsign(seal.signed).split("/")
    except (BadSignature, ValueError):
        return None
    return int(total, 16) if (table, last) == (seal.table, str(seal.last)) else None


def _sum(entries: QuerySet[BaseLogEntry]) -> int:
    """The sum of one digest for each entry, over all that it holds."""
    names = sorted(field.attname for field in entries.model._meta.concrete_fields)
    total = 0
    for row in entries.order_by().values_list(*names).iterator(2_000):
        text = json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return total % MODULUS
