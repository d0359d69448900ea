"""A date asked as day, month and year, with messages that name the part that is wrong."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.dates import FURTHEST, out_of_range

PARTS = ("day", "month", "year")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}


class DateWidget(forms.MultiWidget):
    """Three text inputs named `<field>_day`, `<field>_month` and `<field>_year`.

    A form that offers days to choose from sends one, `<field>`, as "2026-11-28".
    """

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)

    def decompress(self, value: dt.date | str | None) -> list[Any]:
        """Split a date, or an ISO date in a link, into its parts."""
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                value = None
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """The parts that were typed, or those of the day that was chosen."""
        given = super().value_from_datadict(data, files, name)
        return given if any(given) else self.decompress(data.get(name))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def id_for_label(self, id_: str) -> str:
        """Point at the day, where a person starts to type."""
        return f"{id_}_day" if id_ else id_


class DateField(forms.MultiValueField):
    """A date in three parts. An error's code says which parts are wrong: "date:day,year".

    Months may be written as numbers or in English. Years have four figures. A day is of this age
    and within ``years_ahead`` of today, None where the form itself says the last one: two limits
    are never told in turn. ``is_past`` says that it is a day on which something was done, so that
    today is the last one. What a form asks more of it, the form checks.
    """

    widget = DateWidget

    def __init__(
        self, *, years_ahead: int | None = FURTHEST, is_past: bool = False, **kwargs: Any
    ) -> None:
        self.years_ahead, self.is_past = years_ahead, is_past
        # A model's form field passes what a single-input date field would take.
        kwargs.pop("input_formats", None)
        kwargs.setdefault("require_all_fields", False)
        fields = [forms.CharField(required=False) for _ in PARTS]
        self.noun = ""
        super().__init__(fields=fields, **kwargs)

    @property
    def name_in_sentence(self) -> str:
        """The date's name at the start of a message."""
        noun = self.noun or str(self.label or "date")
        return noun[:1].upper() + noun[1:]

    @property
    def example(self) -> str:
        """A day that could be entered, as it is typed."""
        return f"27 3 {timezone.localdate().year + (-1 if self.is_past else 1)}"

    def clean(self, value: Any) -> dt.date | None:
        """Check the parts in GOV.UK's order: missing, not a number, not a real date."""
        given = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(given):
            if self.required:
                self._fail(PARTS, message=str(self.error_messages["required"]))
            return None
        missing = [part for part, text in zip(PARTS, given, strict=True) if not text]
        if missing:
            words = " and ".join(missing)
            self._fail(missing, f"must include a {words}")
        result = self._real_date(*given)
        if why := out_of_range(self.name_in_sentence, result, years=self.years_ahead):
            self._fail(["year"], message=why)
        if self.is_past and result > timezone.localdate():
            self._fail(PARTS, "must be today or in the past")
        self.validate(result)
        self.run_validators(result)
        return result

    def _real_date(self, day: str, month: str, year: str) -> dt.date:
        numbers = {
            "day": _number(day),
            "month": _number(month) or MONTHS.get(month.lower().rstrip(".")),
            "year": _number(year),
        }
        if numbers["year"] is not None and len(year) != 4:
            self._fail(["year"], "must include a year with 4 numbers, like 2026")
        wrong = [part for part, number in numbers.items() if number is None]
        # Each part is a number by now: what is none is among the wrong ones.
        if not wrong and not 1 <= numbers["day"] <= 31:  # type: ignore[operator]
            wrong.append("day")
        # Each part is a number by now: what is none is among the wrong ones.
        if "month" not in wrong and not 1 <= numbers["month"] <= 12:  # type: ignore[operator]
            wrong.append("month")
        if wrong:
            self._fail(PARTS if len(wrong) > 1 else wrong, "must be a real date")
        try:
            # Each part is a number by now: what is none is among the wrong ones.
            return dt.date(numbers["year"], numbers["month"], numbers["day"])  # type: ignore[arg-type]
        except ValueError:
            self._fail(PARTS, "must be a real date")

    def _fail(self, parts: Iterable[str], rest: str = "", message: str = "") -> NoReturn:
        code = "date:" + ",".join(parts)
        raise ValidationError(message or f"{self.name_in_sentence} {rest}", code=code)

    def compress(self, data_list: list[Any]) -> None:
        """Never called: `clean` works on the parts themselves."""
        raise NotImplementedError

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not the way their parts are written."""
        try:
            return (self.to_date(initial)) != self.clean(data)
        except ValidationError:
            return True

    def to_date(self, initial: Any) -> dt.date | None:
        """Read an initial value, which may be a date or the parts of one."""
        if isinstance(initial, dt.datetime):
            return initial.date()
        if isinstance(initial, dt.date) or initial is None:
            return initial
        return self.clean(initial) if not isinstance(initial, str) else _iso(initial)


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    # The digits of every script, as in a number.
    return int(text) if text.isdecimal() and len(text) <= 4 else None


TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.I)
TIME_WORDS = "The time must be like 9:30am or 14:00"


class TimeField(forms.CharField):
    """A time of the day in London, as people write it: 9:30am, 2pm, 14:00."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("help_text", "In London, for example 9:30am or 14:00.")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The time. Raises ``ValidationError`` for what is none."""
        words = super().clean(value)
        if not words:
            return None
        found = TIME.match(words)
        if not found:
            raise forms.ValidationError(TIME_WORDS)
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise forms.ValidationError(TIME_WORDS)
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        try:
            return dt.time(hour, minute)
        except ValueError as error:
            raise forms.ValidationError(TIME_WORDS) from error
