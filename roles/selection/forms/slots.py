"""Forms about times for interviews: those who keep them, and candidates who choose one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone

from hub.dates import date_gb, too_far
from hub.forms import ConfirmField, DateField, FieldOptions, Form, TimeField, confirmed
from hub.numbers import plural
from roles.models.applications.interview import Interview
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import Slot
from roles.selection.services.interview_clashes import why_outside_days
from roles.selection.services.slot_plan import MOST_DAYS, Wish
from roles.selection.services.slots import (
    interview_stage,
    who_can_hold,
    who_can_replace,
    why_too_few,
)

EARLIER = "The last interview must end after the first one can start"


def _days(first: date, last: date) -> list[date]:
    """Each day from one to another, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


class PlaceField(forms.ModelChoiceField):
    """Somebody on the panel."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class PlacesField(forms.ModelMultipleChoiceField):
    """Some of the panel."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OptionalTimeField(TimeField):
    """A time that may be left out."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(required=False, label=label, help_text=help_text)


class OfferTimesForm(Form):
    """On which days, from when to when, how long, where and with whom interviews can be held."""

    first_day = DateField(years_ahead=None, label="What is the first day of interviews?")
    last_day = DateField(
        years_ahead=None,
        label="What is the last day?",
        help_text="We leave out weekends and bank holidays.",
    )
    start = TimeField(label="When can the first interview of a day start?")
    end = TimeField(label="When does the last interview of a day have to end?")
    minutes = forms.IntegerField(
        min_value=10, max_value=480, initial=45, label="How long is an interview, in minutes?"
    )
    gap = forms.IntegerField(
        max_value=240, label="How many minutes do you want between interviews?"
    )
    break_from = OptionalTimeField("When does the first break start?", "For example 12:30pm.")
    break_to = OptionalTimeField("When does the first break end?")
    second_from = OptionalTimeField("When does the second break start?")
    second_to = OptionalTimeField("When does the second break end?")
    everybody = PlacesField(
        PanelMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who is at every interview?",
        help_text="At least 2 people hold each interview. A Commissioner who chairs counts as one.",
    )
    one_of = PlacesField(
        PanelMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who else can join, in turn?",
        help_text="One of the people you select joins each interview, whoever is free.",
    )
    medium = forms.ChoiceField(
        choices=Interview.Medium.choices,
        initial=Interview.Medium.VIDEO,
        widget=forms.RadioSelect,
        label="How will the interviews take place?",
    )
    place = forms.CharField(
        max_length=300,
        label="Where are the interviews, or how do candidates join?",
        help_text="The address and room, the link to the video call, or who will phone. Do not "
        "enter anything about a candidate.",
    )
    # Asked only once a day turns out to be none of those that the advert says.
    outside = ConfirmField()
    # What the preview showed: exactly that is offered.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "first_day": FieldOptions(noun="the first day of interviews"),
        "last_day": FieldOptions(noun="the last day of interviews"),
        "start": FieldOptions(noun="when the first interview can start", width="5"),
        "end": FieldOptions(noun="when the last interview has to end", width="5"),
        "minutes": FieldOptions(noun="the length of an interview in minutes", width="4"),
        "gap": FieldOptions(noun="the minutes between interviews", width="4"),
        "break_from": FieldOptions(noun="when the first break starts", width="5"),
        "break_to": FieldOptions(noun="when the first break ends", width="5"),
        "second_from": FieldOptions(noun="when the second break starts", width="5"),
        "second_to": FieldOptions(noun="when the second break ends", width="5"),
        "everybody": FieldOptions(noun="who holds every interview", small=True),
        "one_of": FieldOptions(noun="who takes turns", small=True),
        "medium": FieldOptions(noun="how the interviews will take place"),
        "place": FieldOptions(noun="where the interviews are", says_something=True),
    }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        self.campaign = campaign
        buffer = RecruitmentPolicy.load().interview_buffer_minutes
        self.holders = who_can_hold(campaign)
        tomorrow = timezone.localdate() + timedelta(days=1)
        first, last = campaign.interviews_from, campaign.interviews_to
        known = {
            "gap": buffer,
            "first_day": max(first, tomorrow) if first else None,
            "last_day": last or first,
            "start": "9:30am",
            "end": "4:30pm",
            "everybody": [place.pk for place in self.holders],
        }
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["outside"]
        gap = self.fields["gap"]
        gap.help_text = "At least {}.".format(plural(buffer, "minute"))
        gap.validators.append(MinValueValidator(buffer))
        rows = PanelMember.objects.filter(pk__in=[place.pk for place in self.holders])
        for name in ("everybody", "one_of"):
            self.model_choice(name).queryset = rows.select_related("person")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_days(cleaned)
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", EARLIER)
        for first, last, noun in (
            ("break_from", "break_to", "first"),
            ("second_from", "second_to", "second"),
        ):
            self._check_break(first, last, noun)
        self._check_people(cleaned)
        cleaned["outside"] = self._ask_about_days(cleaned)
        return cleaned

    def _check_people(self, cleaned: dict[str, Any]) -> None:
        everybody, one_of = cleaned.get("everybody"), cleaned.get("one_of")
        if everybody is None or one_of is None:
            return
        if twice := set(everybody) & set(one_of):
            names = " and ".join(sorted(place.name for place in twice))
            why = f"You selected {names} for every interview. Remove them here, or above"
            self.add_error("one_of", why)
        elif why := why_too_few(self.campaign, everybody, one_of):
            self.add_error("everybody", why)

    def _ask_about_days(self, cleaned: dict[str, Any]) -> str:
        """Ask whether days are meant that the advert does not give (S30)."""
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if not (first and last) or {"first_day", "last_day"} & set(self.errors):
            return confirmed(self, "outside", "", "")
        policy = RecruitmentPolicy.load()
        days = [day for day in _days(first, last) if not policy.why_not_working(day)]
        why, named = why_outside_days(self.campaign, days)
        return confirmed(self, "outside", why, f"Yes, offer times on {named}")

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        today = timezone.localdate()
        for name, day in (("first_day", first), ("last_day", last)):
            what = f"The {name.partition('_')[0]} day of interviews"
            if day and day < today:
                self.add_error(name, f"{what} must be today or in the future")
            elif day and (why := too_far(what, day, after=today, named="today")):
                self.add_error(name, why)
        if not (first and last) or {"first_day", "last_day"} & set(self.errors):
            return
        if last < first:
            self.add_error("last_day", f"The last day must be {date_gb(first)} or later")
        elif last - first > timedelta(days=MOST_DAYS):
            why = f"The last day must be {MOST_DAYS} days or fewer after the first"
            self.add_error("last_day", why)

    def _check_break(self, first: str, last: str, noun: str) -> None:
        starts, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if first in self.errors or last in self.errors or not (starts or ends):
            return
        if not starts:
            self.add_error(first, f"Enter when the {noun} break starts")
        elif not ends:
            self.add_error(last, f"Enter when the {noun} break ends")
        elif ends <= starts:
            self.add_error(last, f"The {noun} break must end after it starts")

    @property
    def wish(self) -> Wish:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        stage = interview_stage(self.campaign)
        first, last = given["first_day"], given["last_day"]
        breaks = [("break_from", "break_to"), ("second_from", "second_to")]
        return Wish(
            campaign=self.campaign,
            number=stage.number if stage else 0,
            days=_days(first, last),
            first=given["start"],
            last=given["end"],
            minutes=given["minutes"],
            gap=given["gap"],
            medium=given["medium"],
            place=given["place"],
            everybody=list(given["everybody"]),
            one_of=list(given["one_of"]),
            breaks=[(given[one], given[two]) for one, two in breaks if given.get(one)],
            is_outside=bool(given.get("outside")),
        )


class ReplaceForm(Form):
    """Who holds an interview in place of somebody who cannot."""

    place = PlaceField(PanelMember.objects.none(), label="Who holds this interview instead?")
    field_options = {"place": FieldOptions(noun="who holds the interview instead")}

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [place.pk for place in who_can_replace(slot)]
        rows = PanelMember.objects.filter(pk__in=able).select_related("person")
        self.model_choice("place").queryset = rows


class ChooseTimeForm(Form):
    """One of the times that are free."""

    slot = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label="Choose a time")
    field_options = {"slot": FieldOptions(noun="a time for your interview")}

    def __init__(self, *args: Any, keys: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["slot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, key) for key in keys]
        field.error_messages["invalid_choice"] = (
            "This time is no longer available. Choose another time"
        )


class NoneSuitsForm(Form):
    """What would suit a candidate."""

    words = forms.CharField(
        max_length=1000,
        widget=forms.Textarea,
        label="When could you have an interview?",
        help_text="Give days and times. You can also say if you cannot use video or phone.",
    )
    field_options = {
        "words": FieldOptions(noun="when you could have an interview", says_something=True, rows=5)
    }
