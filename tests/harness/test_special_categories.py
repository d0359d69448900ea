"""What speaks of adjustments, disability or health is encrypted, or stands here with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from hub.encryption import EncryptedField, EncryptedTextField
from hub.plugins import enabled
from hub.retention import covered_fields
from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.applications.forms.questions import QUESTION_FORMS

HEALTH = re.compile(
    r"adjust|disab|health|\bill(ness)?\b|sick|medical|impair|wellbeing|pregnan|matern|diet|allerg"
    r"|access(ibility)?[ _]needs?|accommodat(?!e the)|arrange[md]|carer|equality|condition or",
    re.IGNORECASE,
)
# Model.field: why it may stand there in plain.
IN_PLAIN = {
    "hub.StandIn.arranged_at": "When somebody was asked to stand in for who is away.",
    "roles.RecruitmentPolicy.adjustments_statement": "The same public words on every advert.",
    "roles.RecruitmentPolicy.equality_months": "How long answers wait; about nobody.",
    "roles.EqualityTotal.campaign": "Counts of a campaign, which lead back to nobody.",
    "roles.EqualityTotal.stage": "Counts of a campaign, which lead back to nobody.",
    "roles.EqualityTotal.question": "Counts of a campaign, which lead back to nobody.",
    "roles.EqualityTotal.answer": "Counts of a campaign, which lead back to nobody.",
    "roles.EqualityTotal.count": "Counts of a campaign, which lead back to nobody.",
    "roles.EqualityPublication.cells": "What was published.",
    "roles.EqualityPublication.published_at": "When it was published.",
    "roles.StageResult.attendance": "Late, or technical problems; not why.",
    "roles.InterviewChoice.arranged_at": "When an interview time was checked; not what for.",
    "roles.ArrangementsSeen.application": "Who looked, not at what.",
    "roles.ArrangementsSeen.person": "Who looked, not at what.",
    "roles.ArrangementsSeen.seen_at": "Who looked, not at what.",
    "roles.Adjustments.application": "Every application that was opened at the question has one.",
    "roles.EqualityAnswers.application": "Says that something was answered, not what.",
}
# A question's form: where its answers are kept, where it is not one of the encrypted models.
KEPT_IN = {
    "adjustments": ("roles.Adjustments", ("is_needed", "detail")),
    "schemes": ("roles.SchemeDeclaration", ("disability_confident", "veterans", "redeployment")),
    "gaps": ("roles.Application", ("gaps",)),
    **{
        f"equality-{item.slug.replace('_', '-')}": ("roles.EqualityAnswers", ("answers",))
        for item in EQUALITY_QUESTIONS
    },
}
# Where free words between people are asked for that may hold it, whatever the field is called.
BY_WHAT_IS_ASKED = {
    "roles.ApplicationMessage.text",
    "roles.Interview.place",
    "roles.Application.gaps",
    "training.Attendance.correction_reason",
}


def our_fields() -> Iterator[tuple[str, Any]]:
    """Every column of every model of the hub and its plugins."""
    for label in ["hub", *(config.label for config in enabled())]:
        for model in apps.get_app_config(label).get_models():
            if model._meta.proxy:
                continue
            for field in model._meta.local_fields:
                if not field.primary_key:
                    yield f"{model._meta.label}.{field.name}", field


def speaks_of_health(name: str, field: Any) -> bool:
    """By its own words: the model's and its own name, label, help, choices."""
    choices = " ".join(str(label) for _, label in field.flatchoices)
    said = " ".join([name, str(field.model._meta.verbose_name), str(field.verbose_name), choices])
    return bool(HEALTH.search(f"{said} {field.help_text}".replace("_", " ")))


def unexplained(fields: Iterator[tuple[str, Any]]) -> set[str]:
    return {
        name
        for name, field in fields
        if speaks_of_health(name, field) and not isinstance(field, EncryptedField)
    } - set(IN_PLAIN)


def test_a_field_that_speaks_of_health_is_encrypted_or_has_a_reason():
    assert unexplained(our_fields()) == set()
    spoken_of = {name for name, field in our_fields() if speaks_of_health(name, field)}
    assert set(IN_PLAIN) <= spoken_of


def test_a_new_field_that_speaks_of_health_is_found():
    class Place(models.Model):  # noqa: DJ008 (never stored)
        needs = models.TextField(help_text="Access needs on the day.")
        diet = models.CharField(max_length=9)
        day = models.DateField()
        said = EncryptedTextField(help_text="Any adjustments.")

        class Meta:
            app_label = "hub_example"

    fields = ((f"hub_example.Place.{field.name}", field) for field in Place._meta.local_fields)
    assert unexplained(fields) == {"hub_example.Place.needs", "hub_example.Place.diet"}
    del apps.all_models["hub_example"]


def test_the_answer_to_every_question_that_speaks_of_health_is_kept_encrypted():
    asked = {
        slug
        for slug, form in QUESTION_FORMS.items()
        for field in form.base_fields.values()
        if HEALTH.search(f"{slug} {field.label} {field.help_text}")
    } | {slug for slug in QUESTION_FORMS if slug.startswith("equality-")}
    # Caring and illness are why people have gaps.
    assert asked | {"gaps", "schemes"} == set(KEPT_IN)
    for model, names in KEPT_IN.values():
        for name in names:
            assert isinstance(apps.get_model(model)._meta.get_field(name), EncryptedField), name


def test_words_among_which_people_speak_of_health_are_encrypted():
    fields = dict(our_fields())
    assert {name for name in BY_WHAT_IS_ASKED if not isinstance(fields[name], EncryptedField)} == (
        set()
    )


def test_everything_encrypted_has_an_end():
    """A retention policy names it, so that it is erased."""
    covered = covered_fields()
    for name, field in our_fields():
        if isinstance(field, EncryptedField):
            assert field.name in covered.get(name.rpartition(".")[0], ()), name
