"""What GDS can see of training: the areas' own indicators."""

from __future__ import annotations

from training.programmes.indicators import INDICATORS as PROGRAMMES
from training.resources.indicators import INDICATORS as RESOURCES

TRAINING_INDICATORS = [*PROGRAMMES, *RESOURCES]
