"""What is told of panels, and to whom: reasons, later declarations, decisions on conflicts (S4)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from hub.audit import log
from hub.models import Membership, Notification, StaffGroup
from hub.models.log_entry import LogEntry
from roles.models import Application, Conflict, PanelMember
from roles.selection.services.conflicts import (
    add_to_declaration,
    decide_conflict,
    declare_recognised,
    find_conflicts,
    record_conflict,
)
from tests.factories.adverts import bring_to
from tests.factories.hub import make_member, make_person, signed_in
from tests.roles.selection.test_moderation import Sift, fresh, main

pytestmark = pytest.mark.django_db
WHY = "Too many conflicts of interest with the candidates."


class Panel:
    """A sift with its panel, whoever arranges it, and an analyst of the hub."""

    def __init__(self):
        self.sift = Sift((), ())
        self.campaign = self.sift.campaign
        self.page = self.campaign.get_absolute_url()
        self.officer = make_member(Membership.Role.RESOURCING, self.campaign.organisation)
        self.analyst = make_person("", StaffGroup.ANALYSTS)
        self.place = self.sift.places[1]
        self.person = self.place.person
        role = Membership.Role.HIRING_MANAGER
        Membership.objects.filter(user=self.person).update(role=role)

    def application(self, number=0):
        return Application.objects.get(pk=self.sift.results[number].application_id)

    def told(self):
        return list(Notification.objects.filter(slug="roles.conflict_decided"))


def test_R9_why_somebody_was_taken_off_a_panel_is_read_with_the_panels_alone():
    panel = Panel()
    [address] = [
        each.split('"')[0]
        for each in signed_in(panel.officer).get(f"{panel.page}panels/").text.split('href="')
        if f"/{panel.place.pk}/remove" in each
    ]
    signed_in(panel.officer).post(address, {"reason": WHY})
    assert PanelMember.objects.get(pk=panel.place.pk).state == "removed"
    assert WHY in main(signed_in(panel.officer).get(f"{panel.page}panels/"))
    for person in (panel.officer, panel.person, panel.analyst):
        page = main(signed_in(person).get(panel.page))
        assert ("Somebody removed from a panel" in page, WHY in page) == (True, False)
    assert WHY not in main(signed_in(panel.person).get(f"{panel.page}panels/"))
    assert not [row for row in LogEntry.objects.all() if WHY in str(row.data)]


def test_S4_the_history_of_a_campaign_has_a_line_for_each_declaration_and_none_for_more():
    panel = Panel()
    said = "Conflicts of interest declared"
    before = main(signed_in(panel.analyst).get(panel.page)).count(said)
    assert before == 2
    add_to_declaration(member=panel.place, names="Ada Example", actor=fresh(panel.person))
    declare_recognised(
        member=panel.place, application=panel.application(), actor=fresh(panel.person)
    )
    for person in (panel.analyst, panel.sift.manager):
        assert main(signed_in(person).get(panel.page)).count(said) == before
    seen = LogEntry.objects.viewable_by_user(fresh(panel.analyst))
    assert seen.filter(action="roles.conflicts_declared").count() <= before
    # It is kept: with the place on the panel.
    assert LogEntry.objects.filter(action="roles.conflicts_declared").count() == before + 2


def test_S3_who_has_a_conflict_recorded_or_cleared_by_somebody_else_is_told():
    panel = Panel()
    application = panel.application()
    conflict = record_conflict(
        campaign=panel.campaign,
        person=panel.person,
        application=application,
        reason="They share a house.",
        actor=fresh(panel.officer),
    )
    [first] = panel.told()
    own = f"/panels/{panel.place.pk}/"
    page = main(signed_in(panel.person).get(own))
    assert (first.recipient, "You have a conflict of interest with a candidate" in page) == (
        panel.person,
        True,
    )
    decide_conflict(
        conflict=conflict, is_conflict=False, reason="Another one.", actor=fresh(panel.officer)
    )
    assert len(panel.told()) == 2
    cleared = main(signed_in(panel.person).get(own))
    assert "You do not have a conflict of interest with a candidate, so" in cleared
    for words in (page, cleared, *[str(row.context) for row in panel.told()]):
        assert application.reference not in words
        assert application.full_name not in words
    bring_to(panel.campaign, "interviewing")
    Application.objects.filter(pk=application.pk).update(
        state="interview_invited", interview_invited_at=application.submitted_at
    )
    assert application.reference in main(signed_in(panel.person).get(own))


def test_R11_nobody_is_told_before_the_invitation_that_somebody_they_named_applied():
    panel = Panel()
    Application.objects.filter(pk=panel.application().pk).update(full_name="Zoe Unusual")
    add_to_declaration(member=panel.place, names="Zoe Unusual", actor=fresh(panel.person))
    find_conflicts(campaign=panel.campaign)
    conflict = Conflict.objects.get()
    for is_conflict in (True, False):
        decide_conflict(
            conflict=conflict, is_conflict=is_conflict, reason="So.", actor=fresh(panel.officer)
        )
        assert panel.told() == []
        assert "Decided on" not in main(signed_in(panel.person).get(f"/panels/{panel.place.pk}/"))


def test_reasons_written_before_are_kept_with_the_place_and_the_log_stays():
    panel = Panel()
    moment = timezone.now()
    PanelMember.objects.filter(pk=panel.place.pk).update(state="removed", removed_at=moment)
    written = {"detail": f"{panel.place.panel.stage.name}. {WHY}"}
    log(panel.campaign, "roles.panel_member_removed", actor=panel.officer, at=moment, data=written)
    migration = import_module("roles.migrations.0028_reasons_to_the_panel")
    migration.reasons_to_the_panel(apps, None)
    assert PanelMember.objects.get(pk=panel.place.pk).removed_because == WHY
    entry = LogEntry.objects.get(action="roles.panel_member_removed")
    assert entry.data["detail"] == written["detail"]
