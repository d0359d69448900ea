"""From a Django bound field to the GOV.UK Frontend macro that shows it, and its parameters."""

from decimal import Decimal
from html import unescape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape, strip_tags

from hub.forms.dates import PARTS, DateWidget
from hub.forms.field_options import PLAIN, FieldOptions
from hub.forms.files import UploadField
from hub.forms.searched import Search, SearchedChoices
from hub.numbers import plain

Params = dict[str, Any]

# Attributes of a widget that a macro takes as a parameter of its own, or that we never send:
# limits are the server's to enforce, so that a paste is not silently cut.
OWN_ATTRS = {
    "id",
    "name",
    "class",
    "required",
    "maxlength",
    "minlength",
    "min",
    "max",
    "step",
    "rows",
    "cols",
    "autocomplete",
    "inputmode",
    "spellcheck",
    "aria-describedby",
    "placeholder",
}


def field_component(bound: BoundField) -> tuple[str, Params]:
    """Name the component that shows a field, with the parameters for its macro.

    Works for any Django form; a `GovukForm` adds faces. An unknown widget is "raw": shown as
    it is between its label, hint and error.
    """
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden", {}
    for kinds, build in BUILDERS:
        if isinstance(widget, kinds):
            return build(bound, options_of(bound))
    return "raw", common(bound, options_of(bound))


def options_of(bound: BoundField) -> FieldOptions:
    """Give the field's options where the form has them."""
    find = getattr(bound.form, "options_for", None)
    return find(bound.name) if callable(find) else PLAIN


def common(bound: BoundField, opts: FieldOptions) -> Params:
    """Give what every component takes: id, name, hint, error."""
    params: Params = {"id": bound.auto_id, "name": bound.html_name}
    if bound.help_text:
        params["hint"] = {"html": conditional_escape(bound.help_text)}
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(str(error) for error in bound.errors)}
    if opts.classes:
        params["classes"] = opts.classes
    if bound.field.disabled:
        params["disabled"] = True
    return params


def heading(bound: BoundField, opts: FieldOptions, block: str) -> Params:
    """Give the label or legend, which may be the page's heading."""
    size = opts.size or ("l" if opts.page_heading else "")
    params: Params = {"text": label_text(bound), "isPageHeading": opts.page_heading}
    if size:
        params["classes"] = f"govuk-{block}--{size}"
    return params


def label_text(bound: BoundField) -> str:
    """Give the label, saying so where an answer is optional."""
    if bound.field.required or bound.field.disabled:
        return str(bound.label)
    text = str(bound.label)
    return text if "(optional)" in text or text.endswith("?") else f"{text} (optional)"


def extra_attributes(bound: BoundField) -> Params:
    """Give the widget's remaining attributes, data-* above all."""
    return {
        key: value
        for key, value in bound.field.widget.attrs.items()
        if key not in OWN_ATTRS and value not in (None, False)
    }


def labelled(bound: BoundField, opts: FieldOptions) -> Params:
    """Give the parameters of a component with one input."""
    params = common(bound, opts)
    params["label"] = heading(bound, opts, "label")
    params["attributes"] = extra_attributes(bound)
    attrs = bound.field.widget.attrs
    for name in ("autocomplete", "inputmode"):
        if value := getattr(opts, name) or attrs.get(name):
            params[name] = value
    if opts.spellcheck is not None:
        params["spellcheck"] = opts.spellcheck
    return params


def fieldset(bound: BoundField, opts: FieldOptions) -> Params:
    """Give the parameters of a component with several inputs under a legend."""
    params = common(bound, opts)
    params["fieldset"] = {"legend": heading(bound, opts, "fieldset__legend")}
    return params


def text_input(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = labelled(bound, opts)
    widget = bound.field.widget
    field = bound.field
    value = bound.value()
    shown = plain(value) if isinstance(value, Decimal) else value
    params["value"] = widget.format_value(shown) or None
    params["type"] = widget.input_type
    if isinstance(field, forms.IntegerField) and not field.localize:
        # GOV.UK: whole numbers are text inputs, so that a scroll wheel cannot change them.
        params["type"] = "text"
        whole = not isinstance(field, forms.FloatField | forms.DecimalField)
        params.setdefault("inputmode", "numeric" if whole else "decimal")
        params.setdefault("spellcheck", False)
    if isinstance(field, forms.EmailField):
        params.setdefault("autocomplete", "email")
        params.setdefault("spellcheck", False)
    if opts.width:
        kind = "govuk-!-width-" if opts.width.startswith(("one", "two", "three", "full")) else ""
        width = f"{kind}{opts.width}" if kind else f"govuk-input--width-{opts.width}"
        params["classes"] = f"{params.get('classes', '')} {width}".strip()
    for side in ("prefix", "suffix"):
        if text := getattr(opts, side):
            params[side] = {"text": text}
    return "input", params


def textarea(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = labelled(bound, opts)
    params["value"] = bound.field.widget.format_value(bound.value()) or ""
    params["rows"] = opts.rows
    if opts.max_words:
        params["maxwords"] = opts.max_words
        return "character_count", params
    limit = getattr(bound.field, "max_length", None)
    if opts.count_characters and limit:
        params["maxlength"] = limit
        return "character_count", params
    return "textarea", params


def options(bound: BoundField, opts: FieldOptions, *, with_empty: bool) -> list[Params]:
    """List a choice field's options as items, with their hints and the divider."""
    items: list[Params] = []
    groups = bound.field.widget.optgroups(bound.html_name, bound_values(bound))
    for option in (option for _, group, _ in groups for option in group):
        value = "" if option["value"] is None else str(option["value"])
        if value == "" and not with_empty:
            continue
        if opts.divider_before and value == opts.divider_before:
            items.append({"divider": "or"})
        item: Params = {"value": value, "text": str(option["label"])}
        if option["selected"]:
            item |= {"checked": True, "selected": True}
        if hint := opts.hints.get(value):
            item["hint"] = {"text": hint}
        if data := {key: each for key, each in option["attrs"].items() if key[:5] == "data-"}:
            item["attributes"] = data
        if option["attrs"].get("disabled"):
            item["disabled"] = True
        items.append(item)
    return items


def bound_values(bound: BoundField) -> list[str]:
    """Give the values now chosen, as the widget compares them."""
    return bound.field.widget.format_value(bound.value())


def radios(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = fieldset(bound, opts)
    params["idPrefix"] = bound.auto_id
    params["items"] = options(bound, opts, with_empty=False)
    size = "govuk-radios--small" if opts.small else ""
    line = "govuk-radios--inline" if opts.inline else ""
    params["classes"] = f"{params.get('classes', '')} {size} {line}".strip()
    return "radios", params


def checkboxes(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = fieldset(bound, opts)
    params["idPrefix"] = bound.auto_id
    params["items"] = options(bound, opts, with_empty=False)
    if opts.small:
        params["classes"] = f"{params.get('classes', '')} govuk-checkboxes--small".strip()
    return "checkboxes", params


def searched(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    """Check boxes of what is chosen and found, and the search box that finds the others."""
    _, params = checkboxes(bound, opts)
    search = Search(bound, params["items"])
    params["items"], params["idPrefix"] = search.shown, f"{bound.auto_id}-chosen"
    params["search"] = search
    return "searched", params


def checkbox(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    """One box: its label is the statement agreed to, never marked optional."""
    params = common(bound, opts)
    hint = params.pop("hint", None)
    item: Params = {
        "value": getattr(bound.field.widget, "version", "") or "on",
        # What a tick confirms is known once the form is cleaned, when the label was read already.
        "text": str(bound.field.label or bound.label),
        "checked": bool(bound.value()),
    }
    if hint:
        item["hint"] = hint
    params |= {"idPrefix": bound.auto_id, "items": [item]}
    if opts.small:
        params["classes"] = f"{params.get('classes', '')} govuk-checkboxes--small".strip()
    return "checkboxes", params


def select(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = labelled(bound, opts)
    params["items"] = options(bound, opts, with_empty=True)
    for item in params["items"]:
        if item["value"] == "" and set(item["text"]) <= {"-"}:
            item["text"] = f"Select {opts.noun or 'an option'}"
    return "select", params


def date_input(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = fieldset(bound, opts)
    if "hint" not in params:
        field: Any = bound.field  # One that takes a date.
        params["hint"] = {"text": f"For example, {field.example}"}
    value = bound.value()
    parts = value if isinstance(value, list) else bound.field.widget.decompress(value)
    wrong = wrong_parts(bound)
    params["items"] = []
    for part, text in zip(PARTS, parts, strict=True):
        width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        error = " govuk-input--error" if part in wrong else ""
        params["items"].append(
            {
                "id": f"{bound.auto_id}_{part}",
                "name": f"{bound.html_name}_{part}",
                "label": part.capitalize(),
                "value": None if text in (None, "") else str(text),
                "classes": width + error,
            }
        )
    return "date_input", params


def wrong_parts(bound: BoundField) -> list[str]:
    """Read from a date's error which of its parts it is about; all when it does not say."""
    if not bound.errors:
        return []
    code = bound.form.errors.as_data()[bound.name][0].code or ""
    return code.removeprefix("date:").split(",") if code.startswith("date:") else list(PARTS)


def file_upload(bound: BoundField, opts: FieldOptions) -> tuple[str, Params]:
    params = labelled(bound, opts)
    params["javascript"] = True
    if isinstance(bound.field, UploadField):
        params |= bound.field.presentation(bound, params.get("hint", {}).get("html", ""))
    return "file_upload", params


# The first match wins: a list of checkboxes is also a list of radios to Django.
BUILDERS: tuple[tuple[tuple[type, ...], Any], ...] = (
    ((DateWidget,), date_input),
    ((forms.FileInput,), file_upload),
    ((forms.CheckboxInput,), checkbox),
    ((SearchedChoices,), searched),
    ((forms.CheckboxSelectMultiple, forms.SelectMultiple), checkboxes),
    ((forms.RadioSelect,), radios),
    ((forms.Select,), select),
    ((forms.Textarea,), textarea),
    ((forms.widgets.Input,), text_input),
)


def first_input_id(bound: BoundField) -> str:
    """Give the id of the input that an error's link goes to."""
    if isinstance(bound.field.widget, DateWidget):
        return f"{bound.auto_id}_{(wrong_parts(bound) or PARTS)[0]}"
    return bound.auto_id


def error_list(form: forms.BaseForm) -> list[Params]:
    """List a form's errors for the error summary, in the order of its fields.

    An error of the form as a whole links to its first visible field.
    """
    visible = form.visible_fields()
    first = f"#{first_input_id(visible[0])}" if visible else "#main-content"
    items = [{"text": text, "href": first} for text in form.non_field_errors()]
    for bound in form:
        href = first if bound.is_hidden else f"#{first_input_id(bound)}"
        items += [{"text": _in_words(text), "href": href} for text in bound.errors]
    return items


def _in_words(error: Any) -> str:
    """An error without its markup; what somebody typed that looks like some is none."""
    return unescape(strip_tags(str(error))) if hasattr(error, "__html__") else str(error)
