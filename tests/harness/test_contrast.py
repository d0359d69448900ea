"""Contrast is looked at again at the second width, where something is coloured in another way.

So are links among words, where something tells them apart in another way.
"""

from __future__ import annotations

import pytest

from tests.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = """<!doctype html><html lang="en"><head><title>Contrast</title><style>
* {{ background: none }} .link {{ color: #333 }} .part {{ font-weight: 400 }}
.bare {{ color: #d00; text-decoration: none }} html {{ background: #fff; color: #000 }}
.box {{ background: #000; color: #ddd; width: 400px; max-width: 100% }}
@media (max-width: 400px) {{ {narrow} }}
</style></head><body><main><h1>{number}</h1><p class="text">A text</p>
<p class="words">Words around <b class="part"><a href="/" class="link">a link</a></b>,
<a href="/there/" class="bare">another</a> and words.</p>
<p class="box"><span class="light">Another text</span></p></main></body></html>"""


@pytest.mark.parametrize(
    ("number", "narrow", "finds"),
    [
        (1, "h1 { font-size: 18px }", False),
        (2, ".text { color: #ccc }", True),
        (3, ".box { background: #eee }", True),
        (4, ".box { opacity: .3 }", True),
        (5, ".light { position: absolute; left: 20px; top: 400px }", True),
        (6, ".light { position: relative; top: 400px }", True),
        (7, "html { background: #555 }", True),
        # Grey that is dark enough for large text only, as which it is wide.
        (8, "h1 { color: #949494; font-size: 18px; font-weight: 400 }", True),
    ],
)
def test_text_without_contrast_on_a_narrow_page_alone_is_found(page, number, narrow, finds):
    page.set_content(PAGE.format(number=f"Page {number}", narrow=narrow))
    # Pages of one shape are looked at once: each has a mark of its own.
    page.evaluate("number => document.body.classList.add(`page-${number}`)", number)
    visitor = Visitor(page, "http://localhost")
    if finds:
        with pytest.raises(AssertionError, match=r"color-contrast: .* at 320"):
            visitor.check()
    else:
        visitor.check()


@pytest.mark.parametrize(
    ("number", "narrow", "finds"),
    [
        (11, ".words { font-size: 15px; line-height: 2 }", False),
        (12, ".link { text-decoration: none }", True),
        (13, ".part { color: #d00 } .words { color: #c00 }", True),
        (14, ".bare { color: #111 }", True),
    ],
)
def test_a_link_that_looks_like_the_words_around_it_on_a_narrow_page_alone_is_found(
    page, number, narrow, finds
):
    page.set_content(PAGE.format(number=f"Page {number}", narrow=narrow))
    page.evaluate("number => document.body.classList.add(`page-${number}`)", number)
    visitor = Visitor(page, "http://localhost")
    if finds:
        with pytest.raises(AssertionError, match=r"link-in-text-block: .* at 320"):
            visitor.check()
    else:
        visitor.check()
