"""Our form renderer against GOV.UK Frontend's own golden HTML."""

import json
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django import forms
from django.core.exceptions import ValidationError

from hub.forms import DateField, FieldOptions, Form

FIXTURES = json.loads((Path(__file__).parent / "govuk_fixtures.json").read_text())["html"]
YES_NO = [("yes", "Yes"), ("no", "No")]
WASTE = [
    ("animal", "Waste from animal carcasses"),
    ("mines", "Waste from mines or quarries"),
    ("farm", "Farm or agricultural waste"),
]


def tree(html: str) -> Any:
    """Parse to nested tuples, ignoring white space between words and tags."""

    def node(element: Any) -> Any:
        words = " ".join((element.text or "").split())
        children = [(node(child), " ".join((child.tail or "").split())) for child in element]
        attributes = {
            key: tuple(sorted(value.split())) if key == "class" else value
            for key, value in element.attrib.items()
        }
        return (element.tag, tuple(sorted(attributes.items())), words, tuple(children))

    return node(html5lib.parseFragment(html, namespaceHTMLElements=False))


def rendered(
    name: str,
    field: forms.Field,
    opts: FieldOptions | None = None,
    error: str = "",
    data: Any = None,
) -> str:
    """Render one field whose id and name are `name`, with an error if one is given."""
    form = type("Golden", (Form,), {name: field, "field_options": {name: opts or FieldOptions()}})(
        {} if error else None, auto_id="%s", initial=data or {}
    )
    if error:
        form.errors.clear()
        form.add_error(name, ValidationError(error, code="date:day" if opts else "golden"))
    return form[name].as_field_group()


def golden(key: str, *changes: tuple[str, str]) -> str:
    html = "\n".join(FIXTURES[key])
    for before, after in changes:
        assert before in html
        html = html.replace(before, after)
    return html


def test_input_with_error() -> None:
    html = rendered(
        "input-with-error-message",
        forms.CharField(label="National Insurance number"),
        error="Enter a National Insurance number in the correct format",
    )
    expected = golden(
        "input: with error message",
        ('name="test-name-3"', 'name="input-with-error-message"'),
    )
    assert tree(html) == tree(expected)


def test_textarea_with_error() -> None:
    label = "Why can’t you provide a National Insurance number?"
    html = rendered(
        "no-ni-reason",
        forms.CharField(label=label, widget=forms.Textarea),
        error="You must provide an explanation",
    )
    assert tree(html) == tree(golden("textarea: with error message"))


def test_character_count_by_words() -> None:
    html = rendered(
        "word-count",
        forms.CharField(label="Full address", widget=forms.Textarea, max_length=500),
        FieldOptions(max_words=10),
    )
    assert tree(html) == tree(golden("character-count: with word count"))


def test_inline_radios() -> None:
    html = rendered(
        "example",
        forms.ChoiceField(
            label="Have you changed your name?",
            help_text="This includes changing your last name or spelling your name differently.",
            choices=YES_NO,
            widget=forms.RadioSelect,
        ),
        FieldOptions(inline=True),
        data={"example": "no"},
    )
    assert tree(html) == tree(golden("radios: inline"))


def test_radios_with_error() -> None:
    field = forms.ChoiceField(
        label="Have you changed your name?", choices=YES_NO, widget=forms.RadioSelect
    )
    html = rendered("example", field, error="Please select an option")
    expected = golden("radios: with fieldset and error message", (" checked", ""))
    assert tree(html) == tree(expected)


def test_select_with_hint_and_error() -> None:
    field = forms.ChoiceField(
        label="Label text goes here",
        help_text="Hint text goes here",
        choices=[(number, f"GOV.UK frontend option {number}") for number in (1, 2, 3)],
    )
    html = rendered("select-2", field, error="Error message goes here")
    assert tree(html) == tree(golden("select: with hint text and error message"))


def test_checkboxes_with_error_and_hints() -> None:
    hint = "Nullam id dolor id nibh ultricies vehicula ut id elit."
    field = forms.MultipleChoiceField(
        label="Which types of waste do you transport regularly?",
        choices=WASTE,
        widget=forms.CheckboxSelectMultiple,
    )
    opts = FieldOptions(hints={value: hint for value, _ in WASTE})
    html = rendered("waste", field, opts, error="Please select an option")
    assert tree(html) == tree(golden("checkboxes: with error message"))


@pytest.mark.parametrize(
    ("key", "name", "opts"),
    [
        ("date-input: with error on day input", "dob-day-error", FieldOptions()),
        ("date-input: with errors and hint", "dob-errors", None),
    ],
)
def test_date_input_marks_the_wrong_parts(key: str, name: str, opts: FieldOptions | None) -> None:
    field = DateField(label="What is your date of birth?", help_text="For example, 31 3 1980")
    html = rendered(name, field, opts, error="Error message goes here")
    expected = "\n".join(FIXTURES[key])
    for part in ("day", "month", "year"):
        # Django joins the name of a field and its part with an underscore.
        expected = expected.replace(f'"{name}-{part}"', f'"{name}_{part}"')
        expected = expected.replace(f'name="{part}"', f'name="{name}_{part}"')
    assert tree(html) == tree(expected)
