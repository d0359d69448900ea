"""What Wagtail's admin does to several people at once: by our services, and never to oneself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions.set_active_state import SetActiveStateBulkAction

from hub.models import User
from hub.rights_admin import say_what_is_open
from hub.staff import change_groups, switch_account

# A list of all accounts would be a list of candidates (R11).


class OfTheList:
    """Done to everybody in the list, it is done to the people in an office whom the list has."""

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet[Any]:
        return User.objects.in_office().values_list("pk", flat=True)


class SwitchOffAction(OfTheList, SetActiveStateBulkAction):
    """Switches several accounts off or on; never one that may do everything."""

    def check_perm(self, obj: User) -> bool:
        may = not obj.is_superuser or self.request.user.is_superuser
        return may and bool(super().check_perm(obj))

    def form_valid(self, form: Any) -> HttpResponseBase:
        people, _ = self.get_actionable_objects()
        answer = super().form_valid(form)
        keys = [person.pk for person in people]
        say_what_is_open(self.request, User.objects.filter(pk__in=keys))
        return answer

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[User],
        mark_as_active: bool = False,
        user: User | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        people = [person for person in objects if person != user]
        for person in people:
            switch_account(person=person, is_on=mark_as_active, actor=user)
        return len(people), 0


class KeepAccountsAction(DeleteBulkAction):
    """In the place of Wagtail's own, which would leave what is held about people to nobody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        messages.error(
            request,
            "You cannot delete accounts here. Use “Set active state” to stop people signing in. "
            "People can delete their own account and data from “Your account”.",
        )
        return redirect("wagtailusers_users:index")


class GiveGroupAction(OfTheList, AssignRoleBulkAction):
    """Puts several people in a staff group; never oneself."""

    def check_perm(self, obj: User) -> bool:
        return obj != self.request.user and bool(super().check_perm(obj))

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "actor": self.request.user}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[User],
        role: Group | None = None,
        actor: User | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        if role is None:
            return 0, 0
        people = list(objects)
        for person in people:
            change_groups(person=person, groups=[*person.groups.all(), role], actor=actor)
        return len(people), 0
