"""The marking of a sift is shared out: preview, limits, late applications, people who leave."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import LogEntry, Membership
from roles.applications.services.applications import move_application
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import move_campaign
from roles.models import (
    Application,
    Conflict,
    MarkingShare,
    Moderation,
    Panel,
    Score,
    ShareOut,
    StageResult,
)
from roles.models.selection.share import how_many_mark
from roles.selection.services.conflicts import decide_conflict, declare_own_knowledge
from roles.selection.services.marking_list import marking_list
from roles.selection.services.panel_answers import accept_invitation
from roles.selection.services.panels import invite_member, remove_member
from roles.selection.services.share_piles import Sharing
from roles.selection.services.sharing_out import SameError, preview_of, share_out
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_declared_panel, make_sitter, start_sift
from tests.pages_read import as_read
from tests.roles.selection.test_hidden_everywhere import differences
from tests.roles.selection.test_interview_times import hidden_fields

pytestmark = pytest.mark.django_db


class Shared:
    """A campaign in its sift with a chair and three members, and six applications."""

    def __init__(self, applications=6, members=3, stage="sifting"):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        self.applications = [make_application(self.campaign) for _ in range(applications)]
        self.people = [make_sitter(self.campaign) for _ in range(members + 1)]
        self.panel = make_declared_panel(self.campaign, *self.people[1:], chair=self.people[0])
        if stage == "sifting":
            start_sift(self.campaign)
        else:
            bring_to(self.campaign, stage)
        self.places = list(self.panel.members.order_by("role", "pk"))
        self.base = f"/campaigns/{self.campaign.reference}/panels/"
        self.url = f"{self.base}1/share/"

    def preview(self, markers=2, by=None, **limits):
        browser = signed_in(by or self.manager)
        assert browser.get(self.url).status_code == 200
        return browser, browser.post(self.url, {"markers": markers, **limits})

    def share(self, markers=2, by=None, **limits):
        browser, preview = self.preview(markers, by, **limits)
        if "Nothing is saved yet" not in preview.text:
            return preview
        return browser.post(self.url, {**hidden_fields(preview.text), "step": "send"})

    def shares(self):
        rows = MarkingShare.objects.standing()
        return set(rows.values_list("application", "place"))

    def loads(self):
        return Counter(place for _, place in self.shares())

    def listed(self, place):
        place = type(place).objects.get(pk=place.pk)
        return marking_list(place, type(place.person).objects.get(pk=place.person_id))

    def mark_all(self, place, points=5):
        browser, listed = signed_in(place.person), self.listed(place)
        for answer in listed.answers:
            if not answer.is_submitted:
                sent = {"mark": points, "evidence": "It says so.", "revision": 0, "go_on": "yes"}
                assert browser.post(answer.address, sent).status_code == 302
        address = f"/panels/{place.pk}/submit-marks/"
        assert browser.post(address, as_read(browser, address)).status_code == 302


def shown(page):
    words = page.text.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


def test_S6_everybody_marks_everything_until_somebody_chooses_and_nothing_is_saved_before():
    sift = Shared()
    page = signed_in(sift.manager).get(sift.base)
    assert "Everybody on the panel marks every application" in page.text
    assert sift.url in page.text
    assert len(sift.listed(sift.places[0]).answers) == 6
    browser, preview = sift.preview()
    assert preview.status_code == 200
    assert "2 people mark each application. Nothing is saved yet." in shown(preview)
    for place in sift.places:
        assert f"{place.name} no longer marks 3 applications." in shown(preview)
    assert (MarkingShare.objects.count(), ShareOut.objects.count()) == (0, 0)
    assert len(sift.listed(sift.places[0]).answers) == 6
    sent = {**hidden_fields(preview.text), "step": "send"}
    assert browser.post(sift.url, sent).url == sift.base
    assert sorted(sift.loads().values()) == [3, 3, 3, 3]
    row = ShareOut.objects.get()
    assert (row.markers, row.by, row.seed) == (
        2,
        sift.manager,
        Panel.objects.get().share_seed ^ sift.panel.pk,
    )
    assert how_many_mark(2) in browser.get(sift.base).text
    [entry] = LogEntry.objects.filter(action="roles.marking_shared")
    assert entry.data["detail"] == "2 people mark each application"


def test_S6_markers_see_their_share_alone_and_the_chair_who_is_done():
    sift = Shared()
    everything = {
        place.pk: {answer.address for answer in sift.listed(place).answers} for place in sift.places
    }
    sift.share()
    for place in sift.places:
        listed = sift.listed(place)
        own = {answer.address for answer in listed.answers}
        assert own < everything[place.pk]
        browser = signed_in(place.person)
        page = shown(browser.get(f"/panels/{place.pk}/marking/"))
        assert "0 of 3 answers marked" in page
        assert "2 people mark each application. You only see the ones you mark." in page
        for address in everything[place.pk] - own:
            assert browser.get(address).status_code == 404
            sent = {"mark": 5, "revision": 0}
            said = browser.post(address, sent, headers={"accept": "application/json"}).json()
            assert (said["saved"], said["gone"]) == (False, True)
    assert Score.objects.count() == 0
    chair, other = sift.places[0], sift.places[1]
    sift.mark_all(other)
    page = shown(signed_in(chair.person).get(f"/panels/{chair.pk}/marking/"))
    assert re.search(rf"{re.escape(other.name)} Member All submitted", page)
    assert "0 of 3 answers marked" in page


def test_S19_an_application_waits_for_its_own_markers_and_for_nobody_else():
    sift = Shared()
    sift.share()
    for result in StageResult.objects.all():
        missing = {place.pk for place in result.marks_missing()}
        own = {place for key, place in sift.shares() if key == result.application_id}
        assert (len(own), missing) == (2, own)
    for place in sift.places[:2]:
        sift.mark_all(place)
    for result in StageResult.objects.all():
        own = {place for key, place in sift.shares() if key == result.application_id}
        both = {place.pk for place in sift.places[:2]}
        assert result.all_marks_in == (own <= both)
        assert {place.pk for place in result.marks_missing()} == own - both
    for place in sift.places[2:]:
        sift.mark_all(place)
    assert all(result.all_marks_in for result in StageResult.objects.all())
    application = sift.applications[0]
    sheet = f"/campaigns/{sift.campaign.reference}/applications/{application.reference}/"
    assert "Marks of the panel" in signed_in(sift.manager).get(sheet).text


def test_S6_limits_are_kept_and_what_lacks_is_said_before_anything_is_saved():
    sift = Shared()
    names = {place.pk: f"limit_{place.pk}" for place in sift.places}
    first = sift.places[0].pk
    assert sift.share(**{names[first]: 0}).url == sift.base
    assert sift.loads() == {place.pk: 4 for place in sift.places[1:]}
    assert sift.listed(sift.places[0]).answers == []
    wrong = shown(sift.preview(**{names[first]: "many"})[1])
    assert "to mark must be a whole number" in wrong
    # 3 + 3 + 3 + 2 places for 12 marks.
    limits = dict.fromkeys(names.values(), 3) | {names[first]: 2}
    before = sift.shares()
    _, refused = sift.preview(**limits)
    assert "The limits are too low: 1 mark is missing." in shown(refused)
    assert "There is a problem" in shown(refused)
    assert sift.shares() == before
    assert ShareOut.objects.count() == 1


def test_SC5_S8_sharing_out_again_changes_nothing_and_late_ones_go_to_who_has_least():
    sift = Shared()
    browser, preview = sift.preview()
    sent = {**hidden_fields(preview.text), "step": "send"}
    second = signed_in(sift.manager)
    other = second.post(sift.url, {"markers": 2})
    assert browser.post(sift.url, sent).status_code == 302
    first = sift.shares()
    # Of two at once one acts.
    late = second.post(sift.url, {**hidden_fields(other.text), "step": "send"})
    assert "already shared out like this" in shown(late)
    for _ in range(3):
        assert "already shared out like this" in shown(sift.share())
    assert (sift.shares(), ShareOut.objects.count()) == (first, 1)
    new = [make_application(sift.campaign) for _ in range(2)]
    assert first < sift.shares()
    assert sorted(sift.loads().values()) == [4, 4, 4, 4]
    assert [row.why for row in ShareOut.objects.order_by("pk")] == ["chosen", "added", "added"]
    # One that is withdrawn leaves the load; its marks stay on record.
    sift.mark_all(sift.places[0])
    gone = Application.objects.get(pk=sift.listed(sift.places[0]).answers[0].result.application_id)
    marks = Score.objects.filter(result__application=gone).count()
    withdraw_application(application=gone, actor=gone.candidate)
    assert Score.objects.filter(result__application=gone).count() == marks
    assert len(sift.listed(sift.places[0]).answers) == 3
    found = preview_of(Panel.objects.get(), Sharing(2))
    assert gone.pk not in {key for key, _ in found.shared.given}
    assert "already shared out like this" in shown(sift.share())
    assert new[0].pk != new[1].pk


def test_S9_SC6_who_leaves_keeps_what_they_marked_and_the_rest_goes_to_others_in_three_clicks():
    sift = Shared(applications=16)
    sift.share()
    leaver = sift.places[1]
    browser, listed = signed_in(leaver.person), sift.listed(leaver)
    assert len(listed.answers) == 8
    for answer in listed.answers[:5]:
        sent = {"mark": 5, "evidence": "It says so.", "revision": 0, "go_on": "yes"}
        browser.post(answer.address, sent)
    address = f"/panels/{leaver.pk}/submit-marks/"
    browser.post(address, as_read(browser, address))
    marked = {answer.result.application_id for answer in listed.answers[:5]}
    left = {answer.result.application_id for answer in listed.answers[5:]}
    remove_member(member=leaver, reason="She is ill.", actor=sift.manager)
    assert browser.get(listed.answers[0].address).status_code == 404
    manager = signed_in(sift.manager)
    assert "Lacks a marker for 3 applications. Share out the marking again." in shown(
        manager.get(sift.base)
    )
    arranger = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    work = signed_in(arranger).get("/work/").text
    assert "Find somebody else to mark applications" in work
    # 1: the link in To do. 2: see the result. 3: share out.
    assert f'href="{sift.url}"' in work
    before = sift.shares()
    assert sift.share().url == sift.base
    now = sift.shares()
    assert {key for key, place in now if place == leaver.pk} == marked
    assert {key for key, _ in now - before} == left
    assert before - now == {(key, leaver.pk) for key in left}
    assert Score.objects.submitted().filter(place=leaver).count() == 5
    assert "Lacks a marker" not in shown(manager.get(sift.base))
    # Back a week later: nothing twice, and nothing of what others have now.
    member = invite_member(
        panel=Panel.objects.get(),
        person=leaver.person,
        role="member",
        answer_by=timezone.localdate() + timedelta(days=1),
        actor=sift.manager,
    )
    accept_invitation(member=member, actor=leaver.person)
    member.refresh_from_db()
    declare_own_knowledge(member=member, knows_somebody=False, names="", actor=leaver.person)
    assert sift.listed(member).answers == []
    assert "already shared out like this" in shown(sift.share())
    assert (sift.shares(), sift.listed(member).answers) == (now, [])
    for place in sift.places:
        if place.pk != leaver.pk:
            sift.mark_all(place)
    assert all(result.all_marks_in for result in StageResult.objects.all())


def test_S9_a_conflict_takes_the_share_and_others_get_it():
    sift = Shared()
    sift.share()
    place = sift.places[1]
    own = {key for key, each in sift.shares() if each == place.pk}
    hidden = Application.objects.get(pk=min(own))
    arranger = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    conflict = Conflict.objects.create(
        application=hidden, person=place.person, grounds=["told"], found_at=timezone.now()
    )
    decide_conflict(conflict=conflict, is_conflict=True, reason="Family.", actor=arranger)
    assert {a.result.application_id for a in sift.listed(place).answers} == own - {hidden.pk}
    [result] = StageResult.objects.filter(application=hidden)
    assert (len(result.marks_missing()), result.standing.lacks_markers) == (1, True)
    before = sift.shares()
    sift.share(by=arranger)
    assert before - sift.shares() == {(hidden.pk, place.pk)}
    [(key, other)] = sift.shares() - before
    assert (key, other != place.pk) == (hidden.pk, True)
    assert len(StageResult.objects.get(pk=result.pk).marks_missing()) == 2


def test_S8_started_work_never_moves():
    sift = Shared(applications=8)
    sift.share()
    place = sift.places[1]
    listed = sift.listed(place)
    # One is a draft; then the limit goes below what they have.
    browser = signed_in(place.person)
    browser.post(listed.answers[0].address, {"mark": 5, "revision": 0, "go_on": "yes"})
    begun = listed.answers[0].result.application_id
    sift.share(**{f"limit_{place.pk}": 1})
    assert {key for key, each in sift.shares() if each == place.pk} == {begun}
    assert all(len({p for k, p in sift.shares() if k == a.pk}) == 2 for a in sift.applications)
    # Everybody marks everything again, and nothing is lost.
    sift.share("everybody")
    assert (sift.shares(), Panel.objects.get().markers_each) == (set(), None)
    assert len(sift.listed(place).answers) == 8
    assert Score.objects.filter(place=place).count() == 1


def test_S6_shared_out_before_the_sift_begins_it_holds_when_it_does():
    sift = Shared(stage="closed")
    sift.share()
    first = sift.shares()
    assert len(first) == 12
    start_sift(sift.campaign)
    assert sift.shares() == first
    assert [len(sift.listed(place).answers) for place in sift.places] == [3, 3, 3, 3]


def test_S4_what_a_conflict_hides_is_in_no_number_of_who_shares_out():
    sift = Shared()
    sift.share()
    hidden = sift.applications[0]
    seen_by = make_handler(sift.campaign)
    Conflict.objects.create(
        application=hidden,
        person=seen_by,
        grounds=["told"],
        found_at=timezone.now(),
        state="confirmed",
        confirmed_at=timezone.now(),
        hides=True,
    )
    naming, different = differences(seen_by, sift.campaign, hidden)
    assert (naming, different) == ([], [])
    words = shown(sift.preview(3, by=seen_by)[1])
    assert "Applications by how many people mark them People Applications 3 5" in words


def test_S6_a_panel_of_two_and_a_sift_without_a_panel_share_out_nothing():
    sift = Shared(members=1)
    browser = signed_in(sift.manager)
    assert sift.url not in browser.get(sift.base).text
    page = browser.get(sift.url, follow=True)
    assert "At least 3 people on the panel have to declare" in shown(page)
    with pytest.raises(Exception, match="At least 3 people"):
        share_out(panel=sift.panel, sharing=Sharing(2), seen="", actor=sift.manager)
    other = make_member("nominator", sift.campaign.organisation)
    assert signed_in(other).get(sift.url).status_code == 404


def test_S8_the_same_service_call_twice_writes_once():
    sift = Shared()
    seen = preview_of(Panel.objects.get(), Sharing(2)).shared.version
    given = {"panel": sift.panel, "sharing": Sharing(2), "seen": seen, "actor": sift.manager}
    share_out(**given)
    with pytest.raises(SameError):
        share_out(**given)
    assert ShareOut.objects.count() == 1


def test_S49_the_record_says_who_shared_out_what_with_which_number():
    sift = Shared(applications=4, members=2)
    sift.share()
    for place in sift.places:
        sift.mark_all(place)
    hidden = sift.applications[0]
    for application in sift.applications:
        move_application(
            application=Application.objects.get(pk=application.pk),
            move="pass_sift",
            actor=sift.manager,
        )
    address = f"/campaigns/{sift.campaign.reference}/decisions/"
    assert "Sharing out of the marking" not in shown(signed_in(sift.manager).get(address))
    move_campaign(campaign=sift.campaign, move="start_interviews", actor=sift.manager)
    page = shown(signed_in(sift.manager).get(address))
    row = ShareOut.objects.get()
    assert f"Somebody shared it out 2 people mark each application None {row.seed} 8 0" in page
    for share in MarkingShare.objects.all():
        assert f"{share.application.reference} {share.place.name} 1" in page
    Conflict.objects.create(
        application=hidden,
        person=sift.manager,
        grounds=["told"],
        found_at=timezone.now(),
        state="confirmed",
        confirmed_at=timezone.now(),
    )
    page = shown(signed_in(sift.manager).get(address))
    assert f"{row.seed} 6 0" in page
    assert hidden.reference not in page


def test_S23_somebody_on_the_panel_who_does_not_mark_it_gives_a_third_mark():
    sift = Shared(applications=4, members=3)
    sift.share()
    for number, place in enumerate(sift.places):
        sift.mark_all(place, points=4 + number % 2 * 2)
    base = f"/campaigns/{sift.campaign.reference}/panels/1/marks-that-differ/"
    chair = sift.places[0]
    shares = sift.shares()
    results = StageResult.objects.select_related("application")
    differing = next(
        row for row in results if set(row.scores.values_list("points", flat=True)) == {4, 6}
    )
    others = {
        place.pk for place in sift.places[1:] if (differing.application_id, place.pk) not in shares
    }
    address = f"{base}{differing.application.reference}/statement/"
    browser = signed_in(chair.person)
    assert browser.get(address).status_code == 200
    third = min(others)
    browser.post(f"{address}third/", as_read(browser, f"{address}third/", {"place": third}))
    moderation = Moderation.objects.get()
    assert moderation.third_id == third
    marker = next(place for place in sift.places if place.pk == third)
    listed = {a.result.application_id for a in sift.listed(marker).answers}
    assert differing.application_id not in listed
    page = f"/panels/third-mark/{moderation.pk}/"
    sent = {"points": 5, "evidence": "The second example names what came of it."}
    assert signed_in(marker.person).post(page, sent).status_code == 302
    standing = StageResult.objects.get(pk=differing.pk).standing
    assert (standing.is_complete, len(standing.done), third in standing.done) == (True, 2, False)
    assert "already shared out like this" in shown(sift.share())
