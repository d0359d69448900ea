"""The stage plan: elements and criteria by stage, a warning for what is never tested, templates."""

import pytest
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from roles.campaigns.services import approvals
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.stage_plan_copies import TemplateNameTakenError, save_as_template
from roles.campaigns.services.stage_plans import begin_plan, move_stage, remove_stage, save_stage
from roles.models import Campaign, StagePlan
from tests.factories.hub import signed_in
from tests.factories.roles import make_approved, make_draft, make_team
from tests.roles.terms import page_of

pytestmark = pytest.mark.django_db
NOW, THEN = "success-profiles-2026", "competencies-2013"


def planned(team, framework=NOW):
    campaign = make_draft(team)
    begin_plan(campaign=campaign, framework=framework, actor=team.manager)
    return campaign


def stage(team, campaign, number=1, **changes):
    given = {
        "kind": "sift",
        "elements": ["experience"],
        "criteria": ["You have led a team."],
        "word_limit": 250,
        "pass_mark": 4,
        **changes,
    }
    return save_stage(campaign=campaign, number=number, actor=team.manager, **given)


def test_the_advert_prints_the_plan_without_a_query(team, django_assert_num_queries):
    campaign = planned(team)
    stage(team, campaign)
    elements = ["experience", "behaviour-leadership", "technical"]
    stage(team, campaign, 2, kind="interview", elements=elements, word_limit=None, pass_mark=5)
    campaign = Campaign.objects.get()
    with django_assert_num_queries(0):
        assert campaign.stages == [
            "Sift of applications: experience, up to 250 words. You need 4 of 7 points",
            (
                "Interview: experience, technical skills and behaviour: leadership. "
                "You need 5 of 7 points"
            ),
        ]


def test_a_plan_of_2013_assesses_by_the_competencies_of_2013(team):
    campaign = planned(team, THEN)
    made = stage(team, campaign, elements=["delivering-at-pace"])
    assert made.element_names == ["Delivering at pace"]
    assert made.plan.version.title == "Civil Service Competency Framework, 2013"


def test_a_criterion_that_is_never_tested_is_warned_about(team):
    campaign = planned(team)
    stage(team, campaign)
    plan = StagePlan.objects.get()
    assert plan.untested == ["You have delivered a service."]
    url = reverse("roles:stage_plan", args=[campaign.reference])
    assert (
        "No stage tests 1 essential criterion" in signed_in(team.manager).get(url).content.decode()
    )
    stage(team, campaign, 2, criteria=["You have delivered a service."])
    assert StagePlan.objects.get().untested == []
    # A criterion in new words is tested by nothing until somebody says so.
    change_terms(
        campaign=campaign, actor=team.manager, essential_criteria="You have led two teams."
    )
    assert StagePlan.objects.get().untested == ["You have led two teams."]


def test_stages_are_changed_and_removed(team):
    campaign = planned(team)
    for number in (1, 2, 3):
        stage(team, campaign, number, pass_mark=number)
    stage(team, campaign, 2, pass_mark=7)
    remove_stage(campaign=campaign, number=1, actor=team.manager)
    plan = StagePlan.objects.get()
    assert list(plan.stages.values_list("number", "pass_mark")) == [(1, 7), (2, 3)]
    assert len(Campaign.objects.get().stages) == 2


def test_a_template_is_used_by_another_campaign_of_the_organisation_only(team):
    campaign = planned(team)
    stage(team, campaign)
    template = save_as_template(campaign=campaign, name="Specialists", actor=team.manager)
    with pytest.raises(TemplateNameTakenError):
        save_as_template(campaign=campaign, name="Specialists", actor=team.manager)
    other = make_draft(team)
    plan = begin_plan(campaign=other, framework=THEN, template=template, actor=team.manager)
    assert (plan.framework, plan.stages.get().criteria) == (NOW, [])
    stranger = make_team("BBB")
    assert not StagePlan.objects.templates_for(stranger.manager).exists()
    url = reverse("roles:stage_plan_move", args=[make_draft(stranger).reference, "begin"])
    assert "Specialists" not in signed_in(stranger.manager).get(url).content.decode()


def test_approved_terms_keep_their_plan(team):
    campaign = make_approved(team)
    with pytest.raises(TransitionNotAllowed):
        begin_plan(campaign=campaign, framework=NOW, actor=team.manager)
    url = reverse("roles:stage_plan", args=[campaign.reference])
    page = signed_in(team.manager).get(url).content.decode()
    assert "There is no stage plan yet" in page
    assert "Begin the stage plan" not in page


def test_the_plan_is_made_in_the_browser(team):
    campaign = make_draft(team)
    manager = signed_in(team.manager)
    begin = reverse("roles:stage_plan_move", args=[campaign.reference, "begin"])
    page = manager.post(begin, {"framework": NOW, "template": ""}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("roles:stage_plan", args=[campaign.reference])
    url = reverse("roles:stage", args=[campaign.reference, 1])
    form = {"kind": "interview", "elements": ["strengths"], "pass_mark": "8", "word_limit": ""}
    page = manager.post(url, form).content.decode()
    assert "The pass mark must be 7 or less" in page
    page = manager.post(url, {**form, "pass_mark": "4", "elements": []}).content.decode()
    assert "Select what is assessed" in page
    manager.post(url, {**form, "pass_mark": "4", "criteria": ["You have led a team."]})
    assert Campaign.objects.get().stages == ["Interview: strengths. You need 4 of 7 points"]
    assert manager.get(url).content.decode().count("checked") == 3
    for number in (0, 3, 99999):
        away = reverse("roles:stage", args=[campaign.reference, number])
        assert manager.get(away).status_code == 404
    keep = reverse("roles:stage_plan_move", args=[campaign.reference, "keep"])
    manager.post(keep, {"name": "Short"})
    assert StagePlan.objects.filter(name="Short").count() == 1
    remove = reverse("roles:stage_plan_move", args=[campaign.reference, "remove"])
    manager.post(remove, {"number": "1"})
    assert Campaign.objects.get().stages == []
    # The terms no longer write what the plan writes.
    terms = page_of(campaign, "assessment")
    assert "This comes from the stage plan." in manager.get(terms).content.decode()
    for person in (team.approver, make_team("BBB").manager):
        assert signed_in(person).get(url).status_code == 404


def kinds_of(campaign):
    plan = StagePlan.objects.get(campaign=campaign)
    return list(plan.stages.order_by("number").values_list("number", "kind"))


def test_stages_change_places_by_buttons_without_a_script(team):
    campaign = planned(team)
    for number, kind in enumerate(("interview", "sift", "exercise"), start=1):
        stage(team, campaign, number, kind=kind)
    manager = signed_in(team.manager)
    plan = reverse("roles:stage_plan", args=[campaign.reference])
    order = reverse("roles:stage_plan_move", args=[campaign.reference, "order"])
    page = manager.get(plan).content.decode()
    assert (page.count("Move up"), page.count("Move down")) == (2, 2)
    page = manager.post(order, {"number": "2", "direction": "up"}, follow=True)
    assert page.redirect_chain[-1][0] == plan
    assert kinds_of(campaign) == [(1, "sift"), (2, "interview"), (3, "exercise")]
    manager.post(order, {"number": "2", "direction": "down"})
    assert kinds_of(campaign) == [(1, "sift"), (2, "exercise"), (3, "interview")]
    # The advert says them in the new order.
    lines = Campaign.objects.get().stages
    assert [line.split(":")[0] for line in lines] == [
        "Sift of applications",
        "Exercise or work sample",
        "Interview",
    ]
    # Beyond either end there is nowhere to go, and rubbish is answered with the form.
    manager.post(order, {"number": "1", "direction": "up"})
    manager.post(order, {"number": "3", "direction": "down"})
    assert kinds_of(campaign)[0] == (1, "sift")
    page = manager.post(order, {"number": "9", "direction": "sideways"}).content.decode()
    assert "There is a problem" in page
    assert "Which stage do you want to move?" in manager.get(order).content.decode()
    for person in (team.approver, make_team("BBB").manager):
        assert signed_in(person).post(order, {}).status_code == 404


def test_one_stage_or_approved_terms_are_not_put_in_order(team):
    campaign = planned(team)
    stage(team, campaign)
    plan = reverse("roles:stage_plan", args=[campaign.reference])
    assert "Change the order" not in signed_in(team.manager).get(plan).content.decode()
    with pytest.raises(TransitionNotAllowed):
        move_stage(campaign=make_approved(team), number=1, direction="down", actor=team.manager)


def test_pass_marks_stand_where_they_are_used_and_on_the_advert_if_it_says_them(team):
    campaign = planned(team)
    stage(team, campaign, pass_mark=5)
    manager = signed_in(team.manager)
    terms = campaign.get_absolute_url()
    sift = reverse("roles:sift_list", args=[campaign.reference])
    for url in (terms, sift):
        assert "Sift of applications: 5 of 7 points" in manager.get(url).content.decode()
    assert "You need 5 of 7 points" in Campaign.objects.get().assessment
    marks = reverse("roles:stage_plan_move", args=[campaign.reference, "marks"])
    page = manager.post(marks, {}).content.decode()
    assert "Select whether the advert shows the pass marks" in page
    manager.post(marks, {"shows": "no"})
    assert "points" not in Campaign.objects.get().assessment
    for url in (terms, sift):
        assert "Sift of applications: 5 of 7 points" in manager.get(url).content.decode()
    # A stage that is changed later does not bring them back, nor does a template made of it.
    stage(team, campaign, pass_mark=6)
    assert "points" not in Campaign.objects.get().assessment
    template = save_as_template(campaign=campaign, name="Quiet", actor=team.manager)
    other = make_draft(team)
    begin_plan(campaign=other, framework=NOW, template=template, actor=team.manager)
    other.refresh_from_db()
    assert "points" not in other.assessment
    manager.post(marks, {"shows": "yes"})
    assert "You need 6 of 7 points" in Campaign.objects.get(pk=campaign.pk).assessment


def next_step_and_button(client, campaign):
    view = client.get(campaign.get_absolute_url())
    return view.context_data["next_step"], view.context_data["moves"].page


def test_a_plan_without_a_stage_leads_to_a_stage(team):
    campaign = planned(team)
    manager = signed_in(team.manager)
    plan = reverse("roles:stage_plan", args=[campaign.reference])
    words = "Add a stage to the stage plan."
    assert next_step_and_button(manager, campaign) == (words, ("Add a stage", f"{plan}1/"))
    assert next_step_and_button(signed_in(team.approver), campaign) == (
        "The department adds a stage to the stage plan.",
        None,
    )
    ask = reverse("roles:campaign_move", args=[campaign.reference, "ask-approval"])
    assert words in manager.get(ask).text
    assert words in manager.post(ask, follow=True).text
    assert "Enter how candidates are assessed" not in manager.get(plan + "../").text
    # What the terms lack besides is said too.
    change_terms(campaign=campaign, actor=team.manager, contact_email="")
    assert "Complete the terms, and add a stage to the stage plan." in manager.get(ask).text
    stage(team, campaign)
    assert next_step_and_button(manager, campaign)[0] == (
        "Complete the terms, then ask for approval."
    )
    assert "Complete the terms first." in manager.get(ask).text


def test_a_returned_plan_without_a_stage_leads_to_a_stage(team):
    campaign = planned(team)
    stage(team, campaign)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approvals.send_back(campaign=campaign, reason="Say how you test it.", actor=team.approver)
    remove_stage(campaign=campaign, number=1, actor=team.manager)
    assert next_step_and_button(signed_in(team.manager), campaign)[0] == (
        "Add a stage to the stage plan."
    )


def test_a_new_plan_is_no_next_step_once_there_is_one(team):
    campaign = make_draft(team)
    url = reverse("roles:stage_plan", args=[campaign.reference])
    manager = signed_in(team.manager)

    def green():
        return [move.slug for move in manager.get(url).context_data["moves"] if move.is_next]

    assert green() == ["begin"]
    begin_plan(campaign=campaign, framework=NOW, actor=team.manager)
    assert green() == []
    stage(team, campaign)
    assert green() == []
