"""The labels of an advert in its own language: gettext, with the catalogue of ``roles/locale``.

Only the advert's own page asks; the furniture around it stays English (R24).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from hub.dates import date_gb, time_gb


@dataclass(frozen=True)
class Labels:
    """What a page says in a language, as web pages name it: "en" or "cy"."""

    language: str

    def say(self, text: str, **facts: Any) -> str:
        """A label; ``facts`` stand in it by their names."""
        with translation.override(self.language):
            found = gettext(text)
        return found % facts if facts else found

    def fact(self, record: Any, name: str) -> Any:
        """What a record says of itself in this language."""
        with translation.override(self.language):
            value = getattr(record, name)
            return gettext(str(value())) if callable(value) else value

    def day(self, value: dt.date | dt.datetime | None) -> str:
        """A day, in London."""
        if not value or self.language == "en":
            return date_gb(value)
        if isinstance(value, dt.datetime):
            value = timezone.localtime(value)
        with translation.override(self.language):
            return date_format(value, "j F Y")

    def time(self, value: dt.datetime) -> str:
        """A time of the day, in London."""
        return self.say(time_gb(value))
