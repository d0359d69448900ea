"""What a campaign is, for whoever decides on it: shown above the form, straight from an email."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from hub.dates import date_gb
from hub.tables import lines
from roles.campaigns.services.what_changed import changed_since, last_return
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import GAPS, JobDescription, job_of

Facts = list[tuple[str, Any]]


def approval_asked(campaign: Campaign) -> Facts:
    """What an approver is asked to approve, who may come straight from the mail."""
    return [
        *([] if campaign.approved_at else _returned(campaign)),
        ("Title", campaign.title),
        ("Organisation", campaign.organisation.name),
        ("Grade", campaign.grade.name),
        ("Posts", campaign.posts.count()),
        *_offered(campaign),
        *_words(campaign),
        *(
            [
                ("Who may apply now", campaign.get_audience_display()),
                ("Asked to open it to", campaign.get_wider_audience_display()),
            ]
            if campaign.wider_audience
            else [("Who may apply", campaign.get_audience_display())]
        ),
        *(
            (label, date_gb(getattr(campaign, name)) or "Not set yet")
            for label, name in (
                ("Closes", "closes_on"),
                ("Sift begins", "sift_on"),
                ("Interviews begin", "interviews_from"),
            )
        ),
        ("Asked by", campaign.wider_requested_by or campaign.approval_requested_by),
    ]


def asked_again(campaign: Campaign) -> Facts:
    """Why an approver returned it last, and what is another since, for whoever asks again."""
    returned = last_return(campaign)
    return [] if returned is None else [_because(returned), *_changed_since(returned)]


def is_unchanged(campaign: Campaign) -> bool:
    """Whether it was returned and is as it was asked then."""
    returned = last_return(campaign)
    return returned is not None and changed_since(returned) == []


def _returned(campaign: Campaign) -> Facts:
    """When an approver returned it before, why, and what was answered: the latest first.

    Of the latest, what is another since.
    """
    found: Facts = []
    for row in campaign.approvals.returned():
        answer = [("Answer of the department", lines(*row.answer.splitlines()))]
        since = [] if found else _changed_since(row)
        found += [_because(row), *(answer if row.answer else []), *since]
    return found


def _because(row: Approval) -> tuple[str, Any]:
    return f"Returned on {date_gb(row.decided_at)} because", lines(*row.reason.splitlines())


def _changed_since(row: Approval) -> Facts:
    """What is another since a return, where it is known what was asked then."""
    names = changed_since(row)
    return [] if names is None else [("Changed since then", lines(*names) or "Nothing")]


def job_to_agree(campaign: Campaign) -> Facts:
    """All that a hub lead agrees of a senior post, and what of it is not written yet (R4)."""
    return [
        ("Title", campaign.title),
        ("Organisation", campaign.organisation.name),
        ("Grade", campaign.grade.name),
        *_offered(campaign),
        ("Who may apply", campaign.get_audience_display()),
        *_words(campaign),
    ]


def exemption_asked(campaign: Campaign) -> Facts:
    """All that a hub lead is asked to let through before an election, word by word."""
    waiting = list(campaign.exemptions.waiting().select_related("period", "asked_by"))
    # A campaign without an advert yet has no page.
    advert = getattr(campaign, "page", None)
    return [
        ("Title", campaign.title),
        ("Organisation", campaign.organisation.name),
        ("Grade", campaign.grade.name),
        ("Pre-election period", "; ".join(str(row.period.title) for row in waiting)),
        *[("Why it cannot wait", row.case) for row in waiting[:1]],
        *[("Asked by", row.asked_by) for row in waiting[:1]],
        ("Advert", lines(*advert.saved_lines) if advert else "Not drafted yet"),
        *_offered(campaign),
        ("Who may apply", campaign.get_audience_display()),
        *_words(campaign),
    ]


def _offered(campaign: Campaign) -> Facts:
    """What is promised, and what is asked of whoever is appointed."""
    return [
        ("Salary", campaign.salary_text),
        ("Contract", campaign.contract_text),
        ("Hours a week", f"{float(campaign.hours_per_week):g}"),
        ("Locations", lines(*campaign.locations)),
        ("Security check", campaign.get_security_level_display()),
        ("Nationality", campaign.get_nationality_display()),
        ("Welsh language skills", campaign.welsh_text),
    ]


def _words(campaign: Campaign) -> Facts:
    """Every word of the job description, the criteria and the stages, and what lacks of them."""
    job = job_of(campaign)
    return [
        *(_written(job) if job else []),
        ("Essential criteria", lines(*campaign.criteria)),
        *(
            [("Essential criteria in Welsh", lines(*campaign.criteria_in_welsh))]
            if campaign.is_bilingual
            else []
        ),
        ("How candidates are assessed", lines(*campaign.stages)),
        ("Not written in the job description", _unwritten(job)),
    ]


def _written(job: JobDescription) -> Facts:
    """The parts of a job description that have words, line by line."""
    fields = {field.name: field for field in job._meta.fields}
    found = [(fields[name], getattr(job, name)) for name in ("summary", "duties", *GAPS)]
    return [
        (str(capfirst(field.verbose_name)), lines(*text.splitlines()))
        for field, text in found
        if text.strip()
    ]


def _unwritten(job: JobDescription | None) -> Any:
    """The parts that the department has not written yet."""
    if job is None:
        return "There is no job description yet"
    return lines(*job.gaps) or "Nothing: every part is written"
