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
# For one person from everywhere: so many unwanted emails at the most.
BY_ALL = "60/h"
WHILE_UNCOUNTED = 60  # seconds


def wait_for_code(request: HttpRequest, email: str) -> int:
    """Count one more: the seconds after which a code can be asked for again, 0 for now.

    While nothing can be counted nobody gets one: guesses would not be counted either.
    """
    if not can_count():
        return WHILE_UNCOUNTED
    if browser := browser_of(request, email):
        return too_often(request, "code_known", BY_ONE_FOR_ANOTHER[0], key=browser)
    if wait := too_often(request, "code_from", FROM_ONE_PLACE):
        return wait
    pair = f"{address_of(request)} {email}"
    for rate in BY_ONE_FOR_ANOTHER:
        if wait := too_often(request, "code_for", rate, key=pair):
            return wait
    return too_often(request, "code_by_all", BY_ALL, key=email)
