"""What the audit trail says of alerts."""

from __future__ import annotations

LOG_ACTIONS = {
    "roles.alert_asked": "Alert asked for",
    "roles.alert_confirmed": "Alert confirmed",
    "roles.alert_ended": "Alert ended",
}
