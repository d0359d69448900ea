"""When saved roles and searches go, and alerts: unconfirmed soon, ended ones a while after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import methodcaller
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from hub.dates import date_gb
from hub.models import User
from hub.retention import ErasureNotice, RetentionPolicy
from roles.models import Alert, RecruitmentPolicy, SavedRole, SavedSearch
from roles.search.alert_words import described
from roles.search.vacancy_search.terms import Terms

# As long as an old link in a mailbox may be followed to stop it.
ENDED_KEPT = timedelta(days=90)


def due_alerts(at: datetime) -> QuerySet[Alert]:
    """Alerts that nobody confirmed in time, and those that ended long enough ago."""
    pending = timedelta(days=RecruitmentPolicy.load().alert_pending_days)
    return Alert.objects.filter(
        Q(state=Alert.State.PENDING, pending_at__lt=at - pending)
        | Q(state=Alert.State.ENDED, ended_at__lt=at - ENDED_KEPT)
    )


def alerts_of(person: User) -> QuerySet[Alert]:
    """The alerts of a person and of their address."""
    return Alert.objects.filter(Q(person=person) | Q(email=person.email.lower()))


def export_alert(alert: Alert) -> Mapping[str, Any]:
    """An alert as its owner knows it."""
    return {
        "Address": alert.email,
        "Looks for": dict(described(alert.criteria)),
        "How often": alert.get_frequency_display(),
        "State": alert.get_state_display(),
        "Confirmed": _day(alert.confirmed_at),
        "Ended": _day(alert.ended_at),
        "Roles told of": alert.matches.exclude(batch="").count(),
    }


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def due_roles(at: datetime) -> QuerySet[SavedRole]:
    """Saved roles that closed longer ago than the policy keeps them."""
    before = at - relativedelta(months=RecruitmentPolicy.load().saved_months)
    return SavedRole.objects.filter(campaign__closes_at__lt=before)


def roles_of(person: User) -> QuerySet[SavedRole]:
    """The roles a person saved."""
    return SavedRole.objects.visible_to(person).select_related("campaign")


def export_role(saved: SavedRole) -> Mapping[str, Any]:
    """A saved role as its owner knows it."""
    return {
        "Role": saved.campaign.title,
        "Reference": saved.campaign.reference,
        "Saved": timezone.localtime(saved.saved_at).isoformat(timespec="minutes"),
        "Reminded": timezone.localtime(saved.nudged_at).isoformat(timespec="minutes")
        if saved.nudged_at
        else "",
    }


def due_searches(at: datetime) -> QuerySet[SavedSearch]:
    """Saved searches that are older than the policy keeps them."""
    before = at - relativedelta(months=RecruitmentPolicy.load().saved_search_months)
    return SavedSearch.objects.filter(saved_at__lt=before)


def searches_of(person: User) -> QuerySet[SavedSearch]:
    """The searches a person saved."""
    return SavedSearch.objects.visible_to(person)


def export_search(search: SavedSearch) -> Mapping[str, Any]:
    """A saved search as its owner knows it."""
    return {
        "Name": search.name,
        "Looks for": dict(described(Terms.from_address(QueryDict(search.address)).as_data())),
        "Saved": timezone.localtime(search.saved_at).isoformat(timespec="minutes"),
    }


def named_search(saved: SavedSearch) -> str:
    """A saved search in a message, without what it looks for."""
    return f"The search you saved on {date_gb(saved.saved_at)}"


def forget(saved: SavedRole | SavedSearch) -> None:
    """Delete what was saved. Safe to run twice."""
    # Both models that can be saved have one.
    saved._meta.default_manager.filter(pk=saved.pk).delete()  # type: ignore[union-attr]


RETENTION = [
    RetentionPolicy(
        slug="roles.saved_roles",
        label="Roles you saved",
        covers={"roles.SavedRole": ("person",)},
        purpose="To show them to you again, and to remind you once before each closes.",
        basis="Consent: you save and remove them.",
        period="Until you remove them, at most 3 months after the role closes.",
        who_sees="You.",
        due=due_roles,
        erase=forget,
        held_on=roles_of,
        export=export_role,
    ),
    RetentionPolicy(
        slug="roles.saved_searches",
        label="Searches you saved",
        covers={"roles.SavedSearch": ("person", "name", "address")},
        purpose="So that you can run them again.",
        basis="Consent: you save and remove them.",
        period="Until you remove them, at most 12 months after you saved them.",
        who_sees="You.",
        due=due_searches,
        erase=forget,
        held_on=searches_of,
        export=export_search,
        notice=ErasureNotice(
            owner="person",
            names=named_search,
            keep="Open it and save it again to keep it.",
        ),
    ),
    RetentionPolicy(
        slug="roles.alerts",
        label="Alerts for new roles",
        covers={"roles.Alert": ("person", "email", "criteria", "words")},
        purpose="To tell you about new roles that match what you are looking for.",
        basis="Consent: you confirm it, and stop it in one step.",
        period="90 days after you stop it or it ends. 7 days if you never confirm it.",
        who_sees="You.",
        due=due_alerts,
        erase=methodcaller("delete"),
        held_on=alerts_of,
        export=export_alert,
    ),
]
