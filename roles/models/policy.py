"""The policy values of recruitment: changed by staff without code, each with its basis."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from hub.working_days import bank_holiday_on, next_working_moment, why_not_working


@register_setting(icon="cogs")
class RecruitmentPolicy(BaseGenericSetting):
    """Values that belong to recruitment and to the hub's support."""

    # What the hub team is told while a switch is on.
    SWITCHES: ClassVar[dict[str, str]] = {
        "alerts_are_paused": "Emails about new roles are stopped.",
        "exports_are_paused": "The daily files for job boards are stopped.",
    }

    # What one person changes alone: to stop harm at once, and how staff remind one another.
    AT_ONCE: ClassVar[frozenset[str]] = frozenset(
        {*SWITCHES, "triage_working_days", "chase_working_days", "reopen_days", "feedback_days"}
    )

    class BankHolidays(models.TextChoices):
        ENGLAND = "ENG", "England and Wales"
        SCOTLAND = "SCT", "Scotland"
        NORTHERN_IRELAND = "NIR", "Northern Ireland"

    triage_working_days = models.PositiveSmallIntegerField(
        "working days until a request is triaged",
        default=2,
        help_text="The standard is 2 working days.",
    )
    alerts_are_paused = models.BooleanField(
        "stop alerts about new roles",
        default=False,
        help_text="While this is on, no job alerts are sent. They are sent when you switch it off.",
    )
    exports_are_paused = models.BooleanField(
        "stop the daily files for job boards",
        default=False,
        help_text="While this is on, job boards get the last file that was made.",
    )
    chase_working_days = models.PositiveSmallIntegerField(
        "working days after which somebody who has to decide is reminded",
        default=3,
        help_text="After the same number of days again, we also tell the people above them."
        " Our own judgement.",
    )
    offer_reminder_working_days = models.PositiveSmallIntegerField(
        "working days before an offer has to be answered when its candidate is reminded",
        default=1,
        help_text="The candidate is also reminded half way to that day.",
    )
    doubt_working_days = models.PositiveSmallIntegerField(
        "working days in which a candidate can answer a doubt about a check",
        default=5,
        help_text="Nobody decides on the doubt before they answer, or these days have passed. Our "
        "own judgement.",
    )
    exception_months = models.PositiveSmallIntegerField(
        "longest appointment by exception in months",
        default=24,
        help_text="The Recruitment Principles allow up to 2 years.",
    )
    exception_warning_days = models.PositiveSmallIntegerField(
        "days before the end of an appointment by exception when the department is warned",
        default=60,
        help_text="Long enough to start a campaign. It is warned again 14 days before.",
    )
    complaint_acknowledge_days = models.PositiveSmallIntegerField(
        "working days in which a complaint is acknowledged",
        default=3,
        help_text="Somebody who took no part in what it is about takes it up. Our own judgement.",
    )
    complaint_answer_days = models.PositiveSmallIntegerField(
        "working days in which a complaint is answered",
        default=20,
        help_text="After that the person can go to the Civil Service Commission. Our own "
        "judgement.",
    )
    bank_holidays = models.CharField(
        "bank holidays that working days leave out",
        max_length=3,
        choices=BankHolidays.choices,
        default=BankHolidays.ENGLAND,
        help_text="Bank holidays as on GOV.UK. The hub team works in England.",
    )
    movers_working_days = models.PositiveSmallIntegerField(
        "working days in which priority movers see a role first",
        default=5,
        help_text="People at risk of losing their job see a role first. 0 switches this off.",
    )
    mover_months = models.PositiveSmallIntegerField(
        "months the record of a priority mover is kept after it ended",
        default=6,
        help_text="Long enough to answer a complaint.",
    )
    reopen_days = models.PositiveSmallIntegerField(
        "days in which a closed request can be reopened",
        default=30,
        help_text="You can choose this yourselves.",
    )
    feedback_days = models.PositiveSmallIntegerField(
        "days after closing when we ask the department how a request or campaign ended",
        default=14,
        help_text="2 weeks after closing. After as many days again it is reminded, and after as "
        "many more those above are told.",
    )
    look_minutes = models.PositiveSmallIntegerField(
        "minutes for which one reason lets somebody see people on reserve lists",
        default=60,
        help_text="We record who looked each time, and why.",
    )
    fixed_term_months = models.PositiveSmallIntegerField(
        "longest fixed term in months",
        default=24,
        help_text="The Recruitment Principles allow fixed terms of up to 2 years.",
    )
    alert_hour = models.PositiveSmallIntegerField(
        "hour of the morning when alerts are sent",
        default=7,
        help_text="London time.",
    )
    alert_confirm_hours = models.PositiveSmallIntegerField(
        "hours in which an address is asked once to confirm alerts",
        default=24,
        help_text="So that nobody can use us to send emails to somebody else.",
    )
    alert_pending_days = models.PositiveSmallIntegerField(
        "days in which an alert must be confirmed",
        default=7,
        help_text="After that it is deleted.",
    )
    alert_months = models.PositiveSmallIntegerField(
        "months after which we ask whether an alert is still wanted",
        default=12,
        help_text="So that nobody gets alerts they no longer want.",
    )
    alert_answer_days = models.PositiveSmallIntegerField(
        "days in which the answer must come",
        default=30,
        help_text="After that the alert ends.",
    )
    alerts_most = models.PositiveSmallIntegerField(
        "most alerts for one address",
        default=20,
        help_text="You can choose this yourselves.",
    )
    release_hours = models.PositiveSmallIntegerField(
        "hours that a decision on an application rests before the candidate is told",
        default=24,
        help_text="Until then a rejection can be undone, and nobody has been told. Candidates are "
        "told between 9am and 5pm on a working day, so it can take longer.",
    )
    sift_working_days = models.PositiveSmallIntegerField(
        "working days after closing in which candidates hear of the sift",
        default=15,
        help_text="The service's own standard, told to candidates.",
    )
    interview_working_days = models.PositiveSmallIntegerField(
        "working days after an interview in which candidates hear the decision",
        default=10,
        help_text="The service's own standard, told to candidates.",
    )
    interview_buffer_minutes = models.PositiveSmallIntegerField(
        "minutes between interviews of the same person or in the same room",
        default=15,
        help_text="Time to write notes and to let somebody in. Our own judgement.",
    )
    interview_notice_working_days = models.PositiveSmallIntegerField(
        "working days’ notice of an interview that a candidate chooses",
        default=1,
        help_text="So that the panel knows of it the day before.",
    )
    interview_change_working_days = models.PositiveSmallIntegerField(
        "working days before an interview until which its candidate can change or cancel it",
        default=2,
        help_text="Long enough for somebody else to take the time. Our own judgement.",
    )
    interview_reminder_working_days = models.PositiveSmallIntegerField(
        "working days before an interview when everybody is reminded of it",
        default=2,
        help_text="Long enough to get ready.",
    )
    interview_chase_working_days = models.PositiveSmallIntegerField(
        "working days after which candidates who have not chosen an interview time are reminded",
        default=2,
        help_text="We remind them once more after the same number of days. Nobody is rejected "
        "for not choosing.",
    )
    interview_times_percent = models.PositiveSmallIntegerField(
        "interview times to offer for every 100 candidates",
        default=120,
        help_text="With fewer, the last candidates have no choice. Our own judgement.",
    )
    draft_reminder_hours = models.PositiveSmallIntegerField(
        "hours before closing at which people with a draft are reminded",
        default=48,
        help_text="2 days are enough to finish an application.",
    )
    closing_warning_hours = models.PositiveSmallIntegerField(
        "hours before closing from which pages of a draft say how long there is",
        default=2,
        help_text="Warns people who write near the closing time.",
    )
    closing_soon_days = models.PositiveSmallIntegerField(
        "days before closing from which a role closes soon",
        default=7,
        help_text="What the filter of the public list means by closing soon.",
    )
    equality_months = models.PositiveSmallIntegerField(
        "months after closing when equality answers are counted at the latest",
        default=12,
        help_text="Answers become totals when the campaign ends, or then.",
    )
    reserve_list_months = models.PositiveSmallIntegerField(
        "months a reserve list is kept",
        default=12,
        help_text="Recruitment Principles: 12 months from the day a person is placed on it.",
    )
    reserve_list_statement = models.TextField(
        "reserve list statement",
        default=(
            "If you meet the standard and there is no job for you, we keep your name on a reserve "
            "list for 12 months. We may offer you a similar role at the same grade."
        ),
        help_text="Printed on each advert unless the campaign has its own.",
    )
    complaints_route = models.TextField(
        "complaints route",
        default=(
            "Complain to the department first, using the contact on this page. If you are not "
            "satisfied with the answer, complain to the Civil Service Commission."
        ),
        help_text="The department first, then the Civil Service Commission.",
    )
    adjustments_statement = models.TextField(
        "adjustments statement",
        default=(
            "Tell the contact on this page if you need a reasonable adjustment because "
            "of a disability or a long-term condition, or if you cannot apply online."
        ),
        help_text="Printed on each advert. The Equality Act 2010 asks for it.",
    )
    candidate_months = models.PositiveSmallIntegerField(
        "months an unsuccessful application is kept",
        default=24,
        help_text="Counted from the closing date. The data protection officer sets it.",
    )
    draft_months = models.PositiveSmallIntegerField(
        "months an unsent application is kept",
        default=3,
        help_text="Nobody needs a draft for a closed role.",
    )
    requester_months = models.PositiveSmallIntegerField(
        "months the people on a closed request are kept",
        default=24,
        help_text="As long as the applications of the campaign that the request led to.",
    )
    question_ask_days = models.PositiveSmallIntegerField(
        "days before closing until which questions are taken",
        default=2,
        help_text="Leaves a day to answer the last ones.",
    )
    question_answer_days = models.PositiveSmallIntegerField(
        "days before closing until which answers are published",
        default=1,
        help_text="As Digital Marketplace: answers until a day before closing, so that all can use "
        "them.",
    )
    questions_waiting = models.PositiveSmallIntegerField(
        "questions of one person that may wait for an answer, on one advert",
        default=5,
        help_text="Keeps one person from filling a team's day.",
    )
    question_months = models.PositiveSmallIntegerField(
        "months the person who asked a question is kept",
        default=3,
        help_text="After closing, we do not need to know who asked.",
    )
    saved_nudge_days = models.PositiveSmallIntegerField(
        "days before closing when we remind people of a saved role",
        default=3,
        help_text="Long enough to write an application.",
    )
    saved_months = models.PositiveSmallIntegerField(
        "months a saved role is kept after closing",
        default=3,
        help_text="Nobody needs a role that closed long ago.",
    )
    saved_search_months = models.PositiveSmallIntegerField(
        "months a saved search is kept",
        default=12,
        help_text="The same as for an alert, before we ask whether it is still wanted.",
    )
    most_saved = models.PositiveSmallIntegerField(
        "most roles, and most searches, that one person saves",
        default=100,
        help_text="More than anybody reads through.",
    )

    class Meta:
        verbose_name = "recruitment settings"

    def release_of(self, decided_at: datetime) -> datetime:
        """When the candidate is told of a decision: it has rested, and people are at work."""
        rested = decided_at + timedelta(hours=self.release_hours)
        return next_working_moment(rested, region=self.bank_holidays)

    @property
    def reserve_list_lasts(self) -> relativedelta:
        """How long somebody is on a reserve list (R14)."""
        return relativedelta(months=self.reserve_list_months)

    def why_not_working(self, day: date) -> str:
        """What keeps people from work on the day, such as "a Sunday"; "" where nothing does."""
        return why_not_working(day, region=self.bank_holidays)

    def no_day_to_close(self, what: str, day: date) -> str:
        """Why nothing closes on the day, in a sentence to act on; "" if it is no bank holiday."""
        name = bank_holiday_on(day, region=self.bank_holidays)
        return f"{what} must not be a bank holiday. You chose {name}" if name else ""

    def no_working_day(self, what: str, day: date) -> str:
        """Why nobody can be asked to do ``what`` on the day, in a sentence to act on; or ""."""
        why = self.why_not_working(day)
        return f"{what} must be a working day. You chose {why}" if why else ""
