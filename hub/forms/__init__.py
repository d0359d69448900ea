"""Forms in the GOV.UK Design System: Django forms, rendered by GOV.UK Frontend's macros.

    class ContactForm(Form):
        full_name = forms.CharField(max_length=100, label="What is your name?")
        starts = DateField(label="When can you start?")
        statement = forms.CharField(widget=forms.Textarea)

        faces = {
            "full_name": Face(asks="your full name", width="20", page_heading=True),
            "starts": Face(asks="your start date"),
            "statement": Face(asks="your statement", max_words=250, rows=12),
        }

`asks` completes "Enter …" and "Select …", and names the field in every other message.
In a template: `{{ form }}` for all fields, `{{ form["full_name"].as_field_group() }}` for one;
`form_page()` in hub/components.html for the whole form. The error summary is in hub/base.html.
A form that changes a record which several people write is a `SharedForm` as well.
"""

from hub.forms.base import Form, GovukForm, GovukRenderer, ModelForm
from hub.forms.dates import DateField, DateWidget
from hub.forms.face import Face
from hub.forms.files import UploadField
from hub.forms.shared import SharedForm

__all__ = [
    "DateField",
    "DateWidget",
    "Face",
    "Form",
    "GovukForm",
    "GovukRenderer",
    "ModelForm",
    "SharedForm",
    "UploadField",
]
