"""Invented people of the demonstration's cohorts, and the departments whose services they own."""

from __future__ import annotations

from itertools import cycle

from hub.directory import add_person
from hub.models import Organisation, Service, User

NEW_OWNER = ("new.owner@example.gov.uk", "Harriet Lowe")
# fmt: off
NAMES = (
    "Adaeze Obi", "Alan Firth", "Alison Drew", "Anil Kapoor", "Anna Lindqvist", "Aoife Brennan",
    "Barry Holt", "Beth Sumner", "Callum Rae", "Carmen Diaz", "Ceri Morgan", "Chike Anozie",
    "Clare Tran", "Dan Whitlock", "Deepa Iyer", "Dylan Rees", "Ellen Shore", "Emeka Nwosu",
    "Esther Boyd", "Farah Aziz", "Fergus Lang", "Gemma Tyler", "Gwen Pugh", "Hamid Karimi",
    "Hannah Moss", "Idris Khan", "Imogen Clay", "Isla Kerr", "Jack Thorne", "Jaya Menon",
    "Joel Baptiste", "Kamil Wrona", "Karen Doyle", "Kofi Antwi", "Lara Finch", "Leo Marsh",
    "Lina Haddad", "Lorna Gibb", "Magda Nowak", "Marcus Bright", "Meera Joshi", "Miles Carver",
    "Nadia Rahman", "Neil Ashby", "Nora Quinn", "Olu Adeyemi", "Oscar Pell", "Petra Vogel",
    "Rhys Beddoe", "Rosie Hume", "Sadia Malik", "Sean Tully", "Tara Venn", "Uma Pillai",
    "Victor Osman", "Wendy Sharp",
)
# fmt: on
DEPARTMENTS = ("DWP", "HMRC", "HO", "MoJ", "DEFRA", "DfT")


def invented(number: int) -> User:
    """The invented person with this number, from 0."""
    return add_person(
        email=f"inductee{number + 1:02}@example.gov.uk", name=NAMES[number], is_demo=True
    )


def posts_today() -> cycle[tuple[Organisation, Service | None]]:
    """Departments in turn, each with one of its services, for as many people as are asked for."""
    found: list[tuple[Organisation, Service | None]] = []
    for code in DEPARTMENTS:
        organisation = Organisation.objects.get(code=code)
        services = Service.objects.filter(
            organisation__in=Organisation.objects.within([organisation])
        )
        found += [(organisation, service) for service in services[:2]] or [(organisation, None)]
    return cycle(found)
