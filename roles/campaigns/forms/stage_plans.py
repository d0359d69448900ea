"""Forms of the stage plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from hub.forms import FieldOptions, Form, SharedForm
from hub.models import User
from roles.models.campaigns.assessment_frameworks import frameworks
from roles.models.campaigns.stage_plan import Stage, StagePlan


class BeginPlanForm(Form):
    """The framework that candidates are assessed by, or a template to begin from."""

    framework = forms.ChoiceField(widget=forms.RadioSelect, label="Which framework?")
    template = forms.ModelChoiceField(
        StagePlan.objects.none(),
        required=False,
        empty_label="None",
        label="Which template do you want to start from? (optional)",
        help_text="A template brings its own framework and stages.",
    )
    field_options = {
        "framework": FieldOptions(noun="the framework"),
        "template": FieldOptions(noun="the template"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = frameworks()
        self.choice("framework").choices = [(item.code, item.title) for item in known.values()]
        self.fields["framework"].initial = next(iter(known))
        self.model_choice("template").queryset = StagePlan.objects.templates_for(user)


class StageForm(SharedForm, Form):
    """One stage: what it is, what it tests, what is enough."""

    kind = forms.ChoiceField(
        choices=Stage.Kind.choices, widget=forms.RadioSelect, label="What happens at this stage?"
    )
    elements = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="What is assessed?"
    )
    criteria = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which essential criteria does it test? (optional)",
    )
    word_limit = forms.IntegerField(
        required=False,
        min_value=50,
        max_value=2000,
        label="How many words may candidates write? (optional)",
        help_text="Answers are often limited to 250 words.",
    )
    pass_mark = forms.IntegerField(min_value=1, label="What is the pass mark?")
    field_options = {
        "kind": FieldOptions(noun="what happens at this stage"),
        "elements": FieldOptions(noun="what is assessed", small=True),
        "criteria": FieldOptions(noun="the essential criteria", small=True),
        "word_limit": FieldOptions(noun="the number of words", width="4"),
        "pass_mark": FieldOptions(noun="the pass mark", width="2"),
    }

    def __init__(
        self, *args: Any, plan: StagePlan, stage: Stage | None = None, **kwargs: Any
    ) -> None:
        version = plan.version
        kwargs["initial"] = {"pass_mark": version.pass_mark}
        if stage is not None:
            kwargs["initial"] = {name: getattr(stage, name) for name in type(self).base_fields}
        super().__init__(*args, **kwargs)
        self.top = len(version.scale)
        self.choice("elements").choices = version.elements
        lines = plan.campaign.criteria if plan.campaign else []
        self.choice("criteria").choices = [(line, line) for line in dict.fromkeys(lines)]
        self.fields["pass_mark"].help_text = format_html(
            "From 1 ({}) to {} ({}); {} is usual.",
            version.scale[0].lower(),
            self.top,
            version.scale[-1].lower(),
            version.pass_mark,
        )
        if not lines:
            del self.fields["criteria"]

    def clean_pass_mark(self) -> int:
        mark = self.cleaned_data["pass_mark"]
        if mark > self.top:
            raise ValidationError(f"The pass mark must be {self.top} or less")
        return mark


class RemoveStageForm(Form):
    """Which stage goes."""

    number = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, label="Which stage do you want to remove?"
    )
    field_options = {"number": FieldOptions(noun="the stage you want to remove")}

    def __init__(self, *args: Any, plan: StagePlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = plan.stages.all() if plan else ()
        self.choice("number").choices = [(stage.number, str(stage)) for stage in stages]


class OrderForm(Form):
    """Which stage changes places, and which way."""

    number = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, label="Which stage do you want to move?"
    )
    direction = forms.ChoiceField(
        choices=[("up", "Up, so that it is earlier"), ("down", "Down, so that it is later")],
        widget=forms.RadioSelect,
        label="Which way?",
    )
    field_options = {
        "number": FieldOptions(noun="the stage you want to move"),
        "direction": FieldOptions(noun="which way it moves"),
    }

    def __init__(self, *args: Any, plan: StagePlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = plan.stages.all() if plan else ()
        self.choice("number").choices = [(stage.number, str(stage)) for stage in stages]


class PassMarksForm(Form):
    """Whether the advert says the pass marks."""

    shows = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes, candidates see them"), ("no", "No, only those who assess")],
        widget=forms.RadioSelect,
        label="Should the advert show the pass marks?",
    )
    field_options = {"shows": FieldOptions(noun="whether the advert shows the pass marks")}


class TiesForm(Form):
    """What decides between candidates with equal points."""

    lead = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="Which criterion decides first?",
        help_text="Candidates read this in the advert.",
    )
    then = forms.ChoiceField(
        widget=forms.RadioSelect,
        required=False,
        label="Which criterion decides next?",
        help_text="If candidates are still equal, the chair decides and gives a written reason.",
    )
    sift_counts = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        choices=[("no", "No, only the stages where you meet candidates"), ("yes", "Yes")],
        widget=forms.RadioSelect,
        label="Do the marks of the sift count for the merit list?",
    )
    field_options = {
        "lead": FieldOptions(noun="which criterion decides first"),
        "then": FieldOptions(noun="which criterion decides next"),
        "sift_counts": FieldOptions(noun="whether the marks of the sift count"),
    }

    def __init__(self, *args: Any, plan: StagePlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elements = plan.met_elements if plan else []
        self.choice("lead").choices = elements
        self.choice("then").choices = elements
        if plan is not None:
            self.initial.setdefault("lead", plan.tie_lead)
            self.initial.setdefault("then", plan.tie_second)
            self.initial.setdefault("sift_counts", "yes" if plan.sift_counts else "no")

    def clean_then(self) -> str:
        then: str = self.cleaned_data["then"]
        if then and then == self.cleaned_data.get("lead"):
            raise ValidationError("Select another criterion than the one that decides first")
        return then


class TemplateForm(Form):
    """The name of a template."""

    name = forms.CharField(
        max_length=80,
        label="What is the template called?",
        help_text="For example, “Senior specialists: sift, exercise, interview”.",
    )
    field_options = {"name": FieldOptions(noun="the name of the template")}
