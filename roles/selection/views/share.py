"""The marking of a sift is shared out: chosen, looked at, then fixed (S6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub.views.base import refused
from hub.views.checked import CheckedFormView
from roles.models.selection.panel import Panel
from roles.models.selection.share import how_many_mark
from roles.selection import share_tables
from roles.selection.forms.share import ShareOutForm
from roles.selection.services.share_piles import sharing_of
from roles.selection.services.sharing_out import (
    SameError,
    ShareRefusedError,
    preview_of,
    share_out,
    why_not_shared,
)
from roles.selection.views.panels import campaign_of


class ShareOutView(CheckedFormView):
    """How many mark each application and how many a member takes; then who would mark what."""

    permission = "roles.share_out_marking"
    template_name = "roles/selection/share_out.html"
    check_template = "roles/selection/share_out_check.html"
    form_class = ShareOutForm
    panel: Panel

    @property
    def is_creating(self) -> bool:
        """The same again is refused by the service: it would change nothing."""
        return False

    def get_permission_object(self) -> Panel:
        campaign = campaign_of(self)
        self.panel = get_object_or_404(campaign.selection_panels, number=self.kwargs["number"])
        self.panel.campaign = campaign.read_by(self.person)
        return self.panel

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if why := why_not_shared(self.panel):
            messages.warning(request, f"{why}.")
            return redirect("roles:panel_list", self.panel.campaign.reference)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "panel": self.panel}

    def refuse_early(self, form: ShareOutForm) -> bool:
        why = why_not_shared(self.panel)
        if not why and form.sharing.markers is not None:
            found = preview_of(self.panel, form.sharing)
            why = found.why_no_room(self.person) or ("" if found.changes else SameError.reason)
        elif not why and self.panel.markers_each is None:
            why = SameError.reason
        if why:
            form.add_error(None, why)
        return bool(why)

    def get_check_context(self, form: ShareOutForm) -> dict[str, Any]:
        shown: dict[str, Any] = {
            **self.get_context_data(form=form),
            "words": how_many_mark(form.sharing.markers),
            "is_shared": form.sharing.markers is not None,
        }
        if form.sharing.markers is None:
            return shown
        found = preview_of(self.panel, form.sharing)
        together = found.too_much_together(self.person)
        return {
            **shown,
            "seen": found.shared.version,
            "loads": share_tables.loads(found, self.person),
            "markers": share_tables.markers(found, self.person),
            "changes": share_tables.changes(found, self.person),
            "lacking": found.lacking(self.person),
            "together": share_tables.TOGETHER.of(together) if together else None,
        }

    def send(self, form: ShareOutForm) -> HttpResponse:
        try:
            row = share_out(
                panel=self.panel,
                sharing=form.sharing,
                seen=form.cleaned_data["seen"],
                actor=self.person,
            )
        except ShareRefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Marking shared out. {row.in_words}")
        return redirect("roles:panel_list", self.panel.campaign.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = self.panel
        now = None
        if panel.markers_each is not None:
            found = preview_of(panel, sharing_of(panel))
            now = share_tables.loads_now(found, self.person)
        return super().get_context_data(
            panel=panel,
            campaign=panel.campaign,
            record=panel.campaign,
            back=panel.get_absolute_url(),
            now=now,
            last=panel.share_outs.order_by("at", "pk").last(),
            **kwargs,
        )
