"""Celery: its broker and how a task is taken (hub.celery)."""

from __future__ import annotations

from typing import Any

from hub.settings.installation import HUB_DATA_DIR
from hub.settings.storage import REDIS_PATIENCE, REDIS_URL

# What both URLs mean is said in hub.celery.
BROKER_DIR = HUB_DATA_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # Longer than the longest task, so that a task is redelivered only when its worker is gone.
        "visibility_timeout": 120,
        **REDIS_PATIENCE,
    }
else:
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "unreadable_folder": str(BROKER_DIR / "unreadable"),
        # Seconds between looks into the queue; one task is taken at each.
        "polling_interval": 0.1,
    }
CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 75
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For as long as it takes: after its 100 tries (about 50 minutes) a worker would end.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# One try: what the broker does not take, a sweep finds. (Without a policy, kombu goes on trying.)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0, "interval_start": 0, "interval_step": 0}
# Each app's schedule stands beside its tasks (``tasks.SCHEDULE``) and is merged in
# HubConfig.ready().
CELERY_BEAT_SCHEDULE: dict[str, Any] = {}
CELERY_BEAT_SCHEDULE_FILENAME = str(HUB_DATA_DIR / "beat-schedule")
