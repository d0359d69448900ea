"""How many are invited after a sift, and the interview schemes that add to them (R12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, refused
from roles.applications.services.sides import open_applications
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.selection.sift_cut import SchemeRule, SiftCut, scheme_words
from roles.selection import cut_tables
from roles.selection.forms.sift_cuts import ConfirmRuleForm, CutForm, RuleForm, SchemesForm
from roles.selection.services.sift_cuts import (
    confirm_scheme_rule,
    decide_cut,
    decide_schemes,
    drawn,
    open_schemes,
    set_scheme_rule,
    why_no_cut,
    why_no_schemes,
)


class OfCut(CampaignRecordView, GuardedFormView):
    """A page about the number to invite of one campaign."""

    @property
    def cut(self) -> SiftCut | None:
        """The number, once it is decided."""
        row: SiftCut | None = self.record.sift_cuts.select_related("decided_by", "rule").first()
        if row is not None:
            row.campaign = self.record
        return row

    @property
    def back(self) -> str:
        """Where the number stands."""
        return reverse("roles:sift_cut", args=[self.record.reference])

    def get_success_url(self) -> str:
        return self.back


class CutView(OfCut):
    """How many of the best are invited; once all is decided, one list of those invited (S27)."""

    permission = "roles.view_application"
    template_name = "roles/selection/sift_cut.html"
    form_class = CutForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.record, actor=self.person)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: CutForm) -> HttpResponse:
        if not self.person.has_perm("roles.cut_sift", self.record):
            raise Http404
        try:
            decide_cut(campaign=self.record, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The number is saved. We have not told any candidates yet")
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, cut, user = self.record, self.cut, self.request.user
        is_done = cut is not None and cut.schemes_at is not None
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            cut=cut,
            is_done=is_done,
            invited=cut_tables.invited(cut, campaign, self.person) if cut and is_done else None,
            why_not="" if cut else why_no_cut(campaign),
            may_cut=user.has_perm("roles.cut_sift", campaign),
            may_decide=cut is not None and user.has_perm("roles.decide_schemes", cut),
            may_rule=user.has_perm("roles.set_scheme_rule", campaign),
            **kwargs,
        )


class SchemesView(OfCut):
    """Who is invited by an interview scheme in addition; for who arranges the selection alone."""

    permission = "roles.decide_schemes"
    template_name = "roles/selection/schemes.html"
    form_class = SchemesForm

    def get_permission_object(self) -> SiftCut:
        super().get_permission_object()
        if (cut := self.cut) is None:
            raise Http404
        self.found = cut
        return cut

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_schemes(cut=self.found, actor=self.person)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SchemesForm) -> HttpResponse:
        try:
            decide_schemes(cut=self.found, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "All applications of the sift are decided")
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cut = self.found
        why_not = why_no_schemes(cut)
        found = None if why_not else drawn(cut)
        rule = cut.rule if cut.schemes_at else (found.rule if found else None)
        form = kwargs.pop("form", None) or self.get_form()
        if found is not None:
            # What is decided is what this page shows, not what an older one did.
            form.initial["seen"] = found.seen
            if form.is_bound:
                form.data = form.data.copy()
                form.data["seen"] = found.seen
        places = cut.places.select_related("application").order_by("application__reference")
        return super().get_context_data(
            record=self.record,
            cut=cut,
            form=form,
            back=self.back,
            why_not=why_not,
            rule=rule.in_words if rule else scheme_words(None),
            rule_reason=rule.reason if rule else "",
            shown=cut_tables.to_decide(found) if found else None,
            decided=cut_tables.DECIDED.of(places) if cut.schemes_at and places else None,
            **kwargs,
        )


class RuleView(OfCut):
    """How many are invited by a scheme at most."""

    permission = "roles.set_scheme_rule"
    template_name = "roles/selection/scheme_rule.html"
    form_class = RuleForm

    def form_valid(self, form: RuleForm) -> HttpResponse:
        try:
            made = set_scheme_rule(campaign=self.record, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            "The rule is saved. A second person has to confirm it"
            if made.is_late
            else "The rule is saved",
        )
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rule = self.record.scheme_rules.in_force().last()
        return super().get_context_data(
            record=self.record,
            back=self.back,
            rule=rule.in_words if rule else scheme_words(None),
            is_late=self.record.closed_at is not None,
            **kwargs,
        )


class ConfirmRuleView(OfCut):
    """A second person agrees to a rule that was changed after the role had closed."""

    permission = "roles.set_scheme_rule"
    template_name = "roles/selection/scheme_rule_confirm.html"
    form_class = ConfirmRuleForm
    rule: SchemeRule

    def get_permission_object(self) -> Any:
        campaign = super().get_permission_object()
        rows = campaign.scheme_rules.to_confirm().select_related("set_by")
        self.rule = get_object_or_404(rows)
        self.rule.campaign = campaign
        return campaign

    def form_valid(self, form: ConfirmRuleForm) -> HttpResponse:
        try:
            confirm_scheme_rule(rule=self.rule, actor=self.person)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The rule is confirmed")
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record=self.record, rule=self.rule, back=self.back, **kwargs
        )
