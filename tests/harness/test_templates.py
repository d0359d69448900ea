"""Templates show what Python built: their lines are short, and they put no list together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines

from hub.plugins import enabled

LONGEST = 140
BUILDING = re.compile(r"\.(append|extend|insert)\(")


def templates() -> Iterator[Path]:
    """The templates of the hub and its plugins."""
    hub = Path(__file__).resolve().parents[2] / "hub"
    for folder in (hub, *(Path(config.path) for config in enabled())):
        for kind in ("jinja2", "templates"):
            yield from sorted((folder / kind).rglob("*.html"))


def places(path: Path, is_wrong: re.Pattern[str]) -> list[str]:
    """The lines of a template in which something wrong is found."""
    lines = path.read_text().splitlines()
    return [f"{path}:{number}" for number, line in enumerate(lines, 1) if is_wrong.search(line)]


@pytest.mark.parametrize(
    "is_wrong", [re.compile(rf".{{{LONGEST + 1}}}"), BUILDING], ids=["long", "building"]
)
def test_no_template_has_a_long_line_or_puts_a_list_together(is_wrong):
    assert [place for path in templates() for place in places(path, is_wrong)] == []


# A block at the end of a line takes the break with it: "on 3 May{% if who %}" and then "by …".
GLUED = re.compile(r"\}\}\{% (?:if|elif|else|for)\b[^%\n]*%\}\n\w")


def test_no_word_is_glued_to_what_is_shown_before_it():
    assert [str(path) for path in templates() if GLUED.search(path.read_text())] == []


def test_a_template_that_puts_rows_together_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("{% set rows = [] %}\n{% set _ = rows.append([1]) %}\n")
    assert places(page, BUILDING) == [f"{page}:2"]


@pytest.mark.parametrize("kind", ["jinja2", "templates"])
def test_every_template_can_be_read_by_its_engine(kind):
    """A line broken in the wrong place is found here and not by the first person to open it."""
    engine = engines["jinja2" if kind == "jinja2" else "django"]
    names = [
        path.as_posix().split(f"/{kind}/", 1)[1]
        for path in templates()
        if f"/{kind}/" in path.as_posix()
    ]
    assert names
    for name in names:
        engine.get_template(name)


# The end of a block takes the end of its line with it.
RUN_TOGETHER = re.compile(r"[^\s>]\{% end(?:if|for) %\}\n(?=[a-z(]|\{\{ base_url)")


def test_no_word_is_run_together_with_the_next_line():
    mails = {path for each in templates() for path in each.parent.rglob("*.txt")}
    every = (*templates(), *sorted(mails))
    assert any(path.suffix == ".txt" for path in every)
    assert [str(path) for path in every if RUN_TOGETHER.search(path.read_text())] == []
