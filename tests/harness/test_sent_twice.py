"""A page that makes a record, sent twice, makes one and leads to it: such pages of every app."""

from __future__ import annotations

from importlib import import_module
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.views.generic import FormView

from hub.views.base import CreatingFormView
from tests.factories.hub import signed_in
from tests.harness.test_access_matrix import APPS, routes
from tests.sent_twice import page_is_sent_twice, token_of

PAGES: dict[str, Any] = {
    name: page
    for app in APPS
    for name, page in import_module(f"tests.{app}.sent_twice").PAGES.items()
}
# Forms that change a record, or make one that the domain lets be made once, such as a rating, an
# answer or an alert to an address: whoever adds a form says which it is.
NOT_CREATING = {
    "": "bulk_run account_address account_address_confirm account_confirm_login_code account_erase "
    "role_confirm correction_confirm policy_confirm role_end pre_election_change pre_election_end "
    "account_login account_name account_request_login_code message_preferences need_close "
    "need_meet need_withdraw qualification_withdraw service_phase",
    "capability_reviews:": "review_follow_up review_move review_rate review_scope "
    "team_move training_move",
    "roles:": "complaint_move exception_more_time exception_move amount_move application_checks "
    "act_for_candidate advert_change alert_change alert_subscribe alert_why "
    "application_check application_cv application_job application_job_remove application_jobs "
    "application_interview application_interview_cancel application_interview_none slot_move "
    "slots_move application_offer application_offer_answer application_question application_reuse "
    "application_sharing application_withdraw booking_decline campaign_feedback "
    "delegation_end mover_answer mover_end mover_reason post_move question_decline "
    "conflict_record moderation_item moderation_third "
    "moderation_third_back moderation_close moderation_reopen "
    "redactor redact sift_cut schemes scheme_rule scheme_rule_confirm third_mark "
    "conflict_move marking_answer marking_recognise panel_place_move panel_place_remove "
    "merit_list_sign merit_list_confirm merit_list_outcomes "
    "panel_set_up question_detail search_save share_out sift_move stage support_answer "
    "support_booking_cancel support_feedback support_file_remove "
    "support_person support_person_offer",
    "training:": "attendance cohort_move place_accept place_decline place_withdraw release_move",
}


def form_views() -> dict[str, type[FormView]]:
    """The views of our own that serve a form, by URL name."""
    found = {}
    for _, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view and issubclass(view, FormView) and view.__module__.split(".")[0] in APPS:
            found[name] = view
    return found


def creating() -> set[str]:
    """What makes a record: a page by its URL name, a move with its slug."""
    found = set()
    for _, name, route in routes():
        kind = getattr(route.callback, "view_class", None)
        if kind is None or not issubclass(kind, CreatingFormView):
            continue
        given = getattr(route.callback, "view_initkwargs", {})
        if moves := given.get("moves") or getattr(kind, "moves", ()):
            found |= {f"{name} {move.slug}" for move in moves if move.is_creating}
            continue
        view = kind()
        view.kwargs = dict.fromkeys(route.pattern.converters)
        if view.is_creating:
            found.add(name)
    return found


def test_every_page_that_makes_a_record_is_here():
    assert creating() == set(PAGES)


def test_every_other_form_is_known_to_make_none():
    other = set(form_views()) - {name.split()[0] for name in creating()}
    known = {f"{app}{name}" for app, names in NOT_CREATING.items() for name in names.split()}
    assert other == known


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_same_page_sent_twice_makes_one_and_leads_to_it(name):
    page_is_sent_twice(PAGES[name]())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    "name", ["roles:campaign_make", "roles:application_enter", "roles:support_move log"]
)
def test_the_same_page_sent_many_times_at_once_makes_one(name):
    """Also where the first makes what the others send invalid, a second campaign for the same."""
    page = PAGES[name]()
    before = page.model.objects.count()
    clients = [signed_in(page.person) for _ in range(4)]
    data = {**page.data(), "page_token": token_of(clients[0], page.url)}
    barrier, led = Barrier(4), []

    def send(client: Any) -> None:
        barrier.wait()
        try:
            led.append(client.post(page.url, data).headers.get("Location"))
        finally:
            connection.close()

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert page.model.objects.count() == before + 1
    assert len(led) == 4
    assert len(set(led)) == 1
    assert led[0]
