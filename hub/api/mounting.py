"""The API of each app, as django-ninja mounts it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError, ValidationErrorContext

from hub.api.refusing import RequestsAMinute, misread, refused, sentence, throttled
from hub.plugins import enabled

THROTTLE = RequestsAMinute()


class AppAPI(NinjaAPI):
    """The operations of one app, without pages of documentation of their own."""

    def set_default_exception_handlers(self) -> None:
        """Refuse with a problem; an error of ours stays one of Django's."""
        self.add_exception_handler(Throttled, throttled)
        self.add_exception_handler(HttpError, refused)
        self.add_exception_handler(ValidationError, misread)

    def get_content_type(self) -> str:
        """JSON has one encoding (RFC 8259), and so no need to name it."""
        return "application/json"

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext]
    ) -> ValidationError:
        """Say in a sentence what is wrong first."""
        return ValidationError([{"msg": sentence(error_contexts[0])}])


@cache
def apis() -> dict[str, AppAPI]:
    """The API of each app that has one, by its label: the plugins', then the hub's."""
    modules = {config.label: f"{config.name}.api" for config in enabled()}
    found = {}
    for label, module in {**modules, "hub": "hub.views.api"}.items():
        if find_spec(module):
            found[label] = AppAPI(urls_namespace=label, openapi_url=None, throttle=[THROTTLE])
            found[label].add_router("", import_module(module).router)
    return found


def routes(label: str) -> list[URLPattern]:
    """The routes of an app's operations; none where it has no API."""
    found = apis()[label].urls[0] if label in apis() else []
    # The page of django-ninja that lists what there is would be the root of the whole site.
    own = [item for item in found if isinstance(item, URLPattern) and item.name != "api-root"]
    for item in own:
        # Read by the middleware from the function itself.
        item.callback.is_operation = True  # type: ignore[attr-defined]
    return own
