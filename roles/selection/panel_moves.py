"""What can be done to a panel, and about one's own place on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from hub.dates import date_gb
from hub.moves import Move, can, reason_read_by
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import needs_commissioner
from roles.selection.forms.conflicts import (
    AddToDeclarationForm,
    DecideConflictForm,
    DeclareForm,
    DeclareOnNamesForm,
    LookAgainForm,
    decided_as,
)
from roles.selection.forms.panels import (
    AnswerForm,
    CommissionerForm,
    InviteForm,
    InviteFromOutsideForm,
    WhyNotForm,
)
from roles.selection.services import (
    conflicts,
    panel_answers,
    panel_outsiders,
    panels,
    setting_aside,
)
from roles.selection.services.conflict_finding import lines_naming
from roles.selection.services.panel_people import can_be_asked
from roles.selection.services.panel_places import (
    days_in_words,
    may_read_applications,
    no_applications_here,
)
from roles.selection.services.panel_rules import days_left

SETTING_UP = "roles.set_up_panel"
ACCEPTED = "You are on the panel. We have told the department"
DECLINED = "You have declined. We have told the department"
WHO_APPLIES = (
    "If you have started an application for this role, decline. You do not have to tell anybody "
    "about your application. If you know somebody who has applied or may apply, you can still "
    "accept. We will ask you who it is afterwards."
)


def _takes_people(panel: Panel) -> bool:
    return panels.takes_panels(panel.campaign)


def _no_longer(panel: Panel) -> str:
    return panels.NotNowError.reason


def _no_commissioner(panel: Panel) -> str:
    if not needs_commissioner(panel.campaign):
        return "No Civil Service Commissioner chairs panels for this grade"
    return _no_longer(panel)


def _nobody_to_ask(panel: Panel) -> str:
    """Why nobody else can be asked: the form would have nobody to choose."""
    held = panel.members.holding_a_place().values_list("person", flat=True)
    [able] = can_be_asked([panel])
    places = set(held)
    if any(person.pk not in places for person in able):
        return ""
    _, last = days_left(panel)
    return (
        "Nobody else who can be on this panel has an assessor’s certificate that is valid until "
        f"{date_gb(last)}, the last day of this stage. The hub team records certificates and books "
        f"experts. Email them at {settings.HUB_CONTACT_EMAIL}"
    )


def _form_of(panel: Panel, user: Any) -> dict[str, Any]:
    return {"panel": panel}


def _if_they_accept(member: PanelMember) -> str:
    """What somebody has to know before they answer."""
    words = f"{WHO_APPLIES} You cannot apply for this role yourself after you accept."
    if may_read_applications(member):
        return words
    return f"{words} {no_applications_here(member)}"


def _answered(member: PanelMember) -> str:
    if member.state == PanelMember.State.REMOVED:
        return "The department has taken this invitation back"
    return "You have answered this invitation already, or it has ended"


def _declared(member: PanelMember) -> str:
    if not member.state_facts.is_sitting:
        return "You can only do this while you are on the panel"
    return conflicts.DeclaredError.reason if member.declared_at else "First declare who you know"


def _no_names(member: PanelMember) -> str:
    if not member.state_facts.is_sitting or member.declared_at is None:
        return _declared(member)
    return "You can only do this after the sift, once candidates are invited to interview"


PANEL_MOVES = (
    Move(
        slug="invite",
        label="Invite somebody else",
        permission=SETTING_UP,
        may=_takes_people,
        already=_no_longer,
        obstacle=_nobody_to_ask,
        service=panels.invite_member,
        form=InviteForm,
        form_kwargs=_form_of,
        explain="We will email them. They can accept or decline. If the sift is under way, they do "
        "not mark applications that everybody has marked already. You can ask them for third "
        "marks.",
        says=lambda panel, member: "We have emailed the invitation",
        is_creating=True,
    ),
    Move(
        slug="invite-outside",
        label="Invite somebody from outside",
        permission=SETTING_UP,
        may=_takes_people,
        already=_no_longer,
        service=panel_outsiders.invite_from_outside,
        form=InviteFromOutsideForm,
        form_kwargs=_form_of,
        explain="For people who do not work for a department or the hub team. They can be a "
        "member of the panel, but not its chair. We email them a link, and they sign in with "
        "a code. They can only open this panel, until it is over. The hub team has to record "
        "their assessor’s certificate before they can accept.",
        says=lambda panel, member: (
            "We have emailed the invitation, and asked the hub team to record their certificate"
        ),
        is_creating=True,
    ),
    Move(
        slug="commissioner",
        label="Record the Commissioner",
        permission=SETTING_UP,
        may=lambda panel: _takes_people(panel) and needs_commissioner(panel.campaign),
        already=_no_commissioner,
        service=panels.name_commissioner,
        form=CommissionerForm,
        form_kwargs=lambda panel, user: {"initial": {"commissioner": panel.commissioner}},
        says=lambda panel, result: "The Commissioner who chairs the panel is recorded",
    ),
)

# Of somebody's place, by those who set up the panel.
PLACE_MOVES = (
    Move(
        slug="remove",
        label="Remove from the panel",
        permission=SETTING_UP,
        may=can("remove"),
        service=panels.remove_member,
        form=reason_read_by("Other people who can see the panels of this campaign"),
        explain="We will tell them, but not why. Their name stays on the work they have done. You "
        "cannot undo this.",
        says=lambda member, result: (
            f"{member.name} is no longer on the panel. We have emailed them"
        ),
        is_warning=True,
    ),
)

# Of one's own place.
OWN_PLACE_MOVES = (
    Move(
        slug="accept",
        label="Accept",
        permission="roles.answer_panel",
        may=can("accept"),
        already=_answered,
        obstacle=panel_answers.why_no_answer,
        service=panel_answers.accept_invitation,
        explain=_if_they_accept,
        says=lambda member, result: ACCEPTED,
    ),
    Move(
        slug="decline",
        label="Decline",
        permission="roles.answer_panel",
        may=can("decline"),
        already=_answered,
        service=panel_answers.decline_invitation,
        form=WhyNotForm,
        explain="We will tell the department. You cannot undo this.",
        says=lambda member, result: DECLINED,
        is_warning=True,
    ),
    Move(
        slug="declare",
        label="Declare conflicts of interest",
        permission="roles.declare_conflicts",
        may=lambda member: member.state_facts.is_sitting and member.declared_at is None,
        already=_declared,
        service=conflicts.declare_own_knowledge,
        form=DeclareForm,
        explain="Do this before you read any application. You can answer that you know nobody.",
        says=lambda member, result: "Your declaration is saved",
    ),
    Move(
        slug="add",
        label="Add somebody you know",
        permission="roles.declare_conflicts",
        may=lambda member: member.state_facts.is_sitting and member.declared_at is not None,
        already=_declared,
        service=conflicts.add_to_declaration,
        form=AddToDeclarationForm,
        says=lambda member, result: "Your declaration is saved",
    ),
    Move(
        slug="declare-names",
        label="Declare whether you know the candidates",
        permission="roles.declare_conflicts",
        may=lambda member: (
            member.state_facts.is_sitting
            and member.declared_at is not None
            and member.panel.kind != Stage.Kind.SIFT
            and member.person is not None
            and conflicts.named_to(member, member.person).exists()
        ),
        already=_no_names,
        service=conflicts.declare_on_names,
        form=DeclareOnNamesForm,
        form_kwargs=lambda member, user: {"member": member, "user": user},
        explain="You will not see anybody you select until the department has decided whether it "
        "is a conflict of interest.",
        says=lambda member, result: "Your declaration is saved",
    ),
    Move(
        slug="leave",
        label="Leave the panel",
        permission="roles.leave_panel",
        may=can("leave"),
        service=panel_answers.leave_panel,
        form=WhyNotForm,
        explain="We will tell the department at once. Your name stays on the work you have done. "
        "You cannot undo this.",
        says=lambda member, result: "You have left the panel. We have told the department",
        is_warning=True,
    ),
)


def _invitation(member: PanelMember) -> list[tuple[str, Any]]:
    panel = member.panel
    return [
        ("Role", panel.campaign.title),
        ("Department", panel.campaign.organisation.name),
        ("Stage", panel.stage.name),
        ("You are asked as", member.get_role_display()),
        ("Days", days_in_words(panel)),
        ("Last day to answer", date_gb(member.answer_by)),
    ]


# Where To do leads: everything on one page.
ANSWERING = Move(
    slug="answer",
    label="Answer the invitation",
    permission="roles.answer_panel",
    may=lambda member: member.state == PanelMember.State.INVITED,
    already=_answered,
    obstacle=panel_answers.why_no_answer,
    service=panel_answers.answer_invitation,
    form=AnswerForm,
    facts=_invitation,
    explain=_if_they_accept,
    says=lambda member, result: ACCEPTED if member.state_facts.is_sitting else DECLINED,
)


def next_of_own(member: PanelMember) -> str:
    """The move that is next about one's own place; "" for none."""
    if member.state == PanelMember.State.INVITED:
        return "accept"
    return "declare" if member.state_facts.is_sitting and member.declared_at is None else ""


def _said_of(conflict: Conflict) -> str:
    """What its person declared of the candidate, or said when they thought they knew them."""
    declared = lines_naming(conflict.campaign, [conflict])[conflict.pk]
    return "\n".join([*declared, *([conflict.said] if conflict.said_at else [])])


CONFLICT_MOVES = (
    Move(
        slug="decide",
        label="Decide on the conflict of interest",
        permission="roles.decide_conflict",
        may=lambda conflict: conflict.person is not None,
        already=lambda conflict: "The person has no account any more",
        service=conflicts.decide_conflict,
        form=DecideConflictForm,
        form_kwargs=lambda conflict, user: {"initial": decided_as(conflict)},
        facts=lambda conflict: [
            ("Person on the panel", conflict.name),
            ("Application", conflict.which),
            ("Why it may be a conflict", conflict.why),
            *([("What they said", said)] if (said := _said_of(conflict)) else []),
            ("State", conflict.get_state_display()),
        ],
        explain="We will ask you again only if they say later that they know this candidate. "
        "You can change your decision.",
        says=lambda conflict, result: f"Decision saved: {conflict.get_state_display().lower()}",
    ),
    Move(
        slug="look-again",
        label="Record that you looked at the decisions again",
        permission="roles.decide_conflict",
        may=lambda conflict: Conflict.objects.to_look_at_again().filter(pk=conflict.pk).exists(),
        already=lambda conflict: setting_aside.NothingToLookAtError.reason,
        service=setting_aside.look_at_decisions_again,
        form=LookAgainForm,
        # By its reference: who looks again has to open it.
        facts=lambda conflict: [
            ("Person on the panel", conflict.name),
            ("Application", conflict.application.reference),
            ("State of the application", conflict.application.get_state_display()),
            ("What they did", conflict.what_they_did),
        ],
        explain="We have not undone anything. Open the application and read it again. If a "
        "decision is wrong, change it on the page of the application first.",
        says=lambda conflict, result: "We have recorded what you found",
    ),
)
