"""Pictures: drawn without style or script, whatever they show, and read without being seen."""

from __future__ import annotations

import re
import textwrap
from xml.etree import ElementTree as ET

import pytest

from hub.pictures import Bar, Bars, Branch, Tree, drawn, drawn_wide

SVG = "{http://www.w3.org/2000/svg}"
LOOKS = ("whole", "going_on", "point", "hidden", "words")


def bars(*rows: Bar, **changed) -> Bars:
    given = {"low": 0, "high": 100, "ends": ("0", "100")} | changed
    return Bars("How many there are", "Each of them.", rows, **given)


def numbered(count: int) -> Bars:
    rows = [Bar(f"Row {n}", f"{n} days", n % 100, 100, LOOKS[n % 5]) for n in range(count)]
    return bars(*rows)


def words_in(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def planted(count: int) -> Tree:
    branches = [Branch(f"Body {n}", n % 7, is_over=n % 3 == 0) for n in range(count)]
    return Tree("How many there are", "Each of them.", tuple(branches))


@pytest.mark.parametrize("count", [0, 1, 40])
@pytest.mark.parametrize("width", [None, 480])
@pytest.mark.parametrize("shape", [numbered, planted])
def test_a_picture_is_small_and_has_no_style_or_script_of_its_own(shape, count, width):
    svg = drawn(shape(count), width)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    named = {item.get("id"): item.text for item in root if item.get("id")}
    assert named[root.get("aria-labelledby")] == "How many there are"
    assert named[root.get("aria-describedby")] == "Each of them."
    attributes = {name for item in root.iter() for name in item.attrib}
    assert [name for name in attributes if name in ("style", "class") or name[:2] == "on"] == []
    assert {item.tag.removeprefix(SVG) for item in root.iter()} <= {
        *("svg", "title", "desc", "defs", "pattern", "path", "rect", "line", "text", "circle")
    }
    assert len(svg) < 30_000
    assert ("%" in svg) == (width is None)


def test_markup_in_a_name_is_words():
    svg = drawn(bars(Bar("<script>alert(1)</script>", '"><b>', 0, 50), ends=("<i>", "&")))
    assert "<script" not in svg
    assert words_in(svg) == ["<script>alert(1)</script>", '"><b>', "<i>", "&"]


def test_what_stands_at_an_end_of_a_scale_takes_as_many_lines_as_it_needs():
    first, last = "0 in July to September 2025", "2 (DWP, HMRC) in April to June 2026"
    assert words_in(drawn(bars(ends=(first, last)))) == [
        first,
        "2 (DWP, HMRC) in April to June",
        "2026",
    ]
    short = ET.fromstring(drawn(bars(ends=("0", "100"))))
    assert len({text.get("y") for text in short.iter(f"{SVG}text")}) == 1


def test_a_name_in_a_tree_is_words_and_takes_as_many_lines_as_it_needs():
    svg = drawn(Tree("Tree", "", (Branch("<b>" + "Department " * 6, 9), Branch("x" * 60))))
    assert "<b>" not in svg
    assert max(len(words) for words in words_in(svg)) <= 32
    assert "".join(words_in(svg)).count("x") == 60


def test_no_line_of_words_is_longer_than_the_narrowest_screen():
    svg = drawn(bars(Bar("Department " * 6, "x" * 60, 0, 50)))
    assert max(len(words) for words in words_in(svg)) <= 32
    assert "".join(words_in(svg)).count("x") == 60


@pytest.mark.parametrize(
    ("start", "end", "low", "high"),
    [(-50, 20, 0, 100), (20, 500, 0, 100), (7, 7, 0, 100), (5, 5, 5, 5), (90, 10, 0, 100)],
)
def test_nothing_is_drawn_beyond_the_edges(start, end, low, high):
    svg = drawn(bars(Bar("Row", "", start, end), low=low, high=high))
    shares = [float(found) for found in re.findall(r'"(-?[\d.]+)%"', svg)]
    assert min(shares) >= 0
    assert max(shares) <= 100


def test_with_room_the_words_of_a_picture_take_fewer_lines():
    long = "Department of Energy and Climate Change, until 13 July 2016"
    tree = Tree("Bodies", "Each of them.", (Branch("Cabinet Office"), Branch(long, 1)))
    assert words_in(drawn(tree)) == ["Cabinet Office", *textwrap.wrap(long, 27)]
    assert words_in(drawn_wide(tree)) == ["Cabinet Office", long]
    # The same drawing is not sent twice.
    assert drawn_wide(Tree("Bodies", "Each of them.", (Branch("Cabinet Office"),))) == ""


def test_what_is_hidden_has_no_bar_and_is_the_same_however_large_it_is():
    """A bar along the whole scale would look like the largest number."""
    one, other = (drawn(bars(Bar("Row", "Not shown", 0, n, "hidden"))) for n in (1, 99))
    key = re.compile("-[0-9a-f]{12}")
    assert key.sub("", one) == key.sub("", other)
    assert "Not shown" in one
    assert "stroke-dasharray" not in one
    assert one.count("<rect") == drawn(bars(Bar("Row", "Not shown", look="words"))).count("<rect")


def test_the_same_data_are_drawn_once_and_different_ones_have_different_names():
    assert drawn(numbered(3)) is drawn(numbered(3))
    first, other = (ET.fromstring(drawn(numbered(count))) for count in (3, 4))
    assert first.get("aria-labelledby") != other.get("aria-labelledby")
