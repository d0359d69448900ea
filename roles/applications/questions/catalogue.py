"""The questions of an application, in order, and when each is asked and done."""

from __future__ import annotations

from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.applications.questions.conditions import (
    asks_cv,
    asks_history,
    asks_jobs,
    asks_statement,
    fits,
    has_cv,
    has_narrow_audience,
    is_in_audience,
    statement_fits,
)
from roles.applications.questions.kinds import (
    ABOUT,
    CRITERIA,
    CV,
    ELIGIBILITY,
    EQUALITY,
    HISTORY,
    SCHEMES,
    SUPPORT,
    WORKING,
    ApplicationQuestion,
    Words,
)
from roles.applications.questions.storage import (
    about_element,
    columns,
    equality,
    filled,
    part,
    read_places,
    read_schemes,
    write_places,
    write_schemes,
)
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Adjustments
from roles.models.campaigns.assessment_frameworks import frameworks
from roles.models.campaigns.campaign_terms import CampaignTerms

# What the slug of a question about an element begins with.
ELEMENT = "element-"


def element_question(slug: str, name: str) -> ApplicationQuestion:
    """The question about an element, asked where the stage plan assesses it by the application."""
    read, write = about_element(slug)

    def is_done(application: Application) -> bool:
        return fits(read(application)["statement"], application.campaign.word_limit_of(slug))

    def is_asked(application: Application) -> bool:
        return any(item.slug == slug for item in application.campaign.in_writing)

    return ApplicationQuestion(f"{ELEMENT}{slug}", CRITERIA, name, read, write, is_done, is_asked)


def _nothing_to_write(application: Application, words: Words) -> None:
    """Jobs and files are added, changed and removed one by one."""


QUESTIONS = (
    ApplicationQuestion("name", ABOUT, "Full name", *columns("full_name"), filled("full_name")),
    ApplicationQuestion(
        "contact", ABOUT, "Contact details", *columns("email", "phone"), filled("email", "phone")
    ),
    ApplicationQuestion(
        "employer",
        ELIGIBILITY,
        "Where you work now",
        *columns("is_in_audience", "works_for"),
        is_in_audience,
        has_narrow_audience,
        is_reusable=False,
    ),
    ApplicationQuestion(
        "statement",
        CRITERIA,
        "Your statement",
        *columns("statement"),
        statement_fits,
        asks_statement,
    ),
    *(
        element_question(slug, name)
        for framework in frameworks().values()
        for slug, name in framework.elements
    ),
    ApplicationQuestion(
        "worked",
        HISTORY,
        "Have you worked before?",
        *columns("has_worked"),
        filled("has_worked"),
        asks_history,
    ),
    ApplicationQuestion(
        "jobs",
        HISTORY,
        "Your jobs",
        lambda application: {"jobs": list(application.employments.values_list("pk", flat=True))},
        _nothing_to_write,
        lambda application: application.employments.exists(),
        asks_jobs,
    ),
    ApplicationQuestion(
        "gaps",
        HISTORY,
        "Gaps in your employment",
        *columns("gaps"),
        lambda application: True,
        asks_jobs,
    ),
    ApplicationQuestion(
        "cv",
        CV,
        "Your CV",
        lambda application: {"cv": application.cv_id or ""},
        _nothing_to_write,
        has_cv,
        asks_cv,
        is_reusable=False,
    ),
    ApplicationQuestion(
        "places",
        WORKING,
        "Locations you would accept",
        read_places,
        write_places,
        lambda application: application.places_wanted.exists(),
        lambda application: len(application.campaign.places.all()) > 1,
        is_reusable=False,
    ),
    ApplicationQuestion(
        "pattern",
        WORKING,
        "Working pattern",
        *columns("pattern_wanted"),
        filled("pattern_wanted"),
        lambda application: (
            application.campaign.working_pattern == CampaignTerms.WorkingPattern.FLEXIBLE
        ),
    ),
    ApplicationQuestion(
        "adjustments",
        SUPPORT,
        "Adjustments",
        *part(Adjustments, "adjustments", "is_needed", "detail"),
        lambda application: True,
    ),
    ApplicationQuestion(
        "schemes",
        SCHEMES,
        "Interview schemes",
        read_schemes,
        write_schemes,
        lambda application: True,
    ),
    *(
        ApplicationQuestion(
            f"equality-{item.slug.replace('_', '-')}",
            EQUALITY,
            item.text,
            *equality(item.slug),
            lambda application: True,
            is_reusable=False,
        )
        for item in EQUALITY_QUESTIONS
    ),
)


def statement_of(application: Application, question: ApplicationQuestion) -> tuple[str, int]:
    """The words about a criterion or all of them, and how many there may be."""
    return question.read(application)["statement"], word_limit_of(application, question.slug)


def word_limit_of(application: Application, slug: str) -> int:
    """The most words that a question about the criteria takes."""
    return application.campaign.word_limit_of(slug.removeprefix(ELEMENT))


def criteria_for(application: Application, question: ApplicationQuestion) -> list[str]:
    """The criteria that the answer to a question is read for."""
    if question.section != CRITERIA:
        return []
    return application.campaign.criteria_of(question.slug.removeprefix(ELEMENT))


def questions_of(application: Application) -> list[ApplicationQuestion]:
    """The questions its campaign asks, in order."""
    return [question for question in QUESTIONS if question.is_asked(application)]


def question_of(application: Application, slug: str) -> ApplicationQuestion | None:
    """The question with a slug, where this application has one."""
    return next((item for item in questions_of(application) if item.slug == slug), None)
