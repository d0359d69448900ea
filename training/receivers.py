"""One-line bridges from announced facts to the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from hub.authorisation import as_system
from hub.models import FrameworkRole, Need, Organisation, Service, User
from hub.signals import appointment_ended, appointment_made
from training.models import LearningResource
from training.places.services.appointments import offer_for_appointment, withdraw_for_appointment
from training.resources.services import record_published, record_unpublished


@receiver(appointment_made, dispatch_uid="training.appointment_made")
def offer_place_to_appointee(
    person: User,
    organisation: Organisation,
    role: FrameworkRole | None,
    reference: str,
    at: datetime,
    service: Service | None = None,
    need: Need | None = None,
    actor: User | None = None,
    **kwargs: Any,
) -> None:
    """A newly appointed service manager is offered a place (I1)."""
    offer_for_appointment(
        person=person,
        organisation=organisation,
        role=role,
        reference=reference,
        at=at,
        service=service,
        need=need,
        actor=actor,
    )


@receiver(appointment_ended, dispatch_uid="training.appointment_ended")
def withdraw_place_of_appointee(
    person: User, reference: str, at: datetime, actor: User | None = None, **kwargs: Any
) -> None:
    """An appointment that came to nothing takes its unfinished place with it."""
    withdraw_for_appointment(person=person, reference=reference, at=at, actor=actor)


@receiver(published, sender=LearningResource, dispatch_uid="training.video_published")
@as_system()
def keep_day_published(instance: LearningResource, **kwargs: Any) -> None:
    """However a video was published, the day is kept."""
    record_published(video=instance, actor=None)


@receiver(unpublished, sender=LearningResource, dispatch_uid="training.video_unpublished")
@as_system()
def keep_day_unpublished(instance: LearningResource, **kwargs: Any) -> None:
    """However a video was taken away, the day is kept."""
    record_unpublished(video=instance, actor=None)
