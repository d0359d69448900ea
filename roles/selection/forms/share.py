"""How the marking of a sift is shared out: how many mark each application, and limits (S6)."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import FEWEST
from roles.models.selection.share import how_many_mark
from roles.selection.services.share_piles import Sharing, markers_of, sharing_of

EVERYBODY = "everybody"
MOST = 2000


class ShareOutForm(Form):
    """How many people mark each application, and the most that each of them marks."""

    markers = forms.ChoiceField(
        widget=forms.RadioSelect, label="How many people mark each application?"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    field_options = {"markers": FieldOptions(noun="how many people mark each application")}

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        self.places = markers_of(panel)
        most = max(len(self.places) - 1, panel.markers_each or 0)
        choices = [(EVERYBODY, f"{how_many_mark(None)}")]
        choices += [(str(number), how_many_mark(number)) for number in range(FEWEST, most + 1)]
        self.choice("markers").choices = choices
        now = sharing_of(panel)
        self.fields["markers"].initial = str(now.markers or EVERYBODY)
        for place in self.places:
            name = name_of(place)
            self.fields[name] = self._limit(place, now.limits.get(place.pk))
            noun = f"the most applications for {place.name} to mark"
            self.configure(name, FieldOptions(noun=noun, width="4"))

    def _limit(self, place: PanelMember, now: int | None) -> forms.IntegerField:
        return forms.IntegerField(
            min_value=0,
            max_value=MOST,
            required=False,
            initial=now,
            label=f"Most applications for {place.name} to mark (optional)",
        )

    @property
    def sharing(self) -> Sharing:
        """What was chosen, as the service takes it."""
        given = self.cleaned_data
        if given["markers"] == EVERYBODY:
            return Sharing()
        limits = {place.pk: given.get(name_of(place)) for place in self.places}
        return Sharing(
            int(given["markers"]),
            {key: limit for key, limit in limits.items() if limit is not None},
        )


def name_of(place: PanelMember) -> str:
    """What the field with somebody's limit is called."""
    return f"limit_{place.pk}"
