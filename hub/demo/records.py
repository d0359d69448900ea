"""The hub's part of the demonstration: organisations, exemplars, people, the closed quarter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hub.demo.declaring import Persona
from hub.directory import (
    add_organisation,
    add_person,
    add_service,
    organisation,
    person,
    record_phase,
    record_succession,
)
from hub.indicators import close_period
from hub.memberships import add_membership
from hub.models import (
    FigureSnapshot,
    Membership,
    Organisation,
    PreElectionPeriod,
    ReportingPeriod,
    Service,
    User,
)
from hub.offices import ask_second_person
from hub.periods import LONDON, Quarter
from hub.permissions import StaffGroup
from hub.pre_election import confirm_period, end_due_periods
from hub.pre_election_changes import set_period
from hub.reference_data import read
from hub.removals import removing

ELECTION = "UK general election, 7 May 2015"
FIRST_QUARTER = Quarter(2013, 2)
BEGINNING = date(2013, 1, 1)
Role = Membership.Role

STAFF = (
    ("adviser@hub.example.gov.uk", "Priya Raman", "Hub adviser", StaffGroup.HUB_STAFF),
    ("lead@hub.example.gov.uk", "Owen Hughes", "Hub lead", StaffGroup.HUB_LEADS),
    ("trainer@hub.example.gov.uk", "Grace Mensah", "Trainer", StaffGroup.TRAINERS),
    ("reviewer@hub.example.gov.uk", "Daniel Frost", "Reviewer", StaffGroup.REVIEWERS),
    ("analyst@hub.example.gov.uk", "Mei Lin Chan", "Analyst", StaffGroup.ANALYSTS),
    ("editor@hub.example.gov.uk", "Rosa Delgado", "Content editor", StaffGroup.EDITORS),
)
# Each of these departments has the same shape of team, and people of its own, in this order.
DEPARTMENTS = ("DWP", "HMRC", "HO", "MoJ", "DEFRA", "DfT", "BIS", "DBT", "DSIT")
# fmt: off
TEAM = (
    ("requester", Role.REQUESTER, (
        "Sam Carter", "Leah Patel", "Jon Reid", "Nia Evans",
        "Paula Dent", "Kwame Addo", "Sheila Frost", "Bilal Hussain", "Tess Morley",
    )),
    ("approver", Role.APPROVER, (
        "Helen Ward", "Mark Osei", "Ruth Adams", "Ian Shaw",
        "Judith Crane", "Vikram Bose", "Sandra Lowe", "Patrick Dunne", "Amina Yusuf",
    )),
    ("manager", Role.HIRING_MANAGER, (
        "Chloe Martin", "Yusuf Demir", "Anna Kowalska", "Ben Cole",
        "Harriet Finn", "Oluwaseun Ajayi", "Robert Kay", "Megan Lloyd", "Priti Solanki",
    )),
    ("leader", Role.DIGITAL_LEADER, (
        "Fiona Grant", "Tariq Aziz", "Sara Lund", "Peter Moss",
        "Claire Beck", "Rohan Das", "Angela Ford", "Simon Achebe", "Ingrid Vale",
    )),
    ("nominator", Role.NOMINATOR, (
        "Joy Clarke", "Adam Novak", "Kate Bishop", "Omar Said",
        "Brenda Ross", "Joseph Mbeki", "Linda Hay", "Faisal Noor", "Ruby Chen",
    )),
    ("resourcing", Role.RESOURCING, (
        "Lucy Hall", "Femi Balogun", "Eve Stone", "Raj Mehta",
        "Donna Pike", "Stefan Ilic", "Carol Webb", "Zainab Musa", "Toby Lane",
    )),
    ("hr", Role.HR_CONTACT, (
        "Tessa Wood", "Luke Page", "Dina Farah", "Alan Birch",
        "Maureen Cox", "Samuel Tetteh", "Janet Rowe", "Haruki Sato", "Bethan Powell",
    )),
    ("roles", Role.ADMINISTRATOR, (
        "Nadia Hart", "Will Tate", "Esi Boateng", "Rory Quinn",
        "Gillian Marsh", "Dev Anand", "Pauline Hobbs", "Mariam Diallo", "Craig Nolan",
    )),
    ("lead", Role.CAPABILITY_LEAD, (
        "Moira Bell", "Colin West", "Asha Nair", "Gareth Price",
        "Yvonne Tuck", "Emmanuel Ofori", "Diane Parr", "Nasreen Akhtar", "Fraser Munro",
    )),
)
# fmt: on
WAITING_APPROVER = ("diane.moore@example.gov.uk", "Diane Moore")
CANDIDATES = (
    ("amira.okafor@example.com", "Amira Okafor"),
    ("tom.bell@example.com", "Tom Bell"),
    ("sam.ito@example.com", "Sam Ito"),
)

PERSONAS = (
    Persona(
        "amira.okafor@example.com",
        "Amira Okafor",
        "Candidate",
        "Looks for a digital role, applies over several sittings and answers an offer.",
        "/roles/",
    ),
    Persona(
        "requester.dwp@example.gov.uk",
        "Sam Carter",
        "Requester at DWP",
        "Needs people for a service and asks the hub team for support.",
        "/support/",
    ),
    Persona(
        "sam.ito@example.com",
        "Sam Ito",
        "New candidate",
        "Has only just made an account: applies for the first time.",
        "/roles/",
    ),
    Persona(
        "manager.dwp@example.gov.uk",
        "Chloe Martin",
        "Hiring manager at DWP",
        "Completes a campaign, asks for approval, and handles its applications.",
        "/campaigns/",
    ),
    Persona(
        "approver.dwp@example.gov.uk",
        "Helen Ward",
        "Vacancy approver at DWP",
        "Approves a vacancy before it is advertised.",
        "/campaigns/",
    ),
    Persona(
        "roles.dwp@example.gov.uk",
        "Nadia Hart",
        "Roles administrator at DWP",
        "Gives colleagues access and ends it. Cannot give herself access.",
        "/organisations/roles/",
    ),
    Persona(
        "adviser@hub.example.gov.uk",
        "Priya Raman",
        "Hub adviser",
        "Triages requests, advises on posts, moves applications to an offer.",
        "/support/",
    ),
    Persona(
        "lead@hub.example.gov.uk",
        "Owen Hughes",
        "Hub lead",
        "Agrees senior posts, and checks what the adviser wrote.",
        "/campaigns/",
    ),
    Persona(
        "trainer@hub.example.gov.uk",
        "Grace Mensah",
        "Trainer",
        "Runs the Service Manager induction: cohorts, places, attendance.",
        "/training/",
    ),
    Persona(
        "lead.bis@example.gov.uk",
        "",
        "Capability lead at BIS",
        "Completed the department's capability review. A finding became a need.",
        "/capability/",
    ),
    Persona(
        "reviewer@hub.example.gov.uk",
        "Daniel Frost",
        "Reviewer",
        "Assures capability reviews and gives advice on organisation design.",
        "/capability/",
    ),
    Persona(
        "analyst@hub.example.gov.uk",
        "Mei Lin Chan",
        "Analyst",
        "Follows capability across departments, down to the records behind a figure.",
        "/monitoring/",
    ),
    Persona(
        "editor@hub.example.gov.uk",
        "Rosa Delgado",
        "Content editor",
        "Edits, previews and publishes pages.",
        "/admin/",
    ),
)


def load() -> None:
    """Make the organisations of 2013 and today, the 25 exemplars, and the people of the stories."""
    _load_organisations()
    _load_exemplars()
    _load_people()
    _load_election()


def close_first_quarter() -> None:
    """Close the second quarter of 2013 once every part has loaded; later runs change nothing."""
    close_period(period=FIRST_QUARTER, actor=person("analyst@hub.example.gov.uk"))


def reopen_first_quarter() -> None:
    """Remove the demonstration's closed quarter and its figures."""
    FigureSnapshot.objects.filter(period__code=FIRST_QUARTER.code).delete()
    ReportingPeriod.objects.filter(code=FIRST_QUARTER.code).delete()


@removing()
def clear() -> None:
    """Remove what ``load`` made."""
    PreElectionPeriod.objects.filter(title=ELECTION, set_by__is_demo=True).delete()
    Service.objects.filter(organisation__is_demo=True).delete()
    User.objects.filter(is_demo=True).delete()
    Organisation.objects.filter(is_demo=True, parent__isnull=False).delete()
    Organisation.objects.filter(is_demo=True).delete()


def _load_election() -> None:
    """The election of May 2015, long over: what waited then, and that it ended by itself."""
    if PreElectionPeriod.objects.filter(title=ELECTION).exists():
        return
    lead, moment = person("lead@hub.example.gov.uk"), datetime(2015, 3, 16, 10, tzinfo=LONDON)
    period = set_period(
        title=ELECTION,
        reason=(
            "The Cabinet Office’s election guidance for civil servants. Open campaigns go on; new"
            " senior posts, and figures that could be read as a comment on policy, wait."
        ),
        starts_on=date(2015, 3, 30),
        ends_on=date(2015, 5, 7),
        adverts=PreElectionPeriod.Adverts.SENIOR,
        stops_figures=True,
        stops_alerts=False,
        actor=lead,
        at=moment,
    )
    # The demonstration has one lead: the system stands for the second person.
    confirm_period(period, {}, None, moment, asked_by=lead)
    period.asked.all().delete()
    end_due_periods()


def _load_organisations() -> None:
    items: list[dict[str, Any]] = read("organisations-2013.json")["organisations"]
    for item in sorted(items, key=lambda entry: bool(entry.get("parents"))):
        parents = item.get("parents") or []
        # The tree holds one parent: the one of 2013 where there was one, so that its figures add
        # up.
        parent = parents[0]["code"] if parents else None
        add_organisation(
            code=item["code"],
            name=item["name"],
            kind=item["kind"],
            display_code=item.get("display_code", ""),
            parent=organisation(parent) if parent else None,
            is_major_transactional=item.get("major_transactional", False),
            has_digital_strategy=item.get("digital_strategy", False),
            email_domains="example.gov.uk",
            valid_from=_day(item.get("valid_from")),
            valid_to=_day(item.get("valid_to")),
            is_demo=True,
        )
    for item in items:
        for successor in item.get("successors", []):
            record_succession(
                predecessor=organisation(item["code"]),
                successor=organisation(successor["code"]),
                on=_day(successor["on"]) or timezone.localdate(),
            )


def _load_exemplars() -> None:
    for item in read("exemplars-2013.json")["exemplars"]:
        service = add_service(
            slug=item["slug"],
            name=item["name"],
            organisation=organisation(item["department"]),
            aliases=item.get("aliases", []),
            exemplar_number=item["number"],
            transactions_per_year=item["transactions_per_year"],
            transactions_qualifier=item.get("transactions_qualifier", ""),
        )
        for event in item["phases"]:
            record_phase(
                service=service,
                phase=event["phase"],
                on=date.fromisoformat(event["on"]),
                is_partial=event.get("partial", False),
                is_demo=event.get("demo", True),
                note=event.get("note", ""),
            )


def _load_people() -> None:
    for email, name, _, group in STAFF:
        add_person(email=email, name=name, groups=[group], is_demo=True)
    for number, code in enumerate(DEPARTMENTS):
        for prefix, role, names in TEAM:
            user = add_person(
                email=f"{prefix}.{code.lower()}@example.gov.uk",
                name=names[number],
                is_demo=True,
            )
            add_membership(
                user=user, organisation=organisation(code), role=role, valid_from=BEGINNING
            )
    _load_waiting_approver()
    for email, name in CANDIDATES:
        add_person(email=email, name=name, is_demo=True)


def _load_waiting_approver() -> None:
    """An approver whom the roles administrator of DWP gave the role, and nobody confirmed yet."""
    email, name = WAITING_APPROVER
    if User.objects.filter(email=email).exists():
        return
    ask_second_person(
        user=add_person(email=email, name=name, is_demo=True),
        actor=person("roles.dwp@example.gov.uk"),
        organisation=organisation("DWP"),
        role=Role.APPROVER,
        valid_from=timezone.localdate(),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
