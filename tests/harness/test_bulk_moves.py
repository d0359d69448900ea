"""Every list on which something can be done for several records at once."""

from __future__ import annotations

import pytest

from hub.bulk import BulkListView
from hub.moves import ConfirmForm, ReasonForm
from hub.states import targets_of
from tests.factories.hub import make_person
from tests.harness.test_access_matrix import routes


def lists() -> dict[str, type[BulkListView]]:
    found = {}
    for _, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view and issubclass(view, BulkListView):
            found[name] = view
    return found


def moves():
    for name, view in lists().items():
        for move in view.move_view.moves:
            if view.move_named(move.slug):
                yield pytest.param(view, move, id=f"{name} {move.slug}")


def test_each_plugin_has_a_list_and_each_list_is_at_its_own_address():
    assert {name: view.url_name for name, view in lists().items()} == {
        "roles:support_list": "roles:support_list",
        "training:workspace": "training:workspace",
        "capability_reviews:engagement_list": "capability_reviews:engagement_list",
        "capability_reviews:review_list": "capability_reviews:review_list",
    }


@pytest.mark.parametrize(("view", "move"), list(moves()))
def test_a_move_for_several_asks_for_a_reason_at_most_and_is_no_decision(view, move):
    assert move.form is ConfirmForm or issubclass(move.form, ReasonForm)
    forbidden = (move.is_decision, move.is_bound_to_facts, move.is_creating, move.is_warning)
    assert forbidden == (False,) * 4


# Which moves the tables offer: none of them ends its record.
OFFERED = {
    "roles:support_list": ("take", "become-adviser", "resume"),
    "training:workspace": ("open",),
    "capability_reviews:engagement_list": ("start_scoping", "pause", "resume"),
    "capability_reviews:review_list": (
        "start_scoping",
        "start_self_assessment",
        "start_follow_up",
    ),
}


# Which of them are undone for all of the records of a run, and by which move. The others lead where
# no state leads back, or tell people outside the hub at once (decision 47).
UNDONE = {
    "roles:support_list": {"take": "give-back", "become-adviser": "hand-back"},
    "training:workspace": {},
    "capability_reviews:engagement_list": {"pause": "undo-pause"},
    "capability_reviews:review_list": {},
}


@pytest.mark.parametrize("name", UNDONE)
def test_a_run_is_undone_by_a_move_that_asks_nothing_and_warns_of_nothing(name):
    view = lists()[name]
    found = {
        slug: undo
        for slug in OFFERED[name]
        if (undo := view.undo_of(view.move_named(slug))) is not None
    }
    assert {slug: undo.slug for slug, undo in found.items()} == UNDONE[name]
    assert set(view.undo_moves) <= set(OFFERED[name])
    for undo in found.values():
        assert undo.takes_at_most_a_reason
        assert not undo.asks_for_reason
    # What only a run makes is on no page of a record.
    pages = {move.slug for move in view.move_view.moves}
    assert pages.isdisjoint(undo.slug for undo in view.undo_moves.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", OFFERED)
def test_a_move_that_is_offered_for_several_leads_to_no_end(name):
    view = lists()[name]
    model = view.rows_seen(make_person()).model
    edges = list(model._meta.get_field("state").get_all_transitions(model))
    goes_on = {edge.source for edge in edges}
    for slug in OFFERED[name]:
        move = view.move_named(slug)
        assert move is not None, slug
        made = [edge for edge in edges if edge.name == move.made_by]
        targets = {target for edge in made for target in targets_of(edge)}
        assert {str(target) for target in targets - goes_on} == set(), slug
