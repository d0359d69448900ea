"""What the page of a record offers to do, however it offers it: by its label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

# A link that looks like a button; a form that opens in place, or that is one button.
LINK = r'<a href="(?P<link>[^"]+)"[^>]*class="govuk-button(?P<look>[^"]*)"[^>]*>(?P<label>.*?)</a>'
IN_PLACE = (
    r'<summary class="govuk-button(?P<look>[^"]*)">(?P<label>.*?)</summary>'
    r'.*?<form class="[^"]*" method="post" action="(?P<link>[^"]+)"'
)
BUTTON = (
    r'<form class="hub-action" [^>]*action="(?P<link>[^"]+)" data-hub-move>'
    r'.*?class="govuk-button(?P<look>[^"]*)"[^>]*>(?P<label>.*?)</button>'
)


@dataclass(frozen=True)
class Shown:
    """A move on a page: where it is sent or its own page is, in which way, and how it looks."""

    address: str
    how: str
    look: str

    @property
    def is_green(self) -> bool:
        return not re.search("secondary|warning", self.look)


def moves_shown(html: str) -> dict[str, Shown]:
    """The moves that a page offers, in its order."""
    found = [
        (match.start(), match, how)
        for how, pattern in (("page", LINK), ("place", IN_PLACE), ("button", BUTTON))
        for match in re.finditer(pattern, html, re.DOTALL)
    ]
    return {
        words(match["label"]): Shown(unescape(match["link"]), how, match["look"])
        for _, match, how in sorted(found, key=lambda each: each[0])
    }


def words(html: str) -> str:
    """What is read of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
