"""The hub's own pages that make a record."""

from __future__ import annotations

from datetime import date

from hub.directory import record_phase
from hub.indicators import close_period
from hub.models import (
    FigureCorrection,
    Membership,
    Need,
    PreElectionPeriod,
    Qualification,
    StandIn,
)
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import (
    current_role,
    make_member,
    make_organisation,
    make_person,
    make_service,
)
from tests.sent_twice import Creating, day


def need() -> Creating:
    department = make_organisation("AAA")
    data = {
        "organisation": department.pk,
        "role": current_role().pk,
        "headcount": "1",
        "reason": "Nobody runs delivery.",
    }
    requester = make_member(Membership.Role.REQUESTER, department)
    return Creating(requester, "/needs/raise/", data.copy, Need)


def correction() -> Creating:
    analyst = make_person("", StaffGroup.ANALYSTS)
    service = make_service(make_organisation("AAA"), exemplar_number=1)
    record_phase(service=service, phase="discovery", on=date(2013, 2, 1))
    close_period(period=Quarter(2013, 2), actor=analyst)
    data = {"value": "2", "text": "2 discovery (2)", "reason": "One service was left out."}
    url = "/monitoring/2013-Q2/hub.exemplars_by_phase/correct/"
    # The next one waits until somebody has answered this.
    return Creating(analyst, url, data.copy, FigureCorrection, None)


def role() -> Creating:
    department = make_organisation("AAA")
    administrator = make_member(Membership.Role.ADMINISTRATOR, department, "admin@example.gov.uk")
    data = {
        "email": make_person("colleague@example.gov.uk").email,
        "organisation": department.pk,
        "role": Membership.Role.REQUESTER,
        **day("valid_from"),
    }
    other = {"role": Membership.Role.HIRING_MANAGER}
    return Creating(administrator, "/organisations/roles/give/", data.copy, Membership, other)


def period() -> Creating:
    lead = make_person("", StaffGroup.HUB_LEADS)
    data = {
        "title": "General election",
        "reason": "The guidance of the Cabinet Office.",
        **day("starts_on"),
        **day("ends_on"),
        "adverts": "all",
    }
    return Creating(
        lead,
        "/pre-election-periods/set/",
        data.copy,
        PreElectionPeriod,
        {"title": "Another election"},
    )


def stand_in() -> Creating:
    department = make_organisation("AAA")
    away = make_member(Membership.Role.REQUESTER, department)
    colleague = make_member(Membership.Role.REQUESTER, department)

    def data() -> dict[str, object]:
        return {"colleague": colleague.pk, **day("starts_on"), **day("ends_on", 7)}

    later = {**day("starts_on", 20), **day("ends_on", 21)}
    return Creating(away, "/work/away/arrange/", data, StandIn, later)


def qualification() -> Creating:
    data = {
        "email": make_member(Membership.Role.HIRING_MANAGER, make_organisation("AAA")).email,
        "kind": "roles.assessor",
        "issuer": "Civil Service College",
        **day("received_on", -1),
        **day("valid_until", 300),
    }
    keeper = make_person("", StaffGroup.HUB_STAFF)
    other = day("received_on", -2)
    return Creating(keeper, "/qualifications/record/", data.copy, Qualification, other)


PAGES = {
    "qualification_record": qualification,
    "stand_in_arrange": stand_in,
    "pre_election_set": period,
    "need_raise": need,
    "monitoring_correct": correction,
    "role_give": role,
}
