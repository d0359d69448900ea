"""Asking ClamAV's daemon about a file: its INSTREAM command, over TCP or a local socket."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import BinaryIO

from django.conf import settings

PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):  # noqa: N818 (a state of the world, not a fault of the program)
    """The scanner cannot be reached, or gave no answer: ask again later."""


class ScanFailed(ScannerAway):
    """The scanner answers, but not about this file: ask again later, and go on with others."""


class CannotScanError(Exception):
    """The scanner answered that it will not look at this file, and never will."""


def virus_in(file: BinaryIO) -> str:
    """The name of what the scanner found in a file; "" when it found nothing.

    Raises ``ScannerAway`` (or its kind ``ScanFailed``) or ``CannotScanError``.
    """
    try:
        with _connection() as line:
            # It stops listening to a file over its limit: what it has to say is read all the same.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                while piece := file.read(PIECE):
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in answer:
        raise CannotScanError(answer)
    raise ScanFailed(answer) if answer else ScannerAway("no answer")


def _connection() -> socket.socket:
    address, timeout = settings.CLAMD_ADDRESS, settings.CLAMD_TIMEOUT
    if "/" in address:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout)
        line.connect(address.removeprefix("unix:"))
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        if not (piece := line.recv(LONGEST_ANSWER)):
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
