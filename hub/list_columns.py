"""Which columns a person sees in a list: all of them until they choose."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from hub.authorisation import requires
from hub.models import ListColumns, User


def hidden_from(person: User, list_name: str) -> frozenset[str]:
    """The columns that a person left out of a list."""
    rows = ListColumns.objects.filter(user=person, list_name=list_name)
    return frozenset(rows.values_list("hidden", flat=True).first() or ())


@requires("hub.view_work")
@transaction.atomic
def choose_columns(
    *, list_name: str, list_label: str, hidden: Mapping[str, str], actor: User
) -> None:
    """Keep which columns the actor leaves out of a list; without any the choice is forgotten.

    ``hidden`` gives the heading of each by its name in an address; with the list's ``list_label``
    that is what the person reads in a copy of their data.
    """
    if hidden:
        left_out = sorted(hidden)
        ListColumns.objects.update_or_create(
            user=actor,
            list_name=list_name,
            defaults={
                "hidden": left_out,
                "list_label": list_label,
                "headings": [hidden[slug] for slug in left_out],
            },
        )
    else:
        ListColumns.objects.filter(user=actor, list_name=list_name).delete()
