"""Departments, agencies and bodies as they came and went, and who acts for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from hub.models.actor_field import actor_field

if TYPE_CHECKING:
    from hub.models.user import Person, User

Record = TypeVar("Record", bound=models.Model)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by kind and by date."""

    def as_at(self, day: date) -> OrganisationQuerySet:
        """Those in being on the day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def departments(self) -> OrganisationQuerySet:
        """Departments, without their agencies and bodies."""
        return self.filter(kind=Organisation.Kind.DEPARTMENT)

    def major_transactional(self) -> OrganisationQuerySet:
        """The departments that run most of government's transactions."""
        return self.filter(is_major_transactional=True)

    def within(self, organisations: Iterable[Organisation | int]) -> OrganisationQuerySet:
        """The given organisations and the bodies directly under them."""
        ids = [getattr(item, "pk", item) for item in organisations]
        return self.filter(Q(pk__in=ids) | Q(parent_id__in=ids))


class Organisation(models.Model):
    """A department, agency or body with its dates, so that 2013 figures stay with it."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Department"
        AGENCY = "agency", "Agency"
        BODY = "body", "Public body"

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=150)
    display_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="bodies"
    )
    is_major_transactional = models.BooleanField("major transactional department", default=False)
    has_digital_strategy = models.BooleanField("has a digital strategy", default=False)
    # One on each line; a body has its department's as well (``hub.endings_of_addresses``).
    email_domains = models.TextField(
        "what its email addresses end in",
        blank=True,
        help_text="One on each line, such as dwp.gov.uk. Its roles administrators give access to "
        "these addresses. A second person confirms access for any other address.",
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="hub_organisation_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def department(self) -> Organisation:
        """The department this organisation belongs to, itself where it is one."""
        return self.parent.department if self.parent else self


class Succession(models.Model):
    """On a day, one organisation's work passed to another (machinery of government changes)."""

    predecessor = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="successions"
    )
    successor = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="predecessions"
    )
    on = models.DateField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="hub_succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.display_code} to {self.successor.display_code}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date and role."""

    def valid_on(self, day: date) -> MembershipQuerySet:
        """Those in force on the day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def not_over(self, day: date) -> MembershipQuerySet:
        """Those in force on the day, or from a later one on."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def people(self, organisation: Organisation, *roles: str, on: date) -> models.QuerySet[User]:
        """The active people who hold one of the roles in the organisation on the day."""
        held = self.valid_on(on).filter(organisation=organisation, role__in=roles)
        users = get_user_model()._default_manager
        return users.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk")

    def managed_by(self, user: Person) -> MembershipQuerySet:
        """Those that a person may give and end: all for hub leads, else their departments' own."""
        if not user.is_authenticated:
            return self.none()
        if user.gives_roles_everywhere:
            return self
        return self.filter(organisation__in=user.organisations(Membership.Role.ADMINISTRATOR))


class Membership(models.Model):
    """A person's role in an organisation, from one day to another; given by somebody else."""

    class Role(models.TextChoices):
        REQUESTER = "requester", "Requester"
        HIRING_MANAGER = "hiring_manager", "Hiring manager"
        RESOURCING = "resourcing", "Resourcing officer"
        APPROVER = "approver", "Vacancy approver"
        HR_CONTACT = "hr_contact", "HR contact"
        DIGITAL_LEADER = "digital_leader", "Digital Leader"
        NOMINATOR = "nominator", "Nominator"
        CAPABILITY_LEAD = "capability_lead", "Capability lead"
        ADMINISTRATOR = "administrator", "Roles administrator"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    given_by = actor_field(blank=True, editable=False)
    given_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Who said when it ends: nobody comes by a colleague's power by ending it.
    ended_by = actor_field(blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "valid_from"], name="hub_membership_once"
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=models.F("user")),
                name="hub_membership_given_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.organisation.display_code}"


class OwnedQuerySet(models.QuerySet[Record]):
    """Records with an ``organisation``, by who may see them.

    ``seen_by`` are the membership roles of those who see their organisation's; every role when
    it is empty.
    """

    seen_by: ClassVar[tuple[str, ...]] = ()

    def visible_to(self, user: Person) -> Self:
        """All for those who see every organisation; an organisation's own for its members."""
        if not user.is_authenticated:
            return self.none()
        if user.sees_every_organisation:
            return self
        return self.filter(organisation__in=user.organisations(*self.seen_by))
