"""Nobody both applies for a role and handles its applications, in whichever order (R25)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import Membership, Upload, User
from hub.permissions import StaffGroup
from roles.applications.services.applications import submit_application
from roles.applications.services.claims import claim_applications
from roles.applications.services.sides import HandlesApplicationsError
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application, Campaign, CampaignSide
from tests.factories.adverts import (
    enter_for_somebody,
    give_cv,
    make_advert,
    make_application,
    make_draft,
    make_move,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
Role = Membership.Role


def person_who(who: str, campaign):
    """Somebody who handles the applications of a campaign."""
    if who == "adviser":
        return make_person("", StaffGroup.HUB_STAFF)
    role = {"manager": Role.HIRING_MANAGER, "officer": Role.RESOURCING}[who]
    return make_member(role, campaign.organisation)


def cannot_apply(person, campaign) -> bool:
    """Whether starting is refused on the page, in words, and by the service."""
    start, browser = f"/applications/start/{campaign.reference}/", signed_in(person)
    words = "because you have opened the applications for it"
    pages = [browser.get(start), browser.post(start)]
    assert [words in page.content.decode() for page in pages] == [True, True]
    assert "Start now" not in pages[0].content.decode()
    with pytest.raises(HandlesApplicationsError):
        make_draft(campaign, person)
    return not Application.objects.filter(campaign=campaign, candidate=person).exists()


@pytest.mark.parametrize("who", ["manager", "officer", "adviser"])
@pytest.mark.parametrize("page", ["", "{}/", "{}/answer/", "{}/pass_sift/"])
def test_R25_whoever_has_opened_applications_cannot_apply_beside_them(who, page):
    campaign = make_advert()
    rival = make_application(campaign)
    person = person_who(who, campaign)
    base = f"/campaigns/{campaign.reference}/applications/"
    opened = signed_in(person).get(base + page.format(rival.reference), follow=True)
    assert opened.status_code == 200
    assert cannot_apply(person, campaign)
    # They still handle these, and apply for other roles.
    assert signed_in(person).get(base).status_code == 200
    elsewhere = make_advert(organisation=campaign.organisation)
    assert make_draft(elsewhere, person).candidate == person


def test_R25_adjustments_and_a_cv_count_as_opened_too():
    campaign = make_advert(experience="cv")
    draft = make_draft(campaign)
    give_cv(draft)
    Upload.objects.update(state="clean")
    rival = submit_application(application=draft, actor=draft.candidate)
    officer = person_who("officer", campaign)
    base = f"/campaigns/{campaign.reference}/applications/{rival.reference}/"
    signed_in(officer).post(f"{base}arrangements/")
    assert cannot_apply(officer, campaign)
    # Before the interview a CV is shown to nobody, and whoever asks for it knows the application.
    other = person_who("officer", campaign)
    assert signed_in(other).get(f"{base}cv/").status_code == 404
    assert cannot_apply(other, campaign)


def test_R25_whoever_typed_in_somebodys_answers_cannot_apply():
    campaign = make_advert()
    officer = person_who("officer", campaign)
    enter_for_somebody(campaign, officer)
    assert cannot_apply(officer, campaign)


@pytest.mark.parametrize("is_sent", [True, False])
def test_R25_whoever_has_ever_begun_an_application_handles_none_also_after_taking_it_back(is_sent):
    campaign = make_advert()
    rival = make_application(campaign)
    person = person_who("manager", campaign)
    own = (make_application if is_sent else make_draft)(campaign, person)
    browser = signed_in(person)
    browser.post(
        f"/applications/{own.reference}/withdraw/",
        as_read(browser, f"/applications/{own.reference}/withdraw/", {"reason": ""}),
    )
    assert Application.objects.filter(pk=own.pk).exists() is is_sent
    base = f"/campaigns/{campaign.reference}/applications/"
    for url in (base, f"{base}{rival.reference}/", f"/campaigns/{campaign.reference}/pause/"):
        assert browser.get(url).status_code == 404, url
    assert not Application.objects.handled_by(person).filter(campaign=campaign).exists()
    # They may begin again as long as the role is open (R8): they are on that side.
    if not is_sent:
        assert browser.post(f"/applications/start/{campaign.reference}/").status_code == 302


def test_R25_whoever_would_give_up_handling_is_told_before_they_start():
    campaign = make_advert()
    words = "you can no longer do this"
    start = f"/applications/start/{campaign.reference}/"
    for person in (
        person_who("manager", campaign),
        make_member(Role.APPROVER, campaign.organisation),
        make_person("", StaffGroup.EDITORS),
    ):
        assert words in signed_in(person).get(start).content.decode()
    assert words not in signed_in(make_person()).get(start).content.decode()


def test_R25_of_two_first_acts_at_once_the_first_decides():
    campaign = make_advert()
    person = person_who("manager", campaign)
    rival = make_application(campaign)
    # The other tab's row is there, and this request read its rights before.
    assert person.has_perm("roles.move_application", rival)
    CampaignSide.objects.create(campaign=campaign, person=person, side="applies")
    page = signed_in(person).get(f"/campaigns/{campaign.reference}/applications/")
    assert page.status_code == 404


def test_R25_deciding_is_handling():
    campaign = make_advert()
    manager, rival = person_who("manager", campaign), make_application(campaign)
    make_move(rival, "pass_sift", manager)
    sides = CampaignSide.objects.filter(campaign=campaign)
    assert dict(sides.values_list("person", "side")) == {
        rival.candidate_id: "applies",
        manager.pk: "handles",
    }
    assert sides.filter(since__gt=timezone.now()).count() == 0


def test_R25_nobody_enters_an_application_for_whoever_has_opened_others():
    campaign = make_advert()
    make_application(campaign)
    manager, officer = person_who("manager", campaign), person_who("officer", campaign)
    base = f"/campaigns/{campaign.reference}/applications/"
    signed_in(manager).get(base)
    with pytest.raises(HandlesApplicationsError):
        enter_for_somebody(campaign, officer, email=manager.email)
    assert not Application.objects.filter(candidate=manager).exists()
    # The side stays, and with it what they may do.
    assert CampaignSide.objects.get(campaign=campaign, person=manager).side == "handles"
    assert signed_in(manager).get(base).status_code == 200


def test_R25_nobody_is_shut_out_of_filling_a_role_by_an_application_entered_for_them():
    campaign = make_advert()
    manager, officer = person_who("manager", campaign), person_who("officer", campaign)
    with pytest.raises(HandlesApplicationsError, match="start the application themselves"):
        enter_for_somebody(campaign, officer, email=manager.email)
    rival = make_application(campaign)
    base = f"/campaigns/{campaign.reference}/applications/"
    assert rival.reference in signed_in(manager).get(base).content.decode()


def test_R25_what_was_entered_under_an_address_does_not_come_to_whoever_has_opened_others():
    campaign = make_advert()
    entered = enter_for_somebody(campaign, person_who("officer", campaign), email="x@example.com")
    manager = person_who("manager", campaign)
    signed_in(manager).get(f"/campaigns/{campaign.reference}/applications/")
    User.objects.filter(pk=manager.pk).update(email="x@example.com")
    manager.refresh_from_db()
    with as_system():
        assert claim_applications(person=manager) == []
    entered.refresh_from_db()
    assert entered.candidate is None
    assert CampaignSide.objects.get(campaign=campaign, person=manager).side == "handles"


def test_withdrawing_by_the_service_keeps_the_side():
    campaign = make_advert()
    own = make_draft(campaign)
    person = own.candidate
    withdraw_application(application=own, actor=person)
    assert CampaignSide.objects.get(campaign=campaign, person=person).side == "applies"


def test_R25_a_list_without_applications_is_nothing_to_have_opened():
    campaign = make_advert()
    manager = person_who("manager", campaign)
    address = f"/campaigns/{campaign.reference}/applications/"
    assert signed_in(manager).get(address).status_code == 200
    assert not CampaignSide.objects.filter(person=manager).exists()
    make_application(campaign)
    assert signed_in(manager).get(address).status_code == 200
    assert cannot_apply(manager, campaign)


def test_R25_the_campaigns_page_says_what_opening_and_applying_give_up():
    campaign = make_advert()
    page = f"/campaigns/{campaign.reference}/"
    manager, officer = person_who("manager", campaign), person_who("officer", campaign)
    warning = "If you open them, you cannot apply for this role yourself"
    assert warning not in signed_in(manager).get(page).content.decode()
    make_application(campaign)
    assert warning in signed_in(manager).get(page).content.decode()
    signed_in(manager).get(f"{page}applications/")
    assert warning not in signed_in(manager).get(page).content.decode()
    make_draft(campaign, officer)
    words = signed_in(officer).get(page).content.decode()
    assert "You have started an application for this role, so you cannot help" in words
    assert f"{page}applications/" not in words


@pytest.mark.parametrize("form", ["{}+x@example.net", "{}+X.y@example.net", "j.doe@example.net"])
def test_R25_another_account_of_the_same_mailbox_does_not_apply_beside_the_one_that_handles(form):
    campaign = make_advert()
    make_application(campaign)
    manager = person_who("manager", campaign)
    User.objects.filter(pk=manager.pk).update(email="jdoe@example.net")
    signed_in(manager).get(f"/campaigns/{campaign.reference}/applications/")
    assert cannot_apply(make_person(form.format("jdoe")), campaign)


def test_R25_nor_does_somebody_handle_beside_another_account_of_theirs_that_applies():
    campaign = make_advert()
    manager = person_who("manager", campaign)
    User.objects.filter(pk=manager.pk).update(email="jdoe@example.net")
    own = make_application(campaign, make_person("j.doe+jobs@example.net"))
    base = f"/campaigns/{campaign.reference}/applications/"
    browser = signed_in(User.objects.get(pk=manager.pk))
    for url in (base, f"{base}{own.reference}/", f"{base}{own.reference}/pass_sift/"):
        assert browser.get(url).status_code == 404, url


PARTS = [*Role.values, *StaffGroup.values, "wrote it", "from tomorrow"]


def person_with(part: str, campaign):
    """Somebody with one part in a campaign, or one right at its department or the hub."""
    person = make_person()
    if part in StaffGroup.values:
        return make_person("", part)
    if part in Role.values:
        return make_member(part, campaign.organisation)
    if part == "wrote it":
        Campaign.objects.filter(pk=campaign.pk).update(made_by=person)
        return person
    Membership.objects.create(
        user=person,
        organisation=campaign.organisation,
        role=Role.APPROVER,
        valid_from=timezone.localdate() + timedelta(days=1),
    )
    return person


@pytest.mark.parametrize("tag", ["", "+me"])
@pytest.mark.parametrize("part", PARTS)
def test_R25_nobody_enters_an_application_for_who_works_with_the_campaign(part, tag):
    campaign = make_advert()
    person = person_with(part, campaign)
    officer = person_who("officer", campaign)
    with pytest.raises(HandlesApplicationsError, match="start the application themselves"):
        enter_for_somebody(campaign, officer, email=person.email.replace("@", f"{tag}@"))
    assert not Application.objects.exists()


def test_R25_what_others_entered_takes_no_power_that_is_given_later_once_it_is_taken_back():
    campaign = make_advert()
    person, officer = make_person("grace@example.com"), person_who("officer", campaign)
    entered = enter_for_somebody(campaign, officer, email=person.email)
    assert entered.candidate == person
    Membership.objects.create(
        user=person,
        organisation=campaign.organisation,
        role=Role.APPROVER,
        valid_from=timezone.localdate(),
    )
    approver = User.objects.get(pk=person.pk)
    assert not approver.has_perm("roles.approve_campaign", campaign)
    browser = signed_in(approver)
    said = "Somebody entered an application for this role for you"
    assert said in browser.get(f"/campaigns/{campaign.reference}/").text
    url = f"/applications/{entered.reference}/withdraw/"
    assert browser.post(url, as_read(browser, url, {"reason": ""})).status_code == 302
    assert User.objects.get(pk=person.pk).has_perm("roles.approve_campaign", campaign)


def test_R25_what_others_entered_does_not_come_to_who_was_given_a_role_meanwhile():
    campaign = make_advert()
    entered = enter_for_somebody(campaign, person_who("officer", campaign), email="x@example.com")
    approver = make_member(Role.APPROVER, campaign.organisation, "x@example.com")
    with as_system():
        assert claim_applications(person=approver) == []
    entered.refresh_from_db()
    assert entered.candidate is None
    assert User.objects.get(pk=approver.pk).has_perm("roles.approve_campaign", campaign)
