"""Documents made from what the hub and its plugins declare, so that they cannot drift."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields

from django.apps import apps
from django_fsm import FSMFieldMixin

from hub.encryption import EncryptedField
from hub.indicators import ordered
from hub.models import HubPolicy
from hub.notifications import kinds
from hub.plugins import enabled
from hub.retention import RetentionPolicy, policies
from hub.states import StateFacts, States, targets_of

MADE = "<!-- Made by 'manage.py document' from the declarations. Do not edit. -->"


def data_protection() -> str:
    """What is held about people, why, for how long, who sees it."""
    lines = [
        "# Data protection",
        "",
        MADE,
        "",
        "Personal data lives only on models that a retention policy names; a system check says so.",
        "People see, download and erase what is held about them at `/account/data/`. Erasure",
        "gives a receipt that says what and how much, never who. The worker erases what is due",
        "each night, some of it only after its owner was told; `manage.py retention --dry-run`",
        "shows what would go and who would be told.",
        "",
        "What says, or among which people say, something of adjustments, disability or health is",
        "special category data: those fields are encrypted in the database (*encrypted* below).",
        "",
    ]
    for policy in sorted(policies, key=lambda item: item.slug):
        fields = "; ".join(
            f"{model} ({', '.join(_named(model, name) for name in names)})"
            for model, names in policy.covers.items()
        )
        lines += [
            f"## {policy.label}",
            "",
            f"- Policy: `{policy.slug}`",
            f"- Held: {fields}",
            f"- Why: {policy.purpose}",
            f"- Basis: {policy.basis}",
            f"- How long: {policy.period}",
            f"- Told before it goes: {_told(policy)}",
            f"- Who sees it: {policy.who_sees}",
            "",
        ]
    return _text(lines)


def _named(model: str, name: str) -> str:
    field = apps.get_model(model)._meta.get_field(name)
    return f"{name}, encrypted" if isinstance(field, EncryptedField) else name


def _told(policy: RetentionPolicy) -> str:
    if policy.notice is None:
        return "no"
    days = HubPolicy._meta.get_field("erasure_notice_days").default
    return f"by email, {days} days before or as the hub settings say (`hub.erasure_announced`)"


def indicators() -> str:
    """What each figure counts."""
    lines = [
        "# Indicators",
        "",
        MADE,
        "",
        "Each figure on the dashboard and in the API comes from one indicator, which also gives",
        "the rows that it counts. Periods are calendar quarters in Europe/London. Qualifiers",
        "(about, at least, more than, parts of) are data and always shown.",
        "",
    ]
    for item in ordered():
        action = f" Strategy action {item.strategy_action}." if item.strategy_action else ""
        lines += [
            f"## {item.label}",
            "",
            f"`{item.slug}`, in {item.unit}.{action}",
            "",
            item.definition,
            "",
        ]
    return _text(lines)


def notifications() -> str:
    """What people are told."""
    lines = [
        "# Messages",
        "",
        MADE,
        "",
        "Staff see a preview of each at `/admin/messages/`.",
        "",
        "| message | key | for | when | may be stopped |",
        "|---|---|---|---|---|",
    ]
    for kind in sorted(kinds, key=lambda item: item.slug):
        stop = "yes" if kind.may_opt_out else "no"
        lines.append(
            f"| {kind.label} | `{kind.slug}` | {kind.audience} | {kind.trigger} | {stop} |"
        )
    return _text([*lines, ""])


def state_charts() -> str:
    """The lifecycle of each model that has one, from its declared states and transitions."""
    lines = ["# State charts", "", MADE, ""]
    for app in ["hub", *(config.label for config in enabled())]:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, FSMFieldMixin):
                    lines += [f"## {model._meta.label}", "", "```mermaid", "stateDiagram-v2"]
                    lines += sorted(
                        {
                            f"    {move.source} --> {target}: {move.name}"
                            for move in field.get_all_transitions(model)
                            for target in targets_of(move)
                            if move.source != "*"
                        }
                    )
                    lines += ["```", "", *_states(getattr(field, "states", None) or ())]
    return _text(lines)


def _states(states: Iterable[States]) -> list[str]:
    """A table of the states and of what each of them says yes to."""
    rows = [
        f"| `{state.value}` | {state.label} | {', '.join(_said(state.facts))} |" for state in states
    ]
    return ["| state | label | so in it |", "|---|---|---|", *rows, ""] if rows else []


def _said(facts: StateFacts) -> list[str]:
    names = [field.name for field in fields(facts) if getattr(facts, field.name) is True]
    return [name.removeprefix("is_").replace("_", " ") for name in names]


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


DOCUMENTS: dict[str, Callable[[], str]] = {
    "data-protection.md": data_protection,
    "indicators.md": indicators,
    "notifications.md": notifications,
    "state-charts.md": state_charts,
}
