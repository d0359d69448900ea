"""The pages of an application: one question on each."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions, PhoneField
from roles.applications.equality_questions import EQUALITY_QUESTIONS, EqualityQuestion
from roles.applications.forms.employer import EmployerForm
from roles.applications.forms.question import LONGEST_TEXT, YES_NO, QuestionForm
from roles.applications.questions import ELEMENT
from roles.models.applications.application_answers import SchemeDeclaration
from roles.models.campaigns.assessment_frameworks import frameworks, in_a_sentence
from roles.models.campaigns.campaign_terms import CampaignTerms


class NameForm(QuestionForm):
    """What the candidate is called."""

    full_name = forms.CharField(
        max_length=150,
        label="What is your full name?",
        help_text="Use the name you want us to call you.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "full_name": FieldOptions(
            noun="your full name",
            page_heading=True,
            size="l",
            autocomplete="name",
            spellcheck=False,
        )
    }


class ContactForm(QuestionForm):
    """How to reach the candidate about this application."""

    email = forms.EmailField(
        max_length=254,
        label="Email address",
        help_text="We only use this to contact you about this application.",
    )
    phone = PhoneField(help_text="For international numbers include the country code.")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "email": FieldOptions(noun="your email address", autocomplete="email", spellcheck=False),
        "phone": FieldOptions(
            noun="your phone number", width="20", autocomplete="tel", inputmode="tel"
        ),
    }


class StatementForm(QuestionForm):
    """How the candidate meets what the advert asks for, within the campaign's word limit."""

    statement = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        label="How do you meet the essential criteria?",
        help_text=(
            "Give examples of what you did and the result. "
            "Do not include your name: we assess applications without names."
        ),
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "statement": FieldOptions(noun="your statement")
    }

    def ask(self) -> None:
        limit = self.application.campaign.statement_word_limit
        self.configure(
            "statement",
            FieldOptions(
                noun="your statement", rows=15, page_heading=True, size="l", max_words=limit
            ),
        )
        self.fields["statement"].error_messages["max_length"] = (
            f"Your statement must be {limit:,} words or fewer"
        )


class ElementForm(StatementForm):
    """How the candidate meets one element of the stage plan, within its own word limit."""

    element: ClassVar[tuple[str, str]]

    def ask(self) -> None:
        slug, name = self.element
        limit = self.application.campaign.word_limit_of(slug)
        self.fields["statement"].label = name
        self.configure(
            "statement",
            FieldOptions(
                noun=f"what you want to say about {in_a_sentence(name)}",
                rows=15,
                page_heading=True,
                size="l",
                max_words=limit,
            ),
        )
        self.fields["statement"].error_messages |= {
            "required": f"Enter what you want to say about {in_a_sentence(name)}",
            "max_length": (
                f"What you say about {in_a_sentence(name)} must be {limit:,} words or fewer"
            ),
        }


class WorkedForm(QuestionForm):
    """Whether there is any employment to tell of."""

    has_worked = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        label="Have you worked before?",
        help_text="Paid or voluntary work. Having none does not count against you.",
        error_messages={"required": "Select yes if you have worked before"},
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "has_worked": FieldOptions(noun="if you have worked before", page_heading=True, size="l")
    }


class GapsForm(QuestionForm):
    """What the candidate did between jobs, in their own words."""

    gaps = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_TEXT,
        label="Is there anything you want to say about gaps between your jobs? (optional)",
        help_text="Such as study, travel or caring for someone.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "gaps": FieldOptions(
            noun="what you want to say about gaps", page_heading=True, size="l", max_words=150
        )
    }


class PlacesForm(QuestionForm):
    """Where the candidate would work, among the campaign's places."""

    places_wanted = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Which locations would you accept?",
        help_text="Select all that apply. We will only offer you jobs in these locations.",
        error_messages={
            "required": "Select the locations you would accept",
            "invalid_choice": "Select locations from the list",
        },
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "places_wanted": FieldOptions(
            noun="the locations you would accept", page_heading=True, size="l"
        )
    }

    def ask(self) -> None:
        self.choice("places_wanted").choices = [
            (place.slug, place.name) for place in self.application.campaign.places.all()
        ]


class PatternForm(QuestionForm):
    """How much the candidate wants to work."""

    pattern_wanted = forms.ChoiceField(
        choices=CampaignTerms.WorkingPattern.choices,
        widget=forms.RadioSelect,
        label="What working pattern do you want?",
        help_text="Your choice does not affect how your application is assessed.",
        error_messages={"required": "Select the working pattern you want"},
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "pattern_wanted": FieldOptions(
            noun="the working pattern you want", page_heading=True, size="l"
        )
    }


class AdjustmentsForm(QuestionForm):
    """What would make the selection fair for the candidate."""

    is_needed = forms.ChoiceField(
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
        label="Do you need reasonable adjustments for the application or interview?",
        help_text=(
            "Such as more time, a different format or step-free access. Only the people who "
            "arrange them see your answer. You can also tell the contact on the advert."
        ),
    )
    detail = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=4000,
        label="What would help you? (optional)",
        help_text="You do not need to say why.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "is_needed": FieldOptions(noun="if you need adjustments", page_heading=True, size="l"),
        "detail": FieldOptions(noun="what would help you", count_characters=True),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_needed") == "no" and cleaned.get("detail"):
            self.add_error(
                "is_needed", "Select yes if you need what you wrote, or clear the box below"
            )
        return cleaned


class SchemesForm(QuestionForm):
    """Which interview schemes the candidate applies under (R12)."""

    schemes = forms.MultipleChoiceField(
        required=False,
        choices=[*SchemeDeclaration.Scheme.choices, ("none", "No, none of these")],
        widget=forms.CheckboxSelectMultiple,
        label="Do you want to apply under any of these schemes?",
        help_text=(
            "If you do, and you meet the minimum standard for the role, you will usually be "
            "invited to an interview. The people who assess your application are not told."
        ),
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "schemes": FieldOptions(
            noun="the schemes you want to apply under",
            page_heading=True,
            size="l",
            divider_before="none",
            hints={
                "disability_confident": "Guarantees an interview to disabled people who meet the "
                "minimum criteria.",
                "veterans": "For people who served in the armed forces for at least a year.",
                "redeployment": "For civil servants at risk of redundancy.",
            },
        )
    }

    def clean_schemes(self) -> list[str]:
        """Either some schemes or none of them."""
        chosen: list[str] = self.cleaned_data["schemes"]
        if "none" in chosen and len(chosen) > 1:
            raise forms.ValidationError("Select the schemes you apply under, or none of these")
        return chosen


class MonitoringForm(QuestionForm):
    """One optional question whose answers are only ever counted."""

    item: ClassVar[EqualityQuestion]

    def ask(self) -> None:
        self.fields[self.item.slug] = forms.ChoiceField(
            choices=self.item.choices,
            required=False,
            widget=forms.RadioSelect,
            label=self.item.text,
            help_text=self.item.hint,
        )
        self.configure(
            self.item.slug, FieldOptions(noun=self.item.text, page_heading=True, size="l")
        )


QUESTION_FORMS: dict[str, type[QuestionForm]] = {
    "name": NameForm,
    "contact": ContactForm,
    "employer": EmployerForm,
    "statement": StatementForm,
    **{
        f"{ELEMENT}{slug}": type("ElementForm", (ElementForm,), {"element": (slug, name)})
        for framework in frameworks().values()
        for slug, name in framework.elements
    },
    "worked": WorkedForm,
    "gaps": GapsForm,
    "places": PlacesForm,
    "pattern": PatternForm,
    "adjustments": AdjustmentsForm,
    "schemes": SchemesForm,
    **{
        f"equality-{question.slug.replace('_', '-')}": type(
            "MonitoringForm", (MonitoringForm,), {"item": question}
        )
        for question in EQUALITY_QUESTIONS
    },
}
