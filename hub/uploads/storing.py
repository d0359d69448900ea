"""Putting a file into the store, whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.core.files import File

from hub.models import Upload
from hub.models.upload import stored_name
from hub.uploads.refusals import NO_ROOM, UploadRefused

logger = logging.getLogger("hub.uploads")


@contextmanager
def stored(upload: Upload, content: IO[bytes]) -> Iterator[None]:
    """Put the content into the store for as long as the block holds; it stays if that ends well.

    Raises ``UploadRefused`` in words where there is no room, and leaves no part of it behind.
    """
    name, storage = stored_name(upload, ""), upload._meta.get_field("file").storage
    try:
        try:
            upload.file.name = storage.save(name, File(content))
        except OSError as error:
            logger.exception("A file could not be stored")
            raise UploadRefused(NO_ROOM) from error
        yield
    except BaseException:
        with suppress(OSError):
            storage.delete(name)
        raise
