"""How often a code may be asked for, so that nobody can keep anybody else from signing in.

Strangers are counted by their network address, and by it together with the address they ask for.
A browser in which the person has signed in before has a count of its own, whatever others ask for.
"""

from __future__ import annotations

from django.http import HttpRequest

from hub.known_browser import browser_of
from hub.rates import address_of, can_count, too_often

FROM_ONE_PLACE = "20/m"
BY_ONE_FOR_ANOTHER = ("5/m", "15/h")
# For one person from everywhere. Above it nobody is refused, but each place gets fewer: a stranger
# needs a new place for every second unwanted email, and a new device is let in from its own.
BY_ALL = "10/h"
WHEN_MANY_ASK = "2/h"
# With very many places at hand somebody could fill a mailbox. From here on only browsers in which
# the person has signed in before are sent a code.
AT_ALL = "100/h"


class NotCountedError(Exception):
    """Attempts cannot be counted at the moment, so nobody gets a code."""


class FloodedError(Exception):
    """So many codes were sent to the address that strangers get no more for a while.

    ``wait`` is in seconds.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def wait_for_code(request: HttpRequest, email: str) -> int:
    """Count one more: the seconds after which a code can be asked for again, 0 for now.

    Raises ``NotCountedError`` while nothing can be counted: guesses would not be counted either,
    and ``FloodedError``.
    """
    if not can_count():
        raise NotCountedError
    if browser := browser_of(request, email):
        return too_often(request, "code_known", BY_ONE_FOR_ANOTHER[0], key=browser)
    if wait := too_often(request, "code_from", FROM_ONE_PLACE):
        return wait
    pair = f"{address_of(request)} {email}"
    for rate in BY_ONE_FOR_ANOTHER:
        if wait := too_often(request, "code_for", rate, key=pair):
            return wait
    if too_often(request, "code_by_all", BY_ALL, key=email) and (
        wait := too_often(request, "code_when_many", WHEN_MANY_ASK, key=pair)
    ):
        return wait
    if wait := too_often(request, "code_at_all", AT_ALL, key=email):
        raise FloodedError(wait)
    return 0
