"""What the owner of a file is told."""

from hub.notifications import NotificationKind

UPLOAD_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.upload_infected",
        label="A file was removed: virus",
        audience="The person who uploaded it",
        trigger="The scanner finds a virus in a file",
        title="We removed a file that you uploaded",
        template="hub/notifications/upload_infected.txt",
        example=dict,
        is_urgent=True,
    ),
    NotificationKind(
        slug="hub.upload_refused",
        label="A file was removed: not checkable",
        audience="The person who uploaded it",
        trigger="The scanner cannot check a file for viruses",
        title="We could not check a file that you uploaded",
        template="hub/notifications/upload_refused.txt",
        example=dict,
        is_urgent=True,
    ),
]
