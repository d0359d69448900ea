"""Where the answers to questions are kept: how each is read and written."""

from __future__ import annotations

from typing import Any

from django.db import models

from roles.applications.questions.kinds import Asks, Reader, Words, Writer
from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements, SchemeDeclaration
from roles.models.applications.equality import EqualityAnswers


def columns(*names: str) -> tuple[Reader, Writer]:
    """Read and write fields of the application itself."""

    def read(application: Application) -> Words:
        return {name: getattr(application, name) for name in names}

    def write(application: Application, words: Words) -> None:
        for name in names:
            setattr(application, name, words[name])
        application.save(update_fields=names)

    return read, write


def related(application: Application, name: str) -> Any:
    """A record that stands beside the application, read once; None when there is none."""
    return getattr(application, name, None)


def part(model: type[models.Model], relation: str, *names: str) -> tuple[Reader, Writer]:
    """Read and write fields of a record that stands beside the application."""

    def read(application: Application) -> Words:
        row = related(application, relation) or model()
        return {name: getattr(row, name) for name in names}

    def write(application: Application, words: Words) -> None:
        model._default_manager.update_or_create(
            application=application, defaults={name: words[name] for name in names}
        )

    return read, write


def filled(*names: str) -> Asks:
    """Whether fields of the application hold something."""
    return lambda application: all(str(getattr(application, name)).strip() for name in names)


def read_places(application: Application) -> Words:
    """The places wanted, by slug."""
    return {"places_wanted": [place.slug for place in application.places_wanted.all()]}


def write_places(application: Application, words: Words) -> None:
    """Keep the places wanted, those of the campaign alone."""
    wanted = application.campaign.places.filter(slug__in=words["places_wanted"])
    application.places_wanted.set(wanted)


_SCHEMES = [scheme.value for scheme in SchemeDeclaration.Scheme]
_read_scheme_fields, _write_scheme_fields = part(
    SchemeDeclaration, "schemes", "is_answered", *_SCHEMES
)


def read_schemes(application: Application) -> Words:
    """The schemes chosen, or that it is none of them."""
    row = _read_scheme_fields(application)
    chosen = [name for name in _SCHEMES if row[name]]
    return {"schemes": chosen or (["none"] if row["is_answered"] else [])}


def write_schemes(application: Application, words: Words) -> None:
    """Keep the schemes chosen."""
    chosen = {name: name in words["schemes"] for name in _SCHEMES}
    _write_scheme_fields(application, {"is_answered": bool(words["schemes"]), **chosen})


def equality(slug: str) -> tuple[Reader, Writer]:
    """Read and write the answer to one monitoring question, beside those to the others."""

    def read(application: Application) -> Words:
        row = related(application, "equality")
        return {slug: (row.answers if row else {}).get(slug, "")}

    def write(application: Application, words: Words) -> None:
        row, _ = EqualityAnswers.objects.get_or_create(application=application)
        others = {name: answer for name, answer in row.answers.items() if name != slug}
        row.answers = {**others, slug: words[slug]} if words[slug] else others
        row.save(update_fields=["answers"])

    return read, write


def about_element(slug: str) -> tuple[Reader, Writer]:
    """Read and write the words about one element, beside those about the others."""

    def read(application: Application) -> Words:
        row = related(application, "element_statements")
        return {"statement": row.about(slug) if row else ""}

    def write(application: Application, words: Words) -> None:
        row = related(application, "element_statements") or ElementStatements(
            application=application
        )
        row.statements = {**row.statements, slug: words["statement"]}
        row.save()

    return read, write
