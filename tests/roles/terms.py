"""The terms of a campaign as somebody fills them in: section by section, each on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from roles.campaigns.term_sections import SECTIONS
from roles.models import Campaign
from tests.typed import answers_on

PARTS = ("_day", "_month", "_year")


def page_of(campaign: Campaign, name: str) -> str:
    """The address of the page that asks about a term."""
    section = next(section for section in SECTIONS if name in section.fields)
    return f"/campaigns/{campaign.reference}/{section.move}/"


def term(name: str) -> str:
    """The term that an answer belongs to: a date is typed in three."""
    return next((name.removesuffix(part) for part in PARTS if name.endswith(part)), name)


def save_terms(client: Client, campaign: Campaign, **answers: Any) -> list[HttpResponse]:
    """Change some terms on the pages that ask about them, and keep the others of each page."""
    said = []
    for section in SECTIONS:
        own = {name: each for name, each in answers.items() if term(name) in section.fields}
        if not own:
            continue
        url = f"/campaigns/{campaign.reference}/{section.move}/"
        said.append(client.post(url, {**answers_on(client.get(url).text), **own}, follow=True))
    return said
