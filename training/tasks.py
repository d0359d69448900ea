"""Background duties of training, where Celery and the hub look for them: the areas' own."""

from __future__ import annotations

from typing import Any

from training.places.tasks import SCHEDULE as PLACES

SCHEDULE: dict[str, dict[str, Any]] = {**PLACES}
