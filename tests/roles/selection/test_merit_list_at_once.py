"""Two people or two tabs at once on PostgreSQL: one signs the list, the other is told (R13)."""

from __future__ import annotations

import pytest
from django.db import connection

from roles.models import MeritList
from roles.models.selection.merit_order import merit_order
from roles.selection.services.merit_lists import (
    MeritListRefusedError,
    SignedMeanwhileError,
    confirm_merit_list,
    seen_of,
    sign_merit_list,
)
from roles.selection.services.outcomes import draw_outcomes, drawn
from roles.selection.services.outcomes import seen_of as seen_of_outcomes
from tests.factories.adverts import make_handler
from tests.roles.selection.test_merit_list import REASON, corrected, marked, sign
from tests.roles.test_concurrency import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_R13_of_eight_who_sign_at_once_one_signs_and_the_others_are_told():
    assert connection.vendor == "postgresql"
    interviews = marked(6, 5)
    seen = seen_of(merit_order(interviews.campaign), None)
    results = at_once(
        *[
            lambda: sign_merit_list(
                panel=interviews.panel, seen=seen, reason=REASON, actor=interviews.chair
            )
            for _ in range(8)
        ]
    )
    assert sum(isinstance(each, MeritList) for each in results) == 1
    assert sum(isinstance(each, SignedMeanwhileError) for each in results) == 7
    [signed] = MeritList.objects.all()
    assert (signed.version, signed.digest) == (1, signed.digest_now())
    assert signed.places.count() == 2


def test_S37_of_two_who_decide_on_a_correction_at_once_one_does():
    interviews = marked(6, 5)
    assert sign(interviews).status_code == 302
    assert corrected(interviews).status_code == 302
    [waits] = MeritList.objects.to_confirm()
    others = [make_handler(interviews.campaign) for _ in range(2)]
    results = at_once(
        *[
            lambda person=person, yes=yes: confirm_merit_list(
                merit_list=waits, is_confirmed=yes, actor=person
            )
            for person, yes in zip(others, (True, False), strict=True)
        ]
    )
    assert sum(isinstance(each, MeritList) for each in results) == 1
    assert sum(isinstance(each, MeritListRefusedError) for each in results) == 1


def test_R13_outcomes_are_drawn_once_by_two_at_once():
    interviews = marked(6, 5, 3)
    assert sign(interviews).status_code == 302
    seen = seen_of_outcomes(drawn(interviews.campaign, interviews.handler))
    results = at_once(
        *[
            lambda: draw_outcomes(campaign=interviews.campaign, seen=seen, actor=interviews.handler)
            for _ in range(2)
        ]
    )
    assert sum(isinstance(each, list) for each in results) == 1
    states = []
    for application in interviews.applications:
        application.refresh_from_db()
        states.append(application.state)
    assert states == ["recommended", "reserve", "not_appointable"]
