"""Forms in the GOV.UK Design System: Django forms, rendered by GOV.UK Frontend's macros.

    class ContactForm(Form):
        full_name = forms.CharField(max_length=100, label="What is your name?")
        starts = DateField(label="When can you start?")
        statement = forms.CharField(widget=forms.Textarea)

        field_options = {
            "full_name": FieldOptions(noun="your full name", width="20", page_heading=True),
            "starts": FieldOptions(noun="your start date"),
            "statement": FieldOptions(noun="your statement", max_words=250, rows=12),
        }

`noun` completes "Enter …" and "Select …", and names the field in every other message.
In a template: `{{ form }}` for all fields, `{{ form["full_name"].as_field_group() }}` for one;
`form_page()` in hub/components.html for the whole form. The error summary is in hub/base.html.
A form that changes a record which several people write is a `SharedForm` as well.
"""

from hub.forms.base import Form, GovukForm, GovukRenderer, ModelForm
from hub.forms.confirming import ConfirmField, confirmed
from hub.forms.dates import DateField, DateWidget, TimeField
from hub.forms.drafts import DraftForm
from hub.forms.field_options import DISCLOSED, FieldOptions
from hub.forms.files import UploadField, kept_files
from hub.forms.phones import PhoneField
from hub.forms.searched import SearchedChoices, SearchingForm
from hub.forms.shared import SharedForm
from hub.forms.ways import Way, WayForm
from hub.forms.within import WithinSelect

__all__ = [
    "DISCLOSED",
    "ConfirmField",
    "DateField",
    "DateWidget",
    "DraftForm",
    "FieldOptions",
    "Form",
    "GovukForm",
    "GovukRenderer",
    "ModelForm",
    "PhoneField",
    "SearchedChoices",
    "SearchingForm",
    "SharedForm",
    "TimeField",
    "UploadField",
    "Way",
    "WayForm",
    "WithinSelect",
    "confirmed",
    "kept_files",
]
