"""What the online application asks beside words and places, asked of somebody by staff."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from roles.applications.forms.jobs import JobForm
from roles.applications.forms.question import QuestionForm
from roles.applications.forms.questions import QUESTION_FORMS
from roles.applications.questions import CRITERIA, questions_of
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign

# Asked by the form itself, or with a field of its own.
ASKED_ALREADY = frozenset({"name", "contact", "places", "jobs", "cv"})
# How staff read what the candidate is asked.
THEIRS = {
    "is_in_audience": "Are they a civil servant?",
    "works_for": "Which department or organisation do they work for?",
    "has_worked": "Have they worked before? (optional)",
    "gaps": "Is there anything they want to say about gaps between their jobs? (optional)",
    "pattern_wanted": "What working pattern do they want? (optional)",
    "is_needed": "Do they need reasonable adjustments for the application or interview? (optional)",
    "detail": "What would help them? (optional)",
    "schemes": "Do they want to apply under any of these schemes? (optional)",
}
MOST_JOBS = 10


def questions_for(campaign: Campaign, data: Any = None) -> dict[str, QuestionForm]:
    """The other questions that the campaign asks online, each with its form, by slug."""
    somebody = Application(campaign=campaign, has_worked=Application.YesNo.YES)
    found = {}
    for question in questions_of(somebody):
        if question.slug in ASKED_ALREADY or question.section == CRITERIA:
            continue
        form = QUESTION_FORMS[question.slug](data, application=somebody)
        del form.fields["seal"]
        for name, field in form.fields.items():
            # Somebody who rings up may not say; only who may apply at all has to be known (R2).
            field.required = question.slug == "employer"
            field.help_text = ""
            field.label = THEIRS.get(name, f"{field.label} (optional)")
            form.configure(name, replace(form.options_for(name), page_heading=False, size=""))
        if question.slug == "employer" and campaign.audience == campaign.Audience.INTERNAL:
            form.fields["is_in_audience"].label = f"Do they work for {campaign.organisation}?"
        found[question.slug] = form
    return found


class TheirJobForm(JobForm):
    """One job of somebody else; left empty, there is none."""

    LABELS: ClassVar[dict[str, str]] = {
        "started_month": "Month they started",
        "started_year": "Year they started",
        "is_current": "They still work there",
        "ended_month": "Month they left (optional)",
        "ended_year": "Year they left (optional)",
        "duties": "What did they do?",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.LABELS.items():
            self.fields[name].label = label
        self.fields["ended_month"].help_text = "Leave empty if they still work there."
        self.fields["duties"].help_text = "Without their name."

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed."""
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)


def jobs_for(campaign: Campaign, data: Any = None) -> list[TheirJobForm]:
    """Room for the jobs of an employment history, where the campaign asks for one."""
    if campaign.experience != campaign.Experience.HISTORY:
        return []
    numbers = range(1, MOST_JOBS + 1)
    forms = [TheirJobForm(data, prefix=f"job-{number}") for number in numbers]
    # An empty one is no mistake: it is shown as if nothing had been sent.
    return [form if form.is_filled else TheirJobForm(prefix=form.prefix) for form in forms]
