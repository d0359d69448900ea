"""What the checks of structure and types cannot see: late imports, and types ignored silently."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hub.plugins import enabled

ROOT = Path(__file__).resolve().parents[2]
# Why a module may import inside a function: nothing else may.
LATE = {
    "hub.apps": "Django: models cannot be imported before the apps are loaded.",
    "hub.documents.process": "A process that starts for each file: it loads what it needs.",
    "hub.documents.reading": "The same: PDFium is large.",
    "hub.documents.pdf_notes": "The same: PDFium is large.",
    "hub.web_server": "Gunicorn loads it before Django: what the API says needs the models.",
    "hub.documents.pdf": "The same: PDFium is large, and few files need it.",
    "hub.possible_values": "The same of SciPy: only what prints numbers about people needs it.",
}


def late_imports(source: str) -> Iterator[ast.stmt]:
    """The import statements inside functions."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node


def modules() -> Iterator[tuple[str, str]]:
    """The name and source of each module of the hub and its plugins."""
    for package in ("hub", *(config.name for config in enabled())):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path.read_text()


def test_no_module_imports_inside_a_function_without_a_reason():
    assert {name for name, source in modules() if any(late_imports(source))} == set(LATE)


def test_an_import_inside_a_function_is_found():
    source = "import os\nasync def read(self):\n    if self:\n        from x import y\n"
    assert [node.lineno for node in late_imports(source)] == [4]


def test_dates_are_written_in_one_place():
    assert {name for name, source in modules() if "%B" in source} == {"hub.dates"}


IGNORED = re.compile(r"# type: ignore(?P<code>\[[\w-]+\])?(?P<reason>  # \S.*)?")


def unexplained(source: str) -> list[str]:
    """The lines that ignore a type without its code, or without a reason there or just above."""
    lines = source.splitlines()
    return [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if (found := IGNORED.search(line))
        and not (found["code"] and (found["reason"] or above.lstrip().startswith("#")))
    ]


def test_a_type_is_ignored_with_its_code_and_a_reason():
    assert {name: found for name, source in modules() if (found := unexplained(source))} == {}


def test_a_type_ignored_without_a_reason_is_found():
    bare = ["x = 1  # type: ignore[misc]", "y = 1  # type: ignore"]
    explained = ["# Because.", bare[0], f"{bare[0]}  # Because."]
    assert (unexplained("\n".join(bare)), unexplained("\n".join(explained))) == (bare, [])


def unescaped_hints(source: str) -> list[int]:
    """The lines where a hint is made by an f-string, which would not be escaped as HTML (S3)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "help_text":
            value: ast.expr = node.value
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr == "help_text"
            for target in node.targets
        ):
            value = node.value
        else:
            continue
        if isinstance(value, ast.JoinedStr):
            found.append(value.lineno)
    return found


def test_no_hint_is_made_by_an_f_string():
    assert {name: found for name, source in modules() if (found := unescaped_hints(source))} == {}


def test_a_hint_made_by_an_f_string_is_found():
    assert unescaped_hints('field.help_text = f"{a}"\nx(help_text=f"{b}")\ny(help_text="c")') == [
        1,
        2,
    ]
