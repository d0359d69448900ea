"""Equality totals are published so that nobody's answer can be worked out (QC6, A9)."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from itertools import product

import numpy
import pytest
from django.core.exceptions import PermissionDenied
from scipy.optimize import Bounds, LinearConstraint, milp

from hub.authorisation import as_nobody
from hub.permissions import StaffGroup
from hub.suppression import BASE, CannotHideError, Plan, printed, publish
from roles.applications.services.equality_publication import (
    ALL,
    OTHERS,
    Cell,
    NothingToPublishError,
    plan_of,
    publish_equality,
)
from roles.models import Campaign, EqualityPublication, EqualityTotal
from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
HIDDEN_UP_TO = 7
MOST = 10_000
NO_LOTS = {}.get  # No total is hidden by lot.


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, None), (4, None), (7, None), (8, 10), (12, 10), (13, 15), (40, 40), (52, 50), (53, 55)],
)
def test_QC6_up_to_seven_is_hidden_with_none_and_the_rest_is_rounded_to_five(number, shown):
    assert printed(number, HIDDEN_UP_TO) == shown


def test_QC6_a_publication_is_refused_that_would_give_a_hidden_number_away():
    plan = Plan(
        counts={"applied": 13, "yes": 7, "no": 6, "invited": 13},
        sums=[("applied", ["yes", "no"])],
        orders=[("applied", "invited")],
    )
    with pytest.raises(CannotHideError) as refused:
        publish(plan)
    assert refused.value.cells == ["yes", "no"]


class Attack:
    """Everything that a publication tells, as a problem of whole numbers."""

    def __init__(self, plan: Plan, shown: dict, known: tuple = ()) -> None:
        unprinted = {part for _, parts in plan.sums for part in parts} - set(shown)
        self.place = {cell: place for place, cell in enumerate([*shown, *sorted(unprinted)])}
        low, high = numpy.zeros(len(self.place)), numpy.full(len(self.place), float(MOST))
        for cell, number in shown.items():
            if number is not None:
                low[self.place[cell]] = max(HIDDEN_UP_TO + 1, number - BASE // 2)
                high[self.place[cell]] = number + BASE // 2
            elif plan.counts[cell] <= HIDDEN_UP_TO:
                # More than the attacker knows: which of the hidden numbers are small.
                high[self.place[cell]] = HIDDEN_UP_TO
        # Of a few people that number tells more than we do, whatever is printed.
        for cell in (cell for cell in known if plan.counts[cell] > HIDDEN_UP_TO):
            high[self.place[cell]] = min(high[self.place[cell]], plan.counts[cell])
        self.bounds = Bounds(low, high)
        rows, least, most = [], [], []
        for whole, parts in plan.sums:
            rows.append({whole: 1.0, **dict.fromkeys(parts, -1.0)})
            least.append(0.0)
            most.append(0.0)
        for larger, smaller in plan.orders:
            rows.append({larger: 1.0, smaller: -1.0})
            least.append(0.0)
            most.append(float(MOST))
        matrix = numpy.zeros((len(rows), len(self.place)))
        for number, row in enumerate(rows):
            for cell, factor in row.items():
                matrix[number, self.place[cell]] = factor
        self.constraints = LinearConstraint(matrix, least, most)

    def values_left(self, cell: Cell) -> int:
        """How many values a number may have, for all that was printed."""
        ends = []
        for sign in (1.0, -1.0):
            goal = numpy.zeros(len(self.place))
            goal[self.place[cell]] = sign
            found = milp(
                goal, constraints=self.constraints, bounds=self.bounds,
                integrality=numpy.ones(len(self.place)),
            )  # fmt: skip
            assert found.success, found.message
            ends.append(round(found.x[self.place[cell]]))
        return ends[1] - ends[0] + 1


def counted(campaign: Campaign, question: str, **answers: int | tuple[int, ...]) -> None:
    """Counts of a campaign as they stand after its answers were folded, by stage."""
    for answer, numbers in answers.items():
        by_stage = numbers if isinstance(numbers, tuple) else (numbers,)
        for stage, number in zip(EqualityTotal.Stage.values, by_stage, strict=False):
            EqualityTotal.objects.create(
                campaign=campaign, stage=stage, question=question, answer=answer, count=number
            )


def invented(seed: int) -> list[EqualityTotal]:
    """A year of some departments, with nested stages, as small as they are in life."""
    chance = random.Random(seed)
    totals = []
    for department in range(chance.randint(3, 9)):
        organisation = make_organisation(f"D{seed}-{department}")
        campaign = Campaign(organisation=organisation)
        size = chance.choice([12, 30, 60, 150])
        for question, answers in {
            "disability": ("yes", "no", "prefer_not_to_say"),
            "age": ("under_25", "25_34", "35_44", "45_54", "55_over", "prefer_not_to_say"),
        }.items():
            for answer in answers:
                number = chance.choice([0, 1, 2, 3, 5, 8, 9, size // 2, size])
                for stage in EqualityTotal.Stage.values:
                    totals.append(
                        EqualityTotal(
                            campaign=campaign, stage=stage, question=question, answer=answer,
                            count=number,
                        )
                    )  # fmt: skip
                    number = chance.randint(0, number)
    return totals


# 354: a number of which the totals of its own table leave five values, and all tables one.
@pytest.mark.parametrize("seed", [*range(4), 354])
def test_QC6_integer_programming_leaves_every_hidden_number_three_values(seed):
    plan = plan_of(invented(seed))
    shown = publish(plan)
    attack = Attack(plan, shown)
    small = [cell for cell in shown if 0 < plan.counts[cell] <= HIDDEN_UP_TO]
    assert len(small) > 20
    for cell in random.Random(seed).sample(small, 20):
        assert (cell, attack.values_left(cell) >= 3) == (cell, True)


def test_QC6_a_total_that_would_tell_a_hidden_number_is_hidden_too():
    """8 and 8 of 16 leave the third answer 0 or 1."""
    counts = {"all": 16, "a": 8, "b": 8, "c": 0}
    shown = publish(Plan(counts, sums=[("all", ["a", "b", "c"])]), NO_LOTS)
    assert shown == {"all": None, "a": 10, "b": 10, "c": None}


def test_QC6_that_a_total_is_hidden_tells_nothing_either():
    """Some are hidden by lot: of all that could have led to the same page three values are left."""
    pages: dict[tuple, set[int]] = defaultdict(set)
    for numbers in product(range(HIDDEN_UP_TO + 1), range(8, 13), range(8, 13)):
        counts = {**dict(zip("abc", numbers, strict=True)), "all": sum(numbers)}
        plan = Plan(counts, sums=[("all", ["a", "b", "c"])])
        for lot in (True, False):
            shown = publish(plan, lambda cell, lot=lot: lot)
            pages[tuple(shown.items())].add(numbers[0])
    assert min(len(values) for values in pages.values()) >= 3
    assert {page[3] for page in pages} == {("all", None), ("all", 20), ("all", 25), ("all", 30)}


def test_QC6_a_lot_is_drawn_once_for_the_same_numbers_and_for_one_total_in_ten():
    hidden = 0
    for number in range(100):
        plan = Plan(
            {"all": 1000 + number, "a": 3, "b": 500, "c": 497 + number},
            sums=[("all", ["a", "b", "c"])],
        )
        shown = publish(plan)
        assert publish(plan) == shown
        hidden += shown["all"] is None
    assert 0 < hidden < 30


def test_QC6_the_posts_that_are_filled_tell_nothing_of_who_fills_them():
    """Eight were appointed and eight said no: the number of posts stands on other pages."""
    for answers in ({"no": (30, 20, 10, 8), "yes": (9, 0, 0, 0)}, {"no": (60, 40, 30, 20)}):
        counted(make_advert(), "disability", **answers)
    shown = publish(plan_of(EqualityTotal.objects.all()), NO_LOTS)
    code = EqualityTotal.objects.first().campaign.organisation.department.code
    of_eight = {cell.answer: shown[cell] for cell in shown if cell[:3:2] == (code, "appointed")}
    assert of_eight == {"yes": None, "no": None, "prefer_not_to_say": None, ALL: None}
    assert shown[Cell(ALL, "disability", "applied", "no")] == 90


def test_QC6_how_many_came_to_each_stage_tells_staff_nothing_of_who_they_are():
    """Nine were invited, as the list of applications says: eight of them said no."""
    answers = {"no": (28, 8, 8, 0), "yes": (2, 1, 1, 0), "prefer_not_to_say": (0, 0, 0, 0)}
    counted(make_advert(), "disability", **answers)
    plan = plan_of(EqualityTotal.objects.all())
    shown = publish(plan)
    attack = Attack(plan, shown, known=tuple(plan.at_most_inside))
    small = [cell for cell in shown if plan.counts[cell] <= HIDDEN_UP_TO and cell.answer != ALL]
    assert [cell for cell in small if attack.values_left(cell) < 3] == []
    code = EqualityTotal.objects.first().campaign.organisation.department.code
    assert shown[Cell(code, "disability", "invited", "no")] is None
    assert shown[Cell(ALL, "disability", "applied", "no")] == 30


def test_QC6_subtracting_one_department_from_all_tells_nothing():
    """The figures of the trial: 15 of all less 12 of one department gave 3 of the other."""
    one, other = make_advert(), make_advert()
    counted(one, "disability", yes=3, no=40, prefer_not_to_say=9)
    counted(other, "disability", yes=12, no=60, prefer_not_to_say=15)
    plan = plan_of(EqualityTotal.objects.all())
    shown = publish(plan, NO_LOTS)
    codes = [campaign.organisation.department.code for campaign in (one, other)]
    yes = {body: shown[Cell(body, "disability", "applied", "yes")] for body in (*codes, ALL)}
    assert yes == {codes[0]: None, codes[1]: 10, ALL: 15}
    left = Attack(plan, shown).values_left(Cell(codes[0], "disability", "applied", "yes"))
    assert left >= 3


def test_QC6_small_departments_are_shown_together_when_they_are_three():
    for number in (20, 20, 10):
        counted(make_advert(), "sex", female=number, male=2)
    assert {cell.body for cell in plan_of(EqualityTotal.objects.all()).counts} == {ALL, OTHERS}
    EqualityTotal.objects.last().campaign.equality.all().delete()
    assert {cell.body for cell in plan_of(EqualityTotal.objects.all()).counts} == {ALL}


def test_QC6_each_answer_is_in_one_publication_and_the_counts_are_gone():
    """So that nothing is learnt from what the next publication has more."""
    # A name of its own, since lots are drawn by names and numbers.
    department = make_organisation("AAA")
    counted(make_advert(organisation=department), "sex", female=30, male=10)
    first = publish_equality(actor=None)
    assert EqualityTotal.objects.count() == 0
    counted(make_advert(organisation=department), "sex", female=26, male=9)
    second = publish_equality(actor=None)
    of_all = [
        {cell[3]: cell[4] for cell in made.cells if cell[:3] == [ALL, "sex", "applied"]}
        for made in (first, second)
    ]
    assert of_all == [
        {"female": 30, "male": 10, "prefer_not_to_say": None, ALL: 40},
        {"female": 25, "male": 10, "prefer_not_to_say": None, ALL: 35},
    ]
    with pytest.raises(NothingToPublishError):
        publish_equality(actor=None)


def test_QC6_what_is_counted_shows_nowhere_before_it_is_published():
    counted(make_advert(), "sex", female=30, male=10)
    html = signed_in(make_person("", StaffGroup.ANALYSTS)).get("/equality/").content.decode()
    assert "Nothing has been published yet" in html
    assert "Female" not in html


def test_hub_leads_publish_analysts_read_and_nobody_else_does():
    campaign = make_advert(organisation=make_organisation("AAA"))
    counted(campaign, "sex", female=(30, 12), male=(10, 3))
    analyst = signed_in(make_person("", StaffGroup.ANALYSTS))
    lead = signed_in(make_person("", StaffGroup.HUB_LEADS))
    assert "Publish the totals" not in analyst.get("/equality/").content.decode()
    assert analyst.post("/equality/").status_code == 404
    assert EqualityPublication.objects.count() == 0
    assert "Publish the totals" in lead.get("/equality/").content.decode()
    assert (
        "The equality totals are published" in lead.post("/equality/", follow=True).content.decode()
    )
    html = analyst.get("/equality/").content.decode()
    assert "What is your sex?" in html
    cells = re.findall(r"<t[hd][^>]*>\s*(.*?)\s*</t[hd]>", html, re.DOTALL)
    women = cells.index("Female")
    assert cells[women + 1 : women + 4] == ["30", "10", "Not shown"]
    everybody = cells.index("All who answered")
    assert cells[everybody + 1 : everybody + 3] == ["40", "15"]
    code = campaign.organisation.department.code
    assert analyst.get(f"/equality/?department={code}").status_code == 200
    for address in ("?department=NOWHERE", "?department=%00", "?publication=999", "?publication=x"):
        assert analyst.get(f"/equality/{address}").status_code == 404
    assert signed_in(make_handler(campaign)).get("/equality/").status_code == 404
    assert "Equality totals" in analyst.get("/campaigns/").content.decode()
    with as_nobody(), pytest.raises(PermissionDenied):
        publish_equality(actor=make_person("", StaffGroup.ANALYSTS))
