"""How long is kept who took part in a selection: reserve lists, offers, panels, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from roles.applications.retention import applications_of
from roles.models import (
    AmountApproval,
    ArrangementsSeen,
    CheckProgress,
    Conflict,
    ConflictDeclaration,
    MeritList,
    Moderation,
    ModerationClosing,
    ModerationVersion,
    OfferMaker,
    Panel,
    PanelMember,
    PassedOver,
    RecruitmentPolicy,
    Redaction,
    Redactor,
    Referral,
    ReserveLook,
    Score,
    ScoreVersion,
    ShareOut,
    Slot,
    SlotSeat,
)
from roles.parts_played import parts_played
from roles.selection.complaint_retention import COMPLAINT_RETENTION
from roles.selection.cut_retention import CUT_RETENTION
from roles.selection.merit_retention import MERIT_RETENTION


def _oldest(at: datetime) -> datetime:
    return at - relativedelta(months=RecruitmentPolicy.load().requester_months)


def _due_declarations(at: datetime) -> QuerySet[ConflictDeclaration]:
    rows = ConflictDeclaration.objects.all()
    return rows.filter(member__panel__campaign__closed_at__lt=_oldest(at))


def _due_conflicts(at: datetime) -> QuerySet[Conflict]:
    return Conflict.objects.filter(application__campaign__closed_at__lt=_oldest(at))


def _erase_row(row: Conflict | ConflictDeclaration) -> None:
    type(row)._default_manager.filter(pk=row.pk).delete()


def _declaration(row: ConflictDeclaration) -> Mapping[str, Any]:
    return {
        "Role": row.member.campaign.title,
        "When": row.declared_at.isoformat(),
        "Whom you know": row.names or ("Somebody" if row.knows_somebody else "Nobody"),
        "Whom you added later": row.added,
    }


def _conflict(row: Conflict) -> Mapping[str, Any]:
    """The role and the decision; of the candidate nothing is said."""
    return {
        "Role": row.campaign.title,
        "State": row.get_state_display(),
        "When": row.found_at.date().isoformat(),
    }


def _due_words(at: datetime) -> QuerySet[Conflict]:
    return _due_conflicts(at).filter(said_at__isnull=False)


def _words_of(person: User) -> QuerySet[Conflict]:
    """What they said themselves of a candidate they thought they recognised."""
    rows = Conflict.objects.filter(person=person, said_at__isnull=False)
    return rows.select_related("application__campaign")


def _words(row: Conflict) -> Mapping[str, Any]:
    """Their own words; whether they were right is not said."""
    return {
        "Role": row.campaign.title,
        "When": row.said_at.isoformat() if row.said_at else "",
        "Who you thought it was": row.said,
    }


def _forget_said(row: Conflict) -> None:
    Conflict.objects.filter(pk=row.pk).update(said="", said_at=None)


def _said_to_nobody(person: User) -> QuerySet[Conflict]:
    return Conflict.objects.none()


def _due_marks(at: datetime) -> QuerySet[Score]:
    has_words = ~Q(evidence="") | Q(versions__in=ScoreVersion.objects.exclude(evidence=""))
    rows = Score.objects.filter(has_words)
    return rows.filter(result__application__campaign__closed_at__lt=_oldest(at)).distinct()


def _about(person: User) -> QuerySet[Score]:
    """The marks for a candidate's answers, once they have been told the outcome (R19)."""
    rows = Score.objects.released(timezone.now()).filter(
        result__application__in=applications_of(person).order_by().values("pk")
    )
    return rows.select_related("result__application__campaign")


def _mark(row: Score) -> Mapping[str, Any]:
    """The points and what they are based on; not by whom."""
    return {
        "Role": row.campaign.title,
        "Application": row.result.application.reference,
        "Answer marked": row.element_name,
        "Points": row.in_words,
        "Counts": "No" if row.set_aside_at else "Yes",
        "What the mark is based on": row.evidence,
    }


def _forget_words(row: Score) -> None:
    """The points stay, so that what was decided on them stays true."""
    row.forget_words()


def _due_moderations(at: datetime) -> QuerySet[Moderation]:
    rows = Moderation.objects.filter(~Q(note="") | Q(versions__note__gt=""))
    return rows.filter(result__application__campaign__closed_at__lt=_oldest(at)).distinct()


def _agreed_about(person: User) -> QuerySet[Moderation]:
    """What was agreed on a candidate's answers, once they have been told the outcome (R19)."""
    told = _about(person).order_by().values("result")
    rows = Moderation.objects.agreed().filter(result__in=told)
    return rows.select_related("result__application__campaign")


def _agreed(row: Moderation) -> Mapping[str, Any]:
    """The mark and what it is based on; not by whom."""
    return {
        "Role": row.campaign.title,
        "Application": row.application.reference,
        "Answer marked": row.element_name,
        "Points agreed": row.agreed_points,
        "What the mark is based on": row.note,
    }


def _forget_note(row: Moderation) -> None:
    """The points stay, so that what was decided on them stays true."""
    row.forget_words()


def _due_commissioners(at: datetime) -> QuerySet[Panel]:
    oldest = _oldest(at)
    return Panel.objects.filter(campaign__closed_at__lt=oldest).exclude(commissioner="")


def _forget_commissioner(panel: Panel) -> None:
    Panel.objects.filter(pk=panel.pk).update(commissioner="")


def _of_nobody_here(person: User) -> QuerySet[Panel]:
    return Panel.objects.none()


def _nothing(panel: Panel) -> None:
    return None


RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (ReserveLook, "person", "You looked at reserve lists", "request__closed_at"),
        (
            ArrangementsSeen,
            "person",
            "You opened a candidate’s adjustments and schemes",
            "application__campaign__closed_at",
        ),
        (
            OfferMaker,
            "person",
            "You made an offer or changed its terms",
            "application__campaign__closed_at",
        ),
        *(
            (model, field, did, "application__campaign__closed_at")
            for model, field, did in (
                (AmountApproval, "asked_by", "You asked for an amount"),
                (AmountApproval, "decided_by", "You decided on an amount"),
                (PassedOver, "by", "You passed somebody over in an order of merit"),
                (CheckProgress, "owner", "You are responsible for a check before an appointment"),
                (CheckProgress, "doubt_by", "You asked a candidate about a check"),
                (CheckProgress, "decided_by", "You decided on a check before an appointment"),
            )
        ),
        (Referral, "decided_by", "You decided on somebody put forward", "request__closed_at"),
        (Conflict, "decided_by", "You decided on a conflict", "application__campaign__closed_at"),
        (
            Conflict,
            "looked_again_by",
            "You looked again at decisions",
            "application__campaign__closed_at",
        ),
        *(
            (Moderation, field, did, "result__application__campaign__closed_at")
            for field, did in (
                ("agreed_by", "You recorded an agreed mark"),
                ("third_asked_by", "You asked somebody for a third mark"),
            )
        ),
        (
            ModerationVersion,
            "by",
            "You entered an agreed mark",
            "moderation__result__application__campaign__closed_at",
        ),
        (
            ModerationClosing,
            "closed_by",
            "You closed a moderation",
            "panel__campaign__closed_at",
        ),
        (
            ModerationClosing,
            "reopened_by",
            "You reopened a moderation",
            "panel__campaign__closed_at",
        ),
        (MeritList, "signed_by", "You signed a merit list", "campaign__closed_at"),
        (MeritList, "confirmed_by", "You confirmed a merit list", "campaign__closed_at"),
        (MeritList, "turned_down_by", "You turned down a merit list", "campaign__closed_at"),
        (Redactor, "person", "You were asked to hide personal details", "campaign__closed_at"),
        (Redactor, "appointed_by", "You asked somebody to hide details", "campaign__closed_at"),
        (
            Redaction,
            "checked_by",
            "You hid personal details in answers",
            "application__campaign__closed_at",
        ),
        (Panel, "made_by", "You set up a panel", "campaign__closed_at"),
        (ShareOut, "by", "You shared out the marking of a sift", "panel__campaign__closed_at"),
        (PanelMember, "person", "You were invited to a panel", "panel__campaign__closed_at"),
        (Slot, "made_by", "You offered interview times", "campaign__closed_at"),
        (SlotSeat, "person", "You held interviews", "slot__campaign__closed_at"),
        (PanelMember, "invited_by", "You invited people to a panel", "panel__campaign__closed_at"),
    ),
    RetentionPolicy(
        slug="roles.conflict_declaration",
        label="What you declared about conflicts of interest",
        covers={"roles.ConflictDeclaration": ("names", "added")},
        purpose="To stop people assessing somebody they know.",
        basis="Public task.",
        period="24 months after the role closed.",
        who_sees="You, and the people who arrange the selection and are not on any of its panels.",
        due=_due_declarations,
        erase=_erase_row,
        held_on=lambda person: ConflictDeclaration.objects.filter(member__person=person),
        export=_declaration,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="roles.conflict",
        label="Possible conflict of interest with a candidate",
        covers={"roles.Conflict": ("person",)},
        purpose="To stop people assessing somebody they know.",
        basis="Public task.",
        period="24 months after the role closed, or until the application is deleted.",
        who_sees="The people who arrange the selection and are not on any of its panels.",
        due=_due_conflicts,
        erase=_erase_row,
        # Whom they named is theirs; that one of them applied is the candidate's alone (R11).
        held_on=_said_to_nobody,
        export=_conflict,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="roles.conflict_words",
        label="What you said when you thought you knew a candidate",
        covers={"roles.Conflict": ("said",)},
        purpose="To stop people assessing somebody they know.",
        basis="Public task.",
        period="24 months after the role closed, or until the application is deleted.",
        who_sees="You, and the people who arrange the selection and are not on any of its panels.",
        due=_due_words,
        erase=_forget_said,
        held_on=_words_of,
        export=_words,
        for_staff=True,
    ),
    RetentionPolicy(
        slug="roles.marks",
        label="Marks for your answers",
        covers={"roles.Score": ("evidence",), "roles.ScoreVersion": ("evidence",)},
        purpose="To choose people for posts on merit, after fair and open competition.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 10).",
        period="24 months after the role closed, or until the application is deleted.",
        who_sees="Whoever gave the mark. Once everybody on the panel has marked the application, "
        "the panel and the people who run the selection.",
        due=_due_marks,
        erase=_forget_words,
        held_on=_about,
        export=_mark,
    ),
    RetentionPolicy(
        slug="roles.moderation",
        label="Marks agreed for your answers",
        covers={"roles.Moderation": ("note",), "roles.ModerationVersion": ("note",)},
        purpose="To choose people for posts on merit, after fair and open competition.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 10).",
        period="24 months after the role closed, or until the application is deleted.",
        who_sees="Those who marked the answer, the chair of the panel, and the people who arrange "
        "the selection.",
        due=_due_moderations,
        erase=_forget_note,
        held_on=_agreed_about,
        export=_agreed,
    ),
    *MERIT_RETENTION,
    *COMPLAINT_RETENTION,
    *CUT_RETENTION,
    RetentionPolicy(
        slug="roles.panel_commissioner",
        label="The Commissioner who chairs a panel",
        covers={"roles.Panel": ("commissioner",)},
        purpose="To show that a Civil Service Commissioner chaired the panel.",
        basis="Public task.",
        period="24 months after the role closed.",
        who_sees="Those who run the campaign, and hub staff.",
        due=_due_commissioners,
        erase=_forget_commissioner,
        held_on=_of_nobody_here,
        export=_nothing,
        for_staff=True,
    ),
]
