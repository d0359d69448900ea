"""Wagtail admin pages that give rights: memberships and staff groups, never one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail.admin import messages as admin_messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.users.views.users import CreateView as UserCreateView
from wagtail.users.views.users import EditView as UserEditView
from wagtail.users.views.users import IndexView as WagtailUserIndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from hub.account_field import AccountField
from hub.admin_fields import PersonCreationForm, PersonEditForm
from hub.admin_listings import DayColumn, InWordsColumn
from hub.days_only import PeopleByDay
from hub.forms.roles import WhenItEnds
from hub.memberships import add_membership, end_membership
from hub.models import (
    Membership,
    Organisation,
    PendingOffice,
    PendingPolicy,
    StaffGroup,
    User,
)
from hub.offices import confirmers_of, said_of_asking
from hub.open_work import open_with
from hub.organisation_changes import change_organisation
from hub.policies import said_of_waiting
from hub.refusals import RefusedError
from hub.staff import change_groups, change_name, switch_account


class GiveMembershipForm(WagtailAdminModelForm):
    """Gives somebody else a role in an organisation; an account is told by its whole address."""

    user = AccountField(label="Email address")

    class Meta(WagtailAdminModelForm.Meta):
        model = Membership
        fields = ("user", "organisation", "role", "valid_from", "valid_to")

    def save(self, commit: bool = True) -> Any:
        """Give it. Raises ``RefusedError``."""
        return add_membership(actor=self.for_user, **self.cleaned_data)


class EndMembershipForm(WagtailAdminModelForm):
    """Ends a role; whose it is, where, and from when do not change."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Membership
        fields = ("valid_to",)

    field_order = ("when", "valid_to")
    when = forms.ChoiceField(
        choices=WhenItEnds.choices, widget=forms.RadioSelect, label="When does this access end?"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["valid_to"]
        field.label = "If it does not end now, what is the last day?"
        field.help_text = "They have access until midnight at the end of this day."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("when") == WhenItEnds.ON_A_DAY and not cleaned.get("valid_to"):
            self.add_error("valid_to", "Enter the last day")
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """End it. Raises ``RefusedError``."""
        # The form has put its answer on the record already.
        record = Membership.objects.get(pk=self.instance.pk)
        return end_membership(
            membership=record,
            on=None
            if self.cleaned_data["when"] == WhenItEnds.NOW
            else self.cleaned_data["valid_to"],
            actor=self.for_user,
        )


class SaysWhatIsRefused:
    """What a service refuses stands beside the answer, and nothing is saved."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # Wagtail's view.
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(error.field if error.field in form.fields else None, reason)
            self.is_valid(form)  # type: ignore[attr-defined]  # Wagtail's view.
            return self.form_invalid(form)  # type: ignore[attr-defined]  # Wagtail's view.


WHERE_IT_WAITS = (
    "To see what is waiting, go to “Your account”, then “Who can do what for your organisation”"
)
# As there would be nobody left to say no to who takes it away.
WAITS_TO_END = (
    "{}: {} still has this access, because they are the only other hub lead. We have emailed "
    "them. Nothing changes until they or a third person confirm it"
)


def said_of(pending: PendingOffice, whose: str) -> str:
    """What is said to whoever gives an office that waits; ``whose`` is the place or the person."""
    words = said_of_asking(f"{pending.office} for {whose}", confirmers_of(pending))
    return f"{words}. {WHERE_IT_WAITS}"


class ByTheService(SaysWhatIsRefused):
    """Saves by a service, which logs it."""

    def save_instance(self) -> Any:
        return self.form.save()  # type: ignore[attr-defined]  # Wagtail's view.


class GiveMembershipView(ByTheService, CreateView):
    """Give somebody access; an office of power waits for a second person."""

    def get_success_message(self, instance: Any) -> str | None:
        if isinstance(instance, PendingOffice):
            return said_of(instance, instance.place)
        return super().get_success_message(instance)

    def get_success_buttons(self) -> list[Any]:
        is_waiting = isinstance(self.object, PendingOffice)
        return [] if is_waiting else super().get_success_buttons()


class EndMembershipView(ByTheService, EditView):
    """End a role."""


class OrganisationForm(WagtailAdminModelForm):
    """What is known of an organisation; which department it is part of, a hub lead changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.for_user.has_perm("hub.move_organisation", self.instance):
            self.fields["parent"].disabled = True
            self.fields["parent"].help_text = "Only a hub lead can change this."
        if not self.for_user.has_perm("hub.name_email_domains", self.instance):
            self.fields["email_domains"].disabled = True
            self.fields["email_domains"].help_text = "Only a hub lead can change this."
        else:
            known: Any = self.fields["email_domains"]
            said = "A second hub lead has to confirm a change."
            known.help_text = format_html("{} {}", known.help_text, said)

    def save(self, commit: bool = True) -> Any:
        """Change it. Raises ``RefusedError``."""
        # The form has put its answers on the record already.
        record = Organisation.objects.get(pk=self.instance.pk)
        return change_organisation(organisation=record, actor=self.for_user, **self.cleaned_data)


class OrganisationView(ByTheService, EditView):
    """Change an organisation; whoever opens it reads what waits for a second person."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().get(request, *args, **kwargs)
        for pending in PendingPolicy.objects.filter(organisation=self.object):
            may_answer = request.user.has_perm("hub.confirm_policy", pending)
            answer = [admin_messages.button(pending.get_absolute_url(), "Answer")]
            words = said_of_waiting(pending, request.user)
            admin_messages.warning(request, words, buttons=answer if may_answer else None)
        return page

    def get_success_message(self) -> str | None:
        if pending := PendingPolicy.objects.filter(organisation=self.object).first():
            return said_of_waiting(pending, self.request.user)
        return super().get_success_message()


class NewPersonForm(PersonCreationForm):
    """Somebody new, in staff groups if any are chosen; nobody is made to do everything here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_superuser"]


class PersonForm(PersonEditForm):
    """Somebody's name, whether they may sign in, and their groups; one's own groups stay.

    The address stays too: whoever it is sent to signs in as that person, so that only they change
    it.
    """

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, editing_self=editing_self, **kwargs)
        self.fields["email"].disabled = True
        self.fields[
            "email"
        ].help_text = "Only the person can change their email address, under “Your account”."
        self.fields.pop("is_superuser", None)
        if editing_self:
            del self.fields["groups"]


class GroupsByTheService(SaysWhatIsRefused):
    """Saves a person's groups, and whether they may sign in, by services, which log each change."""

    def save_instance(self) -> Any:
        form: Any = self.form  # type: ignore[attr-defined]  # Wagtail's view.
        actor = self.request.user  # type: ignore[attr-defined]  # Wagtail's view.
        groups = form.cleaned_data.pop("groups", None)
        known = User.objects.filter(pk=form.instance.pk).first()
        is_on = form.instance.is_active
        was_staff = known is not None and known.in_group(*StaffGroup.values)
        names = {name: getattr(form.instance, name) for name in ("first_name", "last_name")}
        if known is not None:
            form.instance.is_active = known.is_active
            for name in names:
                setattr(form.instance, name, getattr(known, name))
        instance = super().save_instance()  # type: ignore[misc]  # Wagtail's view.
        if known is not None and known.is_active != is_on:
            switch_account(person=instance, is_on=is_on, actor=actor)
            say_what_is_open(self.request, [instance])  # type: ignore[attr-defined]  # Wagtail's.
        if known is not None:
            change_name(person=instance, **names, actor=actor)
        if groups is not None:
            change_groups(person=instance, groups=groups, actor=actor)
            if was_staff and instance.is_active:
                say_what_is_open(self.request, [instance])  # type: ignore[attr-defined]  # Wagtail's.
            say_what_waits(self.request, [instance])  # type: ignore[attr-defined]  # Wagtail's view.
        return instance


def say_what_waits(request: HttpRequest, people: Iterable[User]) -> None:
    """Say which groups of these people begin only when a second person confirms them."""
    for pending in PendingOffice.objects.filter(user__in=people).exclude(group=None):
        email = pending.user.email
        ending = WAITS_TO_END.format(pending.office, email) if pending.is_ending else ""
        messages.warning(request, ending or said_of(pending, email))


def say_what_is_open(request: HttpRequest, people: Iterable[User]) -> None:
    """Say what is open with people who have no access any more: others have to take it over."""
    for person in people:
        has_access = person.is_active and person.holds_office
        if not has_access and (records := open_with(person)):
            named = "; ".join(str(record) for record in records)
            messages.warning(
                request,
                f"This work is still open with {person.email}: {named}. Ask a colleague to take "
                "it over",
            )


class NewPersonView(GroupsByTheService, UserCreateView):
    """Add a person."""


class NobodyIsDeleted:
    """An account is switched off, or erased by its owner; what points at it is no page of ours."""

    can_delete = False

    def get_delete_url(self, *args: Any) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


class PersonView(NobodyIsDeleted, GroupsByTheService, UserEditView):
    """Change a person; only who may do everything changes somebody who may."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


# The numbers of the accounts that somebody has found by the whole address, in their session.
FOUND = "people_found"


def is_known(request: HttpRequest, number: int) -> bool:
    """Whether an account is of somebody in an office, or was found by its whole address."""
    known = number in request.session.get(FOUND, ())
    return known or User.objects.in_office().filter(pk=number).exists()


def of_people_one_may_know(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of one person by number: of those that are known, and nobody else (R11)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        number = str(kwargs.get("pk", ""))
        if number and not (number.isdigit() and is_known(request, int(number))):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class PeopleView(PeopleByDay, NobodyIsDeleted, WagtailUserIndexView):
    """People in an office; anybody else is found by their whole address, as by who is told it.

    A list of all accounts would be one of candidates (R11), and so would the minute of a sign-in.
    """

    @cached_property
    def columns(self) -> list[Column]:
        day = DayColumn("last_login", label="Last signed in", sort_key="last_login")
        own = {"last_login": day, "is_active": InWordsColumn("is_active", label="Active")}
        return [own.get(column.name, column) for column in super().columns]

    def get_base_queryset(self) -> QuerySet[User]:
        known = Q(pk__in=User.objects.in_office().values("pk"))
        if self.search_query:
            named = User.objects.filter(email__iexact=self.search_query)
            # Whoever was told it may open the page.
            found = {*self.request.session.get(FOUND, ()), *named.values_list("pk", flat=True)}
            self.request.session[FOUND] = sorted(found)
            known |= Q(pk__in=named.values("pk"))
        return super().get_base_queryset().filter(known)


class UserViewSet(WagtailUserViewSet):
    """People, told apart by their address."""

    index_view_class = PeopleView
    add_view_class = NewPersonView
    edit_view_class = PersonView

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        return of_people_one_may_know(super().construct_view(view_class, **kwargs))

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return PersonForm if for_update else NewPersonForm
