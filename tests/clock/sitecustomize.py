"""Starts a process of a test's site later than it is: ``Site.move_to`` puts this on its path.

The whole process from its first moment, so that a server and its workers agree on the time.
"""

import os
import time

if ahead := os.environ.get("SECONDS_AHEAD"):
    import time_machine

    time_machine.travel(time.time() + float(ahead), tick=True).start()
