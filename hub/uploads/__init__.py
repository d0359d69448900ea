"""Files that people hand in: received, examined, scanned, and served only when that is safe.

    upload = receive(actor=person, file=request.FILES["cv"], purpose="roles.cv")
    attach(upload=upload, subject=application, actor=person)
    return response(request, upload)

A form asks for one with ``hub.forms.UploadField``, which keeps what was chosen. The view that
calls ``response`` asks first whether this person may see the record the file belongs to.
"""

from hub.uploads.receiving import attach, receive, remove
from hub.uploads.refusals import UploadRefused
from hub.uploads.serving import response

__all__ = ["UploadRefused", "attach", "receive", "remove", "response"]
