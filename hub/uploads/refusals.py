"""What is not taken of a file that somebody hands in, in the words that they read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.documents.findings import Refusal
from hub.models import HubPolicy

MEGABYTE = 1_000_000


class UploadRefused(Exception):  # noqa: N818 (it is an answer, not an error of the program)
    """The file is not taken; the message says in GOV.UK words what to do.

    What ``is_counted`` adds up to a limit for the person; that we are busy or full is not theirs.
    """

    def __init__(self, words: str, *, is_counted: bool = True) -> None:
        super().__init__(words)
        self.is_counted = is_counted


@dataclass(frozen=True)
class Limits:
    """How large a file may be, and how large what is packed in it."""

    largest: int
    expanded: int
    members: int

    @classmethod
    def of_policy(cls) -> Limits:
        """The limits that hub leads have set."""
        policy = HubPolicy.load()
        return cls(
            largest=policy.upload_megabytes * MEGABYTE,
            expanded=policy.upload_expanded_megabytes * MEGABYTE,
            members=policy.upload_members,
        )


EMPTY = "The selected file is empty"
# A browser cannot fill a file input in again, so the file has to be selected anew.
BUSY = (
    "We are checking many files at the moment. Wait a minute, then select your file again. "
    "Nothing else you entered is lost"
)
YOURS = (
    "We are still checking another file of yours. Wait a moment, then select your file again. "
    "Nothing else you entered is lost"
)
NO_ROOM = "We cannot store files at the moment. Try again later. Nothing else you entered is lost"
TOO_MANY = "You have uploaded many files in the last hour. Try again later"

# {again} is what helps with the kind of file that was sent.
WORDS: dict[Refusal, str] = {
    Refusal.WRONG_KIND: "The selected file must be a PDF, DOCX or ODT",
    Refusal.OLD: (
        "The selected file is in an old format. Open it, save it as a PDF or DOCX and select that"
    ),
    Refusal.LOCKED: "The selected file needs a password to open. Remove the password, or {again}",
    Refusal.DAMAGED: "The selected file is damaged. Open it, {again}",
    Refusal.MACROS: "The selected file has macros in it. Open it, {again}",
    Refusal.PROGRAM: "The selected file has a program inside it. Open it, {again}",
    Refusal.TEXT_ELSEWHERE: (
        "We cannot read all the text in the selected file, because some of it comes from "
        "somewhere else. Open it, {again}"
    ),
    Refusal.TOO_COMPLEX: (
        "The selected file is too large or complex for us to check. Open it, {again}"
    ),
    Refusal.NO_PAGES: "The selected file has nothing in it. Check that you selected the right one",
    Refusal.NO_ROOM: NO_ROOM,
}
AGAIN = "save it as a PDF and select that"
# Saving a PDF as a PDF changes nothing; printing it makes a new one of what its pages show.
AGAIN_FOR_PDF = "print it to a new PDF and select that"


def words_for(refusal: str, kind: str) -> str:
    """Why a file is not taken, and what to do with one of this kind."""
    again = AGAIN_FOR_PDF if kind == "pdf" else AGAIN
    return WORDS[Refusal(refusal)].format(again=again)


def too_large(limits: Limits) -> str:
    """What to say of a file over the limit."""
    return f"The selected file must be smaller than {limits.largest // MEGABYTE}MB"
