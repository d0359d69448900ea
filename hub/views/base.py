"""Views that know who may open them: a stranger signs in, others without the right get a 404."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.generic import FormView, TemplateView, View

from hub.accounts.answers import held_answers, hold_answers


class GuardedView(View):
    """A view that needs a permission; what somebody may not see answers as if it did not exist.

    ``permission`` is a name from a ``permissions`` module, or "" for anyone who has signed in.
    ``get_permission_object`` returns what the permission is asked about, or raises ``Http404``.
    """

    permission: str = ""

    def get_permission_object(self) -> Any:
        """The object the permission is about; None when it is about no one thing."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            hold_answers(request)
            return redirect_to_login(request.get_full_path())
        if self.permission and not request.user.has_perm(
            self.permission, self.get_permission_object()
        ):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class GuardedTemplateView(GuardedView, TemplateView):
    """A page that needs a permission."""


class GuardedFormView(GuardedView, FormView[Any]):
    """A form that needs a permission; shows again what was typed before the session ended."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and (answers := held_answers(self.request)):
            kwargs["data"] = answers
        return kwargs
