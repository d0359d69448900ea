"""What the mail provider says of messages afterwards, by Anymail's webhook."""

from __future__ import annotations

from anymail.urls import urlpatterns
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hub.authorisation import as_system

BACKENDS = "anymail.backends."


@csrf_exempt
def mail_events(request: HttpRequest) -> HttpResponse | HttpResponseBase:
    """Take the events of the provider that sends the mail.

    It is not there without a provider, or without the secret that the provider has to know
    (``WEBHOOK_SECRET`` in ``ANYMAIL``): nobody else may say that a message came back.
    """
    provider = settings.EMAIL_BACKEND.removeprefix(BACKENDS).split(".")[0]
    names = (f"{provider}_tracking_webhook", f"{provider}_webhook")
    found = [route for route in urlpatterns if route.name in names]
    if not found or not getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
        raise Http404
    with as_system():
        answer: HttpResponseBase = found[0].callback(request)
    return answer
