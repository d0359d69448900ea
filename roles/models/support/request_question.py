"""Questions about a support request, between the hub and the department, with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from hub.models import Organisation
from hub.models.actor_field import actor_field
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class RequestQuestionQuerySet(models.QuerySet["RequestQuestion"]):
    """Questions by who asked and by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> RequestQuestionQuerySet:
        """Those of the requests the person may see."""
        return self.filter(request__in=SupportRequest.objects.visible_to(user))

    def open(self) -> RequestQuestionQuerySet:
        """Those nobody has answered."""
        return self.filter(answered_at=None)

    def for_the_department(self) -> RequestQuestionQuerySet:
        """Those the hub asked."""
        return self.filter(is_from_hub=True)


class RequestQuestion(models.Model):
    """One question and its answer, both fit to be disclosed."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="questions")
    is_from_hub = models.BooleanField("asked by the hub team")
    text = models.TextField("question")
    asked_by = actor_field()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = actor_field()
    answered_at = models.DateTimeField(null=True)

    objects = RequestQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False),
                name="roles_request_answer_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Question about {self.request}"

    @property
    def organisation(self) -> Organisation:
        """The department whose request it is about."""
        return self.request.organisation

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None
