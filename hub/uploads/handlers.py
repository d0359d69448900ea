"""Taking in no more of a file than could ever be accepted."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from hub.models.policy import UPLOAD_CEILING_MEGABYTES
from hub.uploads.refusals import MEGABYTE

logger = logging.getLogger("hub.uploads")

CEILING = (UPLOAD_CEILING_MEGABYTES + 1) * MEGABYTE


class BoundedUploadHandler(FileUploadHandler):
    """Drops the rest of a file past the ceiling, so that nobody fills the disk.

    What was taken in is still too large for ``examine``, which then says so. Wagtail's admin has
    limits of its own.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        admin = self.request is not None and self.request.path_info.startswith("/admin/")
        return raw_data if admin or start < CEILING else None

    def file_complete(self, file_size: int) -> Any:
        return None


class LostFile(SimpleUploadedFile):
    """A file for which there was no room while it came in: nothing of it is there."""


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Django's way to take in a large file, which says so when the disk is full and leaves nothing.

    The form then has a ``LostFile``, so that the person reads why and loses nothing they typed.
    """

    is_lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._lose()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.is_lost:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError:
                self._lose()
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_lost:
            try:
                self.file.flush()
                return super().file_complete(file_size)
            except OSError:
                self._lose()
        return LostFile(self.file_name or "file", b"")

    def _lose(self) -> None:
        logger.error("There is no room to take a file in")
        self.is_lost = True
        if hasattr(self, "file"):
            with suppress(OSError):
                self.file.close()
