"""Every hub-* class that a template uses has a rule, and the stylesheet keeps to the CSP."""

import re
from pathlib import Path

from django.apps import apps
from django.contrib.staticfiles import finders

CSS = Path(str(finders.find("hub/hub.css"))).read_text()
# A mark for tests, with no look of its own.
UNSTYLED = {"hub-sign-out"}


def templates() -> list[Path]:
    return [
        file
        for config in apps.get_app_configs()
        for file in Path(config.path).glob("jinja2/**/*.html")
        if "site-packages" not in config.path
    ]


def test_every_hub_class_has_a_rule() -> None:
    used = {
        name
        for file in templates()
        for value in re.findall(r"class(?:es)?\"?\s*[=:]\s*\"([^\"]*)\"", file.read_text())
        for name in re.findall(r"(?<![\w-])hub-[a-z_-]*[a-z]", value)
    }
    assert sorted(name for name in used - UNSTYLED if f".{name}" not in CSS) == []


def test_no_template_has_an_inline_style_or_handler() -> None:
    for file in templates():
        if file.match("hub/notifications/layout.html"):  # mail programs read no stylesheets
            continue
        markup = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|javascript:", markup), file
        assert "<style" not in markup, file


def test_stylesheet_asks_no_other_site() -> None:
    assert "http" not in CSS
    assert "@import" not in CSS
