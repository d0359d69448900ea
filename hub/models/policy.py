"""The hub's policy values: changed by staff without code, each with its basis in its help text."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

# What the upload handler lets through, and the scanner's own limit (StreamMaxLength).
UPLOAD_CEILING_MEGABYTES = 25


@register_setting(icon="cogs")
class HubPolicy(BaseGenericSetting):
    """Values that belong to the hub as a whole."""

    # What the hub team is told while a switch is on.
    SWITCHES: ClassVar[dict[str, str]] = {
        "mail_is_paused": "All email is stopped. Nobody can sign in with a code.",
        "retention_is_paused": "Personal data that is due to be deleted is being kept.",
        "api_is_paused": "The API is switched off.",
        "single_sign_on_is_paused": "Single sign-on is switched off.",
    }

    # What one person changes alone: to stop harm at once, and the pace of the mail.
    AT_ONCE: ClassVar[frozenset[str]] = frozenset({*SWITCHES, "mail_per_minute"})

    mail_is_paused = models.BooleanField(
        "stop all mail",
        default=False,
        help_text="Emails wait and are sent when you switch this off, except those that are too "
        "old by then. Nobody can sign in by code while this is on.",
    )
    mail_per_minute = models.PositiveIntegerField(
        "emails sent a minute",
        default=300,
        help_text="Keeps us below the mail provider’s limit.",
    )
    retention_is_paused = models.BooleanField(
        "stop deleting personal data that is due",
        default=False,
        help_text="While this is on, nothing is deleted and nobody is warned that their data "
        "will be. Switch it off soon: data is being kept longer than the privacy notice says.",
    )
    api_is_paused = models.BooleanField(
        "switch the API off",
        default=False,
        help_text="While this is on, the API does not answer. Pages and feeds still work.",
    )
    single_sign_on_is_paused = models.BooleanField(
        "switch single sign-on off",
        default=False,
        help_text="While this is on, people can only sign in with a code by email. Use it if a "
        "sign-in provider has been attacked.",
    )
    suppression_threshold = models.PositiveSmallIntegerField(
        "smallest number about people shown",
        default=5,
        help_text="We never publish numbers of people from 0 to 7. Enter a number above 8 to "
        "hide more: 11 hides 0 to 10. A smaller number changes nothing.",
    )
    finished_mail_days = models.PositiveSmallIntegerField(
        "days a sent email is kept",
        default=90,
        help_text="How long we can answer ‘did you email me?’.",
    )
    unused_account_days = models.PositiveSmallIntegerField(
        "days an account nobody signed in to is kept",
        default=2,
        help_text="An address that asked for a code and never used one is removed.",
    )
    inactive_account_months = models.PositiveSmallIntegerField(
        "months an inactive account is kept",
        default=24,
        help_text="As long as the application of somebody who was not appointed.",
    )

    erasure_notice_days = models.PositiveSmallIntegerField(
        "days before deletion that people are told",
        default=30,
        help_text="A month to download the data, or to come back.",
    )

    upload_megabytes = models.PositiveSmallIntegerField(
        "largest file, in megabytes",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(UPLOAD_CEILING_MEGABYTES)],
        help_text="A CV or a business case with pictures is under 5 MB; the scanner takes 25 MB.",
    )
    upload_expanded_megabytes = models.PositiveSmallIntegerField(
        "megabytes that a file may unpack to",
        default=100,
        help_text="Protects against small files that unpack to a very large size.",
    )
    upload_members = models.PositiveSmallIntegerField(
        "parts that a DOCX or ODT may have",
        default=1000,
        help_text="Protects against small files that hold very many parts. A document of 100 "
        "pages with pictures has under 300.",
    )
    unused_upload_days = models.PositiveSmallIntegerField(
        "days a file is kept that does not belong to anything",
        default=2,
        help_text="Long enough to come back to an unfinished form. After that the file is deleted.",
    )
    refused_upload_days = models.PositiveSmallIntegerField(
        "days the note of a removed file is kept",
        default=30,
        help_text="The file itself goes at once; the note tells its owner why it is not there.",
    )

    class Meta:
        verbose_name = "hub settings"
