"""What a file is by its content and structure, whatever its name says."""

from __future__ import annotations

import logging
from typing import BinaryIO

from hub.models import Upload
from hub.uploads.docx import examine_docx
from hub.uploads.odt import examine_odt
from hub.uploads.pdf import examine_pdf
from hub.uploads.refusals import (
    DAMAGED,
    MEGABYTE,
    OLD_OR_LOCKED,
    TOO_COMPLEX,
    TWO_KINDS,
    WRONG_KIND,
    Limits,
    UploadRefused,
)
from hub.uploads.zipped import Package

logger = logging.getLogger("hub.uploads")

PDF_HEAD = b"%PDF-"
ZIP_HEAD = b"PK\x03\x04"
# Readers look for a PDF's head this far into a file, so we do, too.
HEAD = 1024


def examine(file: BinaryIO, size: int, limits: Limits) -> Upload.Kind:
    """Tell what a file is, reading all of it. Raises ``UploadRefused``."""
    if size == 0:
        raise UploadRefused("The selected file is empty")
    if size > limits.largest:
        megabytes = limits.largest // MEGABYTE
        raise UploadRefused(f"The selected file must be smaller than {megabytes}MB")
    try:
        return _kind_of(file, limits)
    except UploadRefused:
        raise
    except (RecursionError, MemoryError) as error:
        raise UploadRefused(TOO_COMPLEX) from error
    except Exception as error:
        # A broken file makes a parser fail in any way there is; none of them is ours.
        logger.info("A file was refused as damaged: %s", type(error).__name__)
        raise UploadRefused(DAMAGED) from error


def _kind_of(file: BinaryIO, limits: Limits) -> Upload.Kind:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(PDF_HEAD):
        return examine_pdf(file, limits)
    if head.startswith(ZIP_HEAD):
        if PDF_HEAD in head:
            raise UploadRefused(TWO_KINDS)
        return _examine_zipped(file, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # Word's old format, or a new one that Word has locked with a password.
        raise UploadRefused(OLD_OR_LOCKED)
    raise UploadRefused(WRONG_KIND)


def _examine_zipped(file: BinaryIO, limits: Limits) -> Upload.Kind:
    """Refuse a zip file that is no DOCX or ODT, or that is one and holds what is not taken."""
    package = Package(file, limits)
    is_docx = "[Content_Types].xml" in package.names
    is_odt = "mimetype" in package.names
    if is_docx and is_odt:
        raise UploadRefused(TWO_KINDS)
    if is_docx:
        return examine_docx(package)
    if is_odt:
        return examine_odt(package)
    raise UploadRefused(WRONG_KIND)
