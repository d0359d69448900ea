"""Forms of the advert: writing it without Wagtail's editor, and setting when it opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.dates import datetime_gb
from hub.forms import ConfirmField, DateField, FieldOptions, Form, TimeField, confirmed
from hub.numbers import plural
from hub.periods import LONDON
from roles.adverts.pages import VacancyPage
from roles.adverts.services.moderation import AdvertChangedError, why_unread
from roles.campaigns.services.readiness import opens_too_late
from roles.models.policy import RecruitmentPolicy

# In two tabs, or after going back.
SAVED_BY_ONESELF = (
    "You saved the advert somewhere else while you were writing, such as in another tab. What you "
    "wrote here is still here, and what you saved there is in the advert’s history. Read it, then "
    "save again to put this in its place"
)


class WriteAdvertForm(Form):
    """The words of the advert; the facts are the campaign's terms."""

    title = forms.CharField(max_length=120, label="Title of the role")
    summary = forms.CharField(
        max_length=300,
        widget=forms.Textarea,
        label="Summary",
        help_text="One or two sentences for the list of roles: what the person will do.",
    )
    prose = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea,
        label="The advert",
        help_text=(
            "What the person will do, who with, and why. Salary, locations, criteria, dates"
            " and contact are added from the terms. Begin a heading with ## and a list item with -."
        ),
    )
    welsh_title = forms.CharField(max_length=120, label="Title of the role in Welsh")
    welsh_summary = forms.CharField(max_length=300, widget=forms.Textarea, label="Summary in Welsh")
    welsh_body = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea,
        label="The advert in Welsh",
        help_text="It must say the same as the English text. It gets a page of its own.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_options = {
        "title": FieldOptions(noun="the title of the role", longest_word=3),
        "summary": FieldOptions(noun="the summary", rows=3, count_characters=True),
        "prose": FieldOptions(noun="the advert", rows=20),
        "welsh_title": FieldOptions(noun="the title in Welsh"),
        "welsh_summary": FieldOptions(noun="the summary in Welsh", rows=3, count_characters=True),
        "welsh_body": FieldOptions(noun="the advert in Welsh", rows=20),
    }

    def __init__(
        self, *args: Any, latest: int = 0, is_own: bool = False, language: str = "en", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.latest, self.is_own = latest, is_own
        welsh = [name for name in self.fields if name.startswith("welsh_")]
        for name in welsh if language != "both" else ():
            del self.fields[name]
        # What the words are in, so that they are read aloud and spell-checked in that language.
        for name in ("title", "summary", "prose") if language == "cy" else welsh:
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = "cy"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.latest and cleaned.get("revision") not in (None, self.latest):
            # From here on the writer knows; saving again puts theirs in its place.
            self.data = {**self.data.dict(), "revision": str(self.latest)}  # type: ignore[attr-defined]
            raise ValidationError(SAVED_BY_ONESELF if self.is_own else AdvertChangedError.reason)
        return cleaned


class SeenForm(Form):
    """Carries the version of the advert that whoever passes or publishes it has read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, *args: Any, advert: VacancyPage, **kwargs: Any) -> None:
        initial = {"seen": advert.version, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.advert = advert

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (seen := cleaned.get("seen", "")) != self.advert.version:
            # From here on they know: sent again, it is for the words as they are now.
            answers = self.data.copy()  # type: ignore[attr-defined]
            answers["seen"] = self.advert.version
            self.data = answers
            raise ValidationError(
                why_unread(self.advert, seen) or "Read the advert as it is now, then confirm"
            )
        return cleaned


class OpeningForm(SeenForm):
    """One by which an advert opens: for a few days only when that is confirmed."""

    is_short = ConfirmField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_short = self.fields.pop("is_short")

    def ask_if_short(self, opens_at: datetime) -> None:
        """Ask whether it is meant that an advert closes soon after it opens."""
        closes_at, days = self.advert.campaign.closes_at, RecruitmentPolicy.load().closing_soon_days
        if closes_at is None or not opens_at < closes_at < opens_at + timedelta(days=days):
            return
        self.fields["is_short"] = self._is_short
        self.configure("is_short")
        question = (
            f"People would have less than {plural(days, 'day')} to apply: the role closes on "
            f"{datetime_gb(closes_at)}. Select “Yes” if that is what you want, or set a later "
            "closing date first"
        )
        label = f"Yes, {self.how_long(opens_at, closes_at)}"
        confirmed(self, "is_short", question, label)
        self.cleaned_data.pop("is_short", None)

    def how_long(self, opens_at: datetime, closes_at: datetime) -> str:
        """What the tick says yes to; the same words until it is sent."""
        return f"open it now and close it on {datetime_gb(closes_at)}"


class PublishForm(OpeningForm):
    """The version of the advert that is published at once."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.ask_if_short(timezone.now())
        return cleaned


class ScheduleForm(OpeningForm):
    """When the advert publishes itself."""

    day = DateField(label="On which day does it open?")
    hour = TimeField(label="At what time?")
    field_options = {
        "day": FieldOptions(noun="the day it opens"),
        "hour": FieldOptions(noun="the time it opens", width="5"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, hour = cleaned.pop("day", None), cleaned.pop("hour", None)
        if day and hour is not None:
            opens_at = datetime.combine(day, hour, LONDON)
            closes_at = self.advert.campaign.closes_at
            if opens_at <= timezone.now():
                self.add_error("day", "The day it opens must be in the future")
            elif closes_at and closes_at <= opens_at:
                self.add_error("day", opens_too_late(closes_at))
            else:
                self.ask_if_short(opens_at)
            cleaned["opens_at"] = opens_at
        return cleaned

    def how_long(self, opens_at: datetime, closes_at: datetime) -> str:
        return f"open it for {_duration(closes_at - opens_at)}"


def _duration(time: timedelta) -> str:
    """Whole days, or the hours and minutes of less than one."""
    if time >= timedelta(days=1):
        return plural(time.days, "day")
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    parts = [plural(hours, "hour")] if hours else []
    return " and ".join([*parts, *([plural(minutes, "minute")] if minutes or not hours else [])])
