"""The filters beside the triage board."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from hub.forms import Form
from roles.support.board import CLOCKS, STATES, Board


class BoardForm(Form):
    """Shows what is asked for; what may be asked is the address's business."""

    state = forms.ChoiceField(
        required=False, label="State", choices=[("", "Not closed"), *STATES.items()]
    )
    clock = forms.ChoiceField(required=False, label="Due", choices=[("", "Any"), *CLOCKS.items()])
    adviser = forms.ChoiceField(required=False, label="Adviser")
    organisation = forms.ChoiceField(required=False, label="Organisation")

    def __init__(
        self,
        board: Board,
        advisers: Sequence[tuple[str, str]],
        organisations: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(initial=vars(board))
        self.choice("adviser").choices = [("", "Anybody"), *advisers]
        self.choice("organisation").choices = [("", "Any"), *organisations]
        for field in self.fields.values():
            # The label says enough on a page of filters.
            field.required = True
