"""The tables of the campaigns workspace."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from hub.dates import date_gb, day_of
from hub.numbers import money, plural
from hub.tables import (
    NEVER_EMPTY,
    Column,
    Empty,
    EmptyLink,
    Link,
    Table,
    Tag,
    joined,
    reference_link,
    state_tag,
)
from roles.models.applications.application import Application
from roles.models.applications.phone_call import PhoneCall
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.delegation import Delegation
from roles.models.campaigns.post import Post
from roles.models.campaigns.priority_mover import PriorityMover
from roles.telling import what_to_tell


def _title_link(campaign: Campaign) -> Any:
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">, {}</span></a>',
        campaign.get_absolute_url(),
        campaign.title,
        campaign.reference,
    )


CAMPAIGNS = Table(
    "Campaigns",
    (
        Column("Role", _title_link, sort=("title",), written=lambda campaign: campaign.title),
        Column("Reference", lambda campaign: campaign.reference, is_nowrap=True),
        Column(
            "Organisation",
            lambda campaign: campaign.organisation.display_code,
            sort=("organisation__name",),
        ),
        Column("Grade", lambda campaign: campaign.grade, sort=("grade__name",)),
        Column(
            "Posts filled",
            lambda campaign: f"{campaign.filled_count} of {campaign.posts_count}",
            written=lambda campaign: campaign.filled_count,
        ),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Closes",
            lambda campaign: campaign.closes_on or "Not set",
            sort=("closes_on",),
            is_nowrap=True,
            written=lambda campaign: campaign.closes_on,
        ),
    ),
    more_in_files=(Column("Posts", lambda campaign: campaign.posts_count),),
    caption_is_hidden=True,
    empty=Empty(
        "There are no campaigns under way that you can see.",
        "Make one from a support request that the hub team has accepted, from a need, or without "
        "either. To see campaigns that have ended, select a state.",
        EmptyLink("Start a campaign", "roles:campaign_make", "roles.make_campaign"),
    ),
)


def _filled_on(post: Post) -> Any:
    return post.filled_on or "Not filled"


def _application_link(call: PhoneCall) -> Link:
    application = call.application
    address = reverse(
        "roles:sift_detail", args=[application.campaign.reference, application.reference]
    )
    return Link(application.reference, address)


TO_PHONE = Table(
    "Candidates to phone, because we cannot email them",
    (
        Column("Application", _application_link),
        Column("Tell them", what_to_tell),
        Column("Since", lambda call: call.due_at),
    ),
    empty=NEVER_EMPTY,
)

POSTS = Table(
    "Posts",
    (
        Column("Reference", reference_link),
        Column("Post", lambda post: post.title),
        Column("State", state_tag),
        Column("Filled on", _filled_on),
    ),
    empty=Empty(
        "This campaign has no posts.",
        "Posts will appear here when the campaign’s number of posts is set.",
    ),
)

CAMPAIGN_POSTS = Table(
    "Posts",
    (
        Column("Reference", reference_link, sort=("reference",)),
        Column("Post", lambda post: post.title, sort=("role__name", "level__name")),
        Column("State", state_tag, sort=("state",)),
        Column("Filled on", _filled_on, sort=("filled_on",), written=lambda post: post.filled_on),
        Column(
            "Support request",
            lambda post: reference_link(post.support_request) if post.support_request else "",
            sort=("support_request__reference",),
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "This campaign has no posts.",
        "Posts will appear here when the campaign’s number of posts is set.",
    ),
)


def _scope_or_reason(approval: Approval) -> str:
    if not approval.posts:
        return approval.reason
    return (
        f"{approval.get_audience_display()}, up to {plural(approval.posts, 'post')}, "
        f"up to {money(approval.max_salary)}"
    )


def _authority(approval: Approval) -> str:
    delegation = approval.delegation
    parts = [
        approval.get_authority_display(),
        f"{delegation.reference} of {date_gb(delegation.valid_from)}" if delegation else "",
        approval.evidence,
    ]
    return parts[0] + "".join(f", {part}" for part in parts[1:] if part)


APPROVALS = Table(
    "Approvals",
    (
        Column("Date", lambda approval: day_of(approval.decided_at)),
        Column("Decision", lambda approval: approval.get_decision_display()),
        Column("Scope or reason", _scope_or_reason),
        Column("By", lambda approval: approval.approver or approval.approver_role),
        Column("Authority", _authority),
    ),
    empty=NEVER_EMPTY,
)

ACTIVITIES = Table(
    "The hub team’s work on this post",
    (
        Column("Date", lambda activity: activity.on),
        Column("What", lambda activity: activity.get_type_display()),
        Column("By", lambda activity: activity.adviser),
        Column("Note", lambda activity: activity.note),
    ),
    empty=Empty(
        "The hub team has not recorded any work on this post.",
        "Work will appear here when an adviser records it on the support request.",
    ),
)

SKILLS = Table(
    "Skills",
    (
        Column("Skill", lambda requirement: requirement.skill.name),
        Column("Level", lambda requirement: requirement.get_level_display()),
        Column("What it is", lambda requirement: requirement.skill.description),
    ),
    empty=NEVER_EMPTY,
)


def _term(record: Delegation | PriorityMover) -> str:
    to = f" to {date_gb(record.valid_to)}" if record.valid_to else ""
    return f"{date_gb(record.valid_from)}{to}"


def _has_ended(record: Delegation | PriorityMover, today: date) -> bool:
    return record.valid_to is not None and record.valid_to < today


def _delegate(delegation: Delegation) -> str:
    return f"{delegation.given_to or 'Not kept'}, {delegation.office}"


BY_ORGANISATION = ("organisation__name",)


def delegations(
    today: date, in_force: set[Delegation], endable: set[int], *, may_record: bool
) -> Table:
    """The delegations as they stand on that day; those in ``endable`` this person may end."""

    def state(delegation: Delegation) -> Tag:
        if _has_ended(delegation, today):
            return Tag("Ended", "grey")
        if delegation.valid_from > today:
            return Tag("Not yet in force", "grey")
        return Tag("In force", "green") if delegation in in_force else Tag("Replaced", "grey")

    def ending(delegation: Delegation) -> Any:
        if delegation.pk not in endable:
            return ""
        href = reverse("roles:delegation_end", args=[delegation.reference])
        return Link("End", href, about=f"delegation {delegation.reference}")

    return Table(
        "Delegations, latest first",
        (
            Column("Reference", lambda delegation: delegation.reference),
            Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
            Column("Given by", lambda delegation: delegation.get_given_by_display()),
            Column("Given to", _delegate),
            Column("In force", _term, sort=("valid_from",), written=lambda row: row.valid_from),
            Column("Letter kept at", lambda delegation: delegation.evidence),
            Column("State", state),
            *([Column("Action", ending, is_action=True)] if may_record else []),
        ),
        more_in_files=(Column("Until", lambda delegation: delegation.valid_to),),
        caption_is_hidden=True,
        empty=Empty(
            "There are no delegations on record.",
            "Without one, only the minister or chief executive can decide to open a role to people "
            "outside the civil service.",
            EmptyLink("Record a delegation", "roles:delegation_record", "roles.record_delegation"),
        ),
    )


def movers(today: date) -> Table:
    """The priority movers as they stand on that day."""

    def state(mover: PriorityMover) -> Tag:
        if _has_ended(mover, today):
            return Tag("Ended", "grey")
        if mover.declined_at:
            return Tag("Said no", "grey")
        return Tag("Not yet" if mover.valid_from > today else "Sees roles first", "blue")

    def ending(mover: PriorityMover) -> Any:
        if _has_ended(mover, today):
            return ""
        href = reverse("roles:mover_end", args=[mover.reference])
        return Link("End", href, about=f"the record {mover.reference}")

    return Table(
        "Priority movers, latest first",
        (
            Column("Person", lambda mover: mover.shown_name),
            Column("Agreed", lambda mover: mover.agreed_at or "Not yet"),
            Column("Organisation", lambda mover: mover.organisation.display_code),
            Column("Why", lambda mover: mover.get_kind_display()),
            Column("Grade", lambda mover: mover.grade),
            Column("Role", lambda mover: mover.role or "Any"),
            Column("When", _term),
            Column("State", state),
            Column("Action", ending),
        ),
        caption_is_hidden=True,
        empty=Empty(
            "There are no priority movers. Everybody sees every role at the same time.",
            "Record somebody whose post is ending, so that they see roles at their grade first.",
        ),
    )


def _applied_for(application: Application) -> str:
    campaign = application.campaign
    return f"{campaign.title}, {campaign.organisation.display_code}, {campaign.reference}"


def turned_down(references: dict[int, str]) -> Table:
    """Movers turned down for a role, and why; ``references`` are those of the movers' records."""

    def why(application: Application) -> Any:
        reason = getattr(application, "mover_reason", None)
        if reason is not None:
            return f"{reason.get_reason_display()}: {reason.words}"
        # Annotated by the query above.
        mover = references[application.mover_pk]  # type: ignore[attr-defined]
        record = Link(
            "Record the reason",
            reverse("roles:mover_reason", args=[mover, application.reference]),
            about=f"for {application.candidate} and {application.campaign.reference}",
        )
        return joined(Tag("No reason yet", "yellow"), record)

    return Table(
        "Turned down for a role at their grade",
        (
            Column("Person", lambda application: application.candidate),
            Column("Role", _applied_for),
            Column("Applied", lambda application: day_of(application.submitted_at)),
            Column("Why", why),
        ),
        empty=NEVER_EMPTY,
    )


EXEMPTIONS = Table(
    "Exemptions before an election",
    (
        Column("Election", lambda exemption: exemption.period.title),
        Column("Why it cannot wait", lambda exemption: exemption.case),
        Column("Asked by", lambda exemption: exemption.asked_by),
        Column("Answer", lambda exemption: exemption.answer),
        Column("Decided by", lambda exemption: exemption.decided_by),
        Column("Why", lambda exemption: exemption.reason),
    ),
    empty=NEVER_EMPTY,
)
