"""The settings, by section: read from the environment only, safe by default.

``HUB_ENV`` is ``production`` unless it says ``development``. In production the start is refused,
naming the variable, when a value is missing or unsafe.
"""

import gc

from hub.settings.accounts import *
from hub.settings.applications import *
from hub.settings.celery import *
from hub.settings.installation import *
from hub.settings.logging import *
from hub.settings.mail import *
from hub.settings.security import *
from hub.settings.storage import *
from hub.settings.uploads import *
from hub.settings.wagtail import *

# What is loaded at the start stays until the end: no cycles are looked for before all is there
# (``hub.apps``), which is a sixth of the time that a start takes.
gc.disable()
