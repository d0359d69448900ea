"""Who may assess candidates: whoever holds a valid assessor’s certificate."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hub.models import User
from hub.qualifications import QualificationKind
from roles.models.selection.panel import PanelMember
from roles.models.selection.panel_gate import CERTIFICATE


def who_can_assess() -> QuerySet[User]:
    """Those who work for the hub or a department, the experts of the register (H6), and who is
    asked to sit on a panel from outside."""
    office = User.objects.in_office().values("pk")
    asked = PanelMember.objects.from_outside().holding_a_place().order_by().values("person")
    return User.objects.filter(Q(pk__in=office) | Q(expert__isnull=False) | Q(pk__in=asked))


ASSESSOR = QualificationKind(
    slug=CERTIFICATE,
    label="Assessor’s certificate",
    needed_for="sift applications or sit on a panel as an expert",
    people=who_can_assess,
)
