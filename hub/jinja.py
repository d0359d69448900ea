"""The Jinja2 environment of every public page and workspace: macros, globals and filters."""

import re
from collections.abc import Iterable
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape
from django.utils.text import capfirst
from markupsafe import Markup

from hub.dates import date_gb, datetime_gb, in_words, machine_time, month_gb, time_gb
from hub.forms.components import error_list, field_component
from hub.navigation import address
from hub.numbers import count, money, plural
from hub.pages_seen import has_bar
from hub.tables import as_cell

# As much of an address as stands on a line of a narrow screen in any case.
SHORT = 20
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")

EXTENSIONS = [
    "wagtail.jinja2tags.core",
    "wagtail.images.jinja2tags.images",
    "wagtail.admin.jinja2tags.userbar",
]


def environment(**options: Any) -> jinja2.Environment:
    """Build the environment: app templates first, then GOV.UK Frontend's macros.

    Undefined values chain, because the macros read optional nested parameters.
    """
    options["loader"] = jinja2.ChoiceLoader(
        [
            options["loader"],
            jinja2.PrefixLoader(
                {"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}
            ),
        ]
    )
    # Plain text, as in mail, has nothing to escape.
    options["autoescape"] = lambda name: not (name or "").endswith(".txt")
    options["undefined"] = jinja2.ChainableUndefined
    options.setdefault("extensions", EXTENSIONS)
    # Django passes autoescape in the options.
    env = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    env.globals.update(
        url=url,
        summary_rows=summary_rows,
        url_if=address,
        static=static,
        static_url=settings.STATIC_URL,
        now=timezone.localtime,
        service_name=settings.HUB_SERVICE_NAME,
        field_component=field_component,
        error_list=error_list,
        has_bar=has_bar,
    )
    env.filters.update(
        date_gb=date_gb,
        month_gb=month_gb,
        datetime_gb=datetime_gb,
        machine_time=machine_time,
        time_gb=time_gb,
        in_words=in_words,
        money=money,
        count=count,
        plural=plural,
        capfirst=capfirst,
        paragraphs=paragraphs,
        addresses=addresses,
        crumb=crumb,
    )
    return env


def summary_rows(rows: Iterable[Any], empty: str) -> list[dict[str, Any]]:
    """The rows of the macro ``summary_list`` as govukSummaryList takes them."""
    return [_summary_row(empty, *row) for row in rows]


def _summary_row(
    empty: str, key: str, value: Any, action: dict[str, str] | None = None
) -> dict[str, Any]:
    shown: dict[str, Any] = {"html": value}
    if value is None or not str(value).strip():
        shown = {"text": empty}
    elif not hasattr(value, "__html__"):
        shown = {"html": conditional_escape(addresses(str(as_cell(value)["text"])))}
    link = action and {
        "href": action["href"],
        "text": action.get("text") or "Change",
        "visuallyHiddenText": action.get("hidden") or in_a_sentence(str(key)),
    }
    return {
        "key": {"text": key},
        "value": shown,
        "actions": {"items": [link]} if link else {},
    }


def crumb(step: Any) -> dict[str, str]:
    """A step of the way back as govukBreadcrumbs takes it."""
    return {"text": step.text} | ({"href": step.href} if step.href else {})


def in_a_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Full name" with a small letter, "CV" as it is."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Give the address of a named URL; a wrong name raises `NoReverseMatch`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def addresses(value: object) -> str | Markup:
    """Let the long email addresses of a text break before their @ and dots, and nowhere else."""
    if not isinstance(value, str) or "@" not in value:
        return value if isinstance(value, str) else str(value)
    found = ADDRESS.sub(
        lambda match: re.sub(r"(?=[@.])", "\0", match[0]) if len(match[0]) > SHORT else match[0],
        value,
    )
    return Markup(str(escape(found)).replace("\0", "<wbr>"))  # noqa: S704 (escaped just before)


def paragraphs(value: str | None) -> Markup:
    """Turn plain text into GOV.UK body paragraphs, keeping single line breaks."""
    blocks = [block for block in str(value or "").replace("\r\n", "\n").split("\n\n") if block]
    return Markup(  # noqa: S704 (each line is escaped below)
        "".join(
            f'<p class="govuk-body">{"<br>".join(escape(block.strip()).split(chr(10)))}</p>'
            for block in blocks
            if block.strip()
        )
    )
