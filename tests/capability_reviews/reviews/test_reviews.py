"""Reviews: the way through the states, ratings side by side, findings that become needs."""

import re
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from capability_reviews.models import CapabilityReview, Finding, ReviewState, ReviewTheme
from capability_reviews.reviews.pages import ReviewIndexPage, ReviewPage
from capability_reviews.reviews.services.findings import raise_need_from_finding, record_finding
from capability_reviews.reviews.services.ratings import assure_rating, follow_up_rating, rate_theme
from capability_reviews.reviews.services.reviews import (
    MOVES,
    NotNowError,
    OwnPartError,
    ThemesLeftError,
    move_review,
    plan_review,
    set_scope,
    who_signed,
)
from hub import timeline
from hub.authorisation import as_nobody
from hub.memberships import add_membership
from hub.models import HomePage, Membership, Need
from hub.notifications.delivery import sweep
from hub.permissions import StaffGroup
from tests.factories.hub import current_role, make_member, make_organisation, make_person, signed_in
from tests.pages_read import as_read, green_of
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
WAY = list(MOVES)


@pytest.fixture
def review(department, lead, reviewer):
    return plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)


@pytest.fixture
def theme():
    return ReviewTheme.objects.get(version="1", number=3)


def rate_rest(review, rating, service):
    """Give the themes that lack a rating one that says the same as the other."""
    for theme in ReviewTheme.objects.filter(version="1"):
        row = review.ratings.filter(theme=theme).first()
        if row is None or getattr(row, rating) is None:
            same = (row and (row.self_rating or row.assured_rating)) or 3
            service(review=review, theme=theme, actor=None, **{rating: same})


def move_to(review, last, actor=None):
    """Walk a review to a move, by way of an explicit scope and of ratings of every theme."""
    for move in WAY[: WAY.index(last) + 1]:
        if move == "start_self_assessment":
            set_scope(review=review, bodies_are_in=False, actor=actor)
        if move == "gather_evidence":
            rate_rest(review, "self_rating", rate_theme)
        if move == "write_draft":
            rate_rest(review, "assured_rating", assure_rating)
        # C5: a follow-up has its day.
        due = review.published_at and review.published_at + relativedelta(months=3, days=1)
        review = move_review(review=review, move=move, actor=actor, at=due)
    return review


def test_C1_the_scope_is_explicit_before_the_self_assessment(review, lead):
    move_review(review=review, move="start_scoping", actor=lead)
    with pytest.raises(TransitionNotAllowed):
        move_review(review=review, move="start_self_assessment", actor=lead)
    page = signed_in(lead).post(
        reverse("capability_reviews:review_move", args=[review.reference, "start_self_assessment"]),
        follow=True,
    )
    html = page.content.decode()
    waits = "First say whether agencies and bodies are in scope."
    assert waits in html
    assert green_of(html) == ["Say whether agencies are in scope"]
    with pytest.raises(NotNowError, match="Select the agencies"):
        set_scope(review=review, bodies_are_in=True, actor=lead)
    set_scope(review=review, bodies_are_in=False, actor=lead)
    moved = move_review(review=review, move="start_self_assessment", actor=lead)
    assert moved.state == ReviewState.SELF_ASSESSMENT


def test_C1_the_scope_form_lists_the_bodies(review, lead, department):
    body = make_organisation("BODY", parent=department, kind="body", name="Agency of A")
    client = signed_in(lead)
    url = reverse("capability_reviews:review_scope", args=[review.reference])
    page = client.post(url, {"bodies_are_in": "yes"}).content.decode()
    assert "Select the agencies and bodies that are in scope" in page
    client.post(url, {"bodies_are_in": "yes", "bodies": [body.pk]})
    review.refresh_from_db()
    assert list(review.bodies.all()) == [body]


def test_every_state_has_its_moment(review):
    closed = move_to(review, "close")
    moments = [getattr(closed, f"{state}_at") for state in ReviewState.values]
    assert None not in moments
    assert moments == sorted(moments)


def test_C2_the_two_ratings_stand_side_by_side_and_a_difference_has_a_reason(review, theme, lead):
    rate_theme(review=review, theme=theme, self_rating=4, evidence="Ours", actor=lead)
    with pytest.raises(NotNowError, match="Say why"):
        assure_rating(review=review, theme=theme, assured_rating=2, actor=None)
    row = assure_rating(
        review=review, theme=theme, assured_rating=2, reason="All contractors.", actor=None
    )
    assert (row.self_rating, row.assured_rating, row.evidence) == (4, 2, "Ours")
    same = assure_rating(review=review, theme=theme, assured_rating=4, actor=None)
    assert (same.self_rating, same.reason) == (4, "")


def test_C2_the_form_tells_a_reviewer_to_give_a_reason_and_keeps_what_was_typed(
    review, theme, lead, reviewer
):
    rate_theme(review=review, theme=theme, self_rating=4, actor=lead)
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    page = signed_in(reviewer).post(url, {"rating": "2", "reason": " "}).content.decode()
    assert "Say why the assured rating differs" in page
    signed_in(lead).post(url, {"rating": "5", "evidence": "New team"})
    assert review.ratings.get().self_rating == 5


def test_C2_the_form_shows_the_rating_that_stands_and_the_departments_own_is_kept_once_assured(
    review, theme, lead, reviewer
):
    rate_theme(review=review, theme=theme, self_rating=4, evidence="Ours", actor=lead)
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    form = signed_in(lead).get(url).content.decode()
    assert re.findall(r'value="(\d)" checked', form) == ["4"]
    assert "Ours" in form
    assure_rating(
        review=review, theme=theme, assured_rating=2, reason="Contractors", actor=reviewer
    )
    page = signed_in(lead).post(url, {"rating": "5", "evidence": "New"}).content.decode()
    assert "You cannot change the department’s rating" in page
    detail = signed_in(lead).get(review.get_absolute_url()).content.decode()
    assert re.findall(r'govuk-tag--(turquoise|orange)">\s*(.+?)\s*<', detail) == [
        ("turquoise", "Well placed"),
        ("orange", "Urgent development area"),
    ]
    row = review.ratings.get()
    assert (row.self_rating, row.evidence, row.assured_rating) == (4, "Ours", 2)


def test_C2_who_assures_reads_the_departments_own_rating_and_its_evidence_beside_the_question(
    review, theme, lead, reviewer
):
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    browser = signed_in(reviewer)
    facts = browser.get(url).context_data["facts"]
    assert facts == [("The department’s own rating", "Not rated"), ("What it is based on", "")]
    rate_theme(review=review, theme=theme, self_rating=4, evidence="A survey of 40.", actor=lead)
    page = browser.get(url).text
    own = page[: page.index("How well placed is the organisation?")]
    assert [words in own for words in ("Well placed", "A survey of 40.")] == [True, True]
    assert "The department’s own rating" not in signed_in(lead).get(url).text
    assure_rating(
        review=review, theme=theme, assured_rating=2, reason="Contractors left.", actor=reviewer
    )
    move_to(review, "start_follow_up")
    again = reverse("capability_reviews:review_follow_up", args=[review.reference, theme.number])
    page = browser.get(again).text
    before = page[: page.index("How well placed is the organisation now?")]
    for words in ("Well placed", "A survey of 40.", "Urgent development area", "Contractors left."):
        assert words in before


def test_C2_a_rating_saved_meanwhile_is_not_overwritten_unseen(review, theme, lead):
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    one, two = signed_in(lead), signed_in(lead)
    ones, twos = (answers_on(browser.get(url).content.decode()) for browser in (one, two))
    one.post(url, ones | {"rating": "4", "evidence": "The first."})
    page = two.post(url, twos | {"rating": "4", "evidence": "The second."}).content.decode()
    assert "had this page open" in page
    assert review.ratings.get().evidence == "The first."
    two.post(url, answers_on(page))
    assert review.ratings.get().evidence == "The second."


def test_C5_a_theme_is_rated_again_only_in_a_follow_up_and_closes_the_need(
    review, theme, lead, reviewer
):
    row = rate_theme(review=review, theme=theme, self_rating=2, actor=lead)
    finding = record_finding(
        review=review, theme=theme, text="No owner", priority="high", actor=lead
    )
    need = raise_need_from_finding(finding=finding, reason="Lead it", actor=lead)
    with pytest.raises(NotNowError, match="rate a theme again in a follow-up"):
        follow_up_rating(rating=row, new_rating=4, actor=reviewer)
    move_to(review, "start_follow_up")
    follow_up_rating(rating=row, new_rating=2, actor=reviewer)
    need.refresh_from_db()
    assert need.state == Need.State.RAISED
    url = reverse("capability_reviews:review_follow_up", args=[review.reference, theme.number])
    page = signed_in(reviewer).post(url, {"rating": "4"}, follow=True).content.decode()
    assert f"The rating is saved, and the need that it met closed: {need.reference}" in page
    need.refresh_from_db()
    assert need.state == Need.State.CLOSED
    assert "Need closed" in [entry.label for entry in timeline.of_need(need, reviewer)]


def test_the_picture_of_a_need_begins_with_its_gap_and_ends_with_the_rating_again(
    review, theme, lead, reviewer, department
):
    row = rate_theme(review=review, theme=theme, self_rating=2, actor=lead)
    finding = record_finding(
        review=review, theme=theme, text="No owner", priority="high", actor=lead
    )
    need = raise_need_from_finding(finding=finding, reason="Lead it", actor=lead)
    assert drawn(lead, need) == ["Finding from review", "Need"]
    move_to(review, "start_follow_up")
    follow_up_rating(rating=row, new_rating=4, actor=reviewer)
    assert drawn(reviewer, need) == ["Finding from review", "Need", "Follow-up of review"]
    # Who has no part in reviews sees the need, and nothing of the review.
    assert drawn(make_member(Membership.Role.REQUESTER, department), need) == ["Need"]


def drawn(reader, need) -> list[str]:
    page = signed_in(reader).get(need.get_absolute_url()).text
    table = page.split('<figure class="hub-picture">')[1].split("</figure>")[0]
    names = re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]*)</a>', table)
    return [name.rpartition(" ")[0] for name in names]


def test_C7_a_finding_raises_one_need_and_stays_on_its_thread(review, theme, lead):
    finding = record_finding(
        review=review, theme=theme, text="No owner", priority="high", actor=lead
    )
    url = reverse("capability_reviews:finding_need", args=[review.reference, finding.pk])
    data = {"role": current_role().pk, "headcount": "2", "reason": "Nobody decides."}
    client = signed_in(lead)
    assert client.post(url, data).status_code == 302
    client.post(url, data)
    need = Need.objects.get()
    assert (need.organisation, need.headcount) == (review.organisation, 2)
    thread = timeline.of_need(need, lead)
    assert "Need raised from a finding" in [entry.label for entry in thread]
    assert finding.get_absolute_url() in [entry.url for entry in thread]
    assert need.reference in client.get(review.get_absolute_url()).content.decode()


def test_C8_others_see_a_review_only_when_it_is_published(review, lead, stranger, reviewer):
    seen = [
        CapabilityReview.objects.visible_to(person).count() for person in (lead, stranger, reviewer)
    ]
    assert seen == [1, 0, 1]
    assert signed_in(stranger).get(review.get_absolute_url()).status_code == 404
    move_to(review, "publish")
    page = signed_in(stranger).get(review.get_absolute_url())
    assert page.status_code == 200
    assert "History" not in page.content.decode()
    assert signed_in(lead).get(review.get_absolute_url()).status_code == 200


def test_C8_whoever_has_no_part_in_reviews_is_led_to_none(review, theme, lead, department):
    requester = make_person("asks@example.gov.uk")
    add_membership(user=requester, organisation=department, role=Membership.Role.REQUESTER)
    found = record_finding(review=review, theme=theme, text="No", priority="high", actor=lead)
    need = raise_need_from_finding(finding=found, reason="Lead it", actor=lead)
    move_to(review, "publish")
    for person, is_led in ((lead, True), (requester, False)):
        page = signed_in(person).get(need.get_absolute_url()).text
        assert (f'href="{found.get_absolute_url()}"' in page) is is_led
        assert (review.reference in page) is is_led
        assert CapabilityReview.objects.visible_to(person).exists() is is_led
    assert signed_in(requester).get(review.get_absolute_url()).status_code == 404


def test_C8_the_need_behind_a_published_finding_stays_with_its_department(
    review, theme, lead, stranger
):
    finding = record_finding(
        review=review, theme=theme, text="No owner", priority="high", actor=lead
    )
    need = raise_need_from_finding(finding=finding, reason="Lead it", actor=lead)
    assert list(Finding.objects.visible_to(stranger)) == []
    move_to(review, "publish")
    page = signed_in(stranger).get(review.get_absolute_url()).content.decode()
    assert "No owner" in page
    assert need.reference not in page
    assert "Raise a need" not in page


def test_C8_a_requester_of_a_department_does_not_read_its_draft_review(review, stranger):
    add_membership(
        user=stranger,
        organisation=review.organisation,
        role=Membership.Role.REQUESTER,
        valid_from=date(2013, 1, 1),
    )
    assert signed_in(stranger).get(review.get_absolute_url()).status_code == 404


def test_C8_a_review_has_no_page_before_it_is_published(review, reviewer):
    editor = make_person("", StaffGroup.EDITORS)
    index = HomePage.objects.get().add_child(instance=ReviewIndexPage(title="Reviews"))
    client = signed_in(editor)
    add = reverse("wagtailadmin_pages:add", args=["capability_reviews", "reviewpage", index.pk])
    data = {
        "title": "Review of A",
        "slug": "review-of-a",
        "review": review.pk,
        "summary": "Well led.",
        "body-count": "0",
        "action-publish": "1",
    }
    page = client.post(add, data)
    assert "Not in the list. " in page.content.decode()
    assert ReviewPage.objects.count() == 0
    move_to(review, "publish")
    assert client.post(add, data).status_code == 302
    assert "Well led." in Client().get(ReviewPage.objects.get().url).content.decode()


@pytest.mark.parametrize("reference", ["R-0000-0000", "nothing", "%00", "R-%00%00%00%00-0000"])
def test_a_reference_that_names_nothing_is_not_found(reference, reviewer):
    assert signed_in(reviewer).get(f"/capability/reviews/{reference}/").status_code == 404
    assert signed_in(reviewer).get(f"/capability/advice/{reference}/").status_code == 404


def test_ratings_and_findings_are_closed_when_the_review_is_agreed(review, theme, lead):
    move_to(review, "agree")
    with pytest.raises(NotNowError):
        rate_theme(review=review, theme=theme, self_rating=1, actor=lead)
    with pytest.raises(NotNowError):
        record_finding(review=review, theme=theme, text="Late", priority="low", actor=lead)
    assert Finding.objects.count() == 0


def test_the_digital_leader_signs_and_the_capability_lead_does_not(review, lead, leader):
    move_to(review, "send_for_factual_check")
    url = reverse("capability_reviews:review_move", args=[review.reference, "agree"])
    assert signed_in(lead).post(url).status_code == 404
    assert signed_in(leader).post(url, as_read(signed_in(leader), url)).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.AGREED


def test_C2_no_one_person_rates_assures_signs_and_publishes(review, theme, lead, leader, reviewer):
    about = {"review": review, "theme": theme}
    move_to(review, "send_for_factual_check")
    # A reviewer neither rates for the department nor signs for it.
    with as_nobody(), pytest.raises(PermissionDenied):
        rate_theme(**about, self_rating=4, actor=reviewer)
    with as_nobody(), pytest.raises(PermissionDenied):
        move_review(review=review, move="agree", actor=reviewer)
    with as_nobody(), pytest.raises(PermissionDenied):
        assure_rating(**about, assured_rating=4, actor=lead)
    # Nor does somebody who holds offices on both sides play both parts.
    leader.groups.add(*reviewer.groups.all())
    leader.forget_rights()
    review.ratings.filter(theme=theme).update(assured_rating=None, assured_by=None)
    rate_theme(**about, self_rating=4, actor=leader)
    for other in (theme, ReviewTheme.objects.get(version="1", number=4)):
        with pytest.raises(OwnPartError):
            assure_rating(review=review, theme=other, assured_rating=4, actor=leader)
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    page = signed_in(leader).post(url, {"rating": "4", "reason": ""}).content.decode()
    assert "You cannot assure this review because you rated it" in page
    assure_rating(**about, assured_rating=4, actor=reviewer)
    moves = "capability_reviews:review_move"
    agree = reverse(moves, args=[review.reference, "agree"])
    signed_in(leader).post(agree, as_read(signed_in(leader), agree))
    review.refresh_from_db()
    assert (review.state, review.signed_by) == (ReviewState.AGREED, leader)
    publish = reverse(moves, args=[review.reference, "publish"])
    page = signed_in(leader).post(publish, follow=True).content.decode()
    assert "because you signed it" in page
    review.refresh_from_db()
    assert review.state == ReviewState.AGREED
    with pytest.raises(OwnPartError):
        move_review(review=review, move="publish", actor=leader)
    assert signed_in(reviewer).post(publish).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED


def test_C2_who_assured_does_not_rate_for_the_department(review, theme, lead, reviewer):
    add_membership(
        user=reviewer,
        organisation=review.organisation,
        role=Membership.Role.CAPABILITY_LEAD,
        valid_from=date(2013, 1, 1),
    )
    assure_rating(review=review, theme=theme, assured_rating=4, actor=reviewer)
    other = ReviewTheme.objects.get(version="1", number=4)
    with pytest.raises(OwnPartError):
        rate_theme(review=review, theme=other, self_rating=4, actor=reviewer)


def test_the_department_is_asked_to_check_the_facts(review, lead):
    move_to(review, "send_for_factual_check")
    sweep()
    (sent,) = mail.outbox
    assert sent.to == [lead.email]
    assert sent.subject == f"Check the facts of review {review.reference}"


def test_planning_a_review_by_the_form(lead, department):
    client = signed_in(lead)
    url = reverse("capability_reviews:review_plan")
    other = make_organisation("CCC")
    page = client.post(url, {"organisation": other.pk}).content.decode()
    assert "Select the organisation from the list" in page
    page = client.post(url, {"organisation": department.pk, "summary": "Can we?"}, follow=True)
    assert f"{CapabilityReview.objects.get()} is planned" in page.content.decode()
    assert CapabilityReview.objects.get().lead == lead


def test_a_move_that_is_not_due_changes_nothing(review, reviewer):
    url = reverse("capability_reviews:review_move", args=[review.reference, "publish"])
    page = signed_in(reviewer).post(url, follow=True)
    words = "The review is “planned”. You can only do this while it is “agreed”."
    assert words in page.content.decode()
    unknown = reverse("capability_reviews:review_move", args=[review.reference, "no-such"])
    assert signed_in(reviewer).post(unknown).status_code == 404


def test_recording_a_finding_by_the_form(review, lead, theme):
    url = reverse("capability_reviews:finding_add", args=[review.reference])
    client = signed_in(lead)
    page = client.post(url, {"text": "Kept words", "priority": "high"}).content.decode()
    assert "Select the theme" in page
    assert "Kept words" in page
    page = client.post(url, {"strategy_action": "four"}).content.decode()
    assert "Enter the number of the strategy action, such as 4" in page
    client.post(url, {"theme": theme.pk, "text": "Found", "priority": "high"})
    assert Finding.objects.get().text == "Found"


def at_move(review, move):
    return reverse("capability_reviews:review_move", args=[review.reference, move])


def test_a_move_of_a_review_is_asked_before_it_is_made(review, reviewer):
    move_to(review, "start_challenge")
    rate_rest(review, "assured_rating", assure_rating)
    client = signed_in(reviewer)
    assert at_move(review, "write_draft") in client.get(review.get_absolute_url()).text
    page = client.get(at_move(review, "write_draft"))
    assert page.status_code == 200
    for words in ("The challenge ends and the report is written.", "10 of 10 themes"):
        assert words in page.text
    review.refresh_from_db()
    assert review.state == ReviewState.CHALLENGE
    page = client.post(at_move(review, "write_draft"), follow=True)
    assert "The challenge is finished. Next, write the draft" in page.text


def test_C2_a_draft_waits_until_every_theme_is_assured(review, theme, reviewer):
    move_to(review, "start_challenge")
    client = signed_in(reviewer)
    none_yet = "There is no assured rating of any of the 10 themes yet."
    assert none_yet in client.get(review.get_absolute_url()).text
    assert none_yet in client.get(at_move(review, "write_draft")).text
    assert none_yet in client.post(at_move(review, "write_draft"), follow=True).text
    rate_rest(review, "assured_rating", assure_rating)
    review.ratings.filter(theme=theme).update(assured_rating=None)
    page = client.post(at_move(review, "write_draft"), follow=True).text
    assert f"There is no assured rating of 1 of the 10 themes yet: {theme.name}." in page
    review.refresh_from_db()
    assert review.state == ReviewState.CHALLENGE


def test_C2_evidence_waits_until_the_department_has_rated_every_theme(review, lead):
    move_to(review, "start_self_assessment")
    client = signed_in(lead)
    page = client.post(at_move(review, "gather_evidence"), follow=True).text
    assert "The department has not rated any of the 10 themes yet." in page
    with pytest.raises(ThemesLeftError):
        move_review(review=review, move="gather_evidence", actor=lead)
    rate_rest(review, "self_rating", rate_theme)
    page = client.post(at_move(review, "gather_evidence"), follow=True).text
    assert "The self-assessment is finished. Next, gather the evidence" in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_however_long(
    department, lead, number, django_assert_max_num_queries
):
    for _ in range(number):
        plan_review(organisation=department, actor=lead)
    client = signed_in(lead)
    # The first visit puts into the session that they were there.
    client.get(reverse("capability_reviews:review_list"))
    with django_assert_max_num_queries(11):
        client.get(reverse("capability_reviews:review_list"))


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_review_costs_the_same_however_many_findings(
    review, lead, theme, number, django_assert_max_num_queries
):
    for count in range(number):
        finding = record_finding(
            review=review, theme=theme, text=f"Gap {count}", priority="low", actor=lead
        )
        raise_need_from_finding(finding=finding, reason="Needed", actor=lead)
    client = signed_in(lead)
    with django_assert_max_num_queries(17):
        client.get(review.get_absolute_url())


def test_C2_another_account_of_the_mailbox_does_not_play_the_other_part(
    review, theme, leader, reviewer
):
    about = {"review": review, "theme": theme}
    move_to(review, "start_challenge")
    rate_theme(**about, self_rating=4, actor=leader)
    name, _, domain = leader.email.partition("@")
    twin = make_person(f"{name}+2@{domain}", StaffGroup.REVIEWERS)
    with pytest.raises(OwnPartError):
        assure_rating(**about, assured_rating=4, actor=twin)
    url = reverse("capability_reviews:review_rate", args=[review.reference, theme.number])
    page = signed_in(twin).post(url, {"rating": "4", "reason": ""}).text
    assert "You cannot assure this review because you rated it" in page
    assure_rating(**about, assured_rating=4, actor=reviewer)
    review.signed_by = leader
    assert (who_signed(review, twin) != "", who_signed(review, reviewer)) == (True, "")


def test_C2_a_part_is_not_forgotten_when_a_colleague_rates_the_theme_again(
    review, theme, lead, leader, reviewer
):
    about = {"review": review, "theme": theme}
    leader.groups.add(*reviewer.groups.all())
    leader.forget_rights()
    move_to(review, "start_challenge")
    rate_theme(**about, self_rating=4, actor=leader)
    rate_theme(**about, self_rating=4, actor=lead)
    assert review.ratings.get(theme=theme).rated_by == lead
    for other in (theme, ReviewTheme.objects.get(version="1", number=4)):
        with pytest.raises(OwnPartError):
            assure_rating(review=review, theme=other, assured_rating=4, actor=leader)
    # Nor in the follow-up, nor the other way about.
    assure_rating(**about, assured_rating=4, actor=reviewer)
    assure_rating(**about, assured_rating=4, actor=make_person("", StaffGroup.REVIEWERS))
    reviewer_as_lead = add_membership(
        user=reviewer,
        organisation=review.organisation,
        role=Membership.Role.CAPABILITY_LEAD,
        valid_from=date(2013, 1, 1),
    ).user
    with pytest.raises(OwnPartError):
        rate_theme(
            review=review,
            theme=ReviewTheme.objects.get(version="1", number=4),
            self_rating=4,
            actor=reviewer_as_lead,
        )


def test_C2_who_ever_assured_a_rating_does_not_sign_the_review(review, theme, leader, reviewer):
    leader.groups.add(*reviewer.groups.all())
    leader.forget_rights()
    move_to(review, "start_challenge")
    assure_rating(review=review, theme=theme, assured_rating=3, actor=leader)
    assure_rating(review=review, theme=theme, assured_rating=3, actor=reviewer)
    rate_rest(review, "assured_rating", assure_rating)
    for name in ("write_draft", "send_for_factual_check"):
        review = move_review(review=review, move=name, actor=None)
    agree = reverse("capability_reviews:review_move", args=[review.reference, "agree"])
    words = "You cannot sign this review because you assured ratings of it"
    browser = signed_in(leader)
    assert words in browser.get(agree).text
    assert words in browser.post(agree, as_read(browser, agree)).text
    with pytest.raises(OwnPartError):
        move_review(review=review, move="agree", actor=leader)
    review.refresh_from_db()
    assert review.state == ReviewState.FACTUAL_CHECK


def test_the_digital_leader_reads_every_rating_and_finding_that_is_signed(review, theme, leader):
    move_to(review, "start_challenge")
    rate_theme(review=review, theme=theme, self_rating=4, evidence="Our own survey.", actor=None)
    assure_rating(
        review=review, theme=theme, assured_rating=2, reason="Few were asked.", actor=None
    )
    record_finding(review=review, theme=theme, text="No owner", priority="high", actor=None)
    rate_rest(review, "assured_rating", assure_rating)
    for name in ("write_draft", "send_for_factual_check"):
        review = move_review(review=review, move=name, actor=None)
    agree = reverse("capability_reviews:review_move", args=[review.reference, "agree"])
    page = signed_in(leader).get(agree).text
    for words in ("Our own survey.", "Few were asked.", "No owner", "Urgent development area"):
        assert words in page
