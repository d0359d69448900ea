"""Each rule that the code names stands in docs/rules.md, has a test, and is seen by no user."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.log_actions import registry

from hub.indicators import indicators
from hub.notifications import kinds
from hub.plugins import enabled
from hub.retention import policies

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"\b(?:[HRICD]\d{1,2}|QC\d)\b")
FIGURE = re.compile(r"\bT\d{1,2}\b")
TEST = re.compile(r"def test_((?:[HRICD]\d{1,2}|QC\d)(?:_(?:[HRICD]\d{1,2}|QC\d))*)_")
# Rules of parts that are not finished: each goes from here with its first test.
WAITING = frozenset({"C6", "D1", "D6", "QC1"})
# What users read never names a rule, nor a document of the developers.
OURS = re.compile(r"\b(?:[HRICDT]\d{1,2}|QC\d)\b|\w\.(?:md|py)\b")


def sources() -> list[Path]:
    """The product's modules, without migrations."""
    packages = ["hub", *(config.name for config in enabled())]
    return [
        path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


def named_by_code(pattern: re.Pattern[str]) -> set[str]:
    """The rules that docstrings, comments and declarations refer to."""
    return {name for path in sources() for name in pattern.findall(path.read_text())}


def named_by_tests() -> set[str]:
    """The rules that tests have in their names."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for names in TEST.findall(path.read_text()):
            found.update(names.split("_"))
    return found


def rules() -> dict[str, tuple[str, str]]:
    """Text and source of each rule in docs/rules.md, by its id."""
    rows = re.findall(
        r"^\| ([A-Z]{1,2}\d{1,2}) \| (.+?) \| (.+?) \|$",
        (ROOT / "docs/rules.md").read_text(),
        re.MULTILINE,
    )
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: (text, source) for name, text, source in rows}


def test_every_rule_that_the_code_names_has_a_test_of_that_name():
    missing = sorted(named_by_code(RULE) - named_by_tests() - WAITING)
    assert missing == [], "no test names: " + " ".join(missing)


def test_every_rule_of_requests_and_campaigns_has_a_test():
    rules = {f"H{number}" for number in range(1, 10)} | {f"R{number}" for number in range(1, 8)}
    assert sorted(rules - named_by_tests()) == []


def test_every_rule_that_code_or_tests_name_is_written_down_with_its_source():
    named = named_by_code(RULE) | named_by_code(FIGURE) | named_by_tests()
    assert sorted(named - set(rules())) == []
    assert [name for name, (text, source) in rules().items() if not text or not source] == []


def test_no_code_names_a_document_that_is_not_in_the_repository():
    document = re.compile(r"\b[\w/-]+\.md\b")
    here = {path.name for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]}
    named = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources()
        for name in document.findall(path.read_text())
        if Path(name).name not in here
    }
    assert sorted(named) == []


def read_by_users() -> Iterator[tuple[str, str]]:
    """Where each sentence stands that the code gives to users, and the sentence."""
    for model in apps.get_models():
        if model._meta.app_label in ("hub", *(config.label for config in enabled())):
            yield model._meta.label, str(model._meta.verbose_name)
            for field in model._meta.get_fields():
                for name in ("verbose_name", "help_text"):
                    yield f"{model._meta.label}.{field.name}", str(getattr(field, name, ""))
                for _, label in getattr(field, "flatchoices", ()):
                    yield f"{model._meta.label}.{field.name}", str(label)
    for form in every_form():
        for name, field in form.base_fields.items():
            yield (
                f"{form.__module__}.{form.__name__}.{name}",
                " ".join(map(str, (field.label, field.help_text, *field.error_messages.values()))),
            )
    for point in (indicators, kinds, policies):
        for item in point:
            for name, value in vars(item).items():
                if isinstance(value, str):
                    yield f"{item.slug}.{name}", value
    for action, label in registry.get_choices():
        yield action, str(label)
    for config in (apps.get_app_config("hub"), *enabled()):
        folder = Path(config.path)
        for path in [*folder.rglob("*.html"), *folder.rglob("*.txt")]:
            text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)
            yield str(path.relative_to(ROOT)), text


def every_form() -> set[type]:
    """The form of each view that has a route."""
    found: set[type] = set()
    waiting: list[URLPattern | URLResolver] = [*get_resolver().url_patterns]
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
            continue
        view = getattr(pattern.callback, "view_class", None)
        form = getattr(view, "form_class", None)
        if form is not None and hasattr(form, "base_fields"):
            found.add(form)
    return found


def test_no_rule_number_and_no_name_of_a_developers_document_reaches_a_user():
    leaks = [f"{where}: {text}" for where, text in read_by_users() if OURS.search(text)]
    assert leaks == []
