"""The bare Django view that everything is measured against: no middleware, no database, 5 bytes."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(SECRET_KEY="hello", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)

urlpatterns = [path("", lambda request: HttpResponse("hello"))]
application = get_wsgi_application()
