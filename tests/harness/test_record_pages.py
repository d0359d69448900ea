"""Every page of a record has the same furniture: a column with its state, next step and moves, and
the way back. Kinds of record are found by what they are, not by a list.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

import html5lib
from django.apps import apps

from hub.models import Membership, User
from hub.permissions import StaffGroup
from hub.plugins import enabled
from hub.states import StateField
from hub.views.record_page import RecordPage
from tests.factories.hub import signed_in
from tests.harness.test_templates import templates

# Records with a life that have no page of their own for those who work with them, and why.
WITHOUT_A_PAGE = {
    "hub.reportingperiod": "a quarter is shown with its figures",
    "hub.upload": "a file is shown on its owner’s account and on the record it belongs to",
    "roles.advertreview": "on the page of the advert",
    "roles.conflict": "in the list of conflicts of interest of the campaign’s panels",
    "roles.panelmember": "on the page of the campaign’s panels, and among a person’s own panels",
    "roles.booking": "on the page of the request, and among an expert’s own bookings",
    "roles.referral": "in the list of people for a request",
    "roles.alert": "a member of the public’s own",
    "training.programme": "in the workspace of the trainers, with its releases",
    "capability_reviews.teambuild": "in the list of what departments have set up",
    "capability_reviews.trainingplan": "in the list of what departments have set up",
}
STAFF = (StaffGroup.HUB_LEADS, StaffGroup.HUB_STAFF, StaffGroup.REVIEWERS, StaffGroup.TRAINERS)


def kinds() -> list[type]:
    """The kinds of record that have a life, of the hub and its plugins."""
    ours = {"hub", *(config.label for config in enabled())}
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ours
        and any(isinstance(field, StateField) for field in model._meta.get_fields())
    ]


def test_every_kind_of_record_with_a_life_has_the_page_of_a_record_or_says_why_not():
    without = {model._meta.label_lower for model in kinds() if RecordPage._pages.get(model) is None}
    assert without == set(WITHOUT_A_PAGE)


def test_moves_are_offered_on_the_page_of_a_record_alone_which_has_its_column():
    """A list offers those of each of its records by ``move_group``."""
    calling = {
        path.name
        for path in templates()
        if re.search(r"\bmove_buttons\(", path.read_text()) and path.name != "moves.html"
    }
    assert calling == {"record.html"}


def people_who_may_read(record) -> list[User]:
    """Somebody of each role in its organisation, and of each group of the hub's staff."""
    body = getattr(record, "organisation", None) or getattr(
        getattr(record, "campaign", None), "organisation", None
    )
    roles = Membership.Role.values if body else ()
    found = [
        User.objects.filter(memberships__organisation=body, memberships__role=role).first()
        for role in roles
    ]
    return [person for person in [*found, *map(one_of, STAFF)] if person]


def one_of(group: str) -> User | None:
    return User.objects.in_staff_group(group).first()


def of_class(tree, name: str) -> list:
    """The elements below one that have a class."""
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def faults_of(response) -> list[str]:
    """What the furniture of a page lacks."""
    context = response.context_data
    tree = html5lib.parse(response.text, namespaceHTMLElements=False)
    main = tree.find(".//main")
    records = of_class(main, "hub-record")
    if len(records) != 1:
        return ["no column beside the facts"]
    # Whoever goes by the keyboard meets heading, column and facts in this order.
    order = [each.get("class").removeprefix("hub-record__") for each in records[0]]
    if order != ["head", "side", "main"]:
        return [f"its parts are {order}"]
    side, found = records[0][1], []
    moves = context.get("moves")
    step = context["next_step"] if "next_step" in context else getattr(moves, "next_step", "")
    labels = [text_of(each) for each in side.iter("dt")]
    if not text_of(next(side.iter("dd"))):
        found.append("no state")
    if step and labels[1:2] != ["Next step"]:
        found.append("no next step")
    inside = set(side.iter())
    if outside := {each for each in main.iter() if each.get("data-hub-move") is not None} - inside:
        found.append(f"{len(outside)} moves outside of the column")
    buttons = of_class(side, "govuk-button")
    is_offered = moves is not None and (moves.page or any(move.is_next for move in moves))
    if is_offered and re.search("secondary|warning", buttons[0].get("class")):
        found.append("the main move is not the first")
    crumbs = [each for each in of_class(tree, "govuk-breadcrumbs") if each.tag == "nav"]
    if len(crumbs) != 1:
        return [*found, "no breadcrumbs"]
    steps = list(crumbs[0].iter("li"))
    if [bool(each.find("a") is None) for each in steps] != [*[False] * (len(steps) - 1), True]:
        found.append("the last breadcrumb alone is the page itself")
    return found


def some_of(model):
    """One record in each of its states."""
    rows = model._default_manager.order_by(*(["state"] if hasattr(model, "state") else []), "pk")
    for _, found in groupby(rows, key=lambda row: getattr(row, "state", "")):
        yield next(found)


def page_read(record, browser_of):
    """Its page as the first who is offered something to do on it reads it, else as anybody."""
    anybody = None
    for person in people_who_may_read(record):
        response = browser_of(person).get(RecordPage.page_of(record).address_of(record))
        if response.status_code != 200:
            continue
        if response.context_data.get("moves"):
            return response
        anybody = response
    return anybody


def test_every_page_of_a_record_of_the_demonstration_has_its_furniture(loaded_demonstration):
    wrong, seen = [], set()
    # Everybody signs in once.
    browser_of = cache(signed_in)
    for model in sorted(RecordPage.kinds(), key=str):
        for record in some_of(model):
            if response := page_read(record, browser_of):
                seen.add(model)
                wrong += [f"{record}: {fault}" for fault in faults_of(response)]
    assert wrong == []
    assert seen == set(RecordPage.kinds())
