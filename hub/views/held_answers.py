"""Nothing typed is lost: answers posted after the session ended are held for the person."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

SESSION_KEY = "held_answers"
# Enough for the longest form; more than this was not typed.
LARGEST = 100_000


def hold_answers(request: HttpRequest) -> None:
    """Keep what a signed-out person posted, in their own session, under the address of the form."""
    if request.method != "POST":
        return
    answers = request.POST.copy()
    answers.pop("csrfmiddlewaretoken", None)
    encoded = answers.urlencode()
    if len(encoded) <= LARGEST:
        request.session[SESSION_KEY] = {request.path: encoded}


def held_answers(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was held for this form; None when there is nothing."""
    held = request.session.get(SESSION_KEY, {})
    if request.path not in held:
        return None
    encoded = held.pop(request.path)
    request.session[SESSION_KEY] = held
    return QueryDict(encoded)
