"""R1, R4, R23: a part once played is not forgotten, and words put back are read again."""

import pytest
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.models import Notification, User
from hub.models.moderation import OwnWorkError
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.services import moderation
from roles.adverts.services.adverts import publish_advert
from roles.campaigns.services import approvals
from roles.campaigns.services.exemptions import ask_exemption, decide_exemption
from roles.campaigns.services.job_descriptions import copy_profile, describe_job
from roles.models import Campaign, CampaignPart, RoleProfile
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    SENIOR_JOB,
    as_seen,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
)
from tests.hub.test_pre_election import make_period
from tests.pages_read import as_read
from tests.roles.adverts.test_adverts import edit_form, edit_url
from tests.work_page import of_others, to_do

pytestmark = pytest.mark.django_db
BULK = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])


def page_of(campaign, slug):
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


def campaign_of(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def saved(person, summary):
    """The advert, saved in Wagtail's editor with another summary."""
    page = VacancyPage.objects.get()
    signed_in(person).post(edit_url(page), edit_form(page, summary=summary))
    return VacancyPage.objects.get()


# --- Words while an approval waits ----------------------------------------------------------------


def test_R1_words_of_one_alone_do_not_go_public_past_an_approval_that_waits(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approver, adviser = signed_in(team.approver), signed_in(team.adviser)
    scope = {"decision": "approved", "authority": "department", "audience": "across_government"}
    answers = {**scope, "posts": "1", "max_salary": "64000"}
    opened = as_read(approver, page_of(campaign, "approve"), answers)
    words = {"summary": "Nobody has read this.", "duties": "Do it."}
    refused = adviser.post(page_of(campaign, "describe"), words, follow=True).text
    assert "An approver is deciding on this job description" in refused
    with pytest.raises(TransitionNotAllowed):
        describe_job(campaign=campaign, actor=team.adviser, **words)
    approver.post(page_of(campaign, "approve"), opened)
    # Afterwards whoever writes some has another read it.
    adviser.post(page_of(campaign, "describe"), words)
    adviser.post(page_of(campaign, "draft-advert"))
    text = adviser.post(page_of(campaign, "publish"), as_seen(campaign), follow=True).text
    assert "You cannot approve this advert because you sent it or wrote some of it" in text
    assert campaign_of(campaign).opened_at is None


# --- Words that were passed, published over, and put back -----------------------------------------


@pytest.mark.parametrize("way", ["editor", "bulk", "service"])
def test_R1_words_passed_before_others_were_published_are_read_again(team, way):
    campaign = make_approved(team)
    editor, other = (make_person("", StaffGroup.EDITORS) for _ in range(2))
    first = saved(other, "Passed first.")
    moderation.send_advert(campaign=campaign, actor=team.manager)
    moderation.pass_advert(campaign=campaign, actor=team.adviser, seen=first.version)
    publish_advert(campaign=campaign_of(campaign), actor=team.adviser)
    saved(other, "Corrected.")
    VacancyPage.objects.get().get_latest_revision().publish(user=team.adviser)
    page = saved(editor, "Passed first.")
    assert page.writers() == {editor.pk}
    if way == "editor":
        form = edit_form(page, summary="Passed first.")
        signed_in(editor).post(edit_url(page), {**form, "action-publish": "1"})
    elif way == "bulk":
        signed_in(editor).post(f"{BULK}?id={page.pk}", follow=True)
    else:
        with pytest.raises(OwnWorkError):
            page.get_latest_revision().publish(user=editor)
    assert VacancyPage.objects.get().summary == "Corrected."
    # Somebody else has read them, on the page that shows them.
    form = edit_form(page, summary="Passed first.")
    signed_in(team.adviser).post(edit_url(page), {**form, "action-publish": "1"})
    assert VacancyPage.objects.get().summary == "Passed first."


def test_R1_what_is_public_saved_again_is_nobodys(team):
    campaign = make_approved(team)
    publish_advert(campaign=campaign, actor=team.adviser)
    editor = make_person("", StaffGroup.EDITORS)
    public = VacancyPage.objects.get().summary
    saved(editor, "Other words.")
    assert saved(editor, public).writers() == frozenset()


# --- Words of a role profile ----------------------------------------------------------------------


def test_R4_who_wrote_the_profile_that_a_department_copies_does_not_agree_its_words(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    profile = RoleProfile.objects.published().first()
    lead = make_person("", StaffGroup.HUB_LEADS)
    browser = signed_in(lead)
    edit = reverse("roles_profiles:edit", args=[profile.pk])
    form = browser.get(edit).context_data["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    browser.post(edit, {**answers, "summary": "Words of the lead in a profile."})
    profile.refresh_from_db()
    assert profile.summary == "Words of the lead in a profile."
    copy_profile(campaign=campaign, profile=profile, actor=team.manager)
    describe_job(campaign=campaign, actor=team.manager, reporting_line=SENIOR_JOB["reporting_line"])
    parts = CampaignPart.objects.filter(campaign=campaign, part="job_description")
    assert set(parts.values_list("person_id", flat=True)) == {team.manager.pk, lead.pk}
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=User.objects.get(pk=lead.pk))
    assert browser.get(page_of(campaign, "agree-job-description")).status_code == 404
    assert approvals.agree_job_description(campaign=campaign, actor=team.lead)


# --- Whoever let it pass before an election -------------------------------------------------------


@pytest.fixture
def exempted(team):
    """A campaign that a hub lead let pass, who had no part in it."""
    lead = make_person("", StaffGroup.HUB_LEADS)
    make_period()
    campaign = make_approved(team)
    ask_exemption(campaign=campaign, case="It cannot wait.", actor=team.manager)
    decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=lead)
    return campaign_of(campaign), User.objects.get(pk=lead.pk)


def test_R23_who_gave_an_exemption_does_not_write_the_advert_afterwards(team, exempted):
    campaign, lead = exempted
    page, browser = VacancyPage.objects.get(), signed_in(lead)
    words = "You cannot do this because you gave this campaign its exemption before an election"
    answers = {
        "title": "Mine",
        "summary": "Mine.",
        "prose": "Mine.",
        "revision": str(page.latest_revision_id),
    }
    assert words in browser.post(page_of(campaign, "write"), answers).text
    described = browser.post(page_of(campaign, "describe"), {"summary": "Mine.", "duties": "Mine."})
    assert words in described.text
    form = edit_form(page, summary="Mine.")
    assert words in browser.post(edit_url(page), form, follow=True).text
    page = VacancyPage.objects.get()
    assert page.get_latest_revision_as_object().summary == "Help a team deliver."
    assert not CampaignPart.objects.filter(person=lead).exists()


def test_R23_who_gave_an_exemption_does_not_publish_and_another_does(team, exempted):
    campaign, lead = exempted
    browser, words = signed_in(lead), "you gave this campaign its exemption before an election"
    for slug in ("publish", "schedule"):
        assert words in browser.get(page_of(campaign, slug)).text
    assert words in browser.post(page_of(campaign, "publish"), as_seen(campaign), follow=True).text
    with pytest.raises(moderation.OwnAdvertError):
        publish_advert(campaign=campaign, actor=lead)
    with pytest.raises(OwnWorkError):
        VacancyPage.objects.get().get_latest_revision().publish(user=lead)
    browser.post(f"{BULK}?id={VacancyPage.objects.get().pk}", follow=True)
    assert campaign_of(campaign).opened_at is None
    signed_in(team.adviser).post(page_of(campaign, "publish"), as_seen(campaign))
    assert campaign_of(campaign).is_open


@pytest.mark.parametrize("ask", ["get", "post"])
@pytest.mark.parametrize("is_open", [False, True])
def test_R1_nobody_publishes_words_from_a_list_without_having_opened_them(team, is_open, ask):
    """Whoever selects an advert in a list is led to the page that shows it."""
    campaign = make_open(team) if is_open else make_approved(team)
    page = campaign.page.get_latest_revision_as_object()
    page.summary = "Words that nobody else has read."
    page.save_revision(user=team.manager)
    browser = signed_in(team.adviser)
    answer = getattr(browser, ask)(f"{BULK}?id={page.pk}")
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Nothing was published." in browser.get(answer.url).text
    stored = VacancyPage.objects.get(pk=page.pk)
    assert (stored.live, stored.summary == page.summary) == (is_open, False)


def test_R1_nor_together_with_the_page_above_an_open_one(team):
    campaign = make_open(team)
    page = campaign.page.get_latest_revision_as_object()
    page.summary = "Words that nobody else has read."
    page.save_revision(user=team.manager)
    above = page.get_parent()
    screen = signed_in(team.adviser).post(
        f"{BULK}?id={above.pk}", {"include_descendants": "on"}, follow=True
    )
    assert "Nothing was published." in screen.text
    assert VacancyPage.objects.get(pk=page.pk).summary != page.summary


# --- A change of a public advert that nobody has published ----------------------------------------


def test_R1_a_change_of_a_public_advert_waits_for_somebody_else_to_publish_it(team):
    campaign = make_open(team)
    before = VacancyPage.objects.get().summary
    editor = make_person("", StaffGroup.HUB_STAFF)
    other = make_person("", StaffGroup.HUB_STAFF)
    queue = "Check and publish changes to public adverts"
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    assert "not published" not in signed_in(team.manager).get(advert).text
    assert queue not in to_do(other)
    saved(editor, "Read by nobody yet.")
    page = signed_in(team.manager).get(advert).text
    # What the public reads, and that there is more, with who does what.
    assert before in page
    assert "There is a change that is not published." in page
    assert "Somebody in the hub team who did not write it has to check and publish it." in " ".join(
        page.split()
    )
    said = "Check the advert: there is a change that is not published"
    assert said in signed_in(team.manager).get(campaign.get_absolute_url()).text
    editing = edit_url(VacancyPage.objects.get())
    assert to_do(other)[queue] == [editing]
    assert queue not in to_do(editor)
    assert of_others(editor) == {"Somebody else in the hub team publishes these changes": [editing]}
    publish = edit_form(
        VacancyPage.objects.get(), summary="Read by nobody yet.", **{"action-publish": "1"}
    )
    # The writer is refused, and others are asked all the same.
    signed_in(editor).post(edit_url(VacancyPage.objects.get()), publish)
    assert VacancyPage.objects.get().summary == before
    assert to_do(other)[queue] == [editing]
    signed_in(other).post(edit_url(VacancyPage.objects.get()), publish)
    assert VacancyPage.objects.get().summary == "Read by nobody yet."
    assert queue not in to_do(other)
    assert "not published" not in signed_in(team.manager).get(advert).text


def test_R1_who_saves_the_same_words_again_has_written_none_of_them(team):
    campaign = make_open(team)
    writer = make_person("writer@hub.example", StaffGroup.HUB_STAFF)
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF)
    saved(writer, "Read by nobody yet.")
    saved(other, "Read by nobody yet.")
    assert "Check and publish changes to public adverts" in to_do(other)
    assert "Check and publish changes to public adverts" not in to_do(writer)
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    page = signed_in(team.manager).get(advert).text
    assert (f"{writer} saved it on" in page, f"{other} saved it on" in page) == (True, False)


def test_R1_what_an_editor_is_asked_to_publish_they_can_open_from_there(team):
    make_open(team)
    editor = make_person("", StaffGroup.EDITORS)
    saved(make_person("", StaffGroup.HUB_STAFF), "Read by nobody yet.")
    [page] = to_do(editor)["Check and publish changes to public adverts"]
    shown = signed_in(editor).get(page)
    assert shown.status_code == 200
    assert "Read by nobody yet." in shown.text


def test_R1_a_change_of_a_public_advert_is_returned_to_whoever_wrote_it_with_the_reason(team):
    campaign = make_open(team)
    before = VacancyPage.objects.get().summary
    editor = make_person("", StaffGroup.EDITORS)
    other = make_person("", StaffGroup.EDITORS)
    adviser = team.adviser
    publishing = "Check and publish changes to public adverts"
    mending = "Correct returned changes to public adverts"
    saved(editor, "Read by nobody yet.")
    editing = edit_url(VacancyPage.objects.get())
    returning = reverse("roles:advert_change", args=[campaign.reference, "return-change"])
    assert returning in signed_in(other).get(editing).text
    # Who wrote it does not return it, and there is a reason.
    assert returning not in signed_in(editor).get(editing).text
    signed_in(editor).post(returning, {"reason": "Mine."})
    assert "Enter the reason" in post_read(other, returning, reason="").text
    assert to_do(other)[publishing] == [editing]
    answer = post_read(other, returning, reason="The salary is another.")
    assert "The change has been returned to whoever wrote it" in answer.text
    assert publishing not in to_do(other)
    assert publishing not in to_do(adviser)
    assert to_do(editor)[mending] == [editing]
    assert mending not in to_do(other)
    assert VacancyPage.objects.get().summary == before
    letter = Notification.objects.get(slug="roles.advert_change_returned")
    assert (letter.recipient, letter.context["reason"]) == (editor, "The salary is another.")
    assert "The salary is another." in signed_in(editor).get(editing).text
    page = signed_in(team.manager).get(reverse("roles:campaign_advert", args=[campaign.reference]))
    assert "The hub team has returned it." in page.text
    assert "The salary is another." in page.text
    history = signed_in(team.manager).get(campaign.get_absolute_url()).text
    assert "Change to the public advert returned by the hub team" in history
    # Once; other words sent again are quoted back, and change nothing.
    again = post_read(other, returning, reason="Twice.")
    assert f"{other} returned this change on" in again.text
    assert "What you wrote was not saved: “Twice.”" in again.text
    # Other words wait for a second person again.
    saved(editor, "With the right salary.")
    assert mending not in to_do(editor)
    assert to_do(other)[publishing] == [editing]


def test_R1_a_change_is_returned_as_it_was_read(team):
    campaign = make_open(team)
    editor, other = (make_person("", StaffGroup.HUB_STAFF) for _ in range(2))
    saved(editor, "Read by nobody yet.")
    returning = reverse("roles:campaign_move", args=[campaign.reference, "return-change"])
    client = signed_in(other)
    assert "Read by nobody yet." in client.get(returning).text
    answers = as_read(client, returning, {"reason": "Not so."})
    saved(editor, "Other words.")
    client.post(returning, answers)
    assert not Notification.objects.filter(slug="roles.advert_change_returned").exists()
    # Where nothing waits, nothing is returned; strangers find no such page.
    assert signed_in(make_person()).get(returning).status_code == 404


def test_R1_who_comes_second_to_a_change_reads_who_was_first_and_keeps_their_words(team):
    """Two colleagues have the same change open: whichever of the two acts of one comes first."""
    campaign = make_open(team)
    editor, first, second = (make_person("", StaffGroup.HUB_STAFF) for _ in range(3))
    returning = reverse("roles:campaign_move", args=[campaign.reference, "return-change"])
    lost = "You cannot do this now, so nothing has changed."
    public = VacancyPage.objects.get().summary
    for act in ("return", "publish"):
        saved(editor, f"Read by nobody yet: {act}.")
        browser = signed_in(second)
        opened = as_read(browser, returning, {"reason": "The salary is another."})
        if act == "return":
            post_read(first, returning, reason="The place is another.")
        else:
            page = VacancyPage.objects.get()
            words = edit_form(page, summary=page.get_latest_revision_as_object().summary)
            signed_in(first).post(edit_url(page), words | {"action-publish": "1"})
        said = browser.post(returning, opened, follow=True).text
        assert (act, lost in said) == (act, True)
        did = "returned this change on" if act == "return" else "published what it says now on"
        assert (act, f"{first} {did}" in said) == (act, True)
        assert (act, "“The salary is another.”" in said) == (act, True)
        if act == "return":
            # Nor does a colleague publish what was returned, from a page opened before.
            page = VacancyPage.objects.get()
            words = edit_form(page, summary=page.get_latest_revision_as_object().summary)
            late = words | {"action-publish": "1"}
            said = signed_in(second).post(edit_url(page), late, follow=True).text
            assert f"{first} returned this change on" in said
            assert "“The place is another.”" in said
            assert VacancyPage.objects.get().summary == public
    assert Notification.objects.filter(slug="roles.advert_change_returned").count() == 1


def post_read(person, url, **answers):
    """The answer to somebody who has read the page just now."""
    client = signed_in(person)
    return client.post(url, as_read(client, url, answers), follow=True)
