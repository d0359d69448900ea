"""Who may do what in the hub, by name; plugins build their own rules from these predicates.

Staff powers come from groups, a department's powers from memberships valid today. Everything else
is refused: a permission nobody declared answers no.
"""

from __future__ import annotations

from typing import Any

import rules
from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    WorkflowTask,
)

from hub.mailboxes import same_mailbox
from hub.models import (
    Membership,
    Organisation,
    PendingOffice,
    Qualification,
    SecondPersonTask,
    are_one_side,
)
from hub.models.user import Person, StaffGroup
from hub.own_acts import in_own_matter


def ensure_staff_groups(*, apps: Apps = installed, **kwargs: Any) -> None:
    """Create the staff groups; editors and hub staff may edit and publish every page.

    What is submitted for moderation, hub staff and leads approve. Nothing is done after a
    ``migrate`` that goes only part of the way.
    """
    if "secondpersontask" not in apps.all_models["hub"]:
        return
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in StaffGroup.values}
    root = Page.objects.filter(depth=1).first()
    collection = Collection.objects.filter(depth=1).first()
    if root is None or collection is None:
        return
    for name in (StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS):
        for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"):
            permission = Permission.objects.filter(
                content_type__app_label="wagtailcore", codename=codename
            ).first()
            if permission:
                GroupPagePermission.objects.get_or_create(
                    group=groups[name], page=root, permission=permission
                )
        for app_label, codename in (
            ("wagtaildocs", "add_document"),
            ("wagtaildocs", "choose_document"),
        ):
            permission = Permission.objects.filter(
                content_type__app_label=app_label, codename=codename
            ).first()
            if permission:
                GroupCollectionPermission.objects.get_or_create(
                    group=groups[name], collection=collection, permission=permission
                )
    # No page shows an image, so nobody keeps any: the library is found nowhere in the admin.
    GroupCollectionPermission.objects.filter(
        group__in=groups.values(), permission__content_type__app_label="wagtailimages"
    ).delete()
    # Wagtail's own workflow asks its moderators, whom the hub has not got: the hub's staff answer,
    # and nobody approves words of their own. What waits for the old step is answered there.
    staff = (groups[StaffGroup.HUB_STAFF], groups[StaffGroup.HUB_LEADS])
    second, _ = SecondPersonTask.objects.get_or_create(name="Approval by the hub team")
    second.groups.add(*staff)
    for task in GroupApprovalTask.objects.filter(groups__name="Moderators"):
        task.groups.add(*staff)
        WorkflowTask.objects.filter(task=task).update(task=second)


# --- Predicates -----------------------------------------------------------------------------------


def in_group(*names: str) -> rules.Predicate:
    """A predicate: the person is in one of the staff groups, or may do everything."""

    def check(user: Person) -> bool:
        return user.is_authenticated and user.in_group(*names)

    return rules.predicate(check, name=f"in_group:{','.join(names)}")


def has_role(*roles: str) -> rules.Predicate:
    """A predicate: the person holds one of the membership roles.

    With an object, in that object's organisation (or its parent); without, anywhere.
    """

    def check(user: Person, obj: Any = None) -> bool:
        if not user.is_authenticated or not user.is_active:
            return False
        held = {organisation for organisation, role in user.current_roles if role in roles}
        if obj is None:
            return bool(held)
        organisation = organisation_of(obj)
        return bool(held & {organisation.pk, organisation.parent_id})

    return rules.predicate(check, name=f"has_role:{','.join(roles)}")


def organisation_of(obj: Any) -> Organisation:
    """The organisation an object belongs to: itself, or its ``organisation``."""
    return obj if isinstance(obj, Organisation) else obj.organisation


@rules.predicate
def is_signed_in(user: Person) -> bool:
    """Anyone who has signed in."""
    return bool(user.is_authenticated and user.is_active)


@rules.predicate
def is_superuser(user: Person) -> bool:
    """A person who may do everything."""
    return bool(user.is_active and user.is_superuser)


is_hub_staff = in_group(StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
is_hub_lead = in_group(StaffGroup.HUB_LEADS)
is_trainer = in_group(StaffGroup.TRAINERS)
is_reviewer = in_group(StaffGroup.REVIEWERS)
is_analyst = in_group(StaffGroup.ANALYSTS)
is_editor = in_group(StaffGroup.EDITORS)
is_staff_member = in_group(*StaffGroup.values)
is_department_member = has_role(*Membership.Role.values)
is_administrator = has_role(Membership.Role.ADMINISTRATOR)


# --- Permissions ----------------------------------------------------------------------------------

rules.add_perm("wagtailadmin.access_admin", is_staff_member)


@rules.predicate
def is_of_the_two(user: Person, stand_in: Any = None) -> bool:
    """Who is away, or who stands in."""
    return stand_in is not None and user.pk in (stand_in.person_id, stand_in.colleague_id)


# Whoever works here may be away, and each of the two ends it early.
rules.add_perm("hub.arrange_stand_in", is_staff_member | is_department_member)
rules.add_perm("hub.end_stand_in", is_signed_in & is_of_the_two)


@rules.predicate
def is_somebody_elses(user: Person, subject: Any = None) -> bool:
    """Of a person, or of a record about one: neither one's own nor that of who counts as one."""
    person = getattr(subject, "person", subject)
    return subject is None or not are_one_side(user, person)


@rules.predicate
def has_qualification(user: Person) -> bool:
    """Somebody for whom one is recorded, such as an expert who works elsewhere."""
    return user.is_authenticated and Qualification.objects.filter(person=user).exists()


# Who works here reads their own qualifications, the hub team everybody's; nobody records their own.
rules.add_perm(
    "hub.view_qualification",
    is_staff_member | is_department_member | (is_signed_in & has_qualification),
)
rules.add_perm("hub.record_qualification", is_hub_staff & is_somebody_elses)
rules.add_perm("hub.withdraw_qualification", is_hub_staff & is_somebody_elses)

# Everybody who signs in has a page of what waits for them.
rules.add_perm("hub.view_work", is_signed_in)
# Whoever works here finds records from the box on every page; each source says which they may see.
rules.add_perm("hub.search_records", is_staff_member | is_department_member)

RAISING_NEEDS = (
    Membership.Role.REQUESTER,
    Membership.Role.HR_CONTACT,
    Membership.Role.DIGITAL_LEADER,
    Membership.Role.CAPABILITY_LEAD,
)
MAY_RAISE_NEEDS = has_role(*RAISING_NEEDS)
rules.add_perm("hub.view_need", is_hub_staff | is_reviewer | is_analyst | is_department_member)
rules.add_perm("hub.add_need", is_hub_staff | MAY_RAISE_NEEDS)
rules.add_perm("hub.change_need", is_hub_staff)
rules.add_perm("hub.withdraw_need", is_hub_staff | MAY_RAISE_NEEDS)


@rules.predicate
def is_oneself(user: Person, person: Any = None) -> bool:
    """The account is the person's own."""
    return person is not None and user.pk == person.pk


rules.add_perm("hub.change_own_account", is_signed_in & is_oneself)
in_own_matter("hub.change_own_account", "the person concerned", "pk")
in_own_matter("hub.hand_in_upload", "whoever sent it")
rules.add_perm("hub.hand_in_upload", is_signed_in)

# Services hold nobody's data, but the phase of each adds up to an open quarter's figure.
rules.add_perm("hub.view_services", is_staff_member | has_role(*Membership.Role.values))
rules.add_perm("hub.record_phase", is_hub_staff)

# Figures: totals of a closed quarter are open to anyone; the rest needs one of these.
MAY_SEE_OWN_FIGURES = has_role(
    Membership.Role.DIGITAL_LEADER, Membership.Role.CAPABILITY_LEAD, Membership.Role.HR_CONTACT
)
rules.add_perm("hub.view_all_figures", is_hub_staff | is_analyst)
rules.add_perm("hub.view_figures", is_hub_staff | is_analyst | MAY_SEE_OWN_FIGURES)
rules.add_perm("hub.close_period", is_analyst | is_hub_lead)
rules.add_perm("hub.correct_figure", is_analyst | is_hub_lead)


@rules.predicate
def did_not_write_it(user: Person, correction: Any = None) -> bool:
    """Somebody else wrote the correction: nobody on the same side."""
    writer = getattr(correction, "corrected_by", None)
    return user.is_authenticated and not are_one_side(user, writer)


rules.add_perm("hub.confirm_correction", (is_analyst | is_hub_lead) & did_not_write_it)

# What a policy has switched off for now is known to those who run the hub.
rules.add_perm("hub.view_switches", is_hub_staff)
# Which pages somebody should look at, those who write pages see, each of the pages they may change.
rules.add_perm("hub.view_page_report", is_hub_staff | is_editor)
# Before an election: everybody who works here knows what waits, a hub lead says so.
rules.add_perm("hub.view_preelectionperiod", is_staff_member | is_department_member)
rules.add_perm("hub.set_preelectionperiod", is_hub_lead)
for action in ("add", "change", "delete"):
    rules.add_perm(f"hub.{action}_preelectionperiod", is_superuser)

# Wagtail asks "any of add, change, delete, view"; each viewset's model is named here.
for model, viewers, changers in (
    ("notification", is_hub_staff, is_superuser),
    ("organisation", is_hub_staff | is_analyst, is_hub_staff),
    ("service", is_hub_staff | is_analyst | is_trainer, is_hub_staff),
    ("frameworkversion", is_staff_member, is_superuser),
    ("upload", is_hub_staff, is_superuser),
    ("invariantfinding", is_hub_staff, is_superuser),
    ("erasurereceipt", is_hub_staff, is_superuser),
    # The trail of the trail: nobody writes in it by hand.
    ("logopening", is_hub_staff, rules.always_false),
    ("hubpolicy", is_hub_lead, is_hub_lead),
    ("frameworkrole", is_staff_member, is_superuser),
    ("user", is_hub_lead, is_hub_lead),
):
    rules.add_perm(f"hub.view_{model}", viewers)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"hub.{action}_{model}", changers)
rules.add_perm("hub.retry_notification", is_hub_staff)
# An organisation under another gives that one's people their rights over its records: moving it
# is giving roles (hub.organisation_changes). Organisations and services end on a day, accounts are
# switched off or erased: nothing of the three is deleted.
rules.add_perm("hub.move_organisation", is_hub_lead)
# Whose address ends in one of an organisation's gets access without a second person.
rules.add_perm("hub.name_email_domains", is_hub_lead)
for model in ("organisation", "service", "user"):
    rules.set_perm(f"hub.delete_{model}", rules.always_false)

# Roles are given and ended by a hub lead or the department's administrator, never to oneself
# (hub.directory). They are ended, not deleted: it stays known who could do what, and when.
rules.add_perm("hub.view_membership", is_hub_staff)
rules.add_perm("hub.add_membership", is_hub_lead | is_administrator)
rules.add_perm("hub.change_membership", is_hub_lead | is_administrator)
rules.add_perm("hub.delete_membership", rules.always_false)


@rules.predicate
def may_confirm_office(user: Person, pending: Any = None) -> bool:
    """A hub lead, or the department's roles administrator; never who gave it or gets it.

    Nor anybody whose address leads to the mailbox of one of the two, or who stands in for one.
    """
    if pending is None:
        return bool(is_hub_lead(user) or is_administrator(user))
    if not user.is_authenticated:
        return False
    gives = is_hub_lead(user) or (pending.organisation and is_administrator(user, pending))
    # Whoever is to lose an office may agree to that.
    parties = (pending.given_by,) if pending.is_ending else (pending.user, pending.given_by)
    return bool(gives) and not any(are_one_side(user, person) for person in parties)


rules.add_perm("hub.confirm_office", may_confirm_office)


@rules.predicate
def may_change_policy(user: Person, policy: Any = None) -> bool:
    """Whoever may change this policy's values, as its plugin says."""
    if policy is None:
        return bool(is_hub_lead(user))
    return user.has_perm(f"{policy._meta.app_label}.change_{policy._meta.model_name}")


@rules.predicate
def may_confirm_policy(user: Person, pending: Any = None) -> bool:
    """Whoever may change the same policy, but not who asked for it, by any of their addresses."""
    if pending is None or not user.is_authenticated:
        return False
    if pending.organisation:
        may = user.has_perm("hub.name_email_domains", pending.organisation)
    elif pending.period:
        may = user.has_perm("hub.set_preelectionperiod")
    else:
        may = bool(may_change_policy(user, pending.policy_class()))
    return may and not are_one_side(user, pending.given_by)


rules.add_perm("hub.change_policy", may_change_policy)
rules.add_perm("hub.confirm_policy", may_confirm_policy)


@rules.predicate
def may_object_to_office(user: Person, pending: Any = None) -> bool:
    """Whoever is told of it, and did not give it: power is given only where nobody objects."""
    if pending is None or not user.is_authenticated:
        return False
    gave = pending.given_by is not None and same_mailbox(user.email, pending.given_by.email)
    return not gave and PendingOffice.objects.told_to(user).filter(pk=pending.pk).exists()


rules.add_perm("hub.object_to_office", may_object_to_office)
