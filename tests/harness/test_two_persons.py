"""Where a rule asks for two persons, who stands in for one of them counts as the same.

Such rules ask ``side_keys``, ``sides_of`` or ``are_one_side``. Whatever asks for accounts alone
stands here, with what it is about.
"""

from __future__ import annotations

import ast
from pathlib import Path

CODE = Path(__file__).resolve().parents[2]
ACCOUNTS = {"account_keys", "keys_of", "same_mailbox", "is_oneself"}
OWN = "one's own account, application or data"
KNOWS = "what one person knows: who stands in for them was told nothing (R11, R12)"
GETS = "nobody gives themselves access: power asks a second person besides, by sides"
ASKED = "who asked is not to be known by what a colleague may not do (R11)"
AT_ONCE = "one person is in one place at a time, whoever stands in for them"
SEES = "what one's own doing keeps from one (R11)"
# Module and function in which accounts alone are asked for.
ALLOWED = {
    "hub/models/user.py": OWN,
    "hub/permissions.py:may_object_to_office": "whoever objects to power makes it no larger",
    "hub/permissions.py": OWN,
    "hub/offices.py:is_oneself": GETS,
    "hub/staff.py:change_groups": GETS,
    "hub/staff.py:switch_account": OWN,
    "hub/memberships.py:add_membership": GETS,
    "hub/memberships.py:end_membership": OWN,
    "hub/directory.py:add_person": GETS,
    "hub/second_person.py": "which of two who stand in for each other is the reader",
    "hub/work/own.py:_asked_by": "whether somebody stands in at all",
    "hub/views/tables.py:answer": "whether somebody stands in at all",
    "hub/stand_ins.py:colleagues_of": OWN,
    "hub/stand_ins.py:arrange_stand_in": OWN,
    "hub/models/qualification.py": OWN,
    "roles/notifying.py:notify_interview_contact": OWN,
    "roles/permissions/predicates.py:is_not_their_own_question": ASKED,
    "roles/models/adverts/advert_question.py:visible_to": ASKED,
    "roles/permissions/predicates.py:knows_no_arrangements": KNOWS,
    "roles/permissions/predicates.py:did_not_sift": KNOWS,
    "roles/models/applications/application_rows.py:entered_unseen_by": SEES,
    "roles/models/applications/application.py:is_unseen_by": SEES,
    "roles/applications/services/withdrawal.py:has_recorded_withdrawal": SEES,
    "roles/applications/services/assisted.py:_refuse_second": SEES,
    "roles/adverts/pages.py:was_written_by": "of those on a side, who it was",
    "roles/adverts/pages.py:why_sent": "of those on a side, who it was",
    "roles/campaigns/services/appointments.py:why_of_the_panel": "of those on a side, who it was",
    "roles/campaigns/services/appointments.py:agreed_by_the_panel": "long after who stood in",
    "roles/applications/services/erasure.py": OWN,
    "roles/applications/services/sides.py": OWN,
    "roles/applications/retention.py": OWN,
    "roles/selection/views/referrals.py:_is_theirs": OWN,
    "roles/models/selection/conflict.py:told_to": OWN,
    "roles/models/selection/conflict.py:what_they_did": "whom one person knows (R9)",
    "roles/selection/panel_tables.py:why": OWN,
    "roles/selection/services/conflicts.py:_tell_person": OWN,
    "roles/selection/services/setting_aside.py:_is_theirs": "whom one person knows (R9)",
    "roles/models/selection/marking.py:why_no_decision": OWN,
    "roles/models/selection/redaction.py:of": OWN,
    "roles/selection/redaction_work.py:hidden_by_others": OWN,
    "roles/models/selection/score.py:is_of": OWN,
    "roles/selection/services/moderating.py:agenda_of": KNOWS,
    "roles/selection/services/panel_answers.py:accept_invitation": OWN,
    "roles/selection/services/panel_quality.py:own_severity": OWN,
    "roles/selection/views/panels.py:marking_shown": OWN,
    "roles/models/selection/panel.py:of": OWN,
    "roles/notifying.py:without_conflicts": "whom one person knows (R9)",
    "roles/models/campaigns/campaign_rows.py:undeclared_by": "whom one person knows (R9)",
    "hub/last_change.py:last_changed": OWN,
    "roles/selection/calendar_sources.py:held": OWN,
    "roles/selection/calendar_sources.py:interviews": OWN,
    "roles/selection/slot_work.py:to_hold": OWN,
    "roles/selection/services/panel_outsiders.py:invite_from_outside": GETS,
    "roles/selection/views/panel_links.py:get": OWN,
    "roles/selection/complaint_work.py:to_acknowledge": OWN,
    "roles/selection/complaint_work.py:to_answer": OWN,
    "roles/selection/complaint_work.py:late_with_others": OWN,
    "roles/selection/views/complaints.py:knows_who": KNOWS,
    "roles/selection/services/complaints.py:give_complaint": "whoever gives it to themselves knows",
    "roles/selection/services/slot_choices.py:_hold": AT_ONCE,
    "roles/selection/services/slot_times.py:own_interviews": AT_ONCE,
    "roles/selection/services/slots.py:replace_holder": AT_ONCE,
    "hub/moves/views.py:_was_sent_before": OWN,
    "roles/permissions/panels.py:is_the_member": OWN,
    "roles/models/selection/panel_gate.py:are_one_person": "how many people, of accounts",
}


def asked_for_accounts() -> set[str]:
    """Every module with the function in which accounts alone are asked for."""
    found = set()
    for plugin in ("hub", "roles", "training", "capability_reviews"):
        for path in sorted((CODE / plugin).rglob("*.py")):
            where = str(path.relative_to(CODE))
            _walk(ast.parse(path.read_text()), where, "", found)
    return found


def _walk(node: ast.AST, where: str, function: str, found: set[str]) -> None:
    if isinstance(node, ast.FunctionDef):
        function = node.name
    name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(node), "")
    if getattr(node, name, "") in ACCOUNTS:
        found.add(f"{where}:{function}")
    for child in ast.iter_child_nodes(node):
        _walk(child, where, function, found)


def test_only_what_is_about_ones_own_asks_for_accounts_alone():
    found = asked_for_accounts()
    places = {one: {one, one.partition(":")[0]} for one in found}
    assert sorted(one for one, names in places.items() if not names & ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - set().union(*places.values())) == []
