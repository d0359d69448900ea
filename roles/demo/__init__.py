"""The recruitment part of the demonstration: the quarter of 2013, and stories around today."""

from __future__ import annotations

from hub.demo import DemoData
from roles.demo import clearing
from roles.demo.adverts import living_questions
from roles.demo.applications import living_applications, living_equality
from roles.demo.campaigns import large, living, living_exceptions, past_year, quarter_2013
from roles.demo.search import living_alerts
from roles.demo.selection import (
    living_complaints,
    living_marking,
    living_merit,
    living_moderation,
    living_offers,
    living_panels,
    living_quality,
    living_redaction,
    living_schemes,
    living_slots,
)
from roles.demo.support import living_requests, living_support
from roles.selection.services.counting import count_ended


def load() -> None:
    """Make what is missing, and move on what has a story around today."""
    quarter_2013.load()
    past_year.load()
    living_requests.load()
    living.load()
    living_applications.load()
    living.advance()
    living_marking.load()
    living_moderation.load()
    count_ended()
    living_equality.load()
    living_questions.load()
    living_support.load()
    living_panels.load()
    living_redaction.load()
    living_schemes.load()
    living_slots.load()
    living_merit.load()
    living_quality.load()
    living_offers.load()
    living_exceptions.load()
    living_complaints.load()
    living_alerts.load()


def clear() -> None:
    """Remove every record of demonstration organisations."""
    living_alerts.clear()
    living_slots.clear()
    living_panels.clear()
    living_support.clear()
    living_questions.clear()
    living_equality.clear()
    living_applications.clear()
    clearing.clear()


RECRUITMENT_DEMO = [
    DemoData(
        slug="roles.recruitment",
        label="support requests, campaigns, adverts and applications",
        order=10,
        load=load,
        clear=clear,
        load_large=large.load,
    )
]
