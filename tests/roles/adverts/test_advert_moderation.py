"""Two people: who wrote some of an advert neither approves nor publishes it; who may approve."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState
from wagtail.rich_text import RichText

from hub.models import Membership, Notification, User
from hub.models.moderation import OwnWorkError
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import create_advert, publish_advert, schedule_advert
from roles.adverts.services.moderation import OwnAdvertError, write_advert
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import Campaign
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import (
    PROSE,
    actions_of,
    approve_campaign,
    as_seen,
    make_approved,
    make_draft,
)
from tests.roles.adverts.test_adverts import DRAFTAIL, edit_form, edit_url

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}
REFUSED = "You cannot approve this advert because you sent it"


def written_by(person, campaign):
    """The advert with new words, saved by a person."""
    write_advert(
        campaign=campaign,
        title="Delivery manager",
        summary=f"Words of {person.pk}.",
        prose="You join a team.",
        revision=campaign.page.latest_revision_id,
        actor=person,
    )
    return VacancyPage.objects.get(campaign=campaign)


def submitted_by(person, campaign):
    """The advert, submitted for moderation as it is."""
    page = VacancyPage.objects.get(campaign=campaign)
    page.get_workflow().start(page, person)
    return page, TaskState.objects.get()


def answer_url(page, task_state, name="approve"):
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, name, task_state.pk])


def test_who_wrote_an_advert_does_not_publish_it(team):
    campaign = make_approved(team)
    written_by(team.adviser, campaign)
    url = reverse("roles:campaign_move", args=[campaign.reference, "publish"])
    assert REFUSED in signed_in(team.adviser).post(url, as_seen(campaign)).content.decode()
    with pytest.raises(OwnAdvertError):
        schedule_advert(campaign=campaign, opens_at=timezone.now(), actor=team.adviser)
    assert (Campaign.objects.get().opened_at, VacancyPage.objects.get().live) == (None, False)
    assert actions_of(campaign).count("roles.advert_own_refused") == 2
    page = signed_in(team.adviser).get(f"{campaign.get_absolute_url()}advert/").content.decode()
    assert "You wrote some of this advert" in page
    signed_in(team.lead).post(url, as_seen(campaign))
    assert Campaign.objects.get().is_open


def test_a_draft_made_of_the_campaigns_own_data_is_nobodys(team):
    draft = make_draft(team)
    describe_job(campaign=draft, actor=team.adviser, summary="Help a team.", duties=PROSE)
    campaign = approve_campaign(team, draft)
    page = create_advert(campaign=campaign, actor=team.adviser)
    assert page.writers() == frozenset()
    assert publish_advert(campaign=campaign, actor=team.adviser).is_open


def test_typed_words_are_the_drafters(team):
    campaign = approve_campaign(team, make_draft(team))
    body = [("text", RichText("<p>Typed.</p>"))]
    create_advert(campaign=campaign, actor=team.adviser, body=body)
    with pytest.raises(OwnAdvertError):
        publish_advert(campaign=campaign, actor=team.adviser)


def test_saving_without_changing_words_does_not_make_a_writer(team):
    campaign = make_approved(team)
    page = written_by(team.manager, campaign)
    signed_in(team.adviser).post(edit_url(page), edit_form_of(page))
    page = VacancyPage.objects.get()
    assert page.revisions.count() == 3
    assert page.writers() == {team.manager.pk}
    assert publish_advert(campaign=campaign, actor=team.adviser).is_open


def edit_form_of(page, **changes):
    """The editor's form with the words as they were last saved."""
    draft = page.get_latest_revision_as_object()
    fields = {"title": draft.title, "summary": draft.summary}
    for number, block in enumerate(draft.body):
        fields |= {
            f"body-{number}-type": block.block_type,
            f"body-{number}-id": block.id or "",
            f"body-{number}-order": str(number),
            f"body-{number}-deleted": "",
            f"body-{number}-value": DRAFTAIL,
        }
    return edit_form(page, **{**fields, "body-count": str(len(draft.body)), **changes})


def test_words_are_told_from_bookkeeping():
    before = {
        "body": '[{"type": "text", "id": "1", "value": "<p>Same.</p>"}]',
        "go_live_at": None,
        "seo_title": None,
    }
    after = {
        "body": '[{"type": "text", "id": "2", "value": "<p data-block-key=\\"k\\">Same.</p>"}]',
        "go_live_at": "2026-12-01T09:00:00Z",
        "seo_title": "",
    }
    words_of = VacancyPage.words_of
    assert words_of(before) == words_of(after)
    assert words_of(before) != words_of({**after, "body": after["body"].replace("Same", "New")})


def saved_again(page, person, **changes):
    """The page as it was last saved, saved by a person with changes to what the revision holds."""
    last = page.get_latest_revision()
    revision = page.get_latest_revision_as_object().save_revision(user=person)
    revision.content = {**last.content, **changes}
    revision.save()
    return VacancyPage.objects.get(pk=page.pk)


def test_only_content_is_words(team):
    assert VacancyPage.content_fields() == (
        {"title", "slug", "seo_title", "search_description", "show_in_menus"}
        | {"campaign", "summary", "body", "welsh_title", "welsh_summary", "welsh_body"}
    )


@pytest.mark.parametrize("value", ["", False, None, 7, "words", [{"pk": 1}]])
def test_a_field_that_wagtail_adds_makes_nobody_a_writer(team, value):
    page = written_by(team.manager, make_approved(team))
    page = saved_again(page, team.adviser, reading_level=value)
    assert page.writers() == {team.manager.pk}


@pytest.mark.parametrize("name", sorted(VacancyPage.content_fields()))
def test_whoever_changes_a_content_field_is_a_writer(team, name):
    page = written_by(team.manager, make_approved(team))
    value = page.get_latest_revision().content[name]
    other = '[{"type": "text", "id": "9", "value": "<p>Other.</p>"}]' if name == "body" else "Other"
    page = saved_again(page, team.adviser, **{name: not value if value is False else other})
    assert page.writers() == {team.manager.pk, team.adviser.pk}


def test_a_revision_older_than_a_field_lets_nobody_be_a_writer_who_leaves_it_empty(team):
    page = written_by(team.manager, make_approved(team))
    revision = page.get_latest_revision()
    revision.content = {k: v for k, v in revision.content.items() if k != "show_in_menus"}
    revision.save()
    page = saved_again(page, team.adviser, show_in_menus=False)
    assert page.writers() == {team.manager.pk}
    changed = saved_again(page, team.adviser, show_in_menus=True)
    assert changed.writers() == {team.manager.pk, team.adviser.pk}


def test_the_editors_publish_button_refuses_the_writer_and_keeps_the_words(team):
    campaign = make_approved(team)
    adviser = signed_in(team.adviser)
    page = campaign.page
    screen = adviser.post(
        edit_url(page), edit_form(page, summary="Mine.", **PUBLISH), follow=True
    ).content.decode()
    assert f"The advert is saved but not published. {OwnAdvertError.reason}." in screen
    assert "You wrote some of this advert" in screen
    page = VacancyPage.objects.get()
    assert (page.live, page.get_latest_revision_as_object().summary) == (False, "Mine.")
    assert "roles.advert_own_refused" in actions_of(campaign)
    # A change to a live advert needs a second person as well.
    publish_advert(campaign=campaign, actor=team.lead)
    page = VacancyPage.objects.get()
    form = edit_form(page, summary="Mine again.", **PUBLISH)
    screen = adviser.post(edit_url(page), form, follow=True).content.decode()
    assert VacancyPage.objects.get().summary == "Mine."
    for shown in (screen, adviser.get(f"{campaign.get_absolute_url()}advert/").content.decode()):
        assert "pause the campaign</a> until somebody is." in shown
    page = VacancyPage.objects.get()
    form = edit_form(page, summary="Mine again.", **PUBLISH)
    signed_in(team.lead).post(edit_url(page), form)
    assert VacancyPage.objects.get().summary == "Mine again."


def test_publishing_in_bulk_refuses_the_writer(team):
    page = written_by(team.adviser, make_approved(team))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    screen = signed_in(team.adviser).post(f"{url}?id={page.pk}", follow=True).content.decode()
    assert f"Nothing was published. {page.title}: {OwnAdvertError.reason}" in screen
    assert VacancyPage.objects.get().live is False
    # Nor does anybody else who has not opened it.
    assert signed_in(team.lead).post(f"{url}?id={page.pk}").url == edit_url(page)
    assert VacancyPage.objects.get().live is False


def test_no_other_way_publishes_ones_own_words_and_the_clock_needs_nobody(team):
    page = written_by(team.adviser, make_approved(team))
    with pytest.raises(OwnWorkError):
        page.get_latest_revision().publish(user=team.adviser)
    assert VacancyPage.objects.get().live is False
    page.get_latest_revision().publish()
    assert VacancyPage.objects.get().live is True


def test_the_writer_may_not_approve_in_moderation_and_a_second_person_does(team):
    campaign = make_approved(team)
    written_by(team.adviser, campaign)
    page, waiting = submitted_by(team.adviser, campaign)
    adviser, lead = signed_in(team.adviser), signed_in(team.lead)
    names = [name for name, _, _ in waiting.task.specific.get_actions(page, team.adviser)]
    assert names == ["reject"]
    adviser.post(answer_url(page, waiting))
    adviser.post(edit_url(page), {**edit_form_of(page), **APPROVE})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert VacancyPage.objects.get().live is False
    assert page.title in lead.get(reverse("wagtailadmin_home")).content.decode()
    # What was saved while it waited has to be looked at: an older page approves nothing.
    lead.post(answer_url(page, waiting))
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    waiting = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    lead.post(answer_url(page, waiting))
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert Campaign.objects.get().is_open


def test_who_changes_the_words_while_approving_does_not_approve(team):
    campaign = make_approved(team)
    page, _ = submitted_by(team.manager, campaign)
    form = {**edit_form(page, summary="Changed while approving."), **APPROVE}
    signed_in(team.adviser).post(edit_url(page), form)
    page = VacancyPage.objects.get()
    assert (page.live, page.writers()) == (False, {team.manager.pk, team.adviser.pk})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("group", [None, *StaffGroup.values])
def test_only_hub_staff_and_leads_approve_in_moderation(team, group):
    campaign = make_approved(team)
    page, waiting = submitted_by(team.manager, campaign)
    person = make_person("", group) if group else make_person()
    client = signed_in(person)
    may = group in (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
    home = client.get(reverse("wagtailadmin_home"))
    queue = home.content.decode() if home.status_code == 200 else ""
    assert ("Awaiting your review" in queue) is may
    client.post(answer_url(page, waiting))
    assert VacancyPage.objects.get().live is may
    assert Campaign.objects.get().is_open is may


@pytest.mark.parametrize("group", [None, *StaffGroup.values])
def test_only_hub_staff_and_leads_send_an_advert_back_in_moderation(team, group):
    page, waiting = submitted_by(team.manager, make_approved(team))
    person = make_person("", group) if group else make_person()
    signed_in(person).post(answer_url(page, waiting, "reject"), {"comment": "Say who they meet."})
    may = group in (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
    status = WorkflowState.objects.get().status
    assert (status == WorkflowState.STATUS_NEEDS_CHANGES) is may


@pytest.mark.parametrize("role", Membership.Role.values)
def test_nobody_of_the_department_approves_in_moderation(team, role):
    page, waiting = submitted_by(team.manager, make_approved(team))
    client = signed_in(make_member(role, team.organisation))
    client.post(answer_url(page, waiting))
    client.post(edit_url(page), {**edit_form(page), **APPROVE})
    assert VacancyPage.objects.get().live is False
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def review_and_workflow(campaign):
    review, workflow = campaign.reviews.first(), WorkflowState.objects.order_by("pk").last()
    return (review and review.state, workflow and workflow.status)


def move(person, campaign, slug, **data):
    address = reverse("roles:campaign_move", args=[campaign.reference, slug])
    return signed_in(person).post(address, {**as_seen(campaign), **data}, follow=True)


def test_what_is_done_in_the_hub_shows_in_wagtails_moderation(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    move(team.manager, campaign, "send")
    assert review_and_workflow(campaign) == ("waiting", "in_progress")
    dashboard = signed_in(team.lead).get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting your review" in dashboard
    move(team.lead, campaign, "return-advert", reason="Say who they meet.")
    assert review_and_workflow(campaign) == ("returned", "needs_changes")
    assert TaskState.objects.order_by("pk").last().comment == "Say who they meet."
    move(team.manager, campaign, "send")
    assert review_and_workflow(campaign) == ("waiting", "in_progress")
    move(team.manager, campaign, "take-back")
    assert review_and_workflow(campaign) == ("taken_back", "cancelled")
    move(team.manager, campaign, "send")
    move(team.lead, campaign, "pass")
    assert review_and_workflow(campaign) == ("passed", "approved")
    # Passing is not publishing: that is the next step of whoever publishes.
    assert VacancyPage.objects.get().live is False


def test_what_is_done_in_wagtails_moderation_shows_in_the_hub(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    page, waiting = submitted_by(team.manager, campaign)
    assert review_and_workflow(campaign) == ("waiting", "in_progress")
    lead = signed_in(team.lead)
    lead.post(answer_url(page, waiting, "reject"), {"comment": "Say who they meet."})
    assert review_and_workflow(campaign) == ("returned", "needs_changes")
    assert campaign.reviews.first().comment == "Say who they meet."
    page.current_workflow_state.resume(user=team.manager)
    assert review_and_workflow(campaign) == ("waiting", "in_progress")
    waiting = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    lead.post(answer_url(page, waiting))
    assert review_and_workflow(campaign) == ("passed", "approved")
    assert campaign.reviews.first().answered_by == team.lead
    assert Campaign.objects.get().is_open


def test_the_hub_writes_of_the_check_and_wagtail_does_not_write_as_well(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    mail.outbox.clear()
    move(team.manager, campaign, "send")
    assert asked_to_check() == [team.adviser.pk]
    move(team.lead, campaign, "pass")
    assert [sent.subject for sent in mail.outbox if "workflow" in sent.body.lower()] == []
    told = Notification.objects.filter(slug="roles.advert_checked")
    assert list(told.values_list("recipient", flat=True)) == [team.manager.pk]


def asked_to_check():
    told = Notification.objects.filter(slug="roles.advert_sent")
    return sorted(told.values_list("recipient", flat=True))


SENDING = {
    "in the hub": lambda team, campaign: move(team.manager, campaign, "send"),
    "in the admin": lambda team, campaign: submitted_by(team.manager, campaign),
}


@pytest.mark.parametrize("way", SENDING)
@pytest.mark.parametrize("writer", ["manager", "adviser"])
def test_nobody_is_asked_to_check_an_advert_who_may_not_open_it_or_answer(team, way, writer):
    """Neither an editor, who sees no campaign, nor an adviser whose own words wait."""
    make_person("", StaffGroup.EDITORS)
    other = make_person("", StaffGroup.HUB_STAFF)
    campaign = make_approved(team)
    written_by(getattr(team, writer), campaign)
    SENDING[way](team, campaign)
    assert asked_to_check() == [team.adviser.pk if writer == "manager" else other.pk]
    for person in User.objects.filter(pk__in=asked_to_check()):
        url = reverse("roles:campaign_move", args=[campaign.reference, "pass"])
        assert signed_in(person).post(url, as_seen(campaign)).status_code == 302
    assert review_and_workflow(campaign) == ("passed", "approved")


def test_publishing_ends_the_moderation_as_well(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    move(team.manager, campaign, "send")
    publish_advert(campaign=campaign, actor=team.lead)
    assert review_and_workflow(campaign) == ("passed", "approved")


def test_whoever_sent_an_advert_to_be_checked_does_not_approve_it_in_wagtail(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    page, waiting = submitted_by(team.adviser, campaign)
    signed_in(team.adviser).post(answer_url(page, waiting))
    assert review_and_workflow(campaign) == ("waiting", "in_progress")


def test_an_apostrophe_is_no_change_of_words(team):
    """What the hub stores escaped, Wagtail's editor stores as it is."""
    stored = '[{"type": "text", "id": "1", "value": "<p>One&#x27;s &quot;x&quot;</p>"}]'
    typed = '[{"type": "text", "id": "1", "value": "<p>One\'s \\"x\\"</p>"}]'
    assert VacancyPage.words_of({"body": stored}) == VacancyPage.words_of({"body": typed})
    page = written_by(team.manager, make_approved(team))
    page = saved_again(page, team.manager, body=stored)
    page = saved_again(page, team.adviser, body=typed)
    assert page.writers() == {team.manager.pk}


def test_the_hub_lays_out_what_the_department_sent_and_a_second_person_approves_it(team):
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    move(team.manager, campaign, "send")
    page = VacancyPage.objects.get()
    signed_in(team.adviser).post(edit_url(page), edit_form(page, summary="Laid out."))
    page = VacancyPage.objects.get()
    assert page.writers() == {team.manager.pk, team.adviser.pk}
    assert review_and_workflow(campaign) == ("waiting", "in_progress")
    signed_in(team.lead).post(
        edit_url(page), {**edit_form(page, summary="Laid out."), **APPROVE}, follow=True
    )
    assert review_and_workflow(campaign) == ("passed", "approved")
    assert VacancyPage.objects.get().summary == "Laid out."
    assert Campaign.objects.get().is_open
