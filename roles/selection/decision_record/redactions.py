"""The sections about personal details hidden in answers: by whom, in how many places (S49).

Never which words: they are kept nowhere but in the answers.
"""

from __future__ import annotations

from django.db.models import Count, Q

from hub.dates import datetime_gb
from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, Table
from roles.models.selection.redaction import Redaction, Redactor
from roles.selection.decision_record.reading import Reading

HEADING = "Personal details hidden in answers"
HOW = (
    "Answers were read with personal details hidden, such as names, employers and schools, until "
    "the candidate was invited to interview. The people who hid them did not mark or decide "
    "anything."
)
WHO = Table(
    "Who hid them",
    (
        Column("Who", lambda row: row.name),
        Column("From", lambda row: row.appointed_at),
        Column("Until", lambda row: row.ended_at or ""),
        Column("Asked by", lambda row: str(row.appointed_by or "Somebody who left")),
    ),
    empty=NEVER_EMPTY,
)


def _people(reading: Reading) -> list[Redactor]:
    rows = reading.campaign.redactors.select_related("person", "appointed_by")
    return list(rows.order_by("appointed_at", "pk"))


def redactions(reading: Reading) -> Section | None:
    """Who hid details, and when and in how many places of each application."""
    people = _people(reading)
    if not people:
        return None
    by_key = {row.pk: row for row in reading.applications}
    rows = Redaction.objects.checked().filter(application__in=list(by_key))
    rows = rows.annotate(number=Count("spans", filter=Q(spans__is_hidden=True)))
    done = list(rows.select_related("checked_by").order_by("application__reference"))
    for row in done:
        row.application = by_key[row.application_id]
    each = Table(
        "Applications",
        (
            Column("Application", lambda row: row.application.reference),
            Column("Done", lambda row: reading.when(row.application, row.checked_at)),
            Column("By", lambda row: str(row.checked_by or "Somebody who left")),
            Column("Details hidden", lambda row: row.number),
        ),
        empty=NEVER_EMPTY,
    )
    tables = [WHO.of(people), *([each.of(done)] if done else [])]
    return Section(HEADING, words=(HOW,), tables=tuple(tables))


def number_invited(reading: Reading) -> Section | None:
    """Who decided how many are invited, and that schemes came after; no number, nobody (S27)."""
    row = reading.campaign.sift_cuts.select_related("decided_by").first()
    if not reading.shows_decisions or row is None or row.schemes_at is None:
        return None
    who = row.decided_by or "Somebody who left"
    words = (
        f"{who} decided on {datetime_gb(row.decided_at)} how many candidates to invite by points.",
        "A resourcing officer who was not on a panel then decided on interview schemes.",
        f"All applications were decided at once on {datetime_gb(row.schemes_at)}.",
        f"The list of those invited was put in an order drawn from the number {row.seed}.",
    )
    return Section("Number invited to interview", words=words)


def redactions_disclosed(reading: Reading) -> Section | None:
    """That details were hidden; nobody's name, and nothing of any application."""
    return Section(HEADING, words=(HOW,)) if _people(reading) else None
