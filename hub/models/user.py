"""A person who signs in: told apart by an email address, without a user name or a password."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from hub.mailboxes import known_mailbox, one_spelling, same_mailbox
from hub.models.organisation import Organisation, OrganisationQuerySet
from hub.models.stand_in import StandIn


class StaffGroup(models.TextChoices):
    """The groups of people who run the hub."""

    HUB_STAFF = "Hub staff", "Hub staff"
    HUB_LEADS = "Hub leads", "Hub leads"
    TRAINERS = "Trainers", "Trainers"
    REVIEWERS = "Reviewers", "Reviewers"
    ANALYSTS = "Analysts", "Analysts"
    EDITORS = "Editors", "Editors"


class UserQuerySet(models.QuerySet["User"]):
    """People, whose mailbox follows their address."""

    def update(self, **values: Any) -> int:
        """Change the rows; with another address goes its mailbox, unless that is told."""
        if "email" in values:
            values.setdefault("mailbox", known_mailbox(values["email"]))
        return super().update(**values)


class UserManager(BaseUserManager["User"]):
    """Creates people with an address in lower case and no usable password."""

    def get_queryset(self) -> UserQuerySet:
        """All of them."""
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person. Raises ``ValueError`` without an email address."""
        if not email:
            raise ValueError("A person needs an email address.")
        user = self.model(email=one_spelling(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def of_mailbox(self, address: str) -> list[User]:
        """The accounts of one person, as far as an address can tell: with a tag or dots, too."""
        mailbox = known_mailbox(address)
        return list(self.filter(mailbox=mailbox).order_by("pk")) if mailbox else []

    def accounts_of(self, person: User) -> models.QuerySet[User]:
        """A person's account, and the others of the same mailbox."""
        same = Q(pk=person.pk)
        return self.filter(same | Q(mailbox=person.mailbox) if person.mailbox else same)

    def accounts_of_all(self, people: models.QuerySet[User]) -> models.QuerySet[User]:
        """The accounts of several people, and the others of their mailboxes, in one query."""
        keys = people.order_by().values("pk")
        mailboxes = people.order_by().exclude(mailbox="").values("mailbox")
        return self.filter(Q(pk__in=keys) | Q(mailbox__in=mailboxes))

    def account_keys_of(self, keys: Collection[int]) -> dict[int, set[int]]:
        """Of each of several people the keys of all accounts of their mailbox, in one query."""
        rows = self.accounts_of_all(self.filter(pk__in=keys)).values_list("pk", "mailbox")
        mailboxes = dict(rows)
        return {
            key: {other for other, box in mailboxes.items() if other == key or (box and box == own)}
            for key, own in mailboxes.items()
            if key in keys
        }

    def in_staff_group(self, *names: str) -> models.QuerySet[User]:
        """Those in one of the staff groups who can sign in."""
        return self.filter(groups__name__in=names, is_active=True).distinct().order_by("pk")

    def in_office(self) -> models.QuerySet[User]:
        """Those who are, or were, of the hub or of a department; everybody else is a candidate."""
        office = Q(groups__isnull=False) | Q(memberships__isnull=False) | Q(is_superuser=True)
        return self.filter(pk__in=self.filter(office).values("pk"))

    def twice_in_office(self, day: date) -> models.QuerySet[User]:
        """Accounts of one mailbox that all have access, on the day or from a later one on."""
        held = Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=day)
        role = Q(memberships__isnull=False) & held
        holders = self.filter(role | Q(groups__isnull=False) | Q(is_superuser=True))
        rows = self.filter(pk__in=holders.values("pk")).exclude(mailbox="")
        twice = rows.values("mailbox").annotate(found=Count("pk")).filter(found__gt=1)
        return rows.filter(mailbox__in=twice.values("mailbox")).order_by("mailbox", "pk")

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who may do everything, for the first set-up."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address, whatever its case."""
        return self.get(email=one_spelling(username or "").lower())


class User(AbstractUser):
    """A candidate, a member of a department, a trainer or hub staff: roles come from elsewhere.

    What a person may do follows from groups (staff) and memberships (departments):
    ``hub.permissions``.
    """

    # Django's way to say that there is none; its stubs know a field alone.
    username = None  # type: ignore[assignment]
    email = models.EmailField("email address", unique=True)
    # A mailbox is one person, whatever is put after a plus or between dots. Kept by ``save()`` and
    # ``update()``; empty for an erased account.
    mailbox = models.CharField(
        max_length=254, blank=True, default="", editable=False, db_index=True
    )
    is_demo = models.BooleanField(default=False, editable=False)
    # Whoever acted in office and had the account erased: the row stays, empty and switched off,
    # so that what they did is told apart from what others did. By the mark a comeback is known.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    address_mark = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    # The stubs tie the manager to Django's own user.
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="hub_user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep the mailbox with the address."""
        if update_fields is None or "email" in update_fields:
            self.mailbox = "" if self.erased_at else known_mailbox(self.email)
            self.forget_accounts()
            update_fields = update_fields and {*update_fields, "mailbox"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        """The name; of somebody erased, a number that is theirs alone."""
        if self.erased_at:
            return f"a former member of staff (no. {self.pk})"
        return str(super().get_full_name())

    @cached_property
    def account_keys(self) -> frozenset[int]:
        """The keys of all accounts of this mailbox, this one among them; read once an instance.

        Rules of two persons ask whether one of these did something, never one account alone.
        """
        return frozenset(User.objects.accounts_of(self).values_list("pk", flat=True))

    @cached_property
    def side_keys(self) -> frozenset[int]:
        """The keys of all who are on this person's side where a rule asks for a second one.

        Beside their own accounts those of whom they stand in for today, and of who stands in for
        them: neither approves what the other did. Read once an instance.
        """
        if not self.holds_office:
            return self.account_keys
        either = Q(person__in=self.account_keys) | Q(colleague__in=self.account_keys)
        rows = StandIn.objects.holding_on(timezone.localdate()).filter(either)
        pairs = rows.values_list("person_id", "colleague_id")
        others = User.objects.filter(pk__in={key for pair in pairs for key in pair})
        return self.account_keys.union(*(other.account_keys for other in others))

    @cached_property
    def stands_in(self) -> tuple[StandIn, ...]:
        """The arrangements by which this person stands in for somebody today, once an instance."""
        if not self.holds_office:
            return ()
        today: date = timezone.localdate()
        rows = self.standing_in.holding_on(today).select_related("person", "colleague")
        return tuple(row for row in rows if row.is_in_effect(today))

    def stood_in_by(self) -> list[User]:
        """Who stands in for this person today: colleagues who have access in common with them."""
        today: date = timezone.localdate()
        rows = self.stand_ins.holding_on(today).select_related("person", "colleague")
        return [row.colleague for row in rows if row.is_in_effect(today)]

    def forget_accounts(self) -> None:
        """Read anew, when next asked for, whose accounts are on this person's side."""
        for name in ("account_keys", "side_keys", "stands_in"):
            self.__dict__.pop(name, None)

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of this person's groups, read once for each instance."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def current_roles(self) -> frozenset[tuple[int, str]]:
        """(organisation id, role) of each membership that is valid today, read once an instance."""
        today: date = timezone.localdate()
        return frozenset(self.memberships.valid_on(today).values_list("organisation_id", "role"))

    def forget_rights(self) -> None:
        """Read groups and roles anew when they are next asked for."""
        for name in ("group_names", "current_roles", "side_keys", "stands_in"):
            self.__dict__.pop(name, None)

    def in_group(self, *names: str) -> bool:
        """Whether the person is in one of the staff groups, or may do everything."""
        return self.is_active and (self.is_superuser or not self.group_names.isdisjoint(names))

    @property
    def holds_office(self) -> bool:
        """Whether the person is hub staff of any kind or acts for an organisation today."""
        return self.in_group(*StaffGroup.values) or bool(self.current_roles)

    @property
    def has_office_to_end(self) -> bool:
        """Whether the person is in a staff group, or has a role today or from a later day on."""
        roles = self.memberships.not_over(timezone.localdate())
        return self.is_superuser or bool(self.group_names) or roles.exists()

    @property
    def offices(self) -> frozenset[str]:
        """The staff groups of the person and the roles held today, in whatever organisation."""
        return self.group_names | {role for _, role in self.current_roles}

    @property
    def is_hub_staff(self) -> bool:
        """Whether the person is one of the hub's own staff or leads."""
        return self.in_group(StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)

    @property
    def sees_every_organisation(self) -> bool:
        """Whether hub staff's, reviewers' and analysts' view over every department applies."""
        return self.is_hub_staff or self.in_group(StaffGroup.REVIEWERS, StaffGroup.ANALYSTS)

    @property
    def gives_roles_everywhere(self) -> bool:
        """Whether the person gives and ends roles in every organisation: hub leads do."""
        return self.in_group(StaffGroup.HUB_LEADS)

    def organisations(self, *roles: str) -> OrganisationQuerySet:
        """The organisations, with the bodies under them, in which the person has a role today.

        Of the given membership roles; of any when none is given.
        """
        held = {pk for pk, role in self.current_roles if not roles or role in roles}
        return Organisation.objects.within(held) if held else Organisation.objects.none()


Person = User | AnonymousUser


def keys_of(person: Person | None) -> frozenset[int]:
    """The keys of all accounts of a person, as far as an address can tell; of a visitor none."""
    return person.account_keys if isinstance(person, User) else frozenset()


def sides_of(person: Person | None) -> frozenset[int]:
    """The keys of all on a person's side, where a rule asks for a second one; of a visitor none."""
    return person.side_keys if isinstance(person, User) else frozenset()


def are_one_side(person: Person, other: User | None) -> bool:
    """Whether a rule that asks for two persons has one in these: by mailbox, or standing in."""
    if other is None or not isinstance(person, User):
        return False
    return same_mailbox(person.email, other.email) or other.pk in person.side_keys
