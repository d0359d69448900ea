"""What a plugin does when asked: messages, figures, personal data, answers, demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting

from hub.authorisation import as_system
from hub.contributions import items_of
from hub.demo import DemoData, in_order
from hub.directory import add_organisation, add_person
from hub.indicators import Indicator
from hub.needs import NeedAnswer, raise_need
from hub.notifications import NotificationKind
from hub.notifications.emails import message
from hub.periods import Quarter
from hub.plugins import PluginConfig
from hub.retention import RetentionPolicy
from hub.thread import ThreadPart
from hub.work import WorkQueue


@as_system()
def its_messages_can_be_written(config: PluginConfig) -> list[str]:
    """Every kind renders from its example: a subject, text and HTML, with nothing left out."""
    found = []
    for kind in _items(config, NotificationKind):
        mail = message(kind, _preview(kind), to="somebody@example.com")
        if not mail.subject.strip() or "{" in mail.subject or "  " in mail.subject:
            found.append(f"{kind.slug}: the subject line is {mail.subject!r}.")
        if len(str(mail.body).strip()) < 20 or "{{" in str(mail.body):
            found.append(f"{kind.slug}: the text is {mail.body!r}.")
        if [kind_of for _, kind_of in mail.alternatives] != ["text/html"]:
            found.append(f"{kind.slug}: there is no HTML part.")
        if not (kind.label and kind.audience and kind.trigger):
            found.append(f"{kind.slug}: the catalogue lacks its label, audience or trigger.")
    return found


@as_system()
def its_work_waits_for_somebody(config: PluginConfig) -> list[str]:
    """Every work queue says what is done, and has nothing for somebody who has just signed up."""
    found = []
    person = add_person(email="work@example.com")
    for queue in _items(config, WorkQueue):
        if list(queue.rows(person)[:1]):
            found.append(f"{queue.slug} has work for somebody who has just signed up.")
        if not queue.label:
            found.append(f"{queue.slug} lacks its label.")
    return found


def _preview(kind: NotificationKind) -> dict[str, Any]:
    return {"base_url": "https://hub.example.gov.uk", "subject": None, **kind.example()}


@as_system()
def its_figures_show_their_rows(config: PluginConfig) -> list[str]:
    """Every indicator measures any quarter, whole and for one organisation, with its rows."""
    found = []
    organisation = add_organisation(code="CONTRACT", name="Department of Contracts")
    for indicator in _items(config, Indicator):
        for quarter in (Quarter(2013, 2), Quarter.containing(timezone.now())):
            for whose in (None, organisation):
                measure = indicator.measure(quarter, whose)
                if measure.value is not None and len(measure.rows) != measure.value:
                    found.append(
                        f"{indicator.slug} in {quarter} counts {measure.value} "
                        f"and shows {len(measure.rows)} rows."
                    )
        if not (indicator.label and indicator.definition and indicator.unit):
            found.append(f"{indicator.slug} lacks its label, definition or unit.")
    return found


@as_system()
def its_personal_data_comes_to_an_end(config: PluginConfig) -> list[str]:
    """Every policy says what is due and what is held on a person, in rows of what it covers."""
    found = []
    person = add_person(email="contract@example.com")
    for policy in _items(config, RetentionPolicy):
        for name, rows in (
            ("due", policy.due(timezone.now())),
            ("held_on", policy.held_on(person)),
        ):
            if not isinstance(rows, QuerySet):
                found.append(f"{policy.slug}: {name} gives no queryset.")
            elif rows.model._meta.label not in policy.covers:
                found.append(f"{policy.slug}: {name} gives {rows.model._meta.label}.")
            else:
                list(rows)
        found += [
            f"{policy.slug}: {text} is empty."
            for text in ("label", "purpose", "basis", "period", "who_sees")
            if not getattr(policy, text)
        ]
    return found


@as_system()
def its_answers_know_who_may_start(config: PluginConfig) -> list[str]:
    """Every answer to a need has a place where it starts, and refuses a stranger."""
    answers = list(_items(config, NeedAnswer))
    if not answers:
        return []
    organisation = add_organisation(code="CONTRACTS", name="Department of Contracts")
    stranger = add_person(email="stranger@example.com")
    need = raise_need(organisation=organisation, reason="Nobody leads the service.", actor=None)
    return [
        *(
            f"{answer.slug}: starts at {answer.start_url(need)!r}."
            for answer in answers
            if not answer.start_url(need).startswith("/")
        ),
        *(
            f"{answer.slug}: anyone may start it."
            for answer in answers
            if answer.may_start(stranger, need)
        ),
    ]


def its_records_say_whether_they_answer(config: PluginConfig) -> list[str]:
    """Every kind of record on the threads of needs says who sees it, and what still answers."""
    return [
        f"{part.slug}: its rows have no {method}()."
        for part in _items(config, ThreadPart)
        for method in ("visible_to", "answering")
        if not hasattr(part.model._default_manager.all(), method)
    ]


@as_system()
def its_demonstration_can_be_loaded_twice_and_cleared(config: PluginConfig) -> list[str]:
    """Loading its parts again changes nothing; clearing them leaves what was there before."""
    mine = sorted(_items(config, DemoData), key=lambda part: part.order)
    if not mine:
        return []
    for part in in_order():
        if part.order < mine[0].order and part.slug.startswith("hub."):
            part.load()
    before = rows_of(config)
    for part in mine:
        part.load()
    once = rows_of(config)
    for part in mine:
        part.load()
    found = [
        f"Loading again gives {number} of {name}, not {once[name]}."
        for name, number in rows_of(config).items()
        if number != once[name]
    ]
    for part in reversed(mine):
        part.clear()
    found += [
        f"Clearing leaves {number} of {name}, not {before[name]}."
        for name, number in rows_of(config).items()
        if number != before[name]
    ]
    return found


def rows_of(config: PluginConfig) -> dict[str, int]:
    """How many rows each of its models has.

    Two kinds may stay: policy values, which come into being when they are read, and a page of which
    there is one, such as the section that real pages stand in too.
    """
    return {
        model._meta.label: model._base_manager.count()
        for model in config.get_models()
        if not issubclass(model, BaseGenericSetting) and getattr(model, "max_count", None) != 1
    }


def _items(config: PluginConfig, kind: type) -> Iterator[Any]:
    return (item for _, item in items_of(config) if isinstance(item, kind))
