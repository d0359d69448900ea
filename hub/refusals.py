"""Refusals: what a rule does not allow, said in words for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable

# More states than this are no help to somebody who reads why they cannot do something.
MOST_NAMED = 3


class RefusedError(Exception):
    """A rule does not allow it; ``reasons`` says why, each a sentence to act on.

    ``field`` names the answer that they are about, where it is one.
    """

    reason = "You cannot do this"
    field: str | None = None

    def __init__(self, reasons: Iterable[str] = ()) -> None:
        self.reasons = list(reasons) or [self.reason]
        super().__init__("; ".join(self.reasons))


class NothingChangedError(RefusedError):
    """What is stated anew is what stands already: nobody is told of it a second time."""

    reason = "You have not changed anything"


def nothing_changed(why: str) -> str:
    """What is said to whoever answers too late: what they, or others, have done meanwhile.

    What to do instead, in sentences of its own, follows.
    """
    first, _, rest = why.partition(". ")
    said = f"{first.removesuffix('.')}, so nothing has changed."
    return f"{said} {in_a_sentence(rest)}" if rest else said


def not_now(why: str, *, was_tried: bool = True) -> str:
    """What is said to whoever asks for what a rule does not allow now: the rule, in a sentence.

    Whoever only opened the page has not tried to change anything.
    """
    start = (
        "You cannot do this now, so nothing has changed" if was_tried else "You cannot do this now"
    )
    return f"{start}. {why.removesuffix('.')}."


def kept_words(words: Iterable[str]) -> str:
    """What somebody wrote for what a colleague did before them: theirs to copy, "" for nothing."""
    written = [f"“{each.strip()}”" for each in words if each.strip()]
    return f" What you wrote was not saved: {', '.join(written)}." if written else ""


def in_a_sentence(why: str) -> str:
    """The reason with its full stop."""
    return why if why.endswith((".", "!", "?")) else f"{why}."


def done_already(name: str, state: str) -> str:
    """What is said when a move comes too late: somebody, or the clock, has moved the record on."""
    return not_now(moved_on_to(name, state))


def moved_on_to(name: str, state: str) -> str:
    """Why a move comes too late."""
    return f"This may already have been done. {name} is now “{state.lower()}”"


def only_in_states(states: Iterable[str]) -> str:
    """Why a move is not made for one of several records, beside the state that it has now."""
    *most, last = [f"“{each.lower()}”" for each in states]
    named = f"{', '.join(most)} or {last}" if most else last
    return f"You can only do this when the state is {named}"


def in_other_states(name: str, state: str, states: Iterable[str]) -> str:
    """Why a move is not made now, but in other states: the first of them are named."""
    *most, last = [f"“{each.lower()}”" for each in states][:MOST_NAMED]
    named = f"{', '.join(most)} or {last}" if most else last
    return f"{name} is “{state.lower()}”. You can only do this while it is {named}"
