"""Which columns a person sees in a list: all of them until they choose."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from hub.authorisation import requires
from hub.models import ListColumns, User


def hidden_from(person: User, list_name: str) -> frozenset[str]:
    """The columns that a person left out of a list."""
    rows = ListColumns.objects.filter(user=person, list_name=list_name)
    return frozenset(rows.values_list("hidden", flat=True).first() or ())


@requires("hub.view_work")
@transaction.atomic
def choose_columns(*, list_name: str, hidden: Iterable[str], actor: User) -> None:
    """Keep which columns the actor leaves out of a list; without any the choice is forgotten."""
    if left_out := sorted(set(hidden)):
        ListColumns.objects.update_or_create(
            user=actor, list_name=list_name, defaults={"hidden": left_out}
        )
    else:
        ListColumns.objects.filter(user=actor, list_name=list_name).delete()
