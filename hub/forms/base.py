"""The base of every public form: clean input, GOV.UK wording, GOV.UK markup."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from hub.forms.dates import PARTS, DateField, DateWidget
from hub.forms.field_options import PLAIN, FieldOptions
from hub.mailboxes import one_spelling, refuse_unusual
from hub.typed_text import (
    has_stacked_marks,
    has_word,
    long_text,
    number_of_words,
    plain_address,
    plain_number,
    printable,
    single_line,
)

# Django puts these in place of a validator's own message with the same code.
LIMITS = {
    "max_length": "{} characters or fewer",
    "min_length": "{} characters or more",
    "max_value": "{} or less",
    "min_value": "{} or more",
}
LINES = ("text", "email", "url", "tel", "search", "number")
# The fields that ask what somebody is called.
NAMES = ("name", "given-name", "family-name")
CHOICE_FIELDS = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


class GovukRenderer(TemplatesSetting):
    """Renders forms and fields with GOV.UK Frontend's macros."""

    form_template_name = "hub/forms/form.html"
    field_template_name = "hub/forms/field.html"


def printable_data(data: Any) -> Any:
    """Copy submitted data without characters that nobody can type and no database takes."""
    if isinstance(data, MultiValueDict):
        copy = QueryDict(mutable=True) if isinstance(data, QueryDict) else MultiValueDict()
        for key in data:
            copy.setlist(
                key,
                [printable(v) if isinstance(v, str) else v for v in data.getlist(key)],
            )
        return copy
    return {k: printable(v) if isinstance(v, str) else v for k, v in data.items()}


def names_of_lines(field: forms.Field, name: str) -> list[str]:
    """The names under which a field sends its single lines; none for long text and choices."""
    if isinstance(field.widget, DateWidget):
        return [f"{name}_{part}" for part in PARTS]
    kind = getattr(field.widget, "input_type", "")
    return [name] if kind in LINES else []


class MaxWordsValidator:
    """Refuses a text of more words than allowed, saying how many there are."""

    def __init__(self, limit: int, name: str) -> None:
        self.limit = limit
        self.name = name

    def __call__(self, value: str) -> None:
        words = len(value.split())
        if words > self.limit:
            raise ValidationError(
                f"{self.name} must be {self.limit:,} words or fewer. It has {words:,} words",
                code="max_words",
            )


def refuse_stacked_marks(value: Any) -> None:
    """Raises ``ValidationError`` for a line with more accents on a letter than any language has."""
    if isinstance(value, str) and has_stacked_marks(value):
        raise ValidationError(
            "Remove some of the accents. There are too many on one letter", code="stacked_marks"
        )


def has_letter(name: str) -> Callable[[str], None]:
    """What refuses a name of numbers and signs alone, such as "99"."""

    def check(value: str) -> None:
        if not any(char.isalpha() for char in value):
            raise ValidationError(f"{name} must have at least one letter", code="no_letter")

    return check


def refuse_no_word(name: str) -> Callable[[str], None]:
    """What refuses an answer in words that says nothing, such as "x" or "-"."""

    def check(value: str) -> None:
        if not has_word(value):
            words = f"Enter {name[:1].lower()}{name[1:]}, using at least one word"
            raise ValidationError(words, code="no_word")

    return check


def refuse_fewer_words(name: str, fewest: int) -> Callable[[str], None]:
    """What refuses an answer of fewer words than say anything, such as "x x x"."""

    def check(value: str) -> None:
        if number_of_words(value) < fewest:
            raise ValidationError(f"{name} must have at least {fewest} words", code="fewest_words")

    return check


def refuse_short_words(name: str, letters: int) -> Callable[[str], None]:
    """What refuses a name without a word of so many letters, such as "ab"."""

    def check(value: str) -> None:
        if not has_word(value, letters=letters):
            words = f"{name} must have at least one word of {letters} letters or more"
            raise ValidationError(words, code="short_words")

    return check


class GovukForm(forms.BaseForm):
    """Makes any Django form a GOV.UK one; give `field_options` for the fields that need some.

    Each field's own `error_messages` win over the wording made from its opts.
    """

    default_renderer = GovukRenderer
    use_required_attribute = False
    field_options: ClassVar[dict[str, FieldOptions]] = {}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = printable_data(data)
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, *args, **kwargs)
        self._field_options: dict[str, FieldOptions] = {}
        for base in reversed(type(self).__mro__):
            self._field_options.update(vars(base).get("field_options", {}))
        for name in list(self.fields):
            self.configure(name)

    def options_for(self, name: str) -> FieldOptions:
        """Give the opts of a field, plain where none was declared."""
        return self._field_options.get(name, PLAIN)

    def choice(self, name: str) -> forms.ChoiceField:
        """A field that chooses from a list."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def model_choice(self, name: str) -> forms.ModelChoiceField:
        """A field that chooses from records."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def configure(self, name: str, opts: FieldOptions | None = None) -> None:
        """Give one field its opts and its messages; call it for a field added at run time."""
        if opts is not None:
            self._field_options[name] = opts
        if type(self.fields[name]) is forms.DateField:
            self.fields[name] = three_part_date(self.fields[name])
        field = self.fields[name]
        if self.is_bound:
            self._clean_text(field, name)
        opts = self.options_for(name)
        label = str(field.label or name.replace("_", " "))
        noun = opts.noun or label[:1].lower() + label[1:]
        if noun.endswith("?"):
            # No question fits into a sentence: "Select how old are you".
            noun = "your answer"
        if isinstance(field, DateField):
            field.noun = noun
        word_messages(field, noun)
        if isinstance(field, forms.CharField) and names_of_lines(field, name):
            field.validators = [*field.validators, refuse_stacked_marks]
        if opts.says_something:
            field.validators = [*field.validators, refuse_no_word(noun[:1].upper() + noun[1:])]
        if opts.fewest_words:
            name_of = noun[:1].upper() + noun[1:]
            field.validators = [*field.validators, refuse_fewer_words(name_of, opts.fewest_words)]
        if opts.longest_word:
            name_of = noun[:1].upper() + noun[1:]
            field.validators = [*field.validators, refuse_short_words(name_of, opts.longest_word)]
        if opts.autocomplete in NAMES:
            field.validators = [*field.validators, has_letter(noun[:1].upper() + noun[1:])]
        if isinstance(field, forms.EmailField):
            field.validators = [*field.validators, refuse_unusual]
        if opts.max_words:
            field.validators = [
                *field.validators,
                MaxWordsValidator(opts.max_words, noun[:1].upper() + noun[1:]),
            ]

    def _clean_text(self, field: forms.Field, name: str) -> None:
        """Take what nobody sees out of what was typed, before anything is checked or kept."""
        if isinstance(field.widget, forms.Textarea):
            key = self.add_prefix(name)
            if isinstance(given := self.data.get(key), str):
                self.data[key] = long_text(given)  # type: ignore[index]  # a copy of our own
        for key in names_of_lines(field, self.add_prefix(name)):
            if isinstance(given := self.data.get(key), str):
                line = single_line(given)
                if isinstance(field, forms.IntegerField):
                    line = plain_number(line)
                elif isinstance(field, forms.EmailField):
                    line = one_spelling(plain_address(line))
                self.data[key] = line  # type: ignore[index]  # a copy of our own


class Form(GovukForm, forms.Form):
    """A form in the GOV.UK Design System."""


class ModelForm(GovukForm, forms.ModelForm):
    """A model's form in the GOV.UK Design System."""

    def configure(self, name: str, opts: FieldOptions | None = None) -> None:
        take_limits(self._meta.model, name, self.fields[name])
        super().configure(name, opts)


def take_limits(model: type[Model], name: str, field: forms.Field) -> None:
    """Let a field of a model's form know the least and the greatest number that the model takes.

    Django gives it those of the database's column, and says them when the model refuses.
    """
    known = {each.name: each for each in model._meta.fields}
    if not isinstance(field, forms.IntegerField) or name not in known:
        return
    for kind, strictest in ((MinValueValidator, max), (MaxValueValidator, min)):
        of_model = [each for each in known[name].validators if isinstance(each, kind)]
        if of_model:
            others = [each for each in field.validators if not isinstance(each, kind)]
            limit = strictest(of_model, key=lambda each: each.limit_value)
            field.validators = [*others, limit]


def three_part_date(plain: forms.Field) -> DateField:
    """Ask a model's date in three parts."""
    return DateField(
        required=plain.required,
        label=plain.label,
        help_text=plain.help_text,
        initial=plain.initial,
        validators=plain.validators,
        disabled=plain.disabled,
        error_messages=own_messages(plain),
    )


def own_messages(field: forms.Field) -> dict[str, str]:
    """Give the messages that were set on this field, without Django's defaults."""
    defaults: dict[str, Any] = {}
    for base in reversed(type(field).__mro__):
        defaults.update(getattr(base, "default_error_messages", {}))
    return {
        key: str(message)
        for key, message in field.error_messages.items()
        if defaults.get(key) != message
    }


def word_messages(field: forms.Field, noun: str) -> None:
    """Put a field's messages in GOV.UK words, keeping those it was given."""
    own = own_messages(field)
    name = noun[:1].upper() + noun[1:]
    choice = isinstance(field, CHOICE_FIELDS) or isinstance(field.widget, forms.Select)
    verb = "Select" if choice or isinstance(field, forms.FileField) else "Enter"
    messages = {"required": f"{verb} {noun}"}
    if choice:
        again = f"Select {noun} from the list"  # noqa: S608 (a message, not SQL)
        messages |= dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), again)
    elif isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.URLField):
        messages["invalid"] = f"{name} must be a web address, like https://www.example.com"
    elif isinstance(field, forms.IntegerField):
        whole = not isinstance(field, forms.FloatField | forms.DecimalField)
        messages["invalid"] = f"{name} must be a {'whole ' if whole else ''}number"
    elif isinstance(field, forms.FileField):
        messages |= {
            "empty": "The selected file is empty",
            "invalid": f"Select {noun}",
            "missing": f"Select {noun}",
        }
    safe_name = name.replace("%", "%%")
    messages |= {
        code: f"{safe_name} must be {rest.format(limit_in_words(field, code))}"
        for code, rest in LIMITS.items()
    }
    field.error_messages = {**field.error_messages, **messages, **own}


def limit_in_words(field: forms.Field, code: str) -> str:
    """The limit that a validator of this code sets, "2,000"; where several do, each says its own.

    Django fills in the place of ``%(limit_value)s``.
    """
    limits = {
        validator.limit_value
        for validator in field.validators
        if isinstance(validator, BaseValidator) and validator.code == code
    }
    numbers = [limit for limit in limits if isinstance(limit, int | float | Decimal)]
    return f"{numbers[0]:,}" if len(limits) == len(numbers) == 1 else "%(limit_value)s"
