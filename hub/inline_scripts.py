"""The scripts that stand in pages themselves: constant, so that the policy names them by hash."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

SCRIPT = re.compile(r"<script\b[^>]*>(.+?)</script>", re.DOTALL)


@cache
def script_hashes() -> tuple[str, ...]:
    """Sources for ``script-src``: the hashes of the scripts in GOV.UK Frontend's page template.

    A page that is the same for everybody can then be stored as it is, which a nonce would prevent.
    """
    template = files("govuk_frontend_jinja") / "templates" / "template.html"
    return tuple(source_of(text) for text in SCRIPT.findall(template.read_text("utf-8")))


def source_of(text: str) -> str:
    """A script's text as a source of the Content-Security-Policy (CSP level 2)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
