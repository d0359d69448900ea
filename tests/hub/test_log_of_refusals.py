"""What is refused to a browser is no trouble of the service, and its log stays quiet about it."""

from __future__ import annotations

import logging

import pytest
from django.test import Client, override_settings
from django.urls import include, path

pytestmark = pytest.mark.django_db


def _breaks(request):
    raise RuntimeError("broken")


urlpatterns = [path("test-breaks/", _breaks), path("", include("hub.urls"))]


def warned(caplog):
    return [record.levelname for record in caplog.records if record.levelno >= logging.WARNING]


def test_pages_that_are_not_there_and_forms_that_are_refused_warn_nobody(caplog):
    client = Client(enforce_csrf_checks=True)
    answers = [client.get("/no-such-page/"), client.post("/account/sign-in/", {"email": "a@b.c"})]
    assert [answer.status_code for answer in answers] == [404, 403]
    assert warned(caplog) == []


@override_settings(ROOT_URLCONF=__name__)
def test_what_breaks_stands_in_the_log(caplog):
    client = Client(raise_request_exception=False)
    assert client.get("/test-breaks/").status_code == 500
    assert "ERROR" in warned(caplog)
