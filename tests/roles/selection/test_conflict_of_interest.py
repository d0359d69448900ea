"""Whoever applies for a role handles no application for it: not their own, nor their rivals'."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from hub.authorisation import as_nobody
from hub.models import Membership, Notification
from hub.permissions import StaffGroup
from roles.applications.services.applications import move_application
from roles.applications.services.messages import answer_candidate, ask_about_application
from roles.models import Application
from roles.selection.services.offers import (
    record_fall_through,
    record_start,
)
from roles.selection.services.undoing import undo_decision
from tests.factories.adverts import (
    TO_RECOMMENDED,
    enter_for_somebody,
    give_cv,
    make_advert,
    make_application,
    make_draft,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


def people(campaign) -> dict[str, object]:
    """Everybody who handles the campaign's applications."""
    return {
        "hiring manager": make_member(Role.HIRING_MANAGER, campaign.organisation),
        "resourcing officer": make_member(Role.RESOURCING, campaign.organisation),
        "adviser": make_person("", StaffGroup.HUB_STAFF),
    }


def pages(campaign, application) -> list[str]:
    """Every page about an application, and those of the campaign's applications."""
    base = f"/campaigns/{campaign.reference}/applications/"
    own = f"{base}{application.reference}/"
    moves = ("pass_sift", "fail_sift", "invite", "offer", "start")
    acts = ("for-candidate/accept", "for-candidate/withdraw")
    return [own, f"{own}answer/", f"{own}cv/", *(f"{own}{part}/" for part in (*moves, *acts))]


@pytest.mark.parametrize("who", ["hiring manager", "resourcing officer", "adviser"])
@pytest.mark.parametrize("is_sent", [True, False])
def test_R11_who_applies_sees_neither_their_own_nor_rivals_applications(who, is_sent):
    campaign = make_advert()
    rival = make_application(campaign)
    handler = people(campaign)[who]
    elsewhere = make_application(make_advert(organisation=campaign.organisation))
    sift = f"/campaigns/{campaign.reference}/applications/"
    client = signed_in(handler)
    assert Application.objects.handled_by(handler).filter(campaign=campaign).exists()
    other = (make_application if is_sent else make_draft)(campaign, handler)
    for url in (*pages(campaign, rival), *pages(campaign, other)):
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code == 404, url
    for url in (sift, f"{sift}enter/"):
        assert client.get(url).status_code in (403, 404), url
        assert client.post(url).status_code in (403, 404, 405), url
    page = client.get(f"/campaigns/{campaign.reference}/").content.decode()
    assert sift not in page
    assert not Application.objects.handled_by(handler).filter(campaign=campaign).exists()
    # Other campaigns of the department are as before, and their own application is theirs.
    base = f"/campaigns/{elsewhere.campaign.reference}/applications/{elsewhere.reference}/"
    assert client.get(base).status_code == 200
    assert client.get(f"/applications/{other.reference}/").status_code == 200
    colleague = signed_in(make_member(Role.HIRING_MANAGER, campaign.organisation))
    assert colleague.get(f"{sift}{rival.reference}/").status_code == 200


@pytest.mark.parametrize("who", ["hiring manager", "resourcing officer", "adviser"])
def test_R9_who_applies_decides_nothing_about_their_rivals(who):
    campaign = make_advert(posts=2)
    rivals = [
        make_application(campaign),
        make_application(campaign, None, *TO_RECOMMENDED),
        make_application(campaign, None, "fail_sift"),
    ]
    handler = people(campaign)[who]
    own = make_application(campaign, handler)
    ask_about_application(application=rivals[0], text="When?", actor=rivals[0].candidate)
    post = campaign.posts.first()
    calls = [
        lambda: move_application(application=rivals[0], move="fail_sift", actor=handler),
        lambda: move_application(application=own, move="pass_sift", actor=handler),
        lambda: make_offer(application=rivals[1], post=post, actor=handler),
        lambda: undo_decision(
            application=rivals[2], move="sift_again", reason="A slip", actor=handler
        ),
        lambda: answer_candidate(application=rivals[0], text="Never", actor=handler),
        lambda: record_start(application=rivals[1], actor=handler),
        lambda: record_fall_through(application=rivals[1], reason="No.", actor=handler),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    states = [Application.objects.get(pk=one.pk).state for one in (*rivals, own)]
    assert states == ["submitted", "recommended", "sift_fail", "submitted"]


def test_who_applies_neither_enters_nor_answers_for_others():
    campaign = make_advert()
    officer = make_member(Role.RESOURCING, campaign.organisation)
    entered = enter_for_somebody(campaign, make_member(Role.RESOURCING, campaign.organisation))
    make_draft(campaign, officer)
    with as_nobody(), pytest.raises(PermissionDenied):
        enter_for_somebody(campaign, officer, phone="01632 960 002")
    client = signed_in(officer)
    base = f"/campaigns/{campaign.reference}/applications/{entered.reference}/"
    assert client.post(f"{base}for-candidate/withdraw/", {"is_asked": "on"}).status_code == 404
    entered.refresh_from_db()
    assert entered.state == "submitted"


def test_a_rivals_cv_and_adjustments_stay_closed():
    campaign = make_advert(experience="cv")
    draft = make_draft(campaign)
    give_cv(draft)
    officer = make_member(Role.RESOURCING, campaign.organisation)
    assert officer.has_perm("roles.view_adjustments", draft)
    make_draft(campaign, officer)
    for name in ("view_application", "move_application", "view_adjustments", "enter_application"):
        assert not officer.has_perm(f"roles.{name}", draft), name
        assert not officer.has_perm(f"roles.{name}", campaign), name


@pytest.mark.parametrize("who", ["hiring manager", "resourcing officer", "adviser"])
def test_R9_who_applies_neither_pauses_nor_cancels_the_campaign(who):
    campaign = make_advert()
    handler = people(campaign)[who]
    page = f"/campaigns/{campaign.reference}/"
    client = signed_in(handler)
    assert f'"{page}pause/"' in client.get(page).content.decode()
    make_draft(campaign, handler)
    for move in ("pause", "cancel"):
        assert client.get(f"{page}{move}/").status_code in (403, 404), move
        assert client.post(f"{page}{move}/", {"reason": "Mine"}).status_code in (403, 404), move
        assert f'"{page}{move}/"' not in client.get(page).content.decode(), move
    campaign.refresh_from_db()
    assert campaign.state == "open"
    # A colleague who does not apply is as before.
    colleague = signed_in(make_member(Role.HIRING_MANAGER, campaign.organisation))
    assert colleague.get(f"{page}pause/").status_code == 200


def test_R9_who_applies_is_not_written_to_about_rivals():
    campaign = make_advert()
    rival = make_application(campaign)
    handler = make_member(Role.HIRING_MANAGER, campaign.organisation)
    colleague = make_member(Role.RESOURCING, campaign.organisation)
    make_draft(campaign, handler)
    ask_about_application(application=rival, text="When?", actor=rival.candidate)
    told = Notification.objects.filter(slug="roles.application_asked")
    assert colleague.pk in told.values_list("recipient", flat=True)
    assert handler.pk not in told.values_list("recipient", flat=True)
