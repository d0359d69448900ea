"""Role profiles: a library by role and level, copied by a campaign, compared, its gaps filled."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import RoleLevel
from roles.adverts.services.adverts import create_advert
from roles.campaigns.services.job_descriptions import copy_profile, describe_job, drift_of
from roles.models import Campaign, JobDescription, RoleProfile
from tests.factories.adverts import make_advert
from tests.factories.hub import signed_in
from tests.factories.roles import agree_job, make_approved, make_draft, make_team

pytestmark = pytest.mark.django_db
GAPS = {
    "about_department": "We pay pensions.",
    "priorities": "Make it simple.",
    "process": "Write to the team.",
    "reporting_line": "To the head of delivery.",
    "declarations": "Interests.",
}


def profile(slug="2013-delivery-manager"):
    return RoleProfile.objects.get(slug=slug)


def test_every_role_of_2013_and_of_today_has_a_profile_at_each_level():
    levels = set(RoleLevel.objects.values_list("pk", flat=True))
    assert set(RoleProfile.objects.values_list("level_id", flat=True)) == levels
    roles_of_2013 = RoleProfile.objects.filter(slug__startswith="2013-")
    assert roles_of_2013.values("role").distinct().count() == 21
    senior = roles_of_2013.filter(role__family__slug="senior-civil-service")
    assert senior.values("role").distinct().count() == 6
    for row in RoleProfile.objects.all():
        copied = row.as_copied()
        assert row.summary
        assert row.origin
        assert 2 <= len(copied["duties"]) <= 7, row.slug
        assert 2 <= len(copied["criteria"]) <= 7, row.slug
        assert "{" not in row.duties + row.criteria
    assert "not a permanent post" in profile("2013-agile-coach").note


def test_loading_again_keeps_what_somebody_changed(capsys):
    RoleProfile.objects.filter(pk=profile().pk).update(summary="Ours.")
    profile("2013-web-ops").delete()
    call_command("load_role_profiles")
    call_command("load_role_profiles")
    assert capsys.readouterr().out == "1 role profiles written\n0 role profiles written\n"
    assert profile().summary == "Ours."


def test_the_library_is_searched_by_words():
    def found(words: str) -> str:
        return Client().get(reverse("roles:profile_list"), {"words": words}).content.decode()

    page = found("LEAD product")
    assert "Lead product manager</a>" in page
    assert "Performance analyst</a>" not in page
    assert 'value="LEAD product"' in page
    assert "Service owner</a>" in found("service manager")
    for rubbish in ("no such words", "\0", "%", "'\"<b>", "x" * 10_000, "日本"):
        assert "Role profiles" in found(rubbish)
    nothing = found("no such words")
    assert "No role profiles match." in nothing
    assert "Try fewer or different words." in nothing


def test_anybody_reads_the_library():
    listing = Client().get(reverse("roles:profile_list"))
    assert listing.status_code == 200
    assert "Lead product manager" in listing.content.decode()
    old = Client().get(reverse("roles:profile_list") + "?edition=recruitment-hub-2013")
    assert old.status_code == 200
    page = Client().get(profile().get_absolute_url()).content.decode()
    assert "What the department adds" in page
    assert "Written afresh in 2026" in page
    RoleProfile.objects.update(is_published=False)
    assert Client().get(profile().get_absolute_url()).status_code == 404
    assert Client().get(reverse("roles:profile_detail", args=["no-such"])).status_code == 404
    assert (
        "There are no role profiles yet"
        in Client().get(reverse("roles:profile_list")).content.decode()
    )


def test_the_library_takes_as_many_queries_however_long_it_is():
    counts = []
    for keep in (3, None):
        if keep:
            shown = RoleProfile.objects.filter(role__family__version__code="2025")
            kept = list(shown.values_list("pk", flat=True)[:keep])
            RoleProfile.objects.exclude(pk__in=kept).update(is_published=False)
        else:
            RoleProfile.objects.update(is_published=True)
        with CaptureQueriesContext(connection) as found:
            Client().get(reverse("roles:profile_list"))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_campaign_copies_one_and_shows_what_it_changed(team):
    campaign = make_draft(team)
    manager = signed_in(team.manager)
    url = reverse("roles:campaign_job", args=[campaign.reference])
    assert "There is no job description yet" in manager.get(url).content.decode()
    use = reverse("roles:campaign_move", args=[campaign.reference, "use-profile"])
    assert "Select the role profile" in manager.post(use, {"profile": ""}).content.decode()
    page = manager.post(use, {"profile": profile().pk}, follow=True)
    assert page.redirect_chain[-1][0] == url
    text = page.content.decode()
    assert "Nothing: it is the profile, word for word." in text
    assert "5 gaps" in text
    campaign.refresh_from_db()
    assert campaign.criteria == profile().as_copied()["criteria"]
    job = campaign.job_description
    duties = [*job.duty_lines[1:], "Take the minutes"]
    describe = reverse("roles:campaign_move", args=[campaign.reference, "describe"])
    form = {"summary": job.summary, "duties": "\n".join(duties), **GAPS}
    text = manager.post(describe, form, follow=True).content.decode()
    assert "Every gap is filled." in text
    assert "Added: " in text
    assert "<ins>“Take the minutes”</ins>" in text
    assert f"Removed: <del>“{job.duty_lines[0]}”</del>" in text


def test_the_copy_is_compared_with_the_profile_as_it_was(team):
    campaign = make_draft(team)
    job = copy_profile(campaign=campaign, profile=profile(), actor=team.manager)
    RoleProfile.objects.filter(pk=profile().pk).update(duties="Something else\nAltogether")
    job.refresh_from_db()
    assert drift_of(job) == []
    Campaign.objects.update(essential_criteria="")
    job = JobDescription.objects.get()
    assert [name for name, _ in drift_of(job)] == ["Essential criteria"]
    assert describe_job(campaign=make_draft(team), actor=team.manager).copied == {}


def test_gaps_are_named_until_each_is_filled(team):
    campaign = make_draft(team)
    campaign.places.clear()
    job = describe_job(campaign=campaign, actor=team.manager)
    assert job.gaps == [
        "About the department",
        "Priorities of the role",
        "Location",
        "Process and contacts",
        "Reporting line",
        "Declarations",
    ]
    job = describe_job(campaign=campaign, actor=team.manager, **GAPS)
    assert job.gaps == ["Location"]
    with pytest.raises(TypeError):
        describe_job(campaign=campaign, actor=team.manager, salary="1")


def test_filled_gaps_stay_when_another_profile_is_used(team):
    campaign = make_draft(team)
    describe_job(campaign=campaign, actor=team.manager, **GAPS)
    job = copy_profile(campaign=campaign, profile=profile("2013-developer"), actor=team.manager)
    assert job.gaps == []
    assert JobDescription.objects.count() == 1


def test_R4_a_changed_job_description_is_agreed_again(team):
    campaign = make_draft(team)
    agree_job(team, campaign)
    job = describe_job(campaign=campaign, actor=team.manager)
    assert Campaign.objects.get().job_description_agreed_at is not None
    describe_job(campaign=campaign, actor=team.manager, summary=job.summary + "More.")
    assert Campaign.objects.get().job_description_agreed_at is None


def test_an_approved_campaign_copies_no_profile(team):
    campaign = make_approved(team)
    with pytest.raises(TransitionNotAllowed):
        copy_profile(campaign=campaign, profile=profile(), actor=team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "use-profile"])
    page = signed_in(team.manager).get(url, follow=True).content.decode()
    assert "You cannot do this now" in page


def test_the_advert_begins_with_the_job_description(team):
    campaign = make_draft(team)
    copy_profile(campaign=campaign, profile=profile(), actor=team.manager)
    describe_job(campaign=campaign, actor=team.manager, **GAPS)
    page = create_advert(campaign=campaign, actor=team.adviser)
    assert page.summary == profile().summary
    assert "We pay pensions." in page.plain_text
    assert "Help the team to plan" in page.plain_text


def test_another_department_does_not_see_the_job_description(team):
    campaign = make_draft(team)
    url = reverse("roles:campaign_job", args=[campaign.reference])
    assert signed_in(make_team("BBB").manager).get(url).status_code == 404


def rungs(profile: RoleProfile) -> list[list[str]]:
    """The rows of the table of levels and salaries on a profile's page, as a stranger reads it."""
    page = Client().get(reverse("roles:profile_detail", args=[profile.slug])).text
    body = page.split('<figure class="hub-picture">')[1].split("<tbody")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[cell.strip() for cell in row] for row in cells]


def level(name: str) -> RoleLevel:
    return RoleLevel.objects.current().get(name=name)


def test_a_profile_shows_the_levels_of_its_role_and_what_adverts_paid():
    lead, senior = level("Lead product manager"), level("Senior product manager")
    paid = {"salary_max": 70_000, "london_salary_min": None, "london_salary_max": None}
    make_advert(level=lead, role=lead.role.slug, salary_min=60_000, **paid)
    make_advert(level=lead, role=lead.role.slug, salary_min=58_000, **paid)
    a_year_ago = timezone.now() - timedelta(days=366)
    make_advert(level=lead, role=lead.role.slug, opened_at=a_year_ago, salary_min=10_000, **paid)
    shown = {row[0]: row[1:] for row in rungs(RoleProfile.objects.get(level=senior))}
    assert shown[lead.name] == ["£58,000 to £70,000", "2"]
    assert shown[f"{senior.name} (this profile)"] == ["No salary advertised", "0"]
    assert len(shown) == senior.role.levels.count()


def test_R3_what_only_priority_movers_see_is_no_advert_on_a_profile():
    lead = level("Lead product manager")
    campaign = make_advert(level=lead, role=lead.role.slug)
    Campaign.objects.filter(pk=campaign.pk).update(movers_until=timezone.now() + timedelta(days=5))
    assert [row[2] for row in rungs(RoleProfile.objects.get(level=lead))] == ["0"] * (
        lead.role.levels.count()
    )


def test_a_profile_costs_no_more_queries_for_more_adverts():
    lead, counts = level("Lead product manager"), []
    path = reverse("roles:profile_detail", args=[RoleProfile.objects.get(level=lead).slug])
    for more in (1, 2, 7):
        for _ in range(more):
            make_advert(level=lead, role=lead.role.slug)
        Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
