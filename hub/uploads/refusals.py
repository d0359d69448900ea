"""What is not taken of a file that somebody hands in, in the words that they read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.models import HubPolicy

MEGABYTE = 1_000_000


class UploadRefused(Exception):  # noqa: N818 (it is an answer, not an error of the program)
    """The file is not taken; the message says in GOV.UK words what to do."""


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


WRONG_KIND = "The selected file must be a PDF, DOCX or ODT"
OLD_OR_LOCKED = (
    "The selected file is in an old Word format or has a password. "
    "Save it as a PDF, or as a DOCX without a password, and select that"
)
TWO_KINDS = (
    "The selected file can be read as more than one kind of file. "
    "Save it again as a PDF and select that"
)
DAMAGED = "The selected file is damaged. Open it, save it again as a PDF and select that"
LOCKED = "The selected file is protected. Save a copy without a password and select that"
HAS_MACROS = "The selected file has macros or scripts in it. Save it as a PDF and select that"
HAS_FILES = "The selected file has other files inside it. Take them out, or save it as a PDF"
LINKS_OUT = (
    "The selected file gets parts of itself from somewhere else, such as a template or a picture. "
    "Save it as a PDF and select that"
)
TOO_COMPLEX = "The selected file is too large when it is unpacked. Save it as a PDF and select that"
NO_PAGES = "The selected file has nothing in it. Check that you selected the right one"
