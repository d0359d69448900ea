"""The zipped formats: what is packed in a document, within limits, and packing it anew."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

from .findings import Bounds, Refusal, RefusedError

PIECE = 64 * 1024
# The first bytes of programs, whatever a member is called.
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)


class Package:
    """The members of a zipped document, read one by one. Raises ``RefusedError``.

    Only what is asked for is unpacked: a member that no part of the document needs costs nothing,
    and is not written again. Names are compared as Word does, without regard to case.
    """

    def __init__(self, content: bytes, bounds: Bounds) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except UNREADABLE as error:
            raise RefusedError(Refusal.DAMAGED) from error
        self.left = bounds.expanded
        members = self.archive.infolist()
        if len(members) > bounds.members:
            raise RefusedError(Refusal.TOO_COMPLEX)
        if any(item.flag_bits & 0x1 for item in members):
            raise RefusedError(Refusal.LOCKED)
        self.members = {
            _plain(item.filename).lower(): item for item in members if not item.is_dir()
        }
        self.names = [_plain(item.filename) for item in self.members.values()]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.members

    def read(self, name: str) -> bytes:
        """A member's content. Raises ``RefusedError`` when it is not there or too large."""
        pieces = []
        try:
            with self.archive.open(self.members[name.lower()]) as source:
                while piece := source.read(PIECE):
                    self.left -= len(piece)
                    if self.left < 0:
                        raise RefusedError(Refusal.TOO_COMPLEX)
                    pieces.append(piece)
        except UNREADABLE as error:
            raise RefusedError(Refusal.DAMAGED) from error
        return b"".join(pieces)

    def refuse_programs(self) -> None:
        """Refuse a document that carries a program, used or not."""
        for name in self.names:
            try:
                with self.archive.open(self.members[name.lower()]) as source:
                    head = source.read(4)
            except UNREADABLE:
                continue
            if head.startswith(PROGRAMS):
                raise RefusedError(Refusal.PROGRAM)


def _plain(name: str) -> str:
    """A member's name as a part's: some producers write backslashes, or begin with a slash."""
    return name.replace("\\", "/").lstrip("/")


def packed(members: Iterable[tuple[str, bytes]], *, stored: str = "") -> bytes:
    """A zip file of these members in this order, of no date; ``stored`` is not compressed."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, content in members:
            how = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return result.getvalue()
