"""The invented candidates of the demonstration, and what they write."""

from __future__ import annotations

from hub.models import RoleLevel
from roles.demo.applications.statements import KIND_OF_LEVEL, STORIES

NAMES = (
    *("Aaron Webb", "Abena Owusu", "Alice Fletcher", "Andrej Horvat", "Beatriz Ramos"),
    *("Ben Ashworth", "Bronwen Rees", "Catherine Doyle", "Chidi Eze", "Daniela Rossi"),
    *("Deepa Menon", "Dylan Hughes", "Elif Kaya", "Ewan MacLeod", "Farah Rahman"),
    *("George Tanner", "Hannah Schwartz", "Ifeoma Nwosu", "Imran Qureshi", "Isla Buchanan"),
    *("Jack Thornton", "Jasmine Lee", "Joanna Nowak", "Kofi Boateng", "Laura Whitfield"),
    *("Leo Marchetti", "Maeve Gallagher", "Marcus Obi", "Mina Park", "Naomi Clarke"),
    *("Nikhil Sharma", "Olivia Grant", "Owain Pritchard", "Patience Moyo", "Ravi Nair"),
    *("Rosie Turnbull", "Samir Haddad", "Sofia Lindgren", "Thomas Bright", "Yasmin Aydin"),
)

# Where each of them works: nobody works where somebody else does.
_TOWNS = ("Northbridge", "Eastmoor", "Kirkfold", "Alderton", "Westhaven", "Thornley", "Marsham")
_KINDS = (
    *("City Council", "Health Trust", "University", "Housing Association"),
    *("Water Company", "Building Society", "Bus Company"),
)


def employer_of(number: int) -> str:
    """Where the person with this number works."""
    return f"{_TOWNS[number % len(_TOWNS)]} {_KINDS[number // len(_TOWNS) % len(_KINDS)]}"


def statement_of(number: int, level: RoleLevel | None, place: int = 0) -> str:
    """What the person with this number writes of work at a level: of a question, or a later one."""
    kind = KIND_OF_LEVEL.get(level.slug, "product") if level else "product"
    stories = STORIES[kind]
    return stories[(number + place) % len(stories)].format(
        where=employer_of(number),
        team=4 + number % 9,
        many=110 + 17 * number,
        weeks=5 + number % 7,
        percent=71 + number % 23,
    )


def phone_of(number: int) -> str:
    """Their phone number, of those that Ofcom keeps for drama."""
    return f"07700 900{100 + number:03}"
