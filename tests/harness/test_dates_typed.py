"""Every date that somebody enters: a day of this century or so, in the digits of any script."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.forms import DateField
from tests.harness.test_access_matrix import APPS

ROOT = Path(__file__).parents[2]


def modules() -> list[str]:
    """The modules of ours in which forms stand."""
    found = [
        path
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in found
        if "forms" in path.relative_to(ROOT).with_suffix("").parts
    ]


def every_date() -> dict[str, DateField]:
    """Each field of a form of ours that takes a day, by the form and its name."""
    found = {}
    for module in modules():
        for form in vars(import_module(module)).values():
            if not (isinstance(form, type) and issubclass(form, forms.BaseForm)):
                continue
            for name, field in getattr(form, "base_fields", {}).items():
                assert not isinstance(field, forms.DateField), f"{form.__name__}.{name}"
                if isinstance(field, DateField):
                    found[f"{form.__module__}.{form.__name__}.{name}"] = field
    return found


def typed(day: date) -> list[str]:
    return [str(day.day), str(day.month), f"{day.year:04}"]


# Of these the service says a nearer limit, and the form only that: each has its own test of it.
OF_A_CAMPAIGN = ("closes_on", "sift_on", "interviews_from", "interviews_to")
OF_AN_OFFER = ("starts_on", "answer_by")
SAID_BY_THE_SERVICE = {
    f"{form}.{name}"
    for form, names in {
        "hub.forms.pre_election.PreElectionForm": ("starts_on", "ends_on"),
        "roles.campaigns.forms.campaigns.ExtendForm": OF_A_CAMPAIGN,
        "roles.campaigns.forms.terms.DatesForm": OF_A_CAMPAIGN,
        "roles.campaigns.forms.terms.TermsForm": OF_A_CAMPAIGN,
        "roles.campaigns.forms.by_exception.ExceptionForm": ("starts_on", "ends_on"),
        "roles.campaigns.forms.by_exception.EndExceptionForm": ("ends_on",),
        "roles.selection.forms.offers.OfferForm": OF_AN_OFFER,
        "roles.selection.forms.offers.ChangeOfferForm": OF_AN_OFFER,
        "roles.selection.forms.offers.ExtendOfferForm": ("answer_by",),
        "roles.selection.forms.interviews.InterviewForm": ("day",),
        "roles.selection.forms.slots.OfferTimesForm": ("first_day", "last_day"),
    }.items()
    for name in names
}


def test_no_date_that_somebody_enters_is_further_away_than_anything_is_planned():
    fields = every_date()
    assert len(fields) > 25
    assert {name for name, field in fields.items() if field.years_ahead is None} == (
        SAID_BY_THE_SERVICE
    )
    today = timezone.localdate()
    for name, field in fields.items():
        assert field.clean(typed(today)) == today
        beyond = (date(9999, 12, 31), date(today.year + 11, 1, 1))
        for day in () if name in SAID_BY_THE_SERVICE else beyond:
            with pytest.raises(ValidationError, match="or earlier, which is"):
                assert field.clean(typed(day)) is name
        with pytest.raises(ValidationError, match="must be 1 January 1900 or later"):
            assert field.clean(typed(date(20, 1, 1))) is name


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_the_digits_of_every_script_are_taken_in_a_date_as_in_a_number(digits):
    words = str.maketrans("0123456789", digits)
    day = [part.translate(words) for part in ("14", "3", "2026")]
    assert DateField().clean(day) == date(2026, 3, 14)
    assert forms.IntegerField().clean("14".translate(words)) == 14
    for rubbish in ("²", "½", "①"):
        with pytest.raises(ValidationError):
            DateField().clean([rubbish, "3", "2026"])
        with pytest.raises(ValidationError):
            forms.IntegerField().clean(rubbish)


# Days on which something was done: nobody enters one that is still to come.
DONE = {
    "capability_reviews.org_design.forms.MeetingForm.on",
    "hub.forms.services.PhaseForm.on",
    "roles.applications.forms.phoning.ToldForm.told_on",
    "roles.selection.forms.assisted.EnterApplicationForm.declared_on",
    "roles.selection.forms.checks.CheckStepsForm.on",
    "roles.selection.forms.checks.ChecksForm.checked_on",
    "roles.support.forms.support_moves.ActivityForm.on",
}


def test_the_example_of_each_date_is_a_day_that_can_be_entered():
    fields, today = every_date(), timezone.localdate()
    assert {name for name, field in fields.items() if field.is_past} == DONE
    for name, field in fields.items():
        example = field.clean(field.example.split())
        assert (name, example < today) == (name, name in DONE)
        assert (name, "or example" in str(field.help_text)) == (name, False)
        if name in DONE:
            with pytest.raises(ValidationError, match="must be today or in the past"):
                field.clean(typed(today + timedelta(days=1)))
