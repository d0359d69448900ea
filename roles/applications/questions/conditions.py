"""When a question of an application is asked, and when it is done."""

from __future__ import annotations

from roles.models.applications.application import Application
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms


def fits(words: str, limit: int) -> bool:
    return 0 < len(words.split()) <= limit


def statement_fits(application: Application) -> bool:
    return fits(application.statement, application.campaign.statement_word_limit)


def asks_statement(application: Application) -> bool:
    return not application.campaign.written_elements


def has_narrow_audience(application: Application) -> bool:
    return application.campaign.audience != Audience.EXTERNAL


def is_in_audience(application: Application) -> bool:
    """R2: nobody applies for a role that is not open to them."""
    says_so = application.is_in_audience == Application.YesNo.YES
    return says_so and bool(application.works_for.strip())


def asks_history(application: Application) -> bool:
    return application.campaign.experience == CampaignTerms.Experience.HISTORY


def asks_jobs(application: Application) -> bool:
    return asks_history(application) and application.has_worked == Application.YesNo.YES


def asks_cv(application: Application) -> bool:
    return application.campaign.experience == CampaignTerms.Experience.CV


def has_cv(application: Application) -> bool:
    """A file that is there; one the scanner has not seen yet will do, it never waits for it."""
    return application.cv is not None and bool(application.cv.file)
