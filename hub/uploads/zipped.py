"""Looking into the zipped formats: what is packed, and how much of it."""

from __future__ import annotations

import zipfile
from typing import BinaryIO
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import filetype
from defusedxml import ElementTree

from hub.uploads.refusals import (
    DAMAGED,
    HAS_FILES,
    HAS_MACROS,
    LOCKED,
    TOO_COMPLEX,
    TWO_KINDS,
    Limits,
    UploadRefused,
)

# Addresses in a document that nothing but a click opens: part of many CVs.
FOLLOWED = frozenset({"http", "https", "mailto", "tel", ""})
FONT = "eot"
END_OF_ZIP = b"PK\x05\x06"
END_LENGTH = 22
PIECE = 64 * 1024
SYMBOLIC_LINK = 0xA000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Longest XML part that is parsed whole.
LARGEST_PART = 40_000_000


class Package:
    """A zipped document whose members have all been read once, within the limits."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        _refuse_trailing(file)
        self.archive = zipfile.ZipFile(file)
        self.names = frozenset(self.archive.namelist())
        _refuse_bad_members(self.archive.infolist(), limits)
        self._read_all(limits)

    def _read_all(self, limits: Limits) -> None:
        """Unpack everything once, counting what really comes out."""
        left = limits.expanded
        for member in self.archive.infolist():
            with self.archive.open(member) as source:
                piece = source.read(PIECE)
                _refuse_files_inside(piece)
                while piece:
                    left -= len(piece)
                    if left < 0:
                        raise UploadRefused(TOO_COMPLEX)
                    piece = source.read(PIECE)

    def bytes_of(self, name: str) -> bytes:
        """A member's content; "" when there is none of this name."""
        return self.archive.read(name) if name in self.names else b""

    def xml_of(self, name: str) -> Element:
        """A member's XML, parsed without entities or a document type."""
        if self.archive.getinfo(name).file_size > LARGEST_PART:
            raise UploadRefused(TOO_COMPLEX)
        return ElementTree.fromstring(self.archive.read(name), forbid_dtd=True)


def _refuse_trailing(file: BinaryIO) -> None:
    """A zip file is read from its end: nothing may stand behind it."""
    file.seek(0, 2)
    if file.tell() < END_LENGTH:
        raise UploadRefused(DAMAGED)
    file.seek(-END_LENGTH, 2)
    end = file.read()
    if not end.startswith(END_OF_ZIP) or end[-2:] != b"\0\0":
        file.seek(0)
        raise UploadRefused(TWO_KINDS if zipfile.is_zipfile(file) else DAMAGED)
    file.seek(0)


def _refuse_bad_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members or sum(item.file_size for item in members) > limits.expanded:
        raise UploadRefused(TOO_COMPLEX)
    names = [item.orig_filename for item in members]
    if len({name.lower() for name in names}) != len(names):
        raise UploadRefused(DAMAGED)
    for item in members:
        if item.flag_bits & 0x1:
            raise UploadRefused(LOCKED)
        if _leads_out(item):
            raise UploadRefused(DAMAGED)
        if item.filename.lower().rpartition("/")[2].startswith("vba"):
            raise UploadRefused(HAS_MACROS)


def _leads_out(item: zipfile.ZipInfo) -> bool:
    name = item.orig_filename
    return (
        name.startswith("/")
        or any(sign in name for sign in ("\\", "\0", ":"))
        or ".." in name.split("/")
        or (item.external_attr >> 16) & 0xF000 == SYMBOLIC_LINK
    )


def _refuse_files_inside(piece: bytes) -> None:
    """Archives, programs and documents inside a document; pictures and fonts are part of it."""
    inside = filetype.archive_match(piece)
    if piece.startswith(OLE) or (inside and inside.extension != FONT):
        raise UploadRefused(HAS_FILES)


def is_only_followed(target: str) -> bool:
    """Whether an address is one that a reader opens by a click, or a place in the document."""
    try:
        return urlsplit(target.strip()).scheme.lower() in FOLLOWED
    except ValueError:
        return False
