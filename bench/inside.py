"""What one database answers in process, as JSON: ``python -m bench.inside WORDS_OF``.

Whole pages are not kept (``HUB_PAGE_CACHE=0``); the choices beside the list come from the cache, as
they do for a minute at a time.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

ROUNDS = 15


def milliseconds(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median of so many rounds, after one that does not count."""
    act()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1_000)
    return round(median(taken), 2)


def answers(words_of: int) -> dict[str, Any]:
    """Milliseconds of the first and the deepest page, of choices, of words, and of publishing."""
    from django.core.cache import cache
    from django.test import Client

    from bench.records import known_words
    from roles.adverts.pages import VacancyPage
    from roles.models import Listing
    from roles.search.vacancy_search import Terms, find, offer

    reader = Client(headers={"host": "localhost"})
    deep = Listing.objects.open().order_by("-closes_at", "-pk")[30]
    micros = int(deep.closes_at.timestamp() * 1_000_000)
    advert = VacancyPage.objects.live().filter(slug__startswith="bench-").first()

    def counted_anew() -> None:
        cache.clear()
        offer(Terms())

    def publish() -> None:
        advert.save_revision().publish()

    offer(Terms())
    words = {
        word: milliseconds(lambda word=word: find(Terms(keyword=word), {}), 9)
        for word in known_words(words_of)
    }
    pair = " ".join(known_words(words_of)[4:6])
    return {
        "listings": Listing.objects.count(),
        "first page": milliseconds(lambda: reader.get("/roles/")),
        "deepest page": milliseconds(lambda: reader.get(f"/roles/?after={micros}.{deep.pk}")),
        "first page, query": milliseconds(lambda: find(Terms(), {})),
        "deepest page, query": milliseconds(
            lambda: find(Terms(), {"after": f"{micros}.{deep.pk}"})
        ),
        "choices counted anew": milliseconds(counted_anew, 5),
        "words, median": median(words.values()),
        "words, slowest": max(words.values()),
        "two words": milliseconds(lambda: find(Terms(keyword=pair), {})),
        "two words, newest": milliseconds(lambda: find(Terms(keyword=pair, sort="newest"), {})),
        "words": words,
        "publish": milliseconds(publish, 7) if advert else None,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(answers(int(sys.argv[1])), indent=1))
