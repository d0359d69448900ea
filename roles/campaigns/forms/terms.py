"""The terms of a campaign: all that its advert promises, the dates among it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from hub.forms import (
    DateField,
    DraftForm,
    FieldOptions,
    Form,
    ModelForm,
    SearchedChoices,
    SearchingForm,
    SharedForm,
)
from hub.typed_text import has_word
from roles.campaigns.services.date_rules import wrong_dates
from roles.campaigns.term_sections import TermsSection
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.role_profile import lines as lines_of
from roles.models.campaigns.stage_plan import StagePlan
from roles.models.policy import RecruitmentPolicy


def _salary(asks: str) -> FieldOptions:
    return FieldOptions(noun=asks, width="10", prefix="£")


class DatesForm(SharedForm, Form):
    """The closing, sift and interview dates, in order (R5), within a year and on working days.

    A day that was set before is not asked about again.
    """

    closes_on = DateField(
        years_ahead=None, label="When does it close?", help_text="At 11:55pm on this day."
    )
    sift_on = DateField(years_ahead=None, label="When does the sift begin?")
    interviews_from = DateField(years_ahead=None, label="When do interviews begin?")
    interviews_to = DateField(
        years_ahead=None, required=False, label="When do interviews end? (optional)"
    )
    field_options = {
        "closes_on": FieldOptions(noun="the closing date"),
        "sift_on": FieldOptions(noun="the date the sift begins"),
        "interviews_from": FieldOptions(noun="the date interviews begin"),
        "interviews_to": FieldOptions(noun="the date interviews end"),
    }

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day <= timezone.localdate():
            raise ValidationError("The closing date must be in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for earlier, later, words in (
            ("closes_on", "sift_on", "The sift must begin on or after the closing date"),
            (
                "sift_on",
                "interviews_from",
                "Interviews must begin on or after the day the sift begins",
            ),
            (
                "interviews_from",
                "interviews_to",
                "Interviews must end on or after the day they begin",
            ),
        ):
            first, second = cleaned.get(earlier), cleaned.get(later)
            if first and second and second < first:
                self.add_error(later, words)
        for name, why in wrong_dates(cleaned, self.initial, timezone.localdate()).items():
            if name not in self.errors:
                self.add_error(name, why)
        return cleaned


# The fewest words that say something in a line: what somebody can do, or what a stage assesses.
# The service's own.
FEWEST_WORDS = {"essential_criteria": 3, "welsh_criteria": 3, "assessment": 2}
# Each has an answer before anybody is asked.
CHOSEN_BEFOREHAND = ("feedback_offered", "welsh", "fluency", "advert_language")


# What the advert cannot do without, beside what the model asks for.
NEEDED = (
    *("salary_min", "salary_max", "places", "essential_criteria", "assessment"),
    *("contact_name", "contact_email"),
)


class TermsForm(DraftForm, SearchingForm, DatesForm, ModelForm):
    """What the advert promises (R6), the dates among it: the terms of one section, or all."""

    section: ClassVar[TermsSection | None] = None

    class Meta:
        model = Campaign
        fields = [
            "title",
            "audience",
            "salary_min",
            "salary_max",
            "london_salary_min",
            "london_salary_max",
            "allowance",
            "contract",
            "contract_months",
            "working_pattern",
            "hours_per_week",
            "places",
            "home_working",
            "welsh",
            "welsh_spoken",
            "welsh_written",
            "fluency",
            "advert_language",
            "takes_welsh",
            "essential_criteria",
            "welsh_criteria",
            "assessment",
            "statement_word_limit",
            "experience",
            "closes_on",
            "sift_on",
            "interviews_from",
            "interviews_to",
            "security_level",
            "nationality",
            "contact_name",
            "contact_email",
            "takes_questions",
            "feedback_offered",
            "reserve_list_statement",
            "complaints_route",
        ]
        widgets = {
            "audience": forms.RadioSelect,
            "contract": forms.RadioSelect,
            "working_pattern": forms.RadioSelect,
            "security_level": forms.RadioSelect,
            "nationality": forms.RadioSelect,
            "experience": forms.RadioSelect,
            "welsh": forms.RadioSelect,
            "fluency": forms.RadioSelect,
            "advert_language": forms.RadioSelect,
            "feedback_offered": forms.RadioSelect,
            "places": SearchedChoices,
        }
        labels = {
            "title": "Title of the role",
            "audience": "Who may apply?",
            "contract": "What kind of contract is it?",
            "working_pattern": "What is the working pattern?",
            "hours_per_week": "Hours a week",
            "places": "Where can the person be based?",
            "home_working": "The work can be done from home, wherever that is",
            "nationality": "Which nationals may apply?",
            "security_level": "Which security check is needed?",
            "statement_word_limit": "Longest statement, in words",
            "experience": "What do candidates tell you about their experience?",
            "welsh": "Does the job need Welsh?",
            "welsh_spoken": "If it does, how much spoken Welsh? (optional)",
            "welsh_written": "If it does, how much written Welsh? (optional)",
            "fluency": "Does the person speak with the public as a regular part of the job?",
            "advert_language": "Which language is the advert written in?",
            "takes_welsh": "Candidates can apply in Welsh",
            "welsh_criteria": "Essential criteria in Welsh (optional)",
            "takes_questions": "Answer questions on the advert",
            "feedback_offered": "Who gets feedback?",
        }

    # A model form sorts its own fields first; these are asked where ``field_order`` puts them.
    field_order = Meta.fields
    field_options = {
        "title": FieldOptions(noun="the title of the role", longest_word=3),
        "audience": FieldOptions(noun="who may apply"),
        "salary_min": _salary("the lowest salary"),
        "salary_max": _salary("the highest salary"),
        "london_salary_min": _salary("the lowest salary in London"),
        "london_salary_max": _salary("the highest salary in London"),
        "allowance": _salary("the allowance"),
        "contract": FieldOptions(noun="the kind of contract"),
        "contract_months": FieldOptions(noun="the length of the contract in months", width="3"),
        "working_pattern": FieldOptions(noun="the working pattern"),
        "hours_per_week": FieldOptions(noun="the hours a week", width="4"),
        "places": FieldOptions(noun="where the person can be based", small=True),
        "welsh": FieldOptions(noun="whether the job needs Welsh"),
        "welsh_spoken": FieldOptions(noun="how much spoken Welsh it needs"),
        "welsh_written": FieldOptions(noun="how much written Welsh it needs"),
        "fluency": FieldOptions(noun="whether it is a public-facing job"),
        "advert_language": FieldOptions(noun="the language of the advert"),
        "essential_criteria": FieldOptions(noun="the essential criteria", rows=6),
        "welsh_criteria": FieldOptions(noun="the essential criteria in Welsh", rows=6),
        "assessment": FieldOptions(noun="how candidates are assessed", rows=6),
        "statement_word_limit": FieldOptions(noun="the longest statement", width="4"),
        "experience": FieldOptions(noun="what candidates tell you about their experience"),
        "feedback_offered": FieldOptions(noun="who gets feedback"),
        "security_level": FieldOptions(noun="the security check"),
        "nationality": FieldOptions(noun="which nationals may apply"),
        "contact_name": FieldOptions(noun="the contact team", longest_word=3),
        "contact_email": FieldOptions(noun="the team's email address"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._left_out():
            del self.fields[name]
        for name, field in self.fields.items():
            # Of some one is always chosen beforehand.
            field.required = name not in CHOSEN_BEFOREHAND and (field.required or name in NEEDED)
        if "assessment" in self.fields and StagePlan.objects.filter(campaign=self.instance.pk):
            # The plan writes it: see services.stage_plans.
            self.fields["assessment"].disabled = True
            self.fields["assessment"].required = False
            self.fields["assessment"].help_text = format_html(
                'This comes from the stage plan. <a class="govuk-link" href="{}">Change the stage '
                "plan</a>.",
                reverse("roles:stage_plan", args=[self.instance.reference]),
            )

    def _left_out(self) -> set[str]:
        """The terms that are not asked about on this page."""
        shown = {*self.section.fields, self.mark_name} if self.section else {*self.fields}
        if not (self.instance.is_bilingual or self.instance.welsh_criteria):
            # Written beside the English ones, for an advert in both languages alone.
            shown.discard("welsh_criteria")
        return set(self.fields) - shown

    def _given(self, cleaned: dict[str, Any], name: str) -> Any:
        """An answer of this page, or what the campaign says where the page does not ask."""
        return cleaned.get(name) if name in self.fields else getattr(self.instance, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for low, high in (
            ("salary_min", "salary_max"),
            ("london_salary_min", "london_salary_max"),
        ):
            first, second = cleaned.get(low), cleaned.get(high)
            if first and second and second < first:
                self.add_error(high, "The highest salary must not be below the lowest")
        for name in {*CHOSEN_BEFOREHAND} & {*self.fields}:
            # What it was, where nothing is chosen.
            cleaned[name] = cleaned.get(name) or getattr(self.instance, name)
        self._check_lines(cleaned)
        self._check_contract(cleaned)
        self._check_languages(cleaned)
        return cleaned

    def _check_lines(self, cleaned: dict[str, Any]) -> None:
        """Candidates read each line by itself, so that each has to say something."""
        for name, fewest in FEWEST_WORDS.items():
            lines = lines_of(cleaned.get(name) or "")
            if name in self.errors or name not in self.fields or self.fields[name].disabled:
                continue
            noun = self.options_for(name).noun.removeprefix("the ")
            if any(
                len(line.split()) < fewest or not any(map(has_word, line.split())) for line in lines
            ):
                self.add_error(
                    name, f"{noun[:1].upper()}{noun[1:]}: each line needs at least {fewest} words"
                )

    def _check_languages(self, cleaned: dict[str, Any]) -> None:
        """Welsh has a level where it is asked for; both languages have the same criteria."""
        if "welsh" in self.fields:
            if cleaned["welsh"] == Campaign.Welsh.NOT_NEEDED:
                cleaned["welsh_spoken"] = cleaned["welsh_written"] = ""
            elif not (cleaned.get("welsh_spoken") or cleaned.get("welsh_written")):
                words = "Select how much spoken or written Welsh is needed"
                self.add_error("welsh_spoken", ValidationError(words, code="required"))
        if "welsh_criteria" not in self.fields or "welsh_criteria" in self.errors:
            return
        if self._given(cleaned, "advert_language") != Campaign.Language.BOTH:
            return
        welsh = lines_of(cleaned.get("welsh_criteria") or "")
        english = lines_of(self._given(cleaned, "essential_criteria") or "")
        if len(welsh) != len(english):
            words = "Enter the essential criteria in Welsh, with as many lines as in English"
            self.add_error("welsh_criteria", ValidationError(words, code="required"))

    def _check_contract(self, cleaned: dict[str, Any]) -> None:
        if "contract" not in self.fields:
            return
        months, contract = cleaned.get("contract_months"), cleaned.get("contract")
        if contract == Campaign.Contract.PERMANENT:
            cleaned["contract_months"] = None
        elif not contract:
            # Which kind it is is asked first: no second error for one mistake.
            return
        elif not months:
            if "contract_months" not in self.errors:
                words = "Enter the length of the contract in months"
                self.add_error("contract_months", ValidationError(words, code="required"))
        elif months > (most := RecruitmentPolicy.load().fixed_term_months):
            self.add_error(
                "contract_months", f"The length of the contract must be {most} months or less"
            )


def form_of(section: TermsSection) -> type[TermsForm]:
    """The form of one section of the terms."""
    named = {"section": section, "__module__": __name__}
    return type(f"{section.slug.capitalize()}TermsForm", (TermsForm,), named)
