"""Moves: offered to those who may make them, made once, refused in words."""

from __future__ import annotations

import pytest
from django.shortcuts import get_object_or_404
from django.test import override_settings
from django.urls import include, path

from hub.models import Membership, Need
from hub.moves import Move, MoveView, ReasonForm, can, offered, possible
from hub.needs import close_need, withdraw_need
from hub.permissions import StaffGroup
from hub.refusals import RefusedError, done_already, moved_on_to, not_now
from hub.states import Step
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.sent_twice import token_of

pytestmark = pytest.mark.django_db


class NoReasonError(RefusedError):
    reason = "Say it in a sentence"
    field = "reason"


class StillNeededError(RefusedError):
    field = "no such field"


def _withdraw(*, need, reason, actor):
    """The hub's own service, and what it may refuse."""
    if reason == "No":
        raise NoReasonError
    if reason == "Not yet":
        raise StillNeededError(["A post is offered", "A post is filled"])
    return withdraw_need(need=need, reason=reason, actor=actor)


def _again(*, need, actor):
    return make_need(need.organisation, actor)


NEED_MOVES = (
    Move(
        slug="withdraw",
        label="Withdraw the need",
        permission="hub.withdraw_need",
        may=can("mark_withdrawn"),
        service=_withdraw,
        form=ReasonForm,
        explain=lambda need: f"Nobody is looked for any more: {need.headcount}.",
        facts=lambda need: [("Organisation", need.organisation.name)],
        done=lambda need: f"is now {need.get_state_display().lower()}",
        is_warning=True,
    ),
    Move(
        slug="close",
        label="Close the need",
        permission="hub.change_need",
        may=can("mark_closed"),
        service=close_need,
        form=ReasonForm,
        obstacle=lambda need: "Nothing was answered yet." if need.state == "raised" else "",
        done="is closed",
    ),
    Move(
        slug="again",
        label="Raise it again",
        permission="hub.withdraw_need",
        may=lambda need: True,
        service=_again,
        next_address=lambda made, user: made.get_absolute_url(),
        done="is raised again",
        is_creating=True,
    ),
)


class NeedMoveView(MoveView):
    moves = NEED_MOVES
    record_argument = "need"

    def find_record(self):
        rows = Need.objects.visible_to(self.request.user)
        return get_object_or_404(rows, reference=self.kwargs["reference"])


class SlowMoveView(NeedMoveView):
    """While the page is read, a colleague withdraws the need."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        withdraw_need(need=self.record, reason="It is filled.", actor=self.request.user)
        return kwargs


urlpatterns = [
    path("test-needs/slow/<reference:reference>/<slug:move>/", SlowMoveView.as_view()),
    path("test-needs/<reference:reference>/<slug:move>/", NeedMoveView.as_view()),
    path("", include("hub.urls")),
]


@pytest.fixture(autouse=True)
def routed():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def need():
    return make_need(make_organisation("AAA", name="Department of A"))


@pytest.fixture
def requester(need):
    return make_member(Membership.Role.REQUESTER, need.organisation)


def url(need, slug="withdraw"):
    return f"/test-needs/{need.reference}/{slug}/"


def test_the_page_of_a_move_says_what_it_is_and_what_it_is_about(need, requester):
    page = signed_in(requester).get(url(need)).content.decode()
    for words in (
        "Withdraw the need",
        "Nobody is looked for any more: 1.",
        "Department of A",
        "View the need",
        "govuk-button--warning",
    ):
        assert words in page


def test_a_move_is_made_by_its_service_and_says_what_was_done(need, requester):
    client = signed_in(requester)
    response = client.post(url(need), {"reason": "The work has ended."}, follow=True)
    assert response.redirect_chain == [(need.get_absolute_url(), 302)]
    assert f"{need} is now withdrawn" in response.content.decode()
    need.refresh_from_db()
    assert need.state == "withdrawn"


def test_a_move_made_twice_says_so_and_changes_nothing(need, requester):
    client = signed_in(requester)
    client.post(url(need), {"reason": "The work has ended."})
    why = moved_on_to(str(need), "Withdrawn")
    # Whoever only opens the page has changed nothing, and is not told so.
    for send, was_tried in ((client.get, False), (client.post, True)):
        response = send(url(need), follow=True)
        assert response.redirect_chain == [(need.get_absolute_url(), 302)]
        assert not_now(why, was_tried=was_tried) in response.content.decode()
    assert not_now(why, was_tried=False).startswith("You cannot do this now. This may")


def test_a_move_that_somebody_else_makes_meanwhile_says_so(need, requester):
    response = signed_in(requester).post(
        f"/test-needs/slow/{need.reference}/withdraw/", {"reason": "No longer."}, follow=True
    )
    assert done_already(str(need), "Withdrawn") in response.content.decode()


def test_a_refusal_is_shown_at_its_field_and_every_reason_of_one_at_the_top(need, requester):
    client = signed_in(requester)
    page = client.post(url(need), {"reason": "No"}).content.decode()
    assert '<a href="#id_reason">Say it in a sentence</a>' in page
    page = client.post(url(need), {"reason": "Not yet"}).content.decode()
    assert "A post is offered" in page
    assert "A post is filled" in page
    need.refresh_from_db()
    assert need.state == "raised"


def test_what_stands_in_the_way_is_said_and_no_form_is_shown(need):
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    page = client.get(url(need, "close")).content.decode()
    assert "Nothing was answered yet." in page
    assert "Why?" not in page
    # What was typed before the page knew stays.
    answer = client.post(url(need, "close"), {"reason": "It is closed."}).content.decode()
    assert "Nothing was answered yet." in answer
    assert "It is closed.</textarea>" in answer
    need.refresh_from_db()
    assert need.state == "raised"


def test_a_move_that_makes_a_record_leads_to_it_and_makes_one_from_one_page(need, requester):
    client = signed_in(requester)
    token = token_of(client, url(need, "again"))
    sent = [client.post(url(need, "again"), {"page_token": token}) for _ in range(2)]
    made = Need.objects.exclude(pk=need.pk).get()
    assert {response.url for response in sent} == {made.get_absolute_url()}


def test_a_page_sent_again_says_that_it_was_sent_and_nothing_was_added(need, requester):
    client = signed_in(requester)
    answers = {"page_token": token_of(client, url(need, "again"))}
    first, second = (client.post(url(need, "again"), answers, follow=True) for _ in range(2))
    said = "You had already sent this. Nothing was added."
    assert [said in page.content.decode() for page in (first, second)] == [False, True]
    assert Need.objects.count() == 2


def test_what_is_said_of_a_move_that_came_too_late():
    assert done_already("The review", "Factual check") == (
        "You cannot do this now, so nothing has changed. This may already have been done. "
        "The review is now “factual check”."
    )


def test_a_slug_that_no_move_has_is_not_found(need, requester):
    client = signed_in(requester)
    assert client.get(url(need, "publish")).status_code == 404
    assert client.post(url(need, "publish")).status_code == 404


def test_who_may_not_make_a_move_finds_no_page_of_it_and_is_not_offered_it(need, requester):
    viewer = make_member(Membership.Role.HIRING_MANAGER, need.organisation)
    assert signed_in(viewer).post(url(need), {"reason": "No longer."}).status_code == 404
    assert [move.slug for move in possible(NEED_MOVES, need)] == ["withdraw", "close", "again"]
    assert [move.slug for move in offered(NEED_MOVES, need, requester)] == ["withdraw", "again"]
    assert offered(NEED_MOVES, need, viewer) == []
    need.refresh_from_db()
    assert need.state == "raised"


def test_the_green_move_is_the_one_that_the_next_step_names_or_none():
    def of(slug, **more):
        return Move(
            slug=slug,
            label=slug,
            permission="hub.view_need",
            may=lambda record: True,
            service=print,
            done="",
            **more,
        )

    need = make_need(make_organisation())
    person = make_person("", StaffGroup.HUB_STAFF)

    def waits(record):
        return "Not yet."

    end, side, first = of("end", is_warning=True), of("side"), of("first")
    late, decide = of("late", obstacle=waits), of("decide", is_decision=True)
    others = Step("The department does it.")

    def step(moves, *steps, pages=None):
        found = offered(moves, need, person, steps, pages)
        return [offer.slug for offer in found if offer.is_next], found.next_step, found.page

    # Nothing is green because it comes first, nor in place of what has to wait or warns.
    assert step((end, side, first)) == ([], "", None)
    assert step((side, first), Step("First.", move="first"), others) == (["first"], "First.", None)
    for slug in ("late", "end", "unknown"):
        assert step((end, side, late), Step("It.", move=slug), others) == ([], others.words, None)
    # What waits gives way to the next that need not, and a page to who may not open it.
    assert step((side, late), Step("Late.", move="late"), Step("Side.", move="side")) == (
        ["side"],
        "Side.",
        None,
    )
    read = Step("Read them.", page="read")
    assert step((side,), read, others) == ([], others.words, None)
    pages = {"read": ("Read", "/read/")}
    assert step((side,), read, others, pages=pages) == ([], "Read them.", ("Read", "/read/"))
    # A decision that others wait for comes before all else.
    assert step((first, decide), Step("First.", move="first")) == (["decide"], "decide.", None)
    assert [offer.obstacle for offer in offered((late, first), need, person)] == ["Not yet.", ""]


def test_a_refusal_says_the_rule_and_that_somebody_did_it_only_where_that_may_be(need):
    withdraw, close, _ = NEED_MOVES
    Need.objects.update(state="withdrawn")
    need.refresh_from_db()
    assert withdraw.why_not(need, "The need") == moved_on_to("The need", "Withdrawn")
    assert close.why_not(need, "The need") == (
        "The need is “withdrawn”. "
        "You can only do this while it is “raised”, “being answered” or “met”"
    )
