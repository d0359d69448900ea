"""The terms of a campaign: all that the advert must say (R6) and the dates that R5 asks for."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext

from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.written_element import WrittenElement, elements_of

FLUENCY_STATEMENTS = {
    "english": (
        "You will speak with the public as a regular part of this job, so you need to speak fluent"
        " English."
    ),
    "english_or_welsh": (
        "You will speak with the public as a regular part of this job, so you need to speak fluent"
        " English or Welsh."
    ),
}


class CampaignTerms(models.Model):
    """What is promised to candidates. Salaries are whole pounds a year."""

    class Contract(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        FIXED_TERM = "fixed_term", "Fixed term"
        LOAN = "loan", "Loan from another department"

    class WorkingPattern(models.TextChoices):
        FULL_TIME = "full_time", "Full time"
        PART_TIME = "part_time", "Part time"
        FLEXIBLE = "flexible", "Full time, part time or job share"

    class SecurityLevel(models.TextChoices):
        BPSS = "bpss", "Baseline personnel security standard"
        CTC = "ctc", "Counter-terrorist check"
        SC = "sc", "Security check"
        DV = "dv", "Developed vetting"

    class Nationality(models.TextChoices):
        NON_RESERVED = "non_reserved", "Open to UK, Commonwealth and some other nationals"
        RESERVED = "reserved", "Reserved for UK nationals"

    class Experience(models.TextChoices):
        NONE = "none", "Not asked for"
        HISTORY = "history", "An employment history, job by job"
        CV = "cv", "A CV, as a file"

    class Feedback(models.TextChoices):
        INTERVIEW = "interview", "To everybody who was interviewed"
        SIFT = "sift", "To everybody, after the sift too"

    class Welsh(models.TextChoices):
        NOT_NEEDED = "not_needed", "Not needed"
        DESIRABLE = "desirable", "Desirable"
        ESSENTIAL = "essential", "Essential"

    class WelshLevel(models.TextChoices):
        """As bodies in Wales grade skills, after the levels of ALTE."""

        NONE = "", "Not asked for"
        ENTRY = "entry", "Entry: greetings, names and simple phrases"
        FOUNDATION = "foundation", "Foundation: simple, everyday matters"
        INTERMEDIATE = "intermediate", "Intermediate: routine work, with some help"
        ADVANCED = "advanced", "Advanced: most of the work"
        PROFICIENT = "proficient", "Proficient: all of the work"

    class Fluency(models.TextChoices):
        """The duty of the Immigration Act 2016, Part 7; in Wales either language meets it."""

        NOT_PUBLIC_FACING = (
            "not_public_facing",
            "No: speaking with the public is not a regular part of the job",
        )
        ENGLISH = "english", "Yes: fluent spoken English is needed"
        EITHER = "english_or_welsh", "Yes, in Wales: fluent spoken English or Welsh is needed"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"
        BOTH = "both", "English and Welsh"

    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.EXTERNAL)
    salary_min = models.PositiveIntegerField("lowest salary", null=True, blank=True)
    salary_max = models.PositiveIntegerField("highest salary", null=True, blank=True)
    london_salary_min = models.PositiveIntegerField(
        "lowest salary in London", null=True, blank=True
    )
    london_salary_max = models.PositiveIntegerField(
        "highest salary in London", null=True, blank=True
    )
    allowance = models.PositiveIntegerField(
        "specialist allowance", null=True, blank=True, help_text="Pounds a year, at most."
    )
    contract = models.CharField(max_length=20, choices=Contract.choices, default=Contract.PERMANENT)
    contract_months = models.PositiveSmallIntegerField(
        "length of the contract in months", null=True, blank=True
    )
    working_pattern = models.CharField(
        max_length=20, choices=WorkingPattern.choices, default=WorkingPattern.FLEXIBLE
    )
    hours_per_week = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        default=37,
        validators=[MinValueValidator(1), MaxValueValidator(42)],
    )
    home_working = models.BooleanField(
        "can be done from home",
        default=False,
        help_text="Somebody far from every location could do it.",
    )
    security_level = models.CharField(
        max_length=10, choices=SecurityLevel.choices, default=SecurityLevel.BPSS
    )
    nationality = models.CharField(
        max_length=20, choices=Nationality.choices, default=Nationality.NON_RESERVED
    )
    advert_language = models.CharField(
        "language of the advert",
        max_length=4,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text="In both: the Welsh text is written beside the English one.",
    )
    welsh = models.CharField(
        "Welsh language skills", max_length=12, choices=Welsh.choices, default=Welsh.NOT_NEEDED
    )
    welsh_spoken = models.CharField(
        "spoken Welsh", max_length=12, choices=WelshLevel.choices, blank=True
    )
    welsh_written = models.CharField(
        "written Welsh", max_length=12, choices=WelshLevel.choices, blank=True
    )
    fluency = models.CharField(
        "spoken language of a public-facing role",
        max_length=20,
        choices=Fluency.choices,
        default=Fluency.NOT_PUBLIC_FACING,
    )
    welsh_criteria = models.TextField(
        "essential criteria in Welsh",
        blank=True,
        help_text="For an advert in both languages: the same lines, in the same order.",
    )
    takes_welsh = models.BooleanField(
        "applications in Welsh are taken",
        default=False,
        help_text="Somebody who reads Welsh well assesses them; the advert says so.",
    )
    essential_criteria = models.TextField(
        blank=True, help_text="One on each line; only what is truly essential."
    )
    assessment = models.TextField(
        "how candidates are assessed",
        blank=True,
        help_text="One stage on each line, with what is assessed and any word limit.",
    )
    statement_word_limit = models.PositiveSmallIntegerField(
        default=500, validators=[MinValueValidator(50), MaxValueValidator(2000)]
    )
    written_elements = models.JSONField(default=list, blank=True, editable=False)
    experience = models.CharField(
        "what candidates tell you about their experience",
        max_length=20,
        choices=Experience.choices,
        default=Experience.NONE,
    )
    contact_name = models.CharField(
        "contact team", max_length=100, blank=True, help_text="A team, not a person."
    )
    contact_email = models.EmailField(
        blank=True, help_text="The team's shared mailbox; printed on the advert."
    )
    takes_questions = models.BooleanField(
        "questions are answered on the advert",
        default=False,
        help_text="People who have signed in can ask until 2 days before closing; the team answers "
        "in public, without their names.",
    )
    feedback_offered = models.CharField(
        "who gets feedback",
        max_length=20,
        choices=Feedback.choices,
        default=Feedback.INTERVIEW,
        help_text="Printed on the advert. Everyone who is interviewed always gets feedback.",
    )
    reserve_list_statement = models.TextField(
        blank=True, help_text="Leave empty for the one in the recruitment settings."
    )
    complaints_route = models.TextField(
        blank=True, help_text="Leave empty for the one in the recruitment settings."
    )
    sift_help_requested_at = models.DateTimeField(
        "the hub team was asked to help with the sift", null=True, blank=True, editable=False
    )
    closes_on = models.DateField("closing date", null=True, blank=True)
    sift_on = models.DateField("sift from", null=True, blank=True)
    interviews_from = models.DateField(null=True, blank=True)
    interviews_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def criteria(self) -> list[str]:
        """The essential criteria, one by one."""
        return _lines(self.essential_criteria)

    @property
    def criteria_in_welsh(self) -> list[str]:
        """The essential criteria in Welsh, of an advert in both languages."""
        return _lines(self.welsh_criteria)

    @property
    def is_in_welsh(self) -> bool:
        """Whether the advert's own text is Welsh and not English."""
        return self.advert_language == self.Language.WELSH

    @property
    def is_bilingual(self) -> bool:
        """Whether the advert is written in English and in Welsh."""
        return self.advert_language == self.Language.BOTH

    @property
    def text_language(self) -> str:
        """The language of the advert's first text, as web pages name it: "cy" or "en"."""
        return "cy" if self.is_in_welsh else "en"

    @property
    def languages(self) -> list[str]:
        """Every language that the advert is written in, as web pages name them."""
        return ["en", "cy"] if self.is_bilingual else [self.text_language]

    @property
    def asks_for_welsh(self) -> bool:
        """Whether Welsh is essential or desirable."""
        return self.welsh != self.Welsh.NOT_NEEDED

    @property
    def welsh_text(self) -> str:
        """How much Welsh the role needs, in words."""
        needed = gettext(str(self.Welsh(self.welsh).label))
        asked = (
            (gettext("spoken at %(level)s level"), self.welsh_spoken),
            (gettext("written at %(level)s level"), self.welsh_written),
        )
        levels = [
            words % {"level": gettext(str(self.WelshLevel(value).label).split(":")[0].lower())}
            for words, value in asked
            if value
        ]
        return f"{needed}: {gettext(' and ').join(levels)}" if levels else needed

    @property
    def fluency_statement(self) -> str:
        """What an advert of a public-facing role says; "" for any other role."""
        statement = FLUENCY_STATEMENTS.get(self.fluency)
        return gettext(statement) if statement else ""

    @property
    def stages(self) -> list[str]:
        """The stages of assessment, one by one."""
        return _lines(self.assessment)

    @property
    def offers_sift_feedback(self) -> bool:
        """Whether those who do not pass the sift are told why (R19)."""
        return self.feedback_offered == self.Feedback.SIFT

    @property
    def in_writing(self) -> list[WrittenElement]:
        """The elements that the application asks about one by one; none: a single statement."""
        return elements_of(self.written_elements)

    def word_limit_of(self, element: str) -> int:
        """The most words about an element."""
        own = next((item.word_limit for item in self.in_writing if item.slug == element), None)
        return own or self.statement_word_limit

    def criteria_of(self, element: str) -> list[str]:
        """The essential criteria that an element tests; all where its stage names none."""
        own = [item.criteria for item in self.in_writing if item.slug == element]
        tested = {line for lines in own for line in lines}
        return [line for line in self.criteria if line in tested] or self.criteria

    @property
    def highest_salary(self) -> int | None:
        """The most that the advert offers anywhere, without the allowance."""
        return max(filter(None, (self.salary_max, self.london_salary_max)), default=None)

    @property
    def lowest_salary(self) -> int | None:
        """The least that the advert offers anywhere."""
        offered = (self.salary_min, self.london_salary_min, self.salary_max, self.london_salary_max)
        return min(filter(None, offered), default=None)

    @property
    def salary_text(self) -> str:
        """The salary in words, London's and the allowance beside it; "" when none is given."""
        salary = _salary_range(self.salary_min, self.salary_max)
        if london := _salary_range(self.london_salary_min, self.london_salary_max):
            london = gettext("London: %(salary)s") % {"salary": london}
            salary = f"{salary} ({london})" if salary else london
        if not self.allowance:
            return salary
        most = f"£{self.allowance:,}"
        allowance = gettext("allowance of up to %(most)s") % {"most": most}
        return f"{salary}, {allowance}" if salary else allowance

    @property
    def contract_text(self) -> str:
        """The kind of contract, how long, and the working pattern."""
        kind = gettext(str(self.Contract(self.contract).label))
        if self.contract_months:
            length = {"contract": kind, "months": self.contract_months}
            kind = gettext("%(contract)s for %(months)s months") % length
        pattern = gettext(str(self.WorkingPattern(self.working_pattern).label))
        return f"{kind}, {pattern[:1].lower()}{pattern[1:]}"

    @property
    def selection_dates(self) -> list[tuple[str, date]]:
        """The dates that must be set before opening (R5), those that are."""
        found = (
            (gettext("We read applications from"), self.sift_on),
            (gettext("Interviews from"), self.interviews_from),
            (gettext("Interviews end"), self.interviews_to),
        )
        return [(label, day) for label, day in found if day]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _salary_range(low: int | None, high: int | None) -> str:
    if low and high and low != high:
        return gettext("%(low)s to %(high)s") % {"low": f"£{low:,}", "high": f"£{high:,}"}
    return f"£{low or high:,}" if low or high else ""
