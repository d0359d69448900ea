"""The one search box of staff: a reference leads to its record, words to a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hub import timeline
from hub.search import by_reference, by_words
from hub.typed_text import single_line
from hub.views.base import GuardedTemplateView

LONGEST = 200
RECENTLY = timedelta(days=14)
MOST_RECENT = 10


class SearchView(GuardedTemplateView):
    """What is found by a reference, a name or words; what one worked on last, before that.

    What is looked for is sent in a form, so that no name stands in an address.
    """

    permission = "hub.search_records"
    template_name = "hub/search/results.html"
    typed = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = single_line(request.POST.get("q", ""))[:LONGEST]
        if self.typed and (found := by_reference(self.person, self.typed)):
            return redirect(found.href)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            typed=self.typed,
            results=by_words(self.person, self.typed),
            recent=[] if self.typed else self.recent(),
            **kwargs,
        )

    def recent(self) -> list[timeline.Entry]:
        """The last records that the person did something to, each once."""
        entries = timeline.done_by(self.person, since=timezone.now() - RECENTLY)
        once = {entry.url: entry for entry in reversed(entries) if entry.url}
        return sorted(once.values(), key=lambda entry: entry.at, reverse=True)[:MOST_RECENT]
