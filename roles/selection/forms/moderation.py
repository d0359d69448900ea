"""Forms about marks that differ: what is agreed, who marks as the third, and how it came out."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.selection.agenda import Item
from roles.models.selection.marking import MarkedElement
from roles.models.selection.moderation import LONGEST_NOTE
from roles.models.selection.panel import PanelMember
from roles.selection.services.third_marks import third_markers

EVIDENCE = (
    "Say what in the answer the mark is based on, in 20 characters or more. The candidate can ask "
    "for a copy of this."
)
EVIDENCE_OR_WHY = EVIDENCE + " If you cannot mark the answer, say why."


EVIDENCE_OR_WHY = EVIDENCE + " If you cannot mark the answer, say why."
# No mark is 0: it stands for who cannot mark the answer.
CANNOT = 0


def points_of(element: MarkedElement) -> list[tuple[int, str]]:
    """Each point of the scale with its words."""
    return [(number, f"{number}: {words}") for number, words in enumerate(element.scale, start=1)]


class AgreeForm(Form):
    """The mark that the panel agreed on, and the evidence for it."""

    points = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, label="Which mark did the panel agree on?"
    )
    note = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        label="What is the evidence for it?",
        help_text=EVIDENCE,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_options = {
        "points": FieldOptions(noun="the mark that the panel agreed on"),
        "note": FieldOptions(noun="the evidence", says_something=True, count_characters=True),
    }

    def __init__(self, *args: Any, element: MarkedElement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("points").choices = points_of(element)


class PlaceField(forms.ModelChoiceField):
    """People on the panels, by name and stage."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.panel.stage_words}"


class ThirdForm(Form):
    """Who marks an answer as the third."""

    place = PlaceField(
        PanelMember.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Who should give the third mark?",
        help_text="They do not see the other marks before they have given their own.",
    )
    field_options = {"place": FieldOptions(noun="who should mark this answer")}

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [place.pk for place in third_markers(item)]
        rows = PanelMember.objects.filter(pk__in=keys).select_related("person", "panel")
        self.model_choice("place").queryset = rows


class ThirdMarkForm(Form):
    """The mark of who was asked as the third."""

    points = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, label="Which mark do you give this answer?"
    )
    evidence = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        label="What is the evidence for it?",
        help_text=EVIDENCE_OR_WHY,
    )
    field_options = {
        "points": FieldOptions(noun="your mark"),
        "evidence": FieldOptions(noun="the evidence", says_something=True, count_characters=True),
    }

    def __init__(self, *args: Any, element: MarkedElement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("points").choices = [*points_of(element), (CANNOT, "I cannot mark it")]

    def clean_points(self) -> int | None:
        """None for who cannot mark it."""
        return self.cleaned_data["points"] or None


class CloseModerationForm(Form):
    """How the panel came to agree."""

    words = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        label="How did the panel reach agreement?",
        help_text="For example who took part in the conversation and when.",
    )
    field_options = {
        "words": FieldOptions(
            noun="how the panel came to agree", says_something=True, count_characters=True
        )
    }


class ReopenModerationForm(Form):
    """Why a moderation that was closed is reopened."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        label="Why do you reopen the moderation?",
        help_text="We keep this with the marks of this panel. It may be disclosed under the "
        "Freedom of Information Act. Do not name any candidate.",
    )
    field_options = {
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True)
    }
