"""The one search box of staff: a reference leads to its record, words to a list."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hub import timeline
from hub.done_by import done_by
from hub.encryption import EncryptionError, decrypt, encrypt
from hub.search import all_by_words, by_reference, by_words
from hub.typed_text import single_line
from hub.views.base import GuardedTemplateView

LONGEST = 200
RECENTLY = timedelta(days=14)
MOST_RECENT = 10
# What an address says beside the words: of which source all is shown, and which page of it.
SOURCE, PAGE = "in", "page"
LONGEST_PAGE = 4


class SearchView(GuardedTemplateView):
    """What is found by a reference, a name or words; what one worked on last, before that.

    What is looked for is sent in a form, and stands encrypted in the address of what was found: no
    name is in an address, and going back leads to it.
    """

    permission = "hub.search_records"
    template_name = "hub/search/results.html"
    typed = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # What is no token of ours, or of a key that is gone, looks for nothing.
        with suppress(EncryptionError):
            self.typed = decrypt(request.GET["words"]) if "words" in request.GET else ""
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = single_line(request.POST.get("q", ""))[:LONGEST]
        if self.typed and (found := by_reference(self.person, self.typed)):
            return redirect(found.href)
        if not self.typed:
            return redirect("search")
        return redirect(f"{reverse('search')}?{urlencode({'words': encrypt(self.typed)})}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if all_of := self.all_of_one():
            return super().get_context_data(typed=self.typed, **all_of, **kwargs)
        return super().get_context_data(
            typed=self.typed,
            see_all=self.address,
            results=by_words(self.person, self.typed),
            recent=[] if self.typed else self.recent(),
            **kwargs,
        )

    def all_of_one(self) -> dict[str, Any] | None:
        """What one source has found, a page of it; None where the address names none."""
        asked = self.request.GET.get(PAGE, "")
        is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_PAGE
        page = max(1, int(asked)) if is_number else 1
        slug = self.request.GET.get(SOURCE, "")
        found = all_by_words(self.person, self.typed, slug, page) if slug and self.typed else None
        if found is None:
            return None
        return {
            "all_of": found,
            "page": page,
            "back": self.address(""),
            "previous": self.address(slug, page - 1) if page > 1 else "",
            "next": self.address(slug, page + 1) if found.has_more else "",
        }

    def address(self, slug: str, page: int = 1) -> str:
        """The address of all that was found, or of all of one source."""
        asked = {"words": self.request.GET.get("words", "")}
        if slug:
            asked[SOURCE] = slug
        if page > 1:
            asked[PAGE] = str(page)
        return f"?{urlencode(asked)}"

    def recent(self) -> list[timeline.Entry]:
        """The last records that the person did something to, each once."""
        entries = done_by(self.person, since=timezone.now() - RECENTLY)
        once = {entry.url: entry for entry in reversed(entries) if entry.url}
        return sorted(once.values(), key=lambda entry: entry.at, reverse=True)[:MOST_RECENT]
