"""What is offered: the post, the terms and the conditions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from hub.forms import DateField, FieldOptions, Form
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.location import Location
from roles.models.support.support_request import SupportRequest
from roles.selection.services.offer_terms import (
    DAYS,
    allowance_out_of_range,
    checks_left_out,
    checks_of_an_offer,
    hours_unlike,
    places_accepted,
    places_to_offer,
    salary_out_of_range,
    wrong_day,
)

TERMS = (
    *("salary", "allowance", "working_pattern", "hours_per_week", "starts_on", "answer_by"),
    *("contact_name", "contact_email", "conditions"),
)


def usual_conditions(campaign: Campaign) -> list[str]:
    """What an offer depends on as a rule, with the campaign's own level of security."""
    found = checks_of_an_offer(campaign)
    if campaign.contract_months:
        found.append(f"The contract is for {campaign.contract_months} months")
    return found


def _as_advertised(campaign: Campaign) -> dict[str, Any]:
    # Of several patterns that were advertised, whoever offers says which.
    several = campaign.working_pattern == Campaign.WorkingPattern.FLEXIBLE
    return {
        "working_pattern": "" if several else campaign.working_pattern,
        "hours_per_week": campaign.hours_per_week,
        "contact_name": campaign.contact_name,
        "contact_email": campaign.contact_email,
    }


class OfferForm(Form):
    """Everything the candidate has to know before answering an offer."""

    post = forms.ModelChoiceField(
        queryset=Post.objects.none(),
        label="Which post do you want to offer?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select the post you want to offer"},
    )
    # Their bounds are those of the campaign.
    salary = forms.IntegerField(min_value=1, label="Salary a year, in pounds")
    allowance = forms.IntegerField(
        min_value=1,
        required=False,
        label="Allowance a year, in pounds (optional)",
    )
    place = forms.ModelChoiceField(
        queryset=Location.objects.none(),
        label="Where is the post?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select where the post is"},
    )
    working_pattern = forms.ChoiceField(
        choices=Campaign.WorkingPattern.choices,
        widget=forms.RadioSelect,
        label="Which working pattern do you offer?",
    )
    hours_per_week = forms.DecimalField(
        min_value=1, max_value=48, max_digits=4, decimal_places=2, label="Hours a week"
    )
    starts_on = DateField(years_ahead=None, label="Expected start date")
    answer_by = DateField(
        years_ahead=None,
        label="When must the candidate answer by?",
        help_text="You can give more time later, but not less. If there is no answer by then, you "
        "can withdraw the offer. Until you do, the candidate can still accept it.",
    )
    contact_name = forms.CharField(
        max_length=100,
        label="Who should the candidate contact?",
        help_text="You can give the name of a team.",
    )
    contact_email = forms.EmailField(label="What is the contact’s email address?")
    conditions = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="What conditions must be met?",
        help_text="One condition on each line. The candidate reads them as a list.",
    )

    field_options: ClassVar[dict[str, FieldOptions]] = {
        "post": FieldOptions(noun="the post you want to offer"),
        "salary": FieldOptions(noun="the salary you offer", width="10"),
        "allowance": FieldOptions(noun="the allowance you offer", width="10"),
        "place": FieldOptions(noun="where the post is"),
        "working_pattern": FieldOptions(noun="the working pattern you offer"),
        "hours_per_week": FieldOptions(noun="the hours a week", width="4"),
        "starts_on": FieldOptions(noun="the expected start date"),
        "answer_by": FieldOptions(noun="the date to answer by"),
        "contact_name": FieldOptions(
            noun="who the candidate should contact", says_something=True, width="20"
        ),
        "contact_email": FieldOptions(noun="the contact’s email address"),
        "conditions": FieldOptions(noun="the conditions of the offer", says_something=True, rows=6),
    }

    def __init__(
        self,
        *args: Any,
        application: Application,
        posts: Any,
        request: SupportRequest | None = None,
        **kwargs: Any,
    ) -> None:
        self.application = application
        campaign = self.campaign = application.campaign
        # Nothing was advertised of a post that is offered to whom the hub put forward.
        self.is_advertised = (request or application.offered_for) is None
        self.earlier = application.terms_offered
        known = _as_advertised(campaign) if self.is_advertised else {}
        known["conditions"] = "\n".join(usual_conditions(campaign))
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.model_choice("post").queryset = posts
        self.fields["post"].error_messages["invalid_choice"] = (
            "The post you chose is no longer open. Select another post"
        )
        self._offer_places(application)
        if not self.is_advertised:
            return
        if campaign.salary_text:
            self.fields["salary"].help_text = format_html(
                "As advertised: {}. For more, ask an approver first.", campaign.salary_text
            )
        approved = application.amount_approvals.given()
        if not campaign.allowance and not approved.filter(allowance__isnull=False).exists():
            del self.fields["allowance"]

    def _offer_places(self, application: Application) -> None:
        place, accepted = self.model_choice("place"), places_accepted(application)
        if accepted:
            place.help_text = format_html("The candidate accepts these locations: {}.", accepted)
        elif not self.is_advertised:
            place.widget = forms.Select()
            place.empty_label = "Select a location"
        place.queryset = places_to_offer(application, is_advertised=self.is_advertised)

    def clean_salary(self) -> int:
        """Within what was advertised and approved."""
        salary: int = self.cleaned_data["salary"]
        if self.is_advertised and (why := salary_out_of_range(self.application, salary)):
            raise forms.ValidationError(why)
        return salary

    def clean_allowance(self) -> int | None:
        """Within what was advertised."""
        allowance: int | None = self.cleaned_data["allowance"]
        if self.is_advertised and (why := allowance_out_of_range(self.application, allowance)):
            raise forms.ValidationError(why)
        return allowance

    def clean_conditions(self) -> str:
        """With the checks on which each offer depends."""
        conditions: str = self.cleaned_data["conditions"]
        lines = [line.strip() for line in conditions.splitlines()]
        if why := checks_left_out(self.campaign, lines):
            raise forms.ValidationError(why)
        return conditions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pattern, hours = cleaned.get("working_pattern"), cleaned.get("hours_per_week")
        if pattern and hours and (why := hours_unlike(self.campaign, pattern, hours)):
            self.add_error("hours_per_week", why)
        today = timezone.localdate()
        answer_by, starts_on = cleaned.get("answer_by"), cleaned.get("starts_on")
        for name in DAYS:
            day, before = cleaned.get(name), getattr(self.earlier, name, None)
            if day and day != before and (why := wrong_day(name, day, answer_by, today)):
                self.add_error(name, why)
        if answer_by and answer_by < today:
            self.add_error("answer_by", "The date to answer by must be today or later")
        elif answer_by and starts_on and starts_on <= answer_by:
            self.add_error("starts_on", "The start date must be after the date to answer by")
        return cleaned


class ExtendOfferForm(Form):
    """Until when the candidate may answer now."""

    answer_by = DateField(years_ahead=None, label="What is the new date to answer by?")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "answer_by": FieldOptions(noun="the new date to answer by")
    }


class ChangeOfferForm(OfferForm):
    """The terms of an offer that was made; its post stays."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        terms = application.terms_offered
        if terms is not None:
            kwargs["initial"] = {name: getattr(terms, name) for name in TERMS} | {
                "place": terms.place_id
            }
        super().__init__(*args, application=application, posts=Post.objects.none(), **kwargs)
        del self.fields["post"]
