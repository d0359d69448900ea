"""What a person reads when a form is wrong, and what reaches the database when it is right."""

import datetime as dt
from typing import Any, ClassVar

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.html import format_html

from hub.forms import DateField, FieldOptions, Form
from hub.forms.components import error_list

FAMILIES = [("digital", "Digital"), ("design", "User-centred design")]


class ApplyForm(Form):
    full_name = forms.CharField(max_length=10, label="What is your name?")
    email = forms.EmailField()
    posts = forms.IntegerField(min_value=1, max_value=9)
    salary = forms.DecimalField(required=False)
    starts = DateField(label="When could you start?")
    statement = forms.CharField(widget=forms.Textarea, max_length=300)
    family = forms.ChoiceField(choices=FAMILIES, widget=forms.RadioSelect)
    places = forms.MultipleChoiceField(choices=FAMILIES, widget=forms.CheckboxSelectMultiple)
    cv = forms.FileField()
    own = forms.CharField(error_messages={"required": "Tell us about the thing"})
    token = forms.CharField(widget=forms.HiddenInput, initial="t")

    field_options: ClassVar = {
        "full_name": FieldOptions(noun="your full name"),
        "email": FieldOptions(noun="your email address"),
        "posts": FieldOptions(noun="the number of posts"),
        "salary": FieldOptions(noun="your salary"),
        "starts": FieldOptions(noun="the date you could start"),
        "statement": FieldOptions(noun="your statement", max_words=5),
        "family": FieldOptions(noun="a role family"),
        "places": FieldOptions(noun="the locations you would accept"),
        "cv": FieldOptions(noun="your CV"),
    }


VALID: dict[str, Any] = {
    "full_name": "Ann Other",
    "email": "ann@example.com",
    "posts": "2",
    "starts_day": "27",
    "starts_month": "9",
    "starts_year": "2026",
    "statement": "I build useful things",
    "family": "digital",
    "places": ["digital"],
    "own": "x",
    "token": "t",
}


def posted(**changes: Any) -> ApplyForm:
    data = QueryDict(mutable=True)
    for key, value in (VALID | changes).items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return ApplyForm(data, {"cv": SimpleUploadedFile("cv.pdf", b"%PDF-1.7")})


def messages(form: Form) -> dict[str, str]:
    return {name: " ".join(errors) for name, errors in form.errors.items()}


def cleaned(form: Form) -> dict[str, Any]:
    assert messages(form) == {}
    return form.cleaned_data


def test_valid_form_gives_values() -> None:
    form = posted()
    assert messages(form) == {}
    assert form.cleaned_data["starts"] == dt.date(2026, 9, 27)
    assert form.cleaned_data["posts"] == 2


def test_empty_form_says_what_to_do_for_each_field() -> None:
    assert messages(ApplyForm({"token": "t"})) == {
        "full_name": "Enter your full name",
        "email": "Enter your email address",
        "posts": "Enter the number of posts",
        "starts": "Enter the date you could start",
        "statement": "Enter your statement",
        "family": "Select a role family",
        "places": "Select the locations you would accept",
        "cv": "Select your CV",
        "own": "Tell us about the thing",
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"full_name": "x" * 11},
            {"full_name": "Your full name must be 10 characters or fewer"},
        ),
        (
            {"email": "ann"},
            {
                "email": "Enter an email address in the correct format, like name@example.com",
            },
        ),
        ({"posts": "two"}, {"posts": "The number of posts must be a whole number"}),
        ({"posts": "10"}, {"posts": "The number of posts must be 9 or less"}),
        ({"posts": "0"}, {"posts": "The number of posts must be 1 or more"}),
        ({"salary": "lots"}, {"salary": "Your salary must be a number"}),
        (
            {"statement": "one two three four five six"},
            {"statement": "Your statement must be 5 words or fewer. It has 6 words"},
        ),
        ({"family": "other"}, {"family": "Select a role family from the list"}),
        (
            {"places": ["other"]},
            {"places": "Select the locations you would accept from the list"},
        ),
    ],
)
def test_wrong_answers_in_govuk_words(changes: Any, expected: Any) -> None:
    assert messages(posted(**changes)) == expected


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "link"),
    [
        ("", "9", "2026", "must include a day", "day"),
        ("27", "", "2026", "must include a month", "month"),
        ("27", "9", "", "must include a year", "year"),
        ("", "", "2026", "must include a day and month", "day"),
        ("27", "", "", "must include a month and year", "month"),
        ("31", "2", "2026", "must be a real date", "day"),
        ("27", "13", "2026", "must be a real date", "month"),
        ("27", "Smarch", "2026", "must be a real date", "month"),
        ("0", "9", "2026", "must be a real date", "day"),
        ("27", "9", "26", "must include a year with 4 numbers, like 2026", "year"),
        ("27", "9", "0000", "must be a real date", "day"),
        ("²", "9", "2026", "must be a real date", "day"),
    ],
)
def test_date_says_which_part_is_wrong_and_links_to_it(
    day: str, month: str, year: str, message: str, link: str
) -> None:
    form = posted(starts_day=day, starts_month=month, starts_year=year)
    assert error_list(form) == [
        {"text": f"The date you could start {message}", "href": f"#id_starts_{link}"}
    ]


@pytest.mark.parametrize("month", ["9", "09", "sep", "Sept", "September", " september. "])
def test_months_as_people_write_them(month: str) -> None:
    assert cleaned(posted(starts_month=month))["starts"] == dt.date(2026, 9, 27)


def test_optional_date_may_be_left_empty() -> None:
    form = type("OptionalForm", (Form,), {"ends": DateField(required=False)})({})
    assert form.is_valid()
    assert form.cleaned_data == {"ends": None}


def test_a_date_shown_and_sent_back_has_not_changed() -> None:
    form = type("DateForm", (Form,), {"ends": DateField()})
    sent = {"ends_day": "01", "ends_month": "4", "ends_year": "2026"}
    assert form(sent, initial={"ends": dt.date(2026, 4, 1)}).has_changed() is False
    assert form(sent, initial={"ends": dt.date(2026, 4, 2)}).has_changed() is True


def test_what_nobody_can_type_is_dropped() -> None:
    form = posted(full_name="A\x00n\x1bn\ud800", statement="one\r\ntwo\tthree\x07")
    assert messages(form) == {}
    assert form.cleaned_data["full_name"] == "Ann"
    assert form.cleaned_data["statement"] == "one\ntwo\tthree"


def test_a_line_break_counts_as_one_character() -> None:
    form = posted(full_name="12345\r\n789")
    assert messages(form) == {}


def test_summary_links_to_the_first_input_of_each_field() -> None:
    links = [item["href"] for item in error_list(ApplyForm({"token": "t"}))]
    assert links == [
        "#id_full_name",
        "#id_email",
        "#id_posts",
        "#id_starts_day",
        "#id_statement",
        "#id_family",
        "#id_places",
        "#id_cv",
        "#id_own",
    ]
    html = str(ApplyForm({"token": "t"}))
    for link in links:
        assert html.count(f'id="{link[1:]}"') == 1


def test_error_of_the_whole_form_links_to_its_first_field() -> None:
    form = posted()
    form.add_error(None, "Your application was not sent")
    assert error_list(form) == [{"text": "Your application was not sent", "href": "#id_full_name"}]


def test_browser_is_never_asked_to_validate() -> None:
    html = str(ApplyForm())
    for attribute in (
        " required",
        " maxlength",
        " minlength",
        ' min="',
        ' max="',
        "number",
    ):
        assert f"{attribute}" not in html.replace("number of", "")


def test_what_was_typed_is_shown_again_escaped() -> None:
    html = str(posted(full_name='"><script>alert(1)</script>'))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_faces_are_inherited_and_may_be_given_at_run_time() -> None:
    class LongForm(ApplyForm):
        extra = forms.CharField(label="Anything else?", required=False)
        field_options: ClassVar = {"extra": FieldOptions(noun="anything else")}

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["late"] = forms.CharField()
            self.configure("late", FieldOptions(noun="the late thing"))

    form = LongForm({"token": "t"})
    assert messages(form)["full_name"] == "Enter your full name"
    assert messages(form)["late"] == "Enter the late thing"
    assert form.options_for("extra").noun == "anything else"


def test_optional_fields_say_so_once() -> None:
    html = str(ApplyForm())
    assert html.count("(optional)") == 1


class QuestionsForm(Form):
    age = forms.ChoiceField(choices=[("1", "1")], label="How old are you?", required=False)
    why = forms.CharField(max_length=2000, label="The reason")
    cost = forms.IntegerField(max_value=1_500_000, label="The cost")
    name = forms.CharField(label="Your name")
    field_options: ClassVar[dict[str, FieldOptions]] = {"name": FieldOptions(autocomplete="name")}


def test_a_question_is_no_part_of_a_sentence_and_large_limits_have_commas() -> None:
    wrong = {"age": "7", "why": "x" * 2001, "cost": "2000000", "name": "99"}
    assert messages(QuestionsForm(wrong)) == {
        "age": "Select your answer from the list",
        "why": "The reason must be 2,000 characters or fewer",
        "cost": "The cost must be 1,500,000 or less",
        "name": "Your name must have at least one letter",
    }


def test_the_summary_says_what_somebody_typed_as_the_field_does():
    form = ApplyForm({"full_name": "Ada"})
    form.is_valid()
    form.errors.clear()
    form.add_error("full_name", "We do not know “<script>alert(1)</script>”")
    form.add_error("full_name", format_html('Change <a href="/x/">{}</a>', "a & <b>"))
    assert [item["text"] for item in error_list(form)] == [
        "We do not know “<script>alert(1)</script>”",
        "Change a & <b>",
    ]
