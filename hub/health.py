"""Whether the service is well: database, migrations, broker, worker, scanner, keys, disk."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError, ResponseError

from hub.celery import app
from hub.encryption.rows import first_trouble
from hub.models import Heartbeat, Upload
from hub.models.policy import UPLOAD_CEILING_MEGABYTES
from hub.models.upload import upload_storage

# Three missed beats of hub.heartbeat.
WORKER_SILENT_AFTER = timedelta(seconds=70)
# Fifteen sweeps of hub.sweep_uploads.
SCANNER_SILENT_AFTER = timedelta(minutes=15)
MEGABYTE = 1_000_000
# Room for ten of the largest files that anybody may hand in.
LEAST_ROOM = 10 * UPLOAD_CEILING_MEGABYTES * MEGABYTE


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; each part with "ok" or the reason in words."""
    parts = {"database": _database(), "broker": _broker(), "disk": _disk()}
    if parts["database"] == "ok":
        parts["migrations"] = _migrations()
        parts["worker"] = _worker()
        parts["uploads"] = _uploads()
        parts["encryption"] = _encryption()
    well = set(parts.values()) == {"ok"}
    answer = JsonResponse(
        {"status": "ok" if well else "unwell", **parts}, status=200 if well else 503
    )
    # The answer is the message: a probe every few seconds would fill the log with errors.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are not applied" if waiting else "ok"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "ok" if settings.BROKER_DIR.is_dir() else "the queue folder is missing"
    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            client = broker.default_channel.client
            mark = secrets.token_hex(8)
            client.set(f"hub:healthz:{mark}", mark, ex=10)
            kept = client.get(f"hub:healthz:{mark}") == mark.encode()
    except ResponseError:
        return "the broker takes nothing in: it is full or read-only"
    except (OperationalError, OSError, RedisError):
        return "the broker does not answer"
    return "ok" if kept else "the broker forgets what it is given"


def _worker() -> str:
    try:
        seen = Heartbeat.objects.filter(name="worker").values_list("seen_at", flat=True).first()
    except DatabaseError:
        return "the database has no heartbeats yet"
    if seen is None:
        return "no worker has been seen"
    silence = timezone.now() - seen
    if silence > WORKER_SILENT_AFTER:
        return f"no worker has been seen for {int(silence.total_seconds())} seconds"
    return "ok"


def _uploads() -> str:
    try:
        late = Upload.objects.waiting_since(timezone.now() - SCANNER_SILENT_AFTER).count()
    except DatabaseError:
        return "the database has no uploads yet"
    minutes = int(SCANNER_SILENT_AFTER.total_seconds() // 60)
    if late:
        return f"the scanner has not checked {late} files for {minutes} minutes"
    return "ok"


def _encryption() -> str:
    """Whether the keys open what was encrypted last; which is missing is for operators alone."""
    try:
        trouble = first_trouble()
        return "a key is missing or wrong: run check --database default" if trouble else "ok"
    except DatabaseError:
        return "the database has nothing that is encrypted yet"


def _disk() -> str:
    """Room where files are kept, unless that is elsewhere, and where they are looked at before."""
    folders = {"temporary files": tempfile.gettempdir()}
    if location := getattr(upload_storage(), "location", ""):
        folders["uploaded files"] = location
    for name, folder in folders.items():
        place = Path(folder)
        while not place.is_dir():
            place = place.parent
        free = shutil.disk_usage(place).free
        if free < LEAST_ROOM:
            return f"only {free // MEGABYTE} MB are free for {name}"
    return "ok"
