"""The people of the demonstration: the hub's staff, each department's team, and who one can be."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from hub.demo.declaring import Persona
from hub.directory import add_person, organisation, person
from hub.memberships import add_membership
from hub.models import Membership, StandIn, User
from hub.offices import ask_second_person
from hub.permissions import StaffGroup
from hub.stand_ins import arrange_stand_in

BEGINNING = date(2013, 1, 1)
Role = Membership.Role

STAFF = (
    ("adviser@hub.example.gov.uk", "Priya Raman", "Hub adviser", StaffGroup.HUB_STAFF),
    ("colleague@hub.example.gov.uk", "Rhona Fraser", "Hub adviser", StaffGroup.HUB_STAFF),
    ("lead@hub.example.gov.uk", "Owen Hughes", "Hub lead", StaffGroup.HUB_LEADS),
    ("deputy@hub.example.gov.uk", "Ffion Prosser", "Deputy hub lead", StaffGroup.HUB_LEADS),
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
    ),
    Persona(
        "requester.dwp@example.gov.uk",
        "Sam Carter",
        "Requester at DWP",
        "Needs people for a service and asks the hub team for support.",
    ),
    Persona(
        "sam.ito@example.com",
        "Sam Ito",
        "New candidate",
        "Has only just made an account: applies for the first time.",
    ),
    Persona(
        "tom.bell@example.com",
        "Tom Bell",
        "Candidate invited to an interview",
        "Chooses a time for their interview.",
    ),
    Persona(
        "manager.dwp@example.gov.uk",
        "Chloe Martin",
        "Hiring manager at DWP",
        "Completes a campaign, asks for approval, and handles its applications.",
    ),
    Persona(
        "approver.dwp@example.gov.uk",
        "Helen Ward",
        "Vacancy approver at DWP",
        "Approves a vacancy before it is advertised.",
    ),
    Persona(
        "roles.dwp@example.gov.uk",
        "Nadia Hart",
        "Roles administrator at DWP",
        "Gives colleagues access and ends it. Cannot give herself access.",
    ),
    Persona(
        "adviser@hub.example.gov.uk",
        "Priya Raman",
        "Hub adviser",
        "Triages requests, advises on posts, moves applications to an offer. Stands in for a "
        "colleague who is away.",
    ),
    Persona(
        "lead@hub.example.gov.uk",
        "Owen Hughes",
        "Hub lead",
        "Agrees senior posts, and checks what the adviser wrote.",
    ),
    Persona(
        "deputy@hub.example.gov.uk",
        "Ffion Prosser",
        "Deputy hub lead",
        "Confirms, as the second person, what the other lead asked for.",
    ),
    Persona(
        "trainer@hub.example.gov.uk",
        "Grace Mensah",
        "Trainer",
        "Runs the Service Manager induction: cohorts, places, attendance.",
    ),
    Persona(
        "lead.bis@example.gov.uk",
        "",
        "Capability lead at BIS",
        "Completed the department's capability review. A finding became a need.",
    ),
    Persona(
        "reviewer@hub.example.gov.uk",
        "Daniel Frost",
        "Reviewer",
        "Assures capability reviews and gives advice on organisation design.",
    ),
    Persona(
        "analyst@hub.example.gov.uk",
        "Mei Lin Chan",
        "Analyst",
        "Follows capability across departments, down to the records behind a figure.",
    ),
    Persona(
        "editor@hub.example.gov.uk",
        "Rosa Delgado",
        "Content editor",
        "Edits, previews and publishes pages.",
    ),
)


def load_people() -> None:
    """Make them, with their roles; an approver of DWP waits for a second person."""
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
    _load_stand_ins()


def _load_stand_ins() -> None:
    """An adviser is away and a colleague stands in; next month it is the other way round."""
    away, colleague = (person(f"{name}@hub.example.gov.uk") for name in ("colleague", "adviser"))
    today = timezone.localdate()
    if StandIn.objects.holding_on(today).filter(person=away).exists():
        return
    # What was planned for later would be in the way of the days from today.
    StandIn.objects.not_over(today).filter(person__in=(away, colleague)).delete()
    for who, stands_in, first, last in ((away, colleague, 0, 11), (colleague, away, 30, 40)):
        arrange_stand_in(
            actor=who,
            colleague=stands_in,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
        )


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
