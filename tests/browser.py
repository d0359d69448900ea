"""The only way browser tests move about: every page they see is checked.

axe, one heading at the top and no level skipped, valid HTML, no sideways scrolling at 320 pixels,
no console error and no request to another host; at 1280 and at 320 pixels.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import tempfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

WIDE, NARROW = 1280, 320
# Faults of Wagtail's own admin, which are its to mend.
WAGTAILS_OWN = {"region", "landmark-unique", "empty-table-header", "heading-order"}
WAGTAILS_PARTS = ("#w-minimap-toggle", ".notranslate", ".w-editing-sessions__session")
AXE = {
    # No frame on our pages has axe in it, which would be waited for.
    "iframes": False,
    # Without the nodes that passed, which are most of an answer.
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
# What a page does when its size changes is done by then, and what fades in is seen whole. The badge
# of Wagtail's menu, which pulses for 25 seconds, is not waited for.
SETTLED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    .then(() => Promise.allSettled(document.getAnimations()
        .filter(item => item.playState === "running")
        .filter(item => item.effect.getComputedTiming().endTime < 3000)
        .map(item => item.finished)))
    .then(() => true)"""
SCRIPT = Axe().axe_script
# What axe finds by the colours of texts and the lines of links.
OF_COLOURS = ("color-contrast", "link-in-text-block")


# What axe looks at: which elements stand in which, their attributes, and whether they say anything;
# not what they say, nor how many rows of a kind there are.
SHAPE = """[...new Set([...document.querySelectorAll("body, body *")].map(item => [
    item.parentElement.tagName, item.parentElement.className, item.tagName, item.className,
    item.getAttributeNames().join(), item.textContent.trim() !== ""
].join(" ")))].sort().join("\\n")"""


# What decides the contrast of each text that is seen: its colour, whether it is large to axe (text
# that is not large stands for both), and what is painted behind it. Text that stands outside of
# that, or out of the flow, may have anything behind it: it is told apart at each width. And what
# tells a link from the words around it.
COLOURS = """(() => {
    const found = new Set(), controls = "INPUT,SELECT,TEXTAREA";
    const none = ["rgba(0, 0, 0, 0)", "none", "normal", "1"];
    const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.top >= outer.top - 1
        && inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
    for (const item of document.querySelectorAll("body, body *")) {
        const says = [...item.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!says && !controls.includes(item.tagName)) continue;
        const own = getComputedStyle(item), parts = [own.color, own.textShadow];
        let box = item.getBoundingClientRect(), isPainted = false;
        let isAway = false, isSeen = true;
        if (!item.checkVisibility({ visibilityProperty: true })) continue;
        const link = item.closest("a, [role=link]");
        for (let up = link; up && up.parentElement; up = up.parentElement) {
            const style = getComputedStyle(up), isInline = style.display.startsWith("inline");
            const line = [style.textDecoration, style.borderBottom, style.outline, style.boxShadow];
            parts.push(style.display, style.color, style.font, ...line, up === link);
            if (up !== link && !isInline) break;
        }
        for (let up = item; up; up = up.parentElement) {
            const style = getComputedStyle(up), outer = up.getBoundingClientRect();
            const paint = [style.backgroundColor, style.backgroundImage];
            const changed = [style.opacity, style.filter, style.mixBlendMode];
            parts.push(...changed.filter(value => !none.includes(value)));
            if (isPainted) continue;
            // No more of it is seen than a box around it that scrolls, or hides it, shows.
            if (style.overflowX !== "visible") box = outer;
            isSeen &&= box.width > 1 && box.height > 1;
            isAway ||= ["absolute", "fixed"].includes(style.position)
                || style.transform !== "none"
                || (style.position === "sticky" && style.top + style.bottom !== "autoauto");
            if (paint.some(value => !none.includes(value))) {
                parts.push(...paint);
                isAway ||= !["HTML", "BODY"].includes(up.tagName) && !inside(box, outer);
                isPainted = paint[0].startsWith("rgb(");
            }
        }
        if (!isSeen) continue;
        if (isAway) parts.push(innerWidth);
        const isBold = parseInt(own.fontWeight) >= 700;
        const isLarge = Math.ceil(parseFloat(own.fontSize) * 72) / 96 >= (isBold ? 14 : 18);
        found.add(`large ${parts.join(" ")}`);
        if (!isLarge) found.add(`small ${parts.join(" ")}`);
    }
    return [...found];
})()"""


class Known:
    """What some worker of this run has checked already: each thing is checked once."""

    def __init__(self, name: str) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        self.folder = Path(tempfile.gettempdir()) / f"hub-checked-{run}-{name}"
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)

    def _file(self, shape: str) -> Path:
        return self.folder / hashlib.sha256(shape.encode()).hexdigest()

    def __contains__(self, shape: str) -> bool:
        return self._file(shape).exists()

    def add(self, shape: str) -> None:
        """Remember it until the first of the workers ends."""
        self.folder.mkdir(exist_ok=True)
        self._file(shape).touch()


looked_at, parsed = Known("axe"), Known("html")


class Visitor:
    """A browser page that keeps what it hears, and checks what it sees.

    ``scripts`` says whether the browser runs any; axe is one, so it stays away where not.
    ``width`` is what the page has between the checks.
    """

    def __init__(self, page: Page, base: str, *, scripts: bool = True, width: int = WIDE) -> None:
        self.page, self.base, self.scripts, self.width = page, base, scripts, width
        self.heard: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", self._watch)

    def _hear(self, message) -> None:
        # A page that answers 4xx is logged by the browser; the tests look at the answer itself.
        if message.type == "error" and "the server responded with a status" not in message.text:
            self.heard.append(message.text)

    def _watch(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.base).netloc:
            self.heard.append(f"request to {parts.netloc}")

    def visit(self, path: str, status: int = 200) -> Page:
        """Go to a page and check it; the HTML as it came from the server, too."""
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == status, f"{path} answered {response.status}"
        self.read(response)
        return self.page

    def read(self, response: Response) -> None:
        """Check the HTML as it came from the server, and the page that the browser made of it."""
        if not urlsplit(response.url).path.startswith("/admin/"):
            assert html_faults(response.text()) == [], response.url
        self.check()

    def click(self, name: str, role: str = "button", exact: bool = False) -> Page:
        """Press a button or follow a link by its name, and check where it leads."""
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.check()
        return self.page

    def check(self) -> None:
        """Check the page as it stands, wide and narrow; axe looks once at pages of one shape.

        It looks for contrast again where something of the narrow page is coloured in another way.
        """
        admin = urlsplit(self.page.url).path.startswith("/admin/")
        shape = self.page.evaluate(SHAPE)
        faults = []
        if self.scripts and shape not in looked_at:
            colours: set[str] = set()
            for width in (WIDE, NARROW):
                self._resize(width)
                self.page.evaluate(SETTLED)
                shown = set(self.page.evaluate(COLOURS))
                found = self._axe(admin, contrast=not shown <= colours)
                faults += [f"{fault} at {width}" for fault in found]
                colours |= shown
            looked_at.add(shape)
        self._resize(NARROW)
        if not admin:
            faults += self._headings()
            across = self.page.evaluate("document.documentElement.scrollWidth")
            if across > NARROW:
                faults.append(f"scrolls sideways: {across} pixels at {NARROW}")
        self._resize(self.width)
        faults += self.heard
        self.heard.clear()
        assert faults == [], f"{self.page.url}: " + "; ".join(faults)

    def _resize(self, width: int) -> None:
        size = {"width": width, "height": 900}
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    def _axe(self, admin: bool, *, contrast: bool) -> list[str]:
        if not self.page.evaluate("Boolean(window.checkedByTests)"):
            self.page.evaluate(SCRIPT)
            self.page.evaluate("window.checkedByTests = true")
        found = self.page.evaluate(
            "options => axe.run(document, options).then(found => found.violations)",
            {**AXE, "rules": {rule: {"enabled": contrast} for rule in OF_COLOURS}},
        )
        return [
            f"{item['id']}: {node['target']}"
            for item in found
            for node in item["nodes"]
            if not (admin and (item["id"] in WAGTAILS_OWN or node["target"][0] in WAGTAILS_PARTS))
        ]

    def _headings(self) -> list[str]:
        levels = self.page.eval_on_selector_all(
            "h1,h2,h3,h4,h5,h6", "list => list.map(item => Number(item.tagName[1]))"
        )
        faults = [] if levels.count(1) == 1 else [f"{levels.count(1)} first-level headings"]
        return faults + [
            f"heading level {after} after {before}"
            for before, after in pairwise(levels)
            if after > before + 1
        ]


def html_faults(text: str) -> list[str]:
    """What is wrong with a page's HTML: parse errors, and ids used twice.

    Parsed once for pages of the same tags; what stands in them must be escaped to be text.
    """
    tags = re.sub(r'(?<==)"[^"<>]*"|(?<=>)[^<]+', "", text)
    errors = []
    if tags not in parsed:
        parser = html5lib.HTMLParser()
        parser.parse(text)
        errors = [str(error[1]) for error in parser.errors]
        if not errors:
            parsed.add(tags)
    ids = re.findall(r'\sid="([^"]+)"', text)
    twice = sorted({item for item in ids if ids.count(item) > 1})
    return errors + [f"id {item} twice" for item in twice]
