"""What a file is by its content and structure, whatever its name says; and what is not taken."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import BinaryIO

from hub.models import HubPolicy, Upload

logger = logging.getLogger("hub.uploads")

MEGABYTE = 1_000_000
PDF_HEAD = b"%PDF-"
ZIP_HEAD = b"PK\x03\x04"
# Readers look for a PDF's head this far into a file, so we do, too.
HEAD = 1024


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


def examine(file: BinaryIO, size: int, limits: Limits) -> Upload.Kind:
    """Tell what a file is, reading all of it. Raises ``UploadRefused``."""
    if size == 0:
        raise UploadRefused("The selected file is empty")
    if size > limits.largest:
        megabytes = limits.largest // MEGABYTE
        raise UploadRefused(f"The selected file must be smaller than {megabytes}MB")
    try:
        return _look_inside(file, limits)
    except UploadRefused:
        raise
    except (RecursionError, MemoryError) as error:
        raise UploadRefused(TOO_COMPLEX) from error
    except Exception as error:
        # A broken file makes a parser fail in any way there is; none of them is ours.
        logger.info("A file was refused as damaged: %s", type(error).__name__)
        raise UploadRefused(DAMAGED) from error


def _look_inside(file: BinaryIO, limits: Limits) -> Upload.Kind:
    from hub.uploads.pdf import examine_pdf
    from hub.uploads.zipped import examine_zipped

    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(PDF_HEAD):
        return examine_pdf(file, limits)
    if head.startswith(ZIP_HEAD):
        if PDF_HEAD in head:
            raise UploadRefused(TWO_KINDS)
        return examine_zipped(file, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # Word's old format, or a new one that Word has locked with a password.
        raise UploadRefused(OLD_OR_LOCKED)
    raise UploadRefused(WRONG_KIND)


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
