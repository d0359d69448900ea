"""The record of decision of a campaign: every decision, by whom, when, by which rules, and why.

It is made anew each time from the log, which only grows, and from the rows: the same data are the
same bytes. There are three editions: the whole one, for those who select; one to disclose, with no
row about any candidate and staff by their part alone; and the explanation of what was decided on
one application, for its candidate. Each is a list of sections (``sections``): a new kind of
evidence is one more function in it.
"""

from __future__ import annotations

from roles.selection.decision_record.documents import (
    decision_record,
    disclosed_record,
    explanation,
)

__all__ = ["decision_record", "disclosed_record", "explanation"]
