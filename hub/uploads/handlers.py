"""Taking in no more of a file than could ever be accepted."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from hub.models.policy import UPLOAD_CEILING_MEGABYTES
from hub.uploads.refusals import MEGABYTE

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
