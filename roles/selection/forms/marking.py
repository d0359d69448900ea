"""Forms of marking: what somebody on a panel makes of an answer, and the keys they mark by."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.selection.marking import MarkedElement
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import LONGEST, Score
from roles.selection.services.marking import Mark
from roles.selection.services.marking_list import lacks_words

CANNOT = "cannot"
OFF = "off"


class MarkForm(Form):
    """Points, or that the answer cannot be marked, and what that is based on.

    A draft may have none of them; with ``is_whole`` it has what can be submitted.
    """

    mark = forms.ChoiceField(
        widget=forms.RadioSelect, required=False, label="How many points do you give?"
    )
    evidence = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        required=False,
        label="What is your mark based on?",
    )
    is_flagged = forms.BooleanField(required=False, label="Look again later")
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_options = {
        "mark": FieldOptions(noun="the points", size="s", small=True, inline=True),
        "evidence": FieldOptions(noun="what your mark is based on", size="s", rows=2),
        "is_flagged": FieldOptions(small=True),
    }

    def __init__(
        self, *args: Any, element: MarkedElement, is_whole: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.element, self.is_whole = element, is_whole
        points = [(str(number), str(number)) for number in range(1, element.top + 1)]
        chosen = cast("forms.ChoiceField", self.fields["mark"])
        chosen.choices = [*points, (CANNOT, "I cannot mark it")]

    @property
    def mark_made(self) -> Mark:
        """What was entered."""
        given = self.cleaned_data
        cannot = given["mark"] == CANNOT
        return Mark(
            revision=given["revision"],
            points=int(given["mark"]) if given["mark"] and not cannot else None,
            cannot_mark=cannot,
            evidence=given["evidence"],
            is_flagged=given["is_flagged"],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.is_whole or "mark" in self.errors:
            return cleaned
        if not cleaned.get("mark"):
            self.add_error("mark", lacks_words(self.element, Score()))
        elif not self.errors:
            made = self.mark_made
            score = Score(points=made.points, cannot_mark=made.cannot_mark, evidence=made.evidence)
            if why := lacks_words(self.element, score):
                self.add_error("evidence", why)
        return cleaned


def initial_of(score: Score | None) -> dict[str, Any]:
    """What a mark that is saved has in its form."""
    if score is None:
        return {"revision": 0}
    return {
        "mark": CANNOT if score.cannot_mark else score.points or "",
        "evidence": score.evidence,
        "is_flagged": score.is_flagged,
        "revision": score.revision,
    }


class KeysForm(Form):
    """Whether and how somebody marks by keys."""

    keys = forms.ChoiceField(
        choices=((OFF, "No shortcuts"), *PanelMember.MarkingKeys.choices),
        widget=forms.RadioSelect,
        label="Do you want to use keyboard shortcuts to mark?",
        help_text="Shortcuts do not work while you are writing. If you use speech input or a "
        "screen reader, choose no shortcuts, or the shortcuts with Alt.",
    )
    field_options = {"keys": FieldOptions(noun="how you want to mark")}

    def clean_keys(self) -> str:
        """ "" for no keys, as it is stored."""
        keys: str = self.cleaned_data["keys"]
        return "" if keys == OFF else keys
