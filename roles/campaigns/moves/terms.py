"""The terms of a campaign as a list of short pages, each saved by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from hub.dates import date_gb
from hub.moves import Move, Task
from hub.numbers import plural
from roles.campaigns.advert_facts import missing_by_section
from roles.campaigns.forms.copying_terms import CopyTermsForm
from roles.campaigns.forms.terms import form_of
from roles.campaigns.next_step import why_not_approved
from roles.campaigns.services import drafting
from roles.campaigns.services.copying_terms import copy_terms, has_none_to_copy, is_untouched
from roles.campaigns.services.readiness import lacking_dates, terms_first
from roles.campaigns.term_sections import SECTIONS, TermsSection
from roles.models.campaigns.campaign import Campaign

DRAFTING = "roles.draft_campaign"
# What each section says now, in short.
SAID: dict[str, Callable[[Campaign], str]] = {
    "role": lambda campaign: f"{campaign.title}. {campaign.get_audience_display()}",
    "pay": lambda campaign: campaign.salary_text,
    "contract": lambda campaign: campaign.contract_text,
    "places": lambda campaign: ", ".join(sorted(campaign.locations)),
    "criteria": lambda campaign: _number(
        len(campaign.criteria), "essential criterion", "essential criteria"
    ),
    "assessment": lambda campaign: _number(len(campaign.stages), "stage"),
    "dates": lambda campaign: (
        f"Closes on {date_gb(campaign.closes_on)}" if campaign.closes_on else ""
    ),
    "checks": lambda campaign: (
        f"{campaign.get_security_level_display()}. {campaign.get_nationality_display()}"
    ),
    "welsh": lambda campaign: campaign.welsh_text,
    "languages": lambda campaign: (
        f"Advert in {campaign.get_advert_language_display()}"
        f"{', takes applications in Welsh' if campaign.takes_welsh else ''}"
    ),
    "contact": lambda campaign: campaign.contact_name,
    "afterwards": lambda campaign: f"Feedback: {campaign.get_feedback_offered_display().lower()}",
}
BEFORE_ASKING = (
    "You can only change the terms before you ask for approval, or when an approver has returned "
    "them"
)


def _number(number: int, one: str, several: str = "") -> str:
    return plural(number, one, several or None) if number else ""


def terms_tasks(campaign: Campaign) -> list[Task]:
    """The sections of the terms, each with what it still lacks."""
    lacks = missing_of_sections(campaign)
    return [
        Task(
            section.move,
            section.title,
            missing=lacks.get(section.slug, []),
            is_begun=not is_untouched(campaign, section),
            said=SAID[section.slug](campaign),
        )
        for section in SECTIONS
    ]


def missing_of_sections(campaign: Campaign) -> dict[str, list[str]]:
    """What each section lacks, in words; not those that lack nothing."""
    found: dict[str, list[str]] = {}
    for slug, missing in missing_by_section(campaign):
        found.setdefault(slug, []).append(missing)
    if dates := lacking_dates(campaign):
        found.setdefault("dates", []).extend(dates)
    return found


def terms_to_complete(campaign: Campaign) -> str:
    """Why what rests on the terms has to wait, and where each missing section is completed."""
    missing = missing_by_section(campaign)
    if not (why := terms_first(campaign, [words for _, words in missing])):
        return ""
    lacks = dict(missing)
    links = [
        (reverse("roles:campaign_move", args=[campaign.reference, section.move]), section.title)
        for section in SECTIONS
        if section.slug in lacks
    ]
    if not links:
        return why
    listed = format_html_join(", ", '<a class="govuk-link" href="{}">{}</a>', links)
    return format_html("{} Still to complete: {}.", why, listed)


def _section(section: TermsSection) -> Move:
    return Move(
        slug=section.move,
        label=section.title,
        part_of="terms",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=drafting.change_terms,
        form=form_of(section),
        form_kwargs=lambda campaign, user: {"instance": campaign},
        already=lambda campaign: BEFORE_ASKING,
        says=lambda campaign, result: f"“{section.title}” saved",
    )


def _nothing_to_copy(campaign: Campaign) -> str:
    return "There is no earlier campaign to copy from" if has_none_to_copy(campaign) else ""


def _what_was_asked_for(campaign: Campaign) -> str:
    """What the approver wants changed, and what comes then; "" for a campaign not returned."""
    if not (why := why_not_approved(campaign)):
        return ""
    ask = reverse("roles:campaign_move", args=[campaign.reference, "ask-approval"])
    link = format_html('<a class="govuk-link" href="{}">ask for approval again</a>', ask)
    return format_html("{}: “{}” Change what they ask for, then {}.", why[0], why[1], link)


TERMS_MOVES: tuple[Move, ...] = (
    Move(
        slug="terms",
        label="Complete the terms",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=drafting.change_terms,
        tasks=terms_tasks,
        already=lambda campaign: BEFORE_ASKING,
        explain=_what_was_asked_for,
        done="has new terms",
    ),
    Move(
        slug="terms-copy",
        label="Copy from an earlier campaign",
        part_of="terms",
        is_first=True,
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=copy_terms,
        obstacle=_nothing_to_copy,
        form=CopyTermsForm,
        form_kwargs=lambda campaign, user: {"campaign": campaign, "user": user},
        already=lambda campaign: BEFORE_ASKING,
        says=lambda campaign, result: "Terms copied. Check each section",
    ),
    *(_section(section) for section in SECTIONS),
)
