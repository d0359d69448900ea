"""What a file is by its content, whatever its name says, and the same made harmless."""

from __future__ import annotations

from .docx import clean_docx
from .findings import Bounds, Clean, Refusal, RefusedError
from .kinds import BLANK, ENCRYPTED, HEAD, OLE_HEAD, PDF_HEAD, ZIP_HEAD
from .odt import clean_odt
from .package import Package
from .pdf import clean_pdf


def clean(content: bytes, bounds: Bounds) -> Clean:
    """The document that a file is, made harmless. Raises ``RefusedError``, and nothing else."""
    try:
        return _clean(content, bounds)
    except RefusedError:
        raise
    except (MemoryError, RecursionError) as error:
        raise RefusedError(Refusal.TOO_COMPLEX) from error
    except Exception as error:
        # A broken file makes a parser fail in any way there is; none of them is ours.
        raise RefusedError(Refusal.DAMAGED) from error


def _clean(content: bytes, bounds: Bounds) -> Clean:
    head = content[:HEAD].lstrip(BLANK)
    if head.startswith(ZIP_HEAD):
        return _clean_zipped(content, bounds)
    if PDF_HEAD in content[:HEAD]:
        return clean_pdf(content[content.index(PDF_HEAD) :])
    if head.startswith(OLE_HEAD):
        raise RefusedError(Refusal.LOCKED if ENCRYPTED in content else Refusal.OLD)
    raise RefusedError(Refusal.WRONG_KIND)


def _clean_zipped(content: bytes, bounds: Bounds) -> Clean:
    package = Package(content, bounds)
    if "[Content_Types].xml" in package:
        return clean_docx(package)
    if "mimetype" in package:
        return clean_odt(package)
    raise RefusedError(Refusal.WRONG_KIND)
