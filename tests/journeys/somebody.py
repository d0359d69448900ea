"""A persona of the demonstration in a browser of their own; and one who has only a keyboard."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator

from tests.browser import WIDE, Visitor
from tests.sites import Site

# Where the Tab key has led: to the item, to another of its radio buttons, or elsewhere; and how
# what has the focus shows it. A radio button and a check box are drawn by their label.
FOCUS = """item => {
    const at = document.activeElement;
    const drawn = ["radio", "checkbox"].includes(at.type) ? [at.nextElementSibling, "::before"]
        : [at];
    const style = getComputedStyle(...drawn);
    const box = at.getBoundingClientRect();
    return {
        there: at === item,
        group: at.type === "radio" && at.name === item.name,
        left: at === document.body,
        what: at.outerHTML.slice(0, 150),
        shown: (style.outlineStyle !== "none" || style.boxShadow !== "none")
            && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""
MOST_STOPS = 400


class Somebody:
    """A persona who fills in forms and goes where buttons lead; every page is checked.

    Without an address, a stranger who has not signed in.
    """

    def __init__(
        self, browser: Browser, site: Site, email: str = "", *, scripts: bool, width: int = WIDE
    ) -> None:
        self.context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 900}
        )
        self.page = self.context.new_page()
        self.base, self.scripts = site.base, scripts
        self.visitor = Visitor(self.page, site.base, scripts=scripts, width=width)
        if email:
            self.sign_in(email)

    def sign_in(self, email: str) -> None:
        """Become the persona with one click."""
        self.page.goto(self.base + "/demo/")
        with self.page.expect_navigation():
            self.page.locator(f"form:has(input[value='{email}']) button").click()

    def go(self, path: str) -> str:
        """Open a page; gives its words."""
        self.visitor.visit(path)
        return self.words()

    def words(self) -> str:
        return self.page.inner_text("main")

    def send(self, **answers: str) -> str:
        """Fill in the form of the page and send it; gives the path it leads to."""
        self.fill_in(**answers)
        self.press(self.button())
        faults = self.page.locator(".govuk-error-summary")
        assert faults.count() == 0, faults.inner_text()
        return self.page.url.removeprefix(self.base)

    def fill_in(self, **answers: str) -> None:
        """Answer the questions of the page, in the order in which they are asked."""
        asked = self.page.eval_on_selector_all("main [name]", "list => list.map(item => item.name)")
        for name in sorted(answers, key=asked.index):
            self.answer(name, answers[name])

    def button(self) -> Locator:
        """The button that goes on."""
        return self.page.locator(
            "main form[method=post] .govuk-button:not(.govuk-button--secondary)"
        ).first

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and check that page."""
        with self.page.expect_navigation() as there:
            self.push(button)
        self.visitor.read(there.value)

    def answer(self, name: str, value: str) -> None:
        """Answer one question; an empty value takes the first choice there is."""
        fields = self.page.locator(f"main [name='{name}']")
        kind = fields.first.evaluate("item => item.type || item.tagName")
        if kind == "select-one":
            self.choose(fields.first, value)
        elif kind in ("radio", "checkbox"):
            chosen = self.page.locator(f"main [name='{name}'][value='{value}']")
            self.tick(chosen if value else fields.first)
        else:
            self.write(fields.first, value)

    def leave(self) -> None:
        """Close the browser, and forget all that it knew."""
        self.context.close()

    def push(self, button: Locator) -> None:
        button.click()

    def choose(self, field: Locator, label: str) -> None:
        if label:
            field.select_option(label=label)
        else:
            field.select_option(index=1)

    def tick(self, field: Locator) -> None:
        field.check()

    def write(self, field: Locator, words: str) -> None:
        field.fill(words)


class Typist(Somebody):
    """Somebody without a mouse: the Tab key, Enter, Space and the arrows; sees where they are."""

    def reach(self, field: Locator) -> bool:
        """Tab there, seeing the focus at every stop; False at another button of its radio group."""
        item = field.element_handle()
        for _ in range(MOST_STOPS):
            at = item.evaluate(FOCUS)
            assert at["left"] or at["shown"], f"{self.page.url}: no focus seen on {at['what']}"
            if at["there"] or at["group"]:
                return at["there"]
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: the Tab key never gets to {field}")

    def push(self, button: Locator) -> None:
        self.reach(button)
        self.page.keyboard.press("Enter")

    def choose(self, field: Locator, label: str) -> None:
        self.reach(field)
        steps = field.evaluate(
            "(item, label) => (label ? [...item.options].findIndex("
            "option => option.label === label) : 1) - item.selectedIndex",
            label,
        )
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        if label:
            assert field.evaluate("item => item.selectedOptions[0].label") == label

    def tick(self, field: Locator) -> None:
        there = self.reach(field)
        for _ in range(20):
            if there:
                break
            self.page.keyboard.press("ArrowDown")
            there = field.evaluate(FOCUS)["there"]
        if not field.is_checked():
            self.page.keyboard.press("Space")
        assert field.is_checked()

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)
