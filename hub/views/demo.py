"""The demonstration's own pages: the stories, and becoming somebody in one of them."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hub.audit import log
from hub.demo import Persona, in_order
from hub.directory import person
from hub.models import User
from hub.views.interrupted_forms import SESSION_KEY


def personas() -> list[Persona]:
    """Everybody a visitor may become, over all parts of the demonstration."""
    return [persona for part in in_order() for persona in part.personas]


def _only_in_a_demonstration() -> None:
    if not settings.HUB_DEMO:
        raise Http404


@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    """What is in the demonstration and who one can be in it, on the way to a page or not."""
    _only_in_a_demonstration()
    names = {user.email: str(user) for user in User.objects.filter(is_demo=True)}
    listed = [(persona, names[persona.email]) for persona in personas() if persona.email in names]
    onward = get_next_redirect_url(request) or ""
    return render(request, "hub/demo/stories.html", {"personas": listed, "onward": onward})


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as a persona; only people of the demonstration can be become.

    They come to what waits for them, or to where they were on the way to.
    """
    _only_in_a_demonstration()
    chosen = next(
        (item for item in personas() if item.email == request.POST.get("persona", "")), None
    )
    if chosen is None:
        raise Http404
    try:
        user = person(chosen.email)
    except User.DoesNotExist as error:
        raise Http404 from error
    # What was typed when a session ended stays for whoever typed it.
    held = request.session.get(SESSION_KEY)
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if held:
        request.session[SESSION_KEY] = held
    log(user, "hub.persona_entered", actor=user, title=f"Person {user.pk}")
    return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
