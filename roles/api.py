"""What the hub's API offers of recruitment: open vacancies, their feeds and their exports."""

from __future__ import annotations

from hub.api import Operation, Parameter, Schema, listing, number, record, text

MOST_A_PAGE = 100
USUAL_A_PAGE = 20

# What the search takes, in the address of the list, the feeds and the API alike.
SEARCH_PARAMETERS = (
    Parameter("q", "Words to look for: a title, a skill, a team, a reference."),
    Parameter("family", "The slug of a role family, such as product-and-delivery."),
    Parameter("role", "The slug of a role in the framework, such as product-manager."),
    Parameter("department", "The code of a department, such as DWP."),
    Parameter("grade", "The code of a grade, such as g7."),
    Parameter("place", "The slug of a place, such as leeds.", is_repeatable=True),
    Parameter(
        "home", "Work that can be done from home; beside places, either.", text(enum=["yes"])
    ),
    Parameter("salary", "The least to be paid a year, in whole pounds, such as 45000."),
    Parameter("contract", "The kind of contract.", text(enum=["permanent", "fixed_term", "loan"])),
    Parameter(
        "pattern",
        "How it is worked; full_time and part_time also find what is flexible.",
        text(enum=["full_time", "part_time", "flexible"]),
    ),
    Parameter(
        "audience",
        "Who may apply.",
        text(enum=["internal", "across_government", "external"]),
    ),
    Parameter("closing", "What closes in the next days.", text(enum=["soon"])),
)
AFTER = Parameter("after", "Where the page begins: take it from the address of the next page.")


def _named(description: str, key: str) -> Schema:
    return record({key: text("Tells it apart."), "name": text("Its name.")}, description)


def _moment(description: str) -> Schema:
    return text(description, format="date-time")


VACANCY = record(
    {
        "reference": text("The reference of the campaign, such as V-7K3M-2QXA."),
        "title": text("The title of the advert."),
        "summary": text("One or two sentences: what the person will do."),
        "url": text("The advert.", format="uri"),
        "apply_url": text("Where an application begins.", format="uri"),
        "organisation": text("Who hires."),
        "department": _named("The department it belongs to.", "code"),
        "family": _named("The role family in today's framework.", "slug"),
        "role": text("The role in the framework."),
        "grade": _named("The grade.", "code"),
        "places": listing(_named("A place.", "slug"), "Where the person would be based."),
        "home_working": {
            "type": "boolean",
            "description": "Whether the work can be done from home, wherever that is.",
        },
        "salary": record(
            {
                "text": text("The salary as the advert says it."),
                "currency": text("Always GBP."),
                "per": text("Always year."),
                "min": number("The lowest outside London.", nullable=True),
                "max": number("The highest outside London.", nullable=True),
                "london_min": number("The lowest in London.", nullable=True),
                "london_max": number("The highest in London.", nullable=True),
                "allowance": number("The highest specialist allowance.", nullable=True),
            },
            "The salary.",
        ),
        "contract": record(
            {
                "text": text("The contract as the advert says it."),
                "type": text("The kind.", enum=["permanent", "fixed_term", "loan"]),
                "months": number("How long, for a fixed term or a loan.", nullable=True),
            },
            "The contract.",
        ),
        "working_pattern": text("How it is worked.", enum=["full_time", "part_time", "flexible"]),
        "hours_per_week": number("Hours a week, full time.", kind="number"),
        "audience": text(
            "Who may apply: the department's staff, civil servants, or anyone.",
            enum=["internal", "across_government", "external"],
        ),
        "nationality": text("Who may be appointed.", enum=["non_reserved", "reserved"]),
        "security_level": text("The check to pass.", enum=["bpss", "ctc", "sc", "dv"]),
        "posts": number("How many posts are to be filled."),
        "opened_at": _moment("When it was first advertised."),
        "closes_at": _moment("The last moment to apply."),
        "updated_at": _moment("When the advert last changed."),
    },
    "A vacancy.",
)
WHOLE_VACANCY = record(
    {
        **VACANCY["properties"],
        "standing": text(
            "Whether it takes applications.", enum=["open", "paused", "closed", "withdrawn"]
        ),
        "description_html": text("The advert's prose and criteria as paragraphs and lists."),
        "essential_criteria": listing(text(), "What is truly essential."),
        "assessment": listing(text(), "The stages of assessment."),
        "statement_word_limit": number("The most words of the statement, where there is one."),
        "statements": listing(
            record(
                {
                    "element": text("The element of the assessment framework."),
                    "name": text("Its name, as in a sentence."),
                    "word_limit": number("The most words about it."),
                }
            ),
            "What the application asks about one by one; none where there is a single statement.",
        ),
        "selection_dates": listing(
            record({"name": text("What happens."), "date": text("The day.", format="date")}),
            "When the sift and the interviews are.",
        ),
        "contact": record(
            {"name": text("The team."), "email": text("Its shared mailbox.")}, "Whom to ask."
        ),
    },
    "A vacancy with its whole advert.",
)

OPERATIONS = (
    Operation(
        slug="roles.vacancies",
        path="/api/vacancies",
        summary="Open vacancies",
        description=(
            "The vacancies that can be applied for now, with the filters of the search. Read on "
            "with the address in next, until it is null: a vacancy that opens or closes meanwhile "
            "moves no other."
        ),
        parameters=(
            *SEARCH_PARAMETERS,
            Parameter(
                "sort",
                "The order: newest (the usual one) or closing.",
                text(enum=["newest", "closing"]),
            ),
            Parameter(
                "limit",
                f"How many on a page: {USUAL_A_PAGE} unless said, {MOST_A_PAGE} at most.",
                {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE},
            ),
            AFTER,
        ),
        answer=record(
            {
                "vacancies": listing(VACANCY, "The page of vacancies."),
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null after the last.",
                },
            }
        ),
        problems={400: "A parameter is unknown, or its value is; the detail names it."},
        example="/api/vacancies?limit=5",
    ),
    Operation(
        slug="roles.vacancy",
        path="/api/vacancies/{reference}",
        summary="One vacancy",
        description="The whole advert of one vacancy, open or not, as long as it is published.",
        parameters=(Parameter("reference", "The reference, in either case.", place="path"),),
        answer=WHOLE_VACANCY,
        problems={404: "There is no such advert."},
    ),
    Operation(
        slug="roles.feed_atom",
        path="/roles/feed.atom",
        summary="A search as an Atom feed",
        description="The newest vacancies that a search finds, for a feed reader.",
        parameters=(*SEARCH_PARAMETERS, AFTER),
        answer=None,
        media_type="application/atom+xml",
        example="/roles/feed.atom",
    ),
    Operation(
        slug="roles.feed_json",
        path="/roles/feed.json",
        summary="A search as a JSON Feed",
        description=(
            "The same as JSON Feed 1.1; _vacancy in each item holds the facts, as in the API."
        ),
        parameters=(*SEARCH_PARAMETERS, AFTER),
        answer=None,
        media_type="application/feed+json",
        example="/roles/feed.json",
    ),
    Operation(
        slug="roles.export_json",
        path="/roles/export.json",
        summary="The daily export as JSON",
        description=(
            "Every vacancy that anyone may apply for, with its whole advert: written each morning "
            "at ten past five, UK time. For job boards and researchers."
        ),
        answer=record(
            {
                "generated_at": _moment("When it was written."),
                "publisher": record(
                    {"name": text("Who publishes it."), "url": text("Where.", format="uri")}
                ),
                "vacancies": listing(
                    record(
                        {
                            **VACANCY["properties"],
                            "description_html": WHOLE_VACANCY["properties"]["description_html"],
                        }
                    )
                ),
            }
        ),
        example="/roles/export.json",
    ),
    Operation(
        slug="roles.export_xml",
        path="/roles/export.xml",
        summary="The daily export as XML",
        description=(
            "The same in the elements that job boards read: a source with a job for each vacancy."
        ),
        answer=None,
        media_type="application/xml",
        example="/roles/export.xml",
    ),
)
