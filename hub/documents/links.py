"""Which addresses in a document are part of a CV: those that nothing but a click opens."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

FOLLOWED = frozenset({"http", "https", "mailto", "tel"})
# Readers ignore these inside an address, so that "java\nscript:" is a scheme.
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")


def is_only_followed(target: str) -> bool:
    """Whether an address leads to a web page, a mailbox, a phone or a place in the document."""
    target = IGNORED.sub("", target)
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme.lower() in FOLLOWED:
        return parts.scheme.lower() in ("mailto", "tel") or bool(parts.netloc)
    # Without a scheme it is relative to where the file is: no share, no drive, no folder above.
    return (
        not parts.scheme
        and not any(sign in target for sign in ("\\", ":"))
        and not target.startswith("/")
        and ".." not in target.split("/")
    )


def is_elsewhere(target: str) -> bool:
    """Whether a reader would ask another machine for it: an address, or a share."""
    target = IGNORED.sub("", target).replace("\\", "/").lower()
    if target.startswith("file:"):
        # file:///C:/... is a writer's own disk; file://server/... is somebody's.
        rest = target.removeprefix("file:")
        return (rest.startswith("//") and not rest.startswith("///")) or rest.startswith("////")
    return target.startswith("//") or "://" in target
