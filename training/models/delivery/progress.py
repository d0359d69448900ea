"""How much of a cohort somebody attended, and whether that is enough (I6)."""

from __future__ import annotations

from dataclasses import dataclass

from training.models.delivery.attendance import Attendance, Session
from training.models.places.place import Place
from training.models.policy import TrainingPolicy


@dataclass(frozen=True)
class Progress:
    """How much of a cohort somebody attended; ``missing`` names core modules not taken."""

    attended: int
    sessions: int
    needed_percent: int
    missing: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """I6: all core modules and enough of the sessions."""
        if self.missing or not self.sessions:
            return False
        return self.attended * 100 >= self.needed_percent * self.sessions

    @classmethod
    def of(cls, place: Place) -> Progress:
        """How much of its cohort the holder of a place attended. Queries: three."""
        sessions = list(Session.objects.filter(cohort=place.cohort).select_related("module"))
        came = set(
            Attendance.objects.filter(place=place, is_present=True).values_list(
                "session_id", flat=True
            )
        )
        core = {
            item.module_id: item.module.name
            for item in sessions
            if item.module and item.module.is_core
        }
        taken = {item.module_id for item in sessions if item.pk in came}
        return cls(
            attended=len(came),
            sessions=len(sessions),
            needed_percent=TrainingPolicy.load().completion_percent,
            missing=tuple(name for module, name in core.items() if module not in taken),
        )
