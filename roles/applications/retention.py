"""When the personal data of applications goes, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import methodcaller
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.dates import date_gb
from hub.mailboxes import same_mailbox
from hub.models import User
from hub.retention import ErasureNotice, RetentionPolicy
from roles.applications.answers import answers_of
from roles.applications.services.erasure import (
    erase_application,
    is_to_start,
    tell_of_closed_account,
)
from roles.applications.status import given_up, status_of
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Employment
from roles.models.applications.application_state import APPOINTED
from roles.models.applications.check_progress import CheckProgress
from roles.models.applications.interview import Interview
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.applications.offer import Offer
from roles.models.applications.phone_call import PhoneCall
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.campaign_side import CampaignSide
from roles.models.policy import RecruitmentPolicy
from roles.parts_played import parts_played

SIDE_KEPT = (
    "If you started to apply for a role or helped to fill it, we keep your email address in coded "
    "form, which nobody can read, for 24 months after the role closes. If you come back, you "
    "cannot both apply for the role and help to fill it, or send a second application for it."
)


def due_applications(at: datetime) -> QuerySet[Application]:
    """Applications whose campaign closed longer ago than the policy keeps them."""
    policy = RecruitmentPolicy.load()
    drafts = at - relativedelta(months=policy.draft_months)
    sent = at - relativedelta(months=policy.candidate_months)
    return Application.objects.filter(
        Q(submitted_at__isnull=True, campaign__closes_at__lt=drafts)
        | Q(campaign__closes_at__lt=sent),
        erased_at__isnull=True,
    )


def due_sides(at: datetime) -> QuerySet[CampaignSide]:
    """Sides in campaigns whose applications are not kept any more."""
    oldest = at - relativedelta(months=RecruitmentPolicy.load().candidate_months)
    never_closed = Q(campaign__closed_at=None, campaign__cancelled_at__lt=oldest)
    return CampaignSide.objects.filter(Q(campaign__closed_at__lt=oldest) | never_closed)


def applications_of(person: User) -> QuerySet[Application]:
    """The applications a person made, and those entered for them under their mailbox."""
    held = Q(candidate=person) | Q(pk__in=entered_under(person.email))
    rows = Application.objects.filter(held).select_related(
        "campaign__organisation",
        "campaign__grade",
        "element_statements",
        "adjustments",
        "schemes",
        "equality",
        "cv",
        "interview",
        "interview_choice",
        "offer_terms__place",
        "offer_terms__request__organisation",
        "post__grade",
    )
    return rows.prefetch_related(
        "employments",
        "places_wanted",
        "messages",
        "checks",
        "checks_in_hand",
        "passed_over__place",
        "campaign__places",
    )


def entered_under(address: str) -> list[int]:
    """What staff entered under any form of an address and no account follows."""
    name, _, domain = address.rpartition("@")
    if not name:
        return []
    rows = Application.objects.filter(
        candidate=None,
        erased_at=None,
        email__istartswith=name[0],
        email__iendswith=f"@{domain}",
    )
    found = rows.exclude(entered_how="").values_list("pk", "email")
    return [pk for pk, email in found if same_mailbox(email, address)]


def export_application(application: Application) -> Mapping[str, Any]:
    """An application as its candidate knows it: their words, plain status, dates."""
    dates = {
        "Started writing": application.draft_at,
        "Sent": application.submitted_at,
        "Offer made": application.provisional_offer_at,
        "Offer accepted": application.accepted_at,
        "Offer declined": application.declined_at,
        "Withdrawn": application.withdrawn_at,
        "Agreed to be put forward for similar roles": application.sharing_agreed_at,
        "Changed your mind about that": application.sharing_withdrawn_at,
    }
    return {
        "Reference": application.reference,
        "Role": application.campaign.title,
        "Department": application.campaign.organisation.name,
        **_offered_elsewhere(application),
        "Status": status_of(application).label,
        "Full name": application.full_name,
        "Email address": application.email,
        "Phone number": application.phone,
        **{
            answer.label: answer.text or [_job(job) for job in answer.jobs]
            for answer in answers_of(application)
            if answer.question not in ("name", "contact")
        },
        "Feedback": application.shown_feedback,
        "Why your application did not go on": application.unsent_reason,
        "Interview": _in_words(application.interview_slot),
        "When you could have an interview": _none_suits(application),
        "Offer": _in_words(application.terms_offered),
        "Checks": [
            ", ".join(
                filter(
                    None,
                    [
                        f"{check.get_kind_display()}: {check.get_result_display()}",
                        date_gb(check.checked_on),
                        check.reason,
                    ],
                )
            )
            for check in application.checks.all()
        ],
        "Questions about checks": [row.asked_and_answered for row in _doubts(application)],
        "Why you declined the offer": _why_declined(application),
        "Passed over for a post": [row.in_words for row in application.passed_over.all()],
        "Why you withdrew": application.get_withdrawal_reason_display(),
        "Messages": [message.text for message in application.messages.all()],
        **{
            label: timezone.localtime(moment).isoformat(timespec="minutes")
            for label, moment in dates.items()
            if moment
        },
    }


def _offered_elsewhere(application: Application) -> dict[str, str]:
    """The job that another department than the one applied to offered, and which that is (R15)."""
    if not application.offered_for:
        return {}
    return {"Job offered": application.job_offered, "Offered by": application.organisation.name}


def _doubts(application: Application) -> list[CheckProgress]:
    return [row for row in application.checks_in_hand.all() if row.doubt]


def _why_declined(application: Application) -> str:
    terms = application.terms_offered
    return terms.why_declined if terms else ""


def _none_suits(application: Application) -> str:
    choice: InterviewChoice | None = getattr(application, "interview_choice", None)
    return choice.none_suits if choice else ""


def _in_words(record: Interview | Offer | None) -> list[str]:
    return [f"{label}: {words}" for label, words in record.in_words] if record else []


def _job(job: Employment) -> dict[str, str]:
    return {
        "Employer": job.employer,
        "Job title": job.job_title,
        "From": f"{job.started_on:%Y-%m}",
        "To": f"{job.ended_on:%Y-%m}" if job.ended_on else "",
        "What you did": job.duties,
    }


def reason_to_keep(application: Application) -> str:
    """An appointment is kept as the record of a fair and open competition until its time."""
    if application.state not in APPOINTED:
        return ""
    months = RecruitmentPolicy.load().candidate_months
    record = (
        f"Application {application.reference} led to an appointment. The record of the "
        f"competition is kept for {months} months after the role closed, for audit of the "
        "Recruitment Principles."
    )
    if not is_to_start(application):
        return record
    department = application.organisation.name
    return (
        f"{record} Closing your account does not end the job that you accepted: {application}, "
        f"{application.job_offered} at {department}. {department} keeps your name, email address, "
        "phone number and answers to finish its checks and to agree your start date. We will tell "
        "it that you have closed your account, and it will phone or write to you. If you no longer "
        "want the job, withdraw the application before you close your account."
    )


def ends(application: Application) -> str:
    """What somebody gives up of an application that goes on, as they know it."""
    if application.erased_at or not application.is_withdrawable:
        return ""
    named = f"your application for {_job_of(application)}"
    if application.is_draft:
        return f"{named}, which you have not sent"
    facts = [f", {label[:1].lower()}{label[1:]}: {it}" for label, it in given_up(application)]
    return named + "".join(facts)


def _job_of(application: Application) -> str:
    """What was applied for and where; and the job and the department of an offer by another."""
    campaign = application.campaign
    named = f"{campaign.title}, {campaign.organisation.name}"
    if not application.offered_for:
        return named
    return f"{named} (offered {application.job_offered} by {application.organisation.name})"


RETENTION = [
    RetentionPolicy(
        slug="roles.applications",
        label="Applications for roles",
        covers={
            "roles.Application": (
                "candidate",
                "full_name",
                "email",
                "phone",
                "is_in_audience",
                "works_for",
                "statement",
                "gaps",
            ),
            "roles.ElementStatements": ("statements",),
            "roles.Employment": ("employer", "job_title", "duties"),
            "roles.Adjustments": ("is_needed", "detail"),
            "roles.SchemeDeclaration": ("disability_confident", "veterans", "redeployment"),
            "roles.EqualityAnswers": ("answers",),
            "roles.ApplicationMessage": ("author", "text"),
            "roles.Interview": ("place", "contact_name", "contact_email"),
            "roles.InterviewChoice": ("none_suits",),
            "roles.Offer": (
                "salary",
                "contact_name",
                "contact_email",
                "conditions",
                "declined_for",
                "declined_words",
            ),
            "roles.AmountApproval": ("salary", "allowance", "case", "reason"),
            "roles.SiftCutPlace": ("by",),
            "roles.PassedOver": ("reason", "words"),
            "roles.CheckProgress": ("evidence", "doubt", "answer"),
            "roles.PhoneCall": ("slug", "told_how", "told_on"),
            "roles.PreEmploymentCheck": ("result", "checked_on", "reason"),
        },
        purpose="To choose people for posts on merit, after fair and open competition.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 10).",
        period="24 months after the role closes. For a draft that you never sent, 3 months.",
        who_sees=(
            "The department's hiring managers and resourcing officers, and hub team advisers. They "
            "only see your name once you are invited to an interview. Only resourcing officers see "
            "adjustments and schemes. Nobody sees equality answers: we count, then delete them."
        ),
        due=due_applications,
        erase=lambda row: erase_application(application=row),
        held_on=applications_of,
        export=export_application,
        keep=reason_to_keep,
        when_left=lambda row: tell_of_closed_account(application=row),
        ends=ends,
        notice=ErasureNotice(
            owner="candidate",
            names=lambda row: f"{row} for {row.campaign.title}",
            keep="Download it before then if you want to use your words again.",
        ),
    ),
    *parts_played(
        (
            Application,
            "entered_by",
            "You entered an application for somebody",
            "campaign__closed_at",
        ),
        (
            Application,
            "sifted_by",
            "You decided on an application at the sift",
            "campaign__closed_at",
        ),
        (Application, "decided_by", "You decided on an application", "campaign__closed_at"),
        (
            PreEmploymentCheck,
            "recorded_by",
            "You recorded a check before an appointment",
            "application__campaign__closed_at",
        ),
        (
            PhoneCall,
            "recorded_by",
            "You recorded that you told a candidate",
            "application__campaign__closed_at",
        ),
    ),
    RetentionPolicy(
        slug="roles.sides",
        label="Roles you started to apply for or helped to fill",
        covers={"roles.CampaignSide": ("person", "mark", "has_sent")},
        purpose="So that nobody both applies for a role and takes part in filling it, or applies "
        "for it twice.",
        basis="Public task.",
        period="24 months after the role closes, even if you close your account first. Once you "
        "close it, we only keep your email address in coded form.",
        who_sees="Nobody. It is only used for this check.",
        due=due_sides,
        erase=methodcaller("delete"),
        held_on=lambda person: CampaignSide.objects.filter(person=person).select_related(
            "person", "campaign"
        ),
        export=lambda row: {
            "Record": str(row),
            "Date": timezone.localdate(row.since).isoformat(),
        },
        keep=lambda row: SIDE_KEPT,
        when_left=methodcaller("leave_to_mailbox"),
    ),
]
