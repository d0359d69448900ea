"""The invented candidates of the demonstration, and what they write."""

from __future__ import annotations

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
# A statement for each kind of work, told by whoever did it: where, and with what numbers.
STORIES = (
    (
        "At {where} I led a team of {team} that rebuilt an application used by {many},000 people a "
        "year. Four in ten of them gave up on the old one. I asked for {weeks} weeks of research "
        "before we designed anything, and we learnt that the form asked for a number most people "
        "did not have. We found it for them instead. Completion rose from 60% to {percent}% and "
        "calls fell by a third. I reported to the board every month, with the figures that were "
        "bad as well as the good ones."
    ),
    (
        "At {where} I look after three services with a team of {team}. When a supplier left, I "
        "brought the knowledge back in house: I paired each developer with one of theirs for "
        "{weeks} weeks, wrote down what only two people knew, and ran the handover as a live "
        "exercise. Nothing went down for the {many},000 people who use them. I have since trained "
        "two people who had never worked in digital teams and both now lead work of their own."
    ),
    (
        "I believe in showing the work. At {where} I took developers and a director to a help desk "
        "for a day. They watched {team} people use our service on old phones. Within {weeks} weeks "
        "we had dropped two features nobody needed and fixed the one thing that stopped everyone: "
        "a date that had to be typed in a certain way. {percent}% now finish without help."
    ),
    (
        "At {where} one person does many jobs. I wrote the content, tested it with {team} people "
        "and answered the letters of complaint. I cut 1,{many} pages to 300 and kept a list of "
        "every question people still asked by phone. Each month I took the top three and made "
        "them answerable online. After {weeks} weeks {percent}% of the list was gone."
    ),
    (
        "I make data useful to people who do not like data. For a team of {team} at {where} that "
        "decided by instinct I built one page with five numbers, agreed with them what each meant, "
        "and explained what it did not mean. They found that the busiest hour was not the one they "
        "had staffed. In {weeks} weeks {percent}% of {many},000 calls were answered at once, with "
        "no more people."
    ),
    (
        "When I came to {where}, releases took {weeks} weeks and everybody feared them. With "
        "{team} colleagues I wrote tests for what broke most, released smaller parts, and made it "
        "easy to go back. We now release every day. Of the {many},000 people who use the service "
        "{percent}% say that it does what they need, and I can say which of them it still fails."
    ),
)


def employer_of(number: int) -> str:
    """Where the person with this number works."""
    return f"{_TOWNS[number % len(_TOWNS)]} {_KINDS[number // len(_TOWNS) % len(_KINDS)]}"


def statement_of(number: int, place: int = 0) -> str:
    """What the person with this number writes, in answer to the first question or a later one."""
    return STORIES[(number + place) % len(STORIES)].format(
        where=employer_of(number),
        team=4 + number % 9,
        many=110 + 17 * number,
        weeks=5 + number % 7,
        percent=71 + number % 23,
    )


def phone_of(number: int) -> str:
    """Their phone number, of those that Ofcom keeps for drama."""
    return f"07700 900{100 + number:03}"
