"""Nothing typed is lost: answers posted after the session ended are held for the same person."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, QueryDict

from hub.encryption import EncryptionError, decrypt, encrypt
from hub.known_browser import last_person, mark_of
from hub.models import User

SESSION_KEY = "held_answers"
# Enough for the longest form; more than this was not typed.
LARGEST = 100_000
# How many forms are held at once, the latest, and for how many seconds: time to sign in again.
FORMS = 3
AN_HOUR = 3600
# That a form's answers were entered on another one; and what is of one page alone.
HANDED_ON = "handed_on"
UNSAID = ("csrfmiddlewaretoken", "facts_version", "page_token", "second")


def hold_answers(request: HttpRequest) -> None:
    """Keep what a signed-out person posted, in their own session, under the address of the form.

    With the mark of who signed in last in this browser: it was that person's page. Encrypted, since
    a session is a row of the database.
    """
    if request.method != "POST":
        return
    answers = request.POST.copy()
    answers.pop("csrfmiddlewaretoken", None)
    encoded = answers.urlencode()
    if len(encoded) <= LARGEST:
        # Without a key nothing is held: never in plain.
        with suppress(EncryptionError):
            held = _held(request)
            held.pop(request.path, None)
            held[request.path] = [last_person(request), encrypt(encoded), int(time.time())]
            request.session[SESSION_KEY] = dict(list(held.items())[-FORMS:])
            # Of whoever does not sign in again it goes with the session (hub.accounts.retention).
            request.session.set_expiry(AN_HOUR)


def hand_on(request: HttpRequest, address: str) -> None:
    """Keep what a person entered for a form that takes no answers any more, for another form."""
    answers = request.POST.copy()
    for name in UNSAID:
        answers.pop(name, None)
    answers[HANDED_ON] = "yes"
    encoded = answers.urlencode()
    if len(encoded) <= LARGEST:
        with suppress(EncryptionError):
            held = _held(request)
            held[address] = [last_person(request), encrypt(encoded), int(time.time())]
            request.session[SESSION_KEY] = dict(list(held.items())[-FORMS:])


def holds_answers(request: HttpRequest) -> bool:
    """Whether something is held in this browser for whoever it is that has to sign in."""
    return bool(_held(request))


def held_answers(request: HttpRequest, person: User) -> QueryDict | None:
    """Return, once, what was held for this person and form; None when there is nothing.

    What somebody else typed is dropped. Of a browser that nobody is known in, it is shown only on
    the page of a record, which does not exist for those whom it is not for.
    """
    held = _held(request)
    if request.path not in held:
        return None
    owner, encoded, _ = held.pop(request.path)
    request.session[SESSION_KEY] = held
    is_of_a_record = bool(request.resolver_match and request.resolver_match.kwargs)
    is_theirs = owner == mark_of(person.email) if owner else is_of_a_record
    if not is_theirs:
        return None
    try:
        return QueryDict(decrypt(encoded))
    except EncryptionError:
        return None


def _held(request: HttpRequest) -> dict[str, list[Any]]:
    """What is held, by the address of its form, the earliest first; nothing for longer."""
    since = int(time.time()) - AN_HOUR
    held = request.session.get(SESSION_KEY, {})
    return {path: one for path, one in held.items() if one[2] >= since}
