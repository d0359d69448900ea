"""A candidate's question about their application waits for those who answer it, and is shown so."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership
from hub.work import waiting_for
from roles.models import ApplicationMessage
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to_formal_offer,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db
ASKED = "Can I start on 1 February instead?"


def items(person, slug):
    fresh = type(person).objects.get(pk=person.pk)
    found = {shown.queue.slug: shown.items for shown in waiting_for(fresh)}
    return found.get(slug, ())


def ask(application):
    url = reverse("roles:application_ask", args=[application.reference])
    answer = signed_in(application.candidate).post(url, {"text": ASKED})
    assert answer.status_code == 302


def accepted():
    campaign = make_advert("Service owner")
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    application = make_offer(application, campaign.posts.get(), handler)
    return accept_offer(application=application, actor=application.candidate), handler


def test_a_question_waits_for_the_department_until_somebody_answers_it():
    application, handler = accepted()
    officer = make_member(Membership.Role.RESOURCING, application.organisation)
    ask(application)
    for person in (handler, officer):
        (item,) = items(person, "roles.letters")
        named = f"{application.reference}, {application.campaign.title}"
        assert item.text == f"Question on {named}"
        assert item.since == ApplicationMessage.objects.get().sent_at
    assert (
        items(make_member(Membership.Role.REQUESTER, application.organisation), "roles.letters")
        == ()
    )
    (mine,) = items(application.candidate, "roles.own_letters")
    assert mine.text == "Your question about Service owner"
    assert mine.organisation == application.organisation.name
    client = signed_in(handler)
    (item,) = items(handler, "roles.letters")
    assert ASKED in client.get(item.href).text
    client.post(item.href, {"text": "Yes, you can."})
    assert items(handler, "roles.letters") == items(officer, "roles.letters") == ()
    assert items(application.candidate, "roles.own_letters") == ()
    ask(application)
    assert len(items(officer, "roles.letters")) == 1


def test_R11_before_the_invitation_a_question_has_a_reference_and_a_day_alone():
    campaign = make_advert("Service owner")
    handler = make_handler(campaign)
    application = make_application(campaign)
    ask(application)
    (item,) = items(handler, "roles.letters")
    assert item.text == f"Question on {application.reference}, Service owner"
    assert item.since == timezone.localdate()


def test_R9_a_rival_is_shown_no_question_and_a_person_never_their_own():
    campaign = make_advert("Service owner")
    rival = make_handler(campaign)
    ask(make_application(campaign))
    assert len(items(rival, "roles.letters")) == 1
    make_draft(campaign, rival)
    assert items(rival, "roles.letters") == ()


def test_whoever_accepted_an_offer_waits_for_the_department_until_they_start():
    application, handler = accepted()
    (item,) = items(application.candidate, "roles.on_the_way")
    assert item.text == "Service owner: checks"
    assert (item.since, item.until) == (application.accepted_at, None)
    assert item.href == application.get_absolute_url()
    application = bring_to_formal_offer(application, handler)
    (item,) = items(application.candidate, "roles.on_the_way")
    assert (item.text, item.until) == (
        "Service owner: your first day",
        application.offer_terms.starts_on,
    )
    page = signed_in(application.candidate).get(reverse("work")).text
    assert "The department carries out its checks" in page
    url = reverse(
        "roles:sift_move", args=[application.campaign.reference, application.reference, "start"]
    )
    signed_in(handler).post(url)
    assert items(application.candidate, "roles.on_the_way") == ()


def test_the_history_says_that_the_candidate_asked():
    application, handler = accepted()
    ask(application)
    url = reverse("roles:sift_detail", args=[application.campaign.reference, application.reference])
    history = " ".join(signed_in(handler).get(url).text.rpartition("History")[2].split())
    line = history.partition("Question asked")[2].partition("</li>")[0]
    assert "the candidate" in line
    assert "this service" not in line
    assert application.full_name not in line


def test_queries_do_not_grow_with_questions():
    campaign = make_advert("Service owner", posts=30)
    handler = make_handler(campaign)
    counts, made = [], 0
    # After the first two, the process knows the kinds of record, the settings and the periods.
    for number in (1, 1, 1, 3, 19):
        while made < number:
            ask(make_application(campaign, make_person(f"c{made}@example.com")))
            made += 1
        fresh = type(handler).objects.get(pk=handler.pk)
        with CaptureQueriesContext(connection) as asked:
            waiting_for(fresh)
        counts.append(len(asked))
    assert counts[2] == counts[3] == counts[4]
