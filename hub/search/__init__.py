"""Finding a record by its reference, a name or words: sources that plugins register."""

from hub.search.sources import (
    Found,
    Results,
    SearchSource,
    address_of,
    all_by_words,
    by_reference,
    by_words,
    forget_erased_words,
    keep_words,
    names_of,
    search_sources,
    words_missing,
)
from hub.search.word_index import WordIndex

__all__ = [
    "Found",
    "Results",
    "SearchSource",
    "WordIndex",
    "address_of",
    "all_by_words",
    "by_reference",
    "by_words",
    "forget_erased_words",
    "keep_words",
    "names_of",
    "search_sources",
    "words_missing",
]
