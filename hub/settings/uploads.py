"""What one document that somebody hands in may use, and how many are looked at at once."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from hub.settings.installation import env

# Nobody waits longer for a page that looks at a document.
LONGEST = 10
WEB_THREADS = env.int("WEB_THREADS", 8)  # as in bin/web

# In each web process. As many wait a moment: half of its threads answer everybody else.
HUB_DOCUMENTS_AT_A_TIME = env.int("HUB_DOCUMENTS_AT_A_TIME", max(1, WEB_THREADS // 4))
# Of the processor, and in all with the waiting: longer, because many share a processor.
HUB_DOCUMENT_PROCESSOR_SECONDS = env.int("HUB_DOCUMENT_PROCESSOR_SECONDS", 3)
HUB_DOCUMENT_SECONDS = env.int("HUB_DOCUMENT_SECONDS", 9)
# Address space, the libraries included: they take 60 MB.
HUB_DOCUMENT_MEGABYTES = env.int("HUB_DOCUMENT_MEGABYTES", 512)
# Of one person; what was refused counts in both.
HUB_UPLOADS_AN_HOUR = env.int("HUB_UPLOADS_AN_HOUR", 100)
HUB_REFUSED_UPLOADS_AN_HOUR = env.int("HUB_REFUSED_UPLOADS_AN_HOUR", 20)

BOUNDS = {
    # Those that are looked at and those that wait leave a thread free.
    "HUB_DOCUMENTS_AT_A_TIME": (HUB_DOCUMENTS_AT_A_TIME, 1, max(1, (WEB_THREADS - 1) // 2)),
    "HUB_DOCUMENT_PROCESSOR_SECONDS": (HUB_DOCUMENT_PROCESSOR_SECONDS, 1, LONGEST),
    "HUB_DOCUMENT_SECONDS": (HUB_DOCUMENT_SECONDS, HUB_DOCUMENT_PROCESSOR_SECONDS, LONGEST),
    "HUB_DOCUMENT_MEGABYTES": (HUB_DOCUMENT_MEGABYTES, 256, 4096),
    "HUB_UPLOADS_AN_HOUR": (HUB_UPLOADS_AN_HOUR, 1, 10_000),
    "HUB_REFUSED_UPLOADS_AN_HOUR": (HUB_REFUSED_UPLOADS_AN_HOUR, 1, 10_000),
}
for name, (value, least, most) in BOUNDS.items():
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} must be a number from {least} to {most}, not {value}.")
