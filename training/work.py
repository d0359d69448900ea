"""What waits for people in training: the areas' own queues."""

from __future__ import annotations

from training.cohorts.work import WORK as COHORTS
from training.delivery.work import WORK as DELIVERY
from training.places.work import WORK as PLACES
from training.programmes.work import WORK as PROGRAMMES

TRAINING_WORK = (*PLACES, *DELIVERY, *COHORTS, *PROGRAMMES)
