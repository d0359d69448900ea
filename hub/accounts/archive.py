"""Everything held about a person as one file to take away: to read, to feed to a machine, files."""

from __future__ import annotations

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO

from django.template.loader import render_to_string
from django.utils import timezone

from hub.models import Upload, User
from hub.retention.erasure import export_person

IN_MEMORY = 5_000_000


def make_archive(person: User) -> IO[bytes]:
    """A ZIP of my-data.html, my-data.json and the person's own files that may be opened.

    A file that still waits for the scanner, or was removed, is named in the page and left out.
    """
    held = export_person(person)
    uploads = [item for item in Upload.objects.visible_to(person) if not item.organisation_id]
    # Closed by the response that sends it.
    archive: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        files = []
        for upload in uploads:
            name = ""
            if upload.can_be_opened and upload.file:
                name = f"files/{upload.purpose}-{str(upload.reference)[:8]}.{upload.kind}"
                with upload.file.open("rb") as source, packed.open(name, "w") as target:
                    for chunk in iter(lambda: source.read(65536), b""):
                        target.write(chunk)
            files.append({"name": name, "what": str(upload), "state": upload.get_state_display()})
        context = {"held": held, "files": files, "made_at": timezone.now()}
        packed.writestr("my-data.html", render_to_string("hub/account/archive.html", context))
        packed.writestr("my-data.json", json.dumps({"held": held, "files": files}, indent=2))
    archive.seek(0)
    return archive
