"""What the public reads, stored until it changes: whole pages, and answers that are dear to make.

``store`` and ``get`` an answer by name, ``store_page`` a whole page; ``invalidate`` lets go of all
of them. What is one person's own has another place: ``store_own`` and ``get_own``. Without its
cache the service is slower, and nothing is stored.
"""

from hub.page_cache.generations import get, invalidate, let_go_at_the_end, store
from hub.page_cache.own import get_own, is_first, store_own
from hub.page_cache.pages import store_page, vary_on_parameters

__all__ = [
    "get",
    "get_own",
    "invalidate",
    "is_first",
    "let_go_at_the_end",
    "store",
    "store_own",
    "store_page",
    "vary_on_parameters",
]
