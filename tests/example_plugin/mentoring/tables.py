"""The tables of the plugin's pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from hub.tables import Column, Empty, Table, reference_link
from mentoring.models import Pairing


def pairings(request: HttpRequest) -> Table:
    """The pairings, each with the answer that this person can give."""

    def answer(pairing: Pairing) -> str:
        return render_to_string("mentoring/answer.html", {"pairing": pairing}, request)

    return Table(
        "Pairings",
        (
            Column("Reference", reference_link),
            Column("Mentor", lambda pairing: pairing.mentor),
            Column("Mentee", lambda pairing: pairing.mentee),
            Column(
                "Organisation",
                lambda pairing: pairing.need.organisation.name,
                sort=("need__organisation__name",),
            ),
            Column("State", answer, written=lambda pairing: pairing.get_state_display()),
        ),
        caption_is_hidden=True,
        empty=Empty(
            "You have no mentor, and you are nobody's mentor.",
            "A pairing will appear here when the hub team makes one for you.",
        ),
    )
