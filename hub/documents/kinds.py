"""What a file seems to be by its first bytes."""

from __future__ import annotations

PDF_HEAD = b"%PDF-"
ZIP_HEAD = b"PK\x03\x04"
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Readers look for a PDF's head this far into a file, so we do, too.
HEAD = 1024
BLANK = b" \t\r\n\0\xef\xbb\xbf"
# The name of the stream in which Word keeps a document that has a password.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def kind_of(content: bytes) -> str:
    """What a file seems to be: what to say of it depends on it."""
    if PDF_HEAD in content[:HEAD] and not content.startswith(ZIP_HEAD):
        return "pdf"
    return ""
