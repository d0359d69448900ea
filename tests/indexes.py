"""Wagtail's indexes of words and of references: kept for the tests that read them.

Each save of a page brings both up to date: a fifteenth of the time of all tests, few of which ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_delete, post_save
from modelsearch import signal_handlers as words
from modelsearch.index import get_indexed_models
from wagtail import signal_handlers as references

OF_WORDS = (
    (post_save, words.post_save_signal_handler),
    (post_delete, words.post_delete_signal_handler),
)


def leave_alone() -> None:
    """No save and no deletion touches an index from now on."""
    references.disconnect_reference_index_signal_handlers()
    for model in get_indexed_models():
        for signal, receiver in OF_WORDS:
            signal.disconnect(receiver, sender=model)


@contextmanager
def kept() -> Iterator[None]:
    """Every save and deletion brings the indexes up to date, as in the product."""
    references.connect_reference_index_signal_handlers()
    for model in get_indexed_models():
        for signal, receiver in OF_WORDS:
            signal.connect(receiver, sender=model)
    try:
        yield
    finally:
        leave_alone()
