"""Who may open what in capability."""

from __future__ import annotations

from tests.access import Expected, admin

LEADS_A = ("digital_leader_a", "capability_lead_a")
LEADS_B = ("digital_leader_b", "capability_lead_b")
ASSURERS = ("hub_staff", "hub_leads", "reviewers")
SEERS = (*ASSURERS, "analysts")


def _review(path: str = ""):
    return lambda world: f"/capability/reviews/{world.review.reference}/{path}"


def _advice(path: str = ""):
    return lambda world: f"/capability/advice/{world.engagement.reference}/{path}"


ACCESS = {
    "capability_reviews:review_list": Expected(
        lambda world: "/capability/", (*LEADS_A, *LEADS_B, *SEERS)
    ),
    "capability_reviews:review_plan": Expected(
        lambda world: "/capability/reviews/plan/", (*LEADS_A, *LEADS_B, *ASSURERS)
    ),
    "capability_reviews:review_detail": Expected(_review(), (*LEADS_A, *SEERS)),
    "capability_reviews:review_scope": Expected(_review("scope/"), (*LEADS_A, *ASSURERS)),
    "capability_reviews:review_rate": Expected(_review("themes/1/"), (*LEADS_A, *ASSURERS)),
    "capability_reviews:review_follow_up": Expected(_review("themes/1/again/"), ASSURERS),
    "capability_reviews:finding_add": Expected(_review("findings/add/"), (*LEADS_A, *ASSURERS)),
    "capability_reviews:finding_need": Expected(
        lambda world: f"{_review()(world)}findings/{world.finding.pk}/need/",
        (*LEADS_A, *ASSURERS),
    ),
    "capability_reviews:review_move": Expected(
        _review("move/start_scoping/"), (*LEADS_A, *ASSURERS)
    ),
    "capability_reviews:engagement_list": Expected(
        lambda world: "/capability/advice/", (*LEADS_A, *LEADS_B, *SEERS)
    ),
    "capability_reviews:engagement_ask": Expected(
        lambda world: "/capability/advice/ask/", (*LEADS_A, *LEADS_B, "hub_staff", "hub_leads")
    ),
    "capability_reviews:engagement_detail": Expected(_advice(), (*LEADS_A, *SEERS)),
    "capability_reviews:engagement_move": Expected(_advice("move/start_scoping/"), ASSURERS),
    "capability_reviews:building_list": Expected(
        lambda world: "/capability/building/", (*LEADS_A, *LEADS_B, *SEERS)
    ),
    "capability_reviews:leader_add": Expected(
        lambda world: "/capability/building/leaders/add/",
        (*LEADS_A, *LEADS_B, "hub_staff", "hub_leads"),
    ),
    "capability_reviews:team_add": Expected(
        lambda world: "/capability/building/teams/add/",
        (*LEADS_A, *LEADS_B, "hub_staff", "hub_leads"),
    ),
    "capability_reviews:training_add": Expected(
        lambda world: "/capability/building/training/add/",
        (*LEADS_A, *LEADS_B, "hub_staff", "hub_leads"),
    ),
    "capability_reviews:team_move": Expected(
        lambda world: f"/capability/building/teams/{world.team.pk}/start/",
        (*LEADS_A, "hub_staff", "hub_leads"),
    ),
    "capability_reviews:training_move": Expected(
        lambda world: f"/capability/building/training/{world.plan.pk}/start/",
        (*LEADS_A, "hub_staff", "hub_leads"),
    ),
    "review_pages:index": admin("/admin/review_pages/", "hub_staff", "hub_leads", "editors"),
    **{
        f"{name}:index": admin(f"/admin/{name}/", *SEERS)
        for name in (
            "capabilityreview",
            "orgdesignengagement",
            "digitalleaderappointment",
            "teambuild",
            "trainingplan",
        )
    },
}

# Who may call the services: the kinds of user that hold each permission on the world's record.
PERMISSIONS = {
    "capability_reviews.plan_review": (*LEADS_A, *ASSURERS),
    "capability_reviews.move_review": (*LEADS_A, *ASSURERS),
    "capability_reviews.rate_review": (*LEADS_A, *ASSURERS),
    "capability_reviews.assure_review": ASSURERS,
    "capability_reviews.sign_review": ("digital_leader_a",),
    "capability_reviews.rate_own_review": LEADS_A,
    "capability_reviews.request_advice": (*LEADS_A, "hub_staff", "hub_leads"),
    "capability_reviews.answer_advice": LEADS_A,
    "capability_reviews.advise": ASSURERS,
    "capability_reviews.record_building": (*LEADS_A, "hub_staff", "hub_leads"),
}
