"""Files that people hand in: received, examined, scanned, and served only when that is safe.

    upload = receive(actor=person, file=request.FILES["cv"], purpose="roles.cv")
    attach(upload=upload, subject=application, actor=person)
    return response(request, upload)
    return preview(request, upload, heading="CV", back=page, download=download)

What is kept is never the file as it came but the same document made harmless
(``hub.documents``), and whoever reads it need not open it. A form asks for one with
``hub.forms.UploadField``, which keeps what was chosen. The view that calls ``response`` or
``preview`` asks first whether this person may see the record the file belongs to.
"""

from hub.uploads.previews import preview
from hub.uploads.receiving import attach, receive, remove
from hub.uploads.refusals import UploadRefused
from hub.uploads.serving import response

__all__ = ["UploadRefused", "attach", "preview", "receive", "remove", "response"]
