"""What the audit trail says of videos."""

from __future__ import annotations

LOG_ACTIONS = {
    "training.video_published": "Video published",
    "training.video_unpublished": "Video taken away",
}
