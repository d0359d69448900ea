"""Who on a panel may have a conflict of interest with which candidate, by what is known of both."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from hub.mailboxes import known_mailbox
from hub.models import Membership, Organisation, User
from roles.models.applications.application import Application
from roles.models.applications.application_answers import Employment
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.conflict import Conflict, ConflictDeclaration
from roles.models.selection.panel import PanelMember

Ground = Conflict.Ground
# Where somebody worked longer ago is not compared.
EMPLOYED_WITHIN = relativedelta(years=3)
WORD = re.compile(r"[^\W\d_]+")


def possible_conflicts(
    campaign: Campaign, only: Application | None, today: date
) -> Iterator[tuple[Application, User, frozenset[str]]]:
    """Each candidate with each person on a panel whom they may know, and on what grounds.

    Of one application alone where that is named. A fixed number of queries.
    """
    sitters = _sitters(campaign)
    if not sitters:
        return
    for candidate in _candidates(campaign, only, today):
        for sitter in sitters:
            if grounds := _grounds(sitter, candidate):
                yield candidate.application, sitter.person, grounds


@dataclass(frozen=True)
class Sitter:
    """Somebody on a panel as they are compared."""

    person: User
    mailboxes: frozenset[str]
    named: tuple[frozenset[str], ...]
    employers: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """A candidate as they are compared; nobody on a panel is shown any of it."""

    application: Application
    mailboxes: frozenset[str]
    name: frozenset[str]
    employers: frozenset[str]


def _sitters(campaign: Campaign) -> list[Sitter]:
    rows = PanelMember.objects.sitting().filter(panel__campaign=campaign, person__isnull=False)
    people = {row.person.pk: row.person for row in rows.select_related("person") if row.person}
    named: dict[int, list[frozenset[str]]] = defaultdict(list)
    # In any time on a panel of the campaign: what is declared stays so for who comes back.
    said = ConflictDeclaration.objects.filter(
        phase=ConflictDeclaration.Phase.OWN,
        member__panel__campaign=campaign,
        member__person__in=people,
    )
    for declaration in said.select_related("member"):
        if declaration.member.person_id is not None:
            named[declaration.member.person_id] += _names_in(
                f"{declaration.names}\n{declaration.added}"
            )
    # Whom they thought they recognised may be another candidate.
    recognised = Conflict.objects.of(campaign).filter(person__in=people, said_at__isnull=False)
    for conflict in recognised:
        if conflict.person_id is not None:
            named[conflict.person_id] += _names_in(conflict.said)
    own = {campaign.organisation_id, campaign.organisation.department.pk}
    held = Membership.objects.filter(user__in=people).exclude(organisation__in=own)
    employers: dict[int, set[str]] = defaultdict(set)
    for membership in held.select_related("organisation"):
        employers[membership.user_id] |= _called(membership.organisation)
    return [
        Sitter(
            person,
            frozenset({known_mailbox(person.email)} - {""}),
            tuple(named[key]),
            frozenset(employers[key]),
        )
        for key, person in people.items()
    ]


def lines_naming(campaign: Campaign, conflicts: Iterable[Conflict]) -> dict[int, list[str]]:
    """What people on panels declared of the candidate whom each conflict is about, line by line.

    Without it nobody could tell two of them apart who decides on both. One query.
    """
    rows = ConflictDeclaration.objects.filter(
        phase=ConflictDeclaration.Phase.OWN, member__panel__campaign=campaign
    )
    said: dict[int | None, list[str]] = defaultdict(list)
    for declaration in rows.select_related("member").order_by("pk"):
        lines = f"{declaration.names}\n{declaration.added}".splitlines()
        said[declaration.member.person_id] += [line.strip() for line in lines if line.strip()]
    found = {}
    for conflict in conflicts:
        name = _words(conflict.application.full_name)
        lines = [line for line in said[conflict.person_id] if _is_named(name, _words(line))]
        found[conflict.pk] = list(dict.fromkeys(lines))
    return found


def _candidates(campaign: Campaign, only: Application | None, today: date) -> list[Candidate]:
    rows = campaign.applications.sent().filter(erased_at=None).select_related("candidate")
    known = Employment.objects.filter(application__campaign=campaign)
    if only is not None:
        rows, known = rows.filter(pk=only.pk), known.filter(application=only)
    jobs: dict[int, set[str]] = defaultdict(set)
    for pk, employer, ended in known.values_list("application", "employer", "ended_on"):
        if ended is None or ended >= today - EMPLOYED_WITHIN:
            jobs[pk].add(_plain(employer))
    found = []
    for row in rows:
        addresses = {row.email, row.candidate.email if row.candidate else ""} - {""}
        found.append(
            Candidate(
                row,
                frozenset({known_mailbox(address) for address in addresses} - {""}),
                _words(row.full_name),
                frozenset({_plain(row.works_for), *jobs[row.pk]} - {""}),
            )
        )
    return found


def _grounds(sitter: Sitter, candidate: Candidate) -> frozenset[str]:
    """On what grounds somebody on a panel may have a conflict with a candidate; none: empty."""
    found = set()
    if sitter.mailboxes & candidate.mailboxes:
        found.add(Ground.ADDRESS)
    if any(_is_named(candidate.name, named) for named in sitter.named):
        found.add(Ground.DECLARED)
    if sitter.employers & candidate.employers:
        found.add(Ground.EMPLOYER)
    return frozenset(str(ground) for ground in found)


def _is_named(name: frozenset[str], line: frozenset[str]) -> bool:
    """Whether a line of a declaration names somebody: two words of the name, or its only one."""
    return bool(name) and len(name & line) >= min(2, len(name))


def _names_in(text: str) -> list[frozenset[str]]:
    return [words for line in text.splitlines() if (words := _words(line))]


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """Words without case and accents, as they are compared."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def _called(organisation: Organisation) -> set[str]:
    """What an organisation is called: its name, and its short name where it has one."""
    return {_plain(organisation.name), _plain(organisation.display_code)} - {""}
