"""The ground floor: people, organisations, framework, services, needs and what plugins rest on."""

from hub.celery import app as celery_app

__all__ = ["celery_app"]
