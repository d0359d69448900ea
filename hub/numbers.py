"""Numbers as people read them: counts, counted nouns and pounds."""

from decimal import Decimal

import jinja2


def money(value: Decimal | float | None) -> str:
    """Write pounds as "£56,100", with pence only where there are any."""
    if value is None or value == "" or isinstance(value, jinja2.Undefined):
        return ""
    amount = Decimal(str(value))
    sign = "-" if amount < 0 else ""
    whole = amount == amount.to_integral_value()
    return f"{sign}£{abs(amount):,.{0 if whole else 2}f}"


def count(value: float | Decimal | None) -> str:
    """Write a number with thousands separated: "1,234"."""
    if value is None or isinstance(value, jinja2.Undefined):
        return ""
    return f"{value:,}"


def plain(value: Decimal | None) -> str:
    """Write a number without the noughts that only its column has: "3" and "7.5"."""
    return "" if value is None else f"{value.normalize():f}"


def printed_words(number: int | None) -> str:
    """A number as hub.suppression printed it; of a hidden one it is said that it is."""
    return "Not shown" if number is None else count(number)


def plural(value: int, singular: str, plural_form: str | None = None) -> str:
    """Write a counted noun: "1 post", "1,234 posts", "no posts" stays the caller's choice."""
    noun = singular if value == 1 else plural_form or f"{singular}s"
    return f"{count(value)} {noun}"
