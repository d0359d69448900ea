"""What training tells people: the areas' own messages."""

from __future__ import annotations

from training.places.notifications import NOTIFICATIONS as PLACES

TRAINING_NOTIFICATIONS = [*PLACES]
