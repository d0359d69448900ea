"""What staff entered for somebody is theirs as soon as they sign in with the same address."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from hub.models import Membership
from hub.signals import appointment_made
from roles.applications.services.claims import claim_applications
from roles.applications.services.erasure import erase_application
from roles.models import Post
from roles.selection.services.offers import accept_offer, record_start
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    bring_to_formal_offer,
    enter_for_somebody,
    make_advert,
    make_draft,
    make_handler,
    make_move,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import actions_of
from tests.hub.test_accounts import ask_for_code, enter_code
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
ADDRESS = "Ada@Example.com"


def entered(campaign, email=ADDRESS):
    """An application that a resourcing officer typed in for a person without an account."""
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    return enter_for_somebody(campaign, officer, email=email), officer


def appointed(campaign):
    """The same person, who has accepted an offer through the officer."""
    application, officer = entered(campaign)
    handler = make_handler(campaign)
    for move in TO_RECOMMENDED:
        application = make_move(application, move, handler)
    application = make_offer(application=application, post=campaign.posts.get(), actor=handler)
    return accept_offer(application=application, actor=officer), officer


def sign_in(email):
    """Sign in as people do: ask for a code, enter the code that was sent to the address."""
    client = Client()
    enter_code(client, ask_for_code(client, email))
    return client


def test_signing_up_with_the_address_claims_the_application():
    application, _ = entered(make_advert("Data engineer"))
    client = sign_in("ada@example.com")
    application.refresh_from_db()
    assert application.candidate.email == "ada@example.com"
    assert application.reference in client.get("/applications/").content.decode()
    page = client.get(f"/applications/{application.reference}/").content.decode()
    assert WORDS["statement"] in page
    assert "roles.application_claimed" in actions_of(application)
    withdraw = f"/applications/{application.reference}/withdraw/"
    answers = as_read(client, withdraw, {"reason": "pay"})
    assert client.post(withdraw, answers).status_code == 302
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_the_appointment_is_claimed_with_it_and_announced(django_capture_on_commit_callbacks):
    facts = []

    def made(**fact):
        facts.append((fact["person"], fact["reference"]))

    appointment_made.connect(made)
    campaign = make_advert()
    application, officer = appointed(campaign)
    post = Post.objects.filled().get()
    assert post.appointee is None
    with django_capture_on_commit_callbacks(execute=True):
        client = sign_in(ADDRESS)
    appointment_made.disconnect(made)
    person = get_user_model().objects.get(email="ada@example.com")
    post.refresh_from_db()
    assert (post.appointee, post.state) == (person, "accepted")
    assert facts == [(person, post.reference)]
    assert "Offer accepted" in client.get("/applications/").content.decode()
    held = client.get("/account/data/").content.decode()
    assert application.reference in held
    assert "You were appointed to a post" in held
    # From here on the officer no longer acts for them.
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    staff = signed_in(officer)
    assert staff.post(f"{base}for-candidate/withdraw/", {"is_asked": "on"}).status_code == 404
    handler = make_handler(campaign)
    application = bring_to_formal_offer(application, handler)
    assert record_start(application=application, actor=handler).state == "started"


def test_a_person_with_another_address_claims_nothing():
    application, _ = appointed(make_advert())
    for address in ("eve@example.com", "ada@example.com.evil.example", "ada+1@example.com"):
        client = sign_in(address)
        assert application.reference not in client.get("/applications/").content.decode()
        assert client.get(f"/applications/{application.reference}/").status_code == 404
        assert client.get(f"/applications/{application.reference}/offer/").status_code == 404
    application.refresh_from_db()
    assert (application.candidate, application.post.appointee) == (None, None)


def test_asking_for_a_code_or_a_wrong_one_claims_nothing():
    application, _ = entered(make_advert())
    client = Client()
    ask_for_code(client, ADDRESS)
    enter_code(client, "WRONG")
    application.refresh_from_db()
    assert application.candidate is None


def test_signing_in_again_changes_nothing_and_a_first_owner_stays():
    application, _ = entered(make_advert())
    sign_in(ADDRESS)
    sign_in(ADDRESS)
    application.refresh_from_db()
    assert actions_of(application).count("roles.application_claimed") == 1
    other = make_person("other@example.com")
    get_user_model().objects.filter(pk=application.candidate_id).update(email="old@example.com")
    get_user_model().objects.filter(pk=other.pk).update(email="ada@example.com")
    sign_in(ADDRESS)
    application.refresh_from_db()
    assert application.candidate.email == "old@example.com"


def test_R8_who_has_one_of_their_own_gets_what_was_entered_beside_it_to_take_one_back():
    campaign = make_advert()
    application, _ = entered(campaign)
    person = make_person("before@example.com")
    draft = make_draft(campaign, person)
    get_user_model().objects.filter(pk=person.pk).update(email="ada@example.com")
    person.refresh_from_db()
    assert claim_applications(person=person) == [application]
    application.refresh_from_db()
    assert (application.candidate, draft.candidate) == (person, person)


def test_what_was_erased_or_has_no_address_is_never_claimed():
    erased, _ = entered(make_advert())
    erase_application(application=erased)
    nameless, _ = entered(make_advert(), email="")
    sign_in(ADDRESS)
    for application in (erased, nameless):
        application.refresh_from_db()
        assert application.candidate is None


def test_nobody_claims_what_they_entered_themselves():
    _application, officer = entered(make_advert())
    get_user_model().objects.filter(pk=officer.pk).update(email="ada@example.com")
    officer.refresh_from_db()
    assert claim_applications(person=officer) == []
