"""Makes a database of many vacancies: ``python -m bench.records NUMBER`` under the hub's settings.

Inserted in bulk, not through services. Words come from a vocabulary of thousands, the commonest far
more often than the rest (Zipf), as in real adverts; the same number gives the same records.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import Any

WORDS_KNOWN = 8_000
WORDS_A_BODY = 120
# So many adverts get a page in Wagtail's tree; the others are listings only.
MOST_PAGES = 10_000
BATCH = 1_000
# fmt: off
STARTS = [
    "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p",
    "pl", "pr", "qu", "r", "s", "sc", "sh", "sp", "st", "t", "th", "tr", "v", "w",
]
# fmt: on
MIDDLES = ["a", "ai", "e", "ea", "ee", "i", "o", "oa", "ou", "u"]
# fmt: off
ENDS = [
    "b", "ck", "ct", "d", "ft", "g", "l", "ll", "m", "mp", "n", "nd", "nt", "p", "r", "rd", "rm",
    "rt", "s", "sk", "st", "t", "th", "x",
]
# fmt: on
# fmt: off
REAL = [
    "service", "data", "digital", "user", "team", "technology", "product", "delivery",
    "government", "policy", "research", "design", "software", "cloud", "security", "agile",
    "platform", "content", "architecture", "performance", "analysis", "engineering", "operations",
    "infrastructure", "accessibility", "testing", "network", "python", "java", "analytics",
    "governance",
]
# fmt: on
SENIORITY = ("", "", "", "Senior ", "Senior ", "Lead ", "Principal ", "Junior ", "Head of ")
CLOSES_IN_DAYS = 30


class Vocabulary:
    """Words, each with how often it is used."""

    def __init__(self, dice: random.Random) -> None:
        made = dict.fromkeys(REAL)
        while len(made) < WORDS_KNOWN:
            syllables = dice.choice((1, 2, 2, 3))
            made["".join(self._syllable(dice) for _ in range(syllables))] = None
        self.words = list(made)
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))
        self.dice = dice

    @staticmethod
    def _syllable(dice: random.Random) -> str:
        return dice.choice(STARTS) + dice.choice(MIDDLES) + dice.choice(ENDS)

    def some(self, number: int) -> list[str]:
        """So many words, the common ones often."""
        return self.dice.choices(self.words, cum_weights=self.weights, k=number)


def fill(number: int) -> None:
    """Make so many open vacancies."""
    from django.db import connection
    from django.utils import timezone

    dice = random.Random(number)
    vocabulary = Vocabulary(dice)
    world = _world(dice)
    now = timezone.now().replace(microsecond=0)
    made = 0
    while made < number:
        size = min(BATCH, number - made)
        _batch(range(made, made + size), vocabulary, world, dice, now)
        made += size
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _world(dice: random.Random) -> dict[str, Any]:
    from hub.authorisation import as_system
    from hub.models import FrameworkRole, Grade, Organisation
    from roles.adverts.services.adverts import index_page
    from roles.models import Location

    departments = [
        Organisation.objects.get_or_create(
            code=f"BENCH{number}", defaults={"name": f"Department of Measurement {number}"}
        )[0]
        for number in range(30)
    ]
    roles = FrameworkRole.objects.filter(today=None).select_related("family")
    with as_system():
        index = index_page()
    return {
        "departments": departments,
        "roles": list(roles.order_by("pk")[:80]),
        "grades": list(Grade.objects.order_by("pk")),
        "places": list(Location.objects.order_by("pk")),
        "index": index,
    }


def _batch(
    numbers: range,
    vocabulary: Vocabulary,
    world: dict[str, Any],
    dice: random.Random,
    now: datetime,
) -> None:
    from roles.models import Campaign, CampaignState, Listing
    from roles.models.campaigns.campaign import closing_moment
    from roles.models.search.listing import ListingPlace
    from roles.search import text_search

    campaigns, bodies = [], []
    for number in numbers:
        role = dice.choice(world["roles"])
        low = dice.randrange(22_000, 110_000, 500)
        day = (now + timedelta(days=1 + int(CLOSES_IN_DAYS * dice.random()))).date()
        title = f"{dice.choice(SENIORITY)}{role.name}"
        if dice.random() < 0.5:
            title += ", " + " ".join(vocabulary.some(2)).capitalize()
        campaigns.append(
            Campaign(
                reference=f"C-{number // 10_000:04d}-{number % 10_000:04d}",
                organisation=dice.choice(world["departments"]),
                title=title[:120],
                role=role,
                grade=dice.choice(world["grades"]),
                state=CampaignState.OPEN,
                opened_at=now - timedelta(seconds=dice.randrange(60, 30 * 86_400)),
                closes_on=day,
                closes_at=closing_moment(day),
                salary_min=low,
                salary_max=low + 8_000,
                contract=dice.choice(("permanent", "permanent", "fixed_term")),
                working_pattern=dice.choice(("full_time", "flexible", "flexible")),
                home_working=dice.random() < 0.2,
                audience=dice.choice(("external", "external", "across_government")),
                contact_name="Recruitment team",
                contact_email="jobs@example.gov.uk",
            )
        )
        bodies.append(" ".join(vocabulary.some(WORDS_A_BODY)).capitalize() + ".")
    Campaign.objects.bulk_create(campaigns)
    places = [dice.sample(world["places"], dice.choice((1, 1, 2, 3))) for _ in campaigns]
    Campaign.places.through.objects.bulk_create(
        [
            Campaign.places.through(campaign=campaign, place=place)
            for campaign, chosen in zip(campaigns, places, strict=True)
            for place in chosen
        ]
    )
    pages = {}
    if numbers[0] < MOST_PAGES:
        pages = _pages(numbers, campaigns, bodies, world["index"], now)
    listings = [
        Listing(
            campaign=campaign,
            page_id=pages.get(campaign.pk, 0),
            path=f"/roles/bench-{number}/",
            title=campaign.title,
            summary=body[:200],
            organisation_name=campaign.organisation.name,
            department_code=campaign.organisation.code,
            department_name=campaign.organisation.name,
            family_slug=campaign.role.family.slug,
            family_name=campaign.role.family.name,
            role_slug=campaign.role.slug,
            role_name=campaign.role.name,
            grade_code=campaign.grade.code,
            grade_name=campaign.grade.name,
            grade_order=campaign.grade.order,
            places_text=", ".join(place.name for place in chosen),
            home_working=campaign.home_working,
            salary_from=campaign.salary_min,
            salary_text=campaign.salary_text,
            audience=campaign.audience,
            contract=campaign.contract,
            working_pattern=campaign.working_pattern,
            contract_text=campaign.contract_text,
            opens_at=campaign.opened_at,
            closes_at=campaign.closes_at,
            projected_at=now,
        )
        for number, campaign, body, chosen in zip(numbers, campaigns, bodies, places, strict=True)
    ]
    Listing.objects.bulk_create(listings)
    ListingPlace.objects.bulk_create(
        [
            ListingPlace(listing=listing, slug=place.slug, name=place.name)
            for listing, chosen in zip(listings, places, strict=True)
            for place in chosen
        ]
    )
    text_search.write_many(
        (
            listing.pk,
            text_search.Document(
                title=listing.title,
                facts=f"{listing.role_name} {listing.family_name} {listing.grade_name} "
                f"{listing.organisation_name} {listing.department_code}",
                places=listing.places_text,
                body=body,
            ),
        )
        for listing, body in zip(listings, bodies, strict=True)
    )


def _pages(
    numbers: range, campaigns: list[Any], bodies: list[str], index: Any, now: datetime
) -> dict[int, int]:
    """Rows of the page tree; a child table of a parent cannot be made in bulk by the ORM."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Page

    from roles.adverts.pages import VacancyPage

    kind = ContentType.objects.get_for_model(VacancyPage)
    rows = [
        Page(
            path=VacancyPage._get_path(index.path, index.depth + 1, 100 + number),
            depth=index.depth + 1,
            numchild=0,
            title=campaign.title,
            draft_title=campaign.title,
            slug=f"bench-{number}",
            url_path=f"{index.url_path}bench-{number}/",
            content_type=kind,
            live=True,
            first_published_at=now,
            last_published_at=now,
            locale_id=index.locale_id,
            translation_key=uuid.uuid4(),
        )
        for number, campaign in zip(numbers, campaigns, strict=True)
    ]
    Page.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO roles_vacancypage (page_ptr_id, campaign_id, summary, body) "
            "VALUES (%s, %s, %s, %s)",
            [
                (
                    page.pk,
                    campaign.pk,
                    body[:200],
                    json.dumps([{"type": "text", "value": f"<p>{body}</p>", "id": str(page.pk)}]),
                )
                for page, campaign, body in zip(rows, campaigns, bodies, strict=True)
            ],
        )
    return {campaign.pk: page.pk for page, campaign in zip(rows, campaigns, strict=True)}


def known_words(number: int) -> list[str]:
    """Words to look for, from the commonest to the rare, of a database of that size."""
    words = Vocabulary(random.Random(number)).words
    return [*islice(words, 6), *(words[place] for place in (30, 100, 300, 1_000, 3_000, 6_000))]


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
