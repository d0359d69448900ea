"""Nothing typed is lost: answers posted after the session ended are held for the same person."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, QueryDict

from hub.encryption import EncryptionError, decrypt, encrypt
from hub.known_browser import last_person, mark_of
from hub.models import User

SESSION_KEY = "held_answers"
# Enough for the longest form; more than this was not typed.
LARGEST = 100_000


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
            request.session[SESSION_KEY] = {request.path: [last_person(request), encrypt(encoded)]}


def held_answers(request: HttpRequest, person: User) -> QueryDict | None:
    """Return, once, what was held for this person and form; None when there is nothing.

    What somebody else typed is dropped. Of a browser that nobody is known in, it is shown only on
    the page of a record, which does not exist for those whom it is not for.
    """
    held = request.session.get(SESSION_KEY, {})
    if request.path not in held:
        return None
    owner, encoded = held.pop(request.path)
    request.session[SESSION_KEY] = held
    is_of_a_record = bool(request.resolver_match and request.resolver_match.kwargs)
    is_theirs = owner == mark_of(person.email) if owner else is_of_a_record
    if not is_theirs:
        return None
    try:
        return QueryDict(decrypt(encoded))
    except EncryptionError:
        return None
