"""Small numbers about people are not shown, nor can they be worked out from those beside them."""

from __future__ import annotations

from collections.abc import Mapping

from hub.models import HubPolicy


def threshold() -> int:
    """The smallest number about people that is shown (QC6)."""
    return HubPolicy.load().suppression_threshold


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """A table of counts with those that must not be shown as None (QC6).

    A number from 1 to under the threshold goes. When only one went, what it was could be worked out
    from the total, so the next smallest goes, too. A table whose total is small goes as a whole.
    """
    least = threshold()
    if 0 < sum(counts.values()) < least:
        return dict.fromkeys(counts)
    shown: dict[str, int | None] = {
        name: None if 0 < count < least else count for name, count in counts.items()
    }
    hidden = [name for name, count in shown.items() if count is None]
    if len(hidden) == 1:
        rest = [(count, name) for name, count in counts.items() if shown[name]]
        if rest:
            shown[min(rest)[1]] = None
    return shown
