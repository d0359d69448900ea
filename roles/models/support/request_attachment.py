"""Files that a department or the hub adds to a support request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from hub.models import Organisation, Upload
from hub.models.actor_field import actor_field
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class RequestAttachmentQuerySet(models.QuerySet["RequestAttachment"]):
    """Attachments by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> RequestAttachmentQuerySet:
        """Those of the requests the person may see."""
        return self.filter(request__in=SupportRequest.objects.visible_to(user))


class RequestAttachment(models.Model):
    """One file, with the words that say what it is; ``upload`` is empty once it was removed."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    request = models.ForeignKey(
        SupportRequest, on_delete=models.CASCADE, related_name="attachments"
    )
    upload = models.OneToOneField(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=100)
    added_by = actor_field()
    added_at = models.DateTimeField()

    objects = RequestAttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"File of {self.request}"

    @property
    def organisation(self) -> Organisation:
        """The department whose request it belongs to."""
        return self.request.organisation

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()
