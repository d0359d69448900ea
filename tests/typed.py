"""What a form's page would send as it stands: to change one answer and keep the others."""

from __future__ import annotations

import html5lib


def answers_on(page: str) -> dict[str, str | list[str]]:
    """The answers of the page's main form, by name, as a browser would send them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(item for item in tree.iter("form") if item.get("method") == "post" and _asks(item))
    found: dict[str, list[str]] = {}
    for item in form.iter():
        name = item.get("name")
        # Of several buttons, the first is pressed that has nothing to say.
        if not name or name == "csrfmiddlewaretoken" or item.tag == "button":
            continue
        if item.tag == "select":
            options = list(item.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            value = (chosen or options)[0].get("value", "")
        elif item.tag == "textarea":
            value = "".join(item.itertext()).removeprefix("\n")
        elif item.get("type") in ("radio", "checkbox") and item.get("checked") is None:
            continue
        else:
            value = item.get("value", "")
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def tick_on(page: str, name: str) -> dict[str, str]:
    """The tick of a box of the page, as a browser would send it; nothing where there is no box."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    boxes = [item for item in tree.iter("input") if item.get("type") == "checkbox"]
    return dict([(name, box.get("value", "on")) for box in boxes if box.get("name") == name][:1])


def _asks(form) -> bool:
    names = {item.get("name") for item in form.iter() if item.get("name")}
    return form.get("role") != "search" and bool(names - {"csrfmiddlewaretoken"})
