"""A choice that belongs to another: the levels of a role.

    level = forms.ModelChoiceField(RoleLevel.objects.none(), widget=WithinSelect("role"))

Where scripts run, only those are offered that belong to what is chosen in the other field. Without,
all are, in the order of what they belong to, and the form refuses what does not fit.
"""

from __future__ import annotations

from typing import Any

from django import forms


class WithinSelect(forms.Select):
    """A list whose options belong to what another field of the form chooses.

    ``within`` names that field, and the foreign key by which a record belongs to it.
    """

    def __init__(self, within: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.within = within
        self.attrs["data-hub-within"] = within

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        record = getattr(value, "instance", None)
        if record is not None:
            option["attrs"]["data-of"] = str(getattr(record, f"{self.within}_id"))
        return option
