"""The hub's policy values: changed by staff without code, each with its basis in its help text."""

from __future__ import annotations

from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="cogs")
class HubPolicy(BaseGenericSetting):
    """Values that belong to the hub as a whole."""

    mail_is_paused = models.BooleanField(
        "stop all mail",
        default=False,
        help_text="Kill switch: messages wait and nothing is lost. Sign-in codes wait too.",
    )
    mail_per_minute = models.PositiveIntegerField(
        "messages sent a minute",
        default=300,
        help_text="Pacing: keeps the sending under the mail provider's limit.",
    )
    suppression_threshold = models.PositiveSmallIntegerField(
        "smallest number about people shown",
        default=5,
        help_text="QC6: numbers about people under this are not shown in public views.",
    )
    finished_mail_days = models.PositiveSmallIntegerField(
        "days a sent message is kept",
        default=90,
        help_text="Retention of delivery records; long enough to answer 'did you write to me?'.",
    )
    unused_account_days = models.PositiveSmallIntegerField(
        "days an account nobody signed in to is kept",
        default=2,
        help_text="An address that asked for a code and never used one is removed.",
    )
    inactive_account_months = models.PositiveSmallIntegerField(
        "months an inactive account is kept",
        default=24,
        help_text="domain.md 6.2: unsuccessful candidates are kept for 24 months after close.",
    )

    class Meta:
        verbose_name = "hub policy"
