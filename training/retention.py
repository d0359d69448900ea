"""When the personal data of training goes, and how: the areas' own policies."""

from __future__ import annotations

from training.places.retention import RETENTION as PLACES

TRAINING_RETENTION = [*PLACES]
