"""What can be done to the advert of a campaign: written, sent to the hub, checked, scheduled."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from hub.dates import datetime_gb
from hub.models import User
from hub.moves import Move, can, reason_read_by
from hub.numbers import plural
from hub.tables import lines
from roles.adverts.change_moves import RETURN_CHANGE
from roles.adverts.check import check
from roles.adverts.forms.adverts import PublishForm, ScheduleForm, SeenForm, WriteAdvertForm
from roles.adverts.pages import VacancyPage, why_sent
from roles.adverts.services import moderation
from roles.adverts.services.adverts import (
    create_advert,
    publish_advert,
    schedule_advert,
    unschedule_advert,
)
from roles.adverts.services.taking_back import (
    NotTheirsToTakeBackError,
    is_kept_from_taking_back,
)
from roles.adverts.words import lacking_in_words, text_of, to_lines
from roles.campaigns.moves.terms import terms_to_complete
from roles.campaigns.services.exemptions import may_open_from, why_advert_waits
from roles.campaigns.services.readiness import lacking_for_opening
from roles.models.campaigns.campaign import Campaign

DRAFTING, PUBLISHING = "roles.draft_campaign", "roles.publish_campaign"


def _lacks_something(campaign: Campaign) -> str:
    """What keeps an advert from opening is listed on the campaign's page."""
    if why := why_advert_waits(campaign):
        if why.endswith("."):
            return why
        return f"{why}. Schedule the advert for afterwards, or ask for an exemption."
    if lacking_for_opening(campaign):
        return "First add what is missing, listed under “Before it can be advertised”."
    return ""


def _lacks_words(campaign: Campaign) -> str:
    """What an advert has to say before anybody is asked to check it."""
    draft = moderation.draft_of(campaign)
    return "".join(f"{line}. " for line in lacking_in_words(draft)).strip()


def _waits(campaign: Campaign) -> bool:
    return campaign.reviews.waiting().exists()


def _not_with_the_hub(campaign: Campaign) -> str:
    """Why nothing can be said of an advert that the hub does not check now."""
    return "" if _waits(campaign) else "The hub team is not checking this advert now"


def _with_the_hub(campaign: Campaign) -> str:
    return "The hub team already has this advert" if _waits(campaign) else ""


def _drafted(campaign: Campaign) -> str:
    if hasattr(campaign, "page"):
        return "The advert has been drafted already"
    return "You can only draft an advert before the campaign opens, and this one has ended"


def _not_to_publish(campaign: Campaign) -> str:
    if campaign.opened_at:
        return "The advert has already been published"
    if not campaign.is_ready:
        return "The advert can be published once the campaign is approved"
    return "Draft the advert first"


def _not_written_now(campaign: Campaign) -> str:
    return _with_the_hub(campaign) or (
        "You can write the advert here once it is drafted and until it opens, unless the hub "
        "team’s editors have laid it out"
    )


def _not_to_send(campaign: Campaign) -> str:
    return _with_the_hub(campaign) or "You can only send a drafted advert, before it opens"


def _written(campaign: Campaign, user: User) -> dict[str, Any]:
    draft = moderation.draft_of(campaign)
    latest = draft.latest_revision
    return {
        "is_own": latest is not None and latest.user_id == user.pk,
        "initial": {
            "title": draft.title,
            "summary": draft.summary,
            "prose": to_lines(draft) or "",
            "welsh_title": draft.welsh_title,
            "welsh_summary": draft.welsh_summary,
            "welsh_body": draft.welsh_body,
            "revision": draft.latest_revision_id,
        },
        "language": campaign.advert_language,
        "latest": draft.latest_revision_id,
    }


def _read(campaign: Campaign, user: User) -> dict[str, Any]:
    return {"advert": moderation.draft_of(campaign)}


def _as_it_is(campaign: Campaign) -> list[tuple[str, Any]]:
    """The advert that is passed or published, for whoever comes straight from a message."""
    draft = moderation.draft_of(campaign)
    address = reverse("roles:campaign_advert_preview", args=[campaign.reference])
    latest = draft.get_latest_revision()
    unread = moderation.why_unread(draft, None)
    return [
        ("Title", draft.title),
        *_other_title(campaign, draft),
        ("Summary", draft.summary),
        ("Last saved", f"{datetime_gb(latest.created_at)}, {latest.user or 'by the hub team'}"),
        *([("Check again", f"{unread}.")] if unread else []),
        ("Full text", format_html('<a class="govuk-link" href="{}">Read the advert</a>', address)),
        *_still_open(campaign, draft),
    ]


def _other_title(campaign: Campaign, draft: VacancyPage) -> list[tuple[str, Any]]:
    """What the campaign is called until it takes the title of its public advert."""
    if draft.title.strip() == campaign.title:
        return []
    words = f"{campaign.title}. It will change to the advert’s title when the advert is published"
    return [("Title of the campaign", words)]


def _still_open(campaign: Campaign, draft: VacancyPage) -> list[tuple[str, Any]]:
    """What nobody has answered of the advert: things the check found, a check that waits."""
    rows: list[tuple[str, Any]] = []
    if findings := check(text_of(draft, campaign)):
        address = f"{reverse('roles:campaign_advert', args=[campaign.reference])}#check"
        labels = ", ".join(dict.fromkeys(item.label for item in findings))
        link = format_html('<a class="govuk-link" href="{}">Read what was found</a>', address)
        number = plural(len(findings), "thing")
        rows.append(("Advert check", lines(f"{number} to look at: {labels}", link)))
    if _waits(campaign):
        rows.append(("Check by the hub team", "Waiting. If you publish the advert, you approve it"))
    return rows


def _own_words(campaign: Campaign, user: User) -> str:
    """Why who may publish does not: they wrote some of it, and nobody else has agreed (R1)."""
    if not user.has_perm(PUBLISHING, campaign) or not hasattr(campaign, "page"):
        return ""
    why = campaign.page.why_own(user)
    return f"{why}." if why else ""


def _own_review(campaign: Campaign, user: User) -> str:
    """Why who may check an advert does not check this one: they sent it or wrote some of it."""
    if not user.has_perm(PUBLISHING, campaign):
        return ""
    review = campaign.reviews.waiting().first()
    why = why_sent(review, user) if review else ""
    return f"{why}." if why else _own_words(campaign, user)


def _not_the_departments(campaign: Campaign, user: User) -> str:
    """Why who checks an advert does not take it back: who sent it does, and their department."""
    is_kept = is_kept_from_taking_back(campaign, user)
    return f"{NotTheirsToTakeBackError.reason}." if is_kept else ""


def _opens(campaign: Campaign, user: User) -> dict[str, Any]:
    """While it waits for an election, the first day after it is filled in."""
    now = timezone.now()
    opens = may_open_from(campaign, now)
    read = _read(campaign, user)
    if opens == now:
        return read
    return {**read, "initial": {"day": timezone.localdate(opens), "hour": time(9)}}


def _to_advert(result: Any, user: Any) -> str:
    campaign = getattr(result, "campaign", result)
    return f"{campaign.get_absolute_url()}advert/"


def _where_to_write(page: VacancyPage, user: User) -> str:
    """Wagtail's editor for those who may use it, else back to the campaign."""
    return page.editor_for(user) or page.campaign_for(user) or reverse("work")


# What opens a campaign: offered with the campaign's own moves.
OPENING_MOVES = (
    Move(
        slug="draft-advert",
        label="Draft the advert",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_before_opening and not hasattr(campaign, "page"),
        service=create_advert,
        obstacle=terms_to_complete,
        next_address=_where_to_write,
        explain="This makes a page for the advert. The department can write it there. The hub team "
        "checks and publishes it.",
        already=_drafted,
        says=lambda campaign, page: "The advert is drafted",
    ),
    Move(
        slug="publish",
        label="Publish the advert now",
        permission=PUBLISHING,
        barred_by=_own_words,
        may=lambda campaign: campaign.is_ready and hasattr(campaign, "page"),
        already=_not_to_publish,
        service=publish_advert,
        obstacle=_lacks_something,
        form=PublishForm,
        form_kwargs=_read,
        facts=_as_it_is,
        explain="This publishes the advert as it is now. People can apply from then on.",
        done="is open for applications",
    ),
    Move(
        slug="unschedule",
        label="Take the advert off the schedule",
        permission=PUBLISHING,
        may=can("unschedule"),
        service=unschedule_advert,
        form=reason_read_by("People who work on the campaign"),
        explain="The advert stays a draft until somebody publishes or schedules it. We will email "
        "the reason to the people who work on the campaign and the person who scheduled it.",
        done="is no longer scheduled",
    ),
)

ADVERT_MOVES = (
    Move(
        slug="write",
        label="Write the advert",
        permission=DRAFTING,
        may=moderation.may_be_written,
        service=moderation.write_advert,
        already=_not_written_now,
        form=WriteAdvertForm,
        form_kwargs=_written,
        next_address=_to_advert,
        done="has a new version of its advert",
    ),
    Move(
        slug="send",
        label="Send the advert to the hub team",
        permission=DRAFTING,
        may=lambda campaign: (
            campaign.is_before_opening and hasattr(campaign, "page") and not _waits(campaign)
        ),
        service=moderation.send_advert,
        obstacle=_lacks_words,
        next_address=_to_advert,
        explain="The hub team checks the advert. It publishes it, or tells you what to change.",
        already=_not_to_send,
        done="has an advert for the hub team to check",
    ),
    Move(
        slug="take-back",
        label="Take the advert back",
        permission=DRAFTING,
        barred_by=_not_the_departments,
        may=_waits,
        service=moderation.take_advert_back,
        next_address=_to_advert,
        explain="You can change the advert again. To have it checked, send it again.",
        already=_not_with_the_hub,
        done="has its advert back from the hub team",
    ),
    Move(
        slug="pass",
        label="Approve the advert",
        permission=PUBLISHING,
        barred_by=_own_review,
        may=_waits,
        service=moderation.pass_advert,
        form=SeenForm,
        form_kwargs=_read,
        facts=_as_it_is,
        next_address=_to_advert,
        explain="You have no changes to ask for. The next step is to publish the advert.",
        already=_not_with_the_hub,
        done="has an advert that the hub team has approved",
    ),
    Move(
        slug="return-advert",
        label="Return the advert",
        permission=PUBLISHING,
        barred_by=_own_review,
        may=_waits,
        service=moderation.return_advert,
        form=reason_read_by("The department"),
        next_address=_to_advert,
        explain="Say what the department has to change. We will tell them.",
        already=_not_with_the_hub,
        done="has had its advert returned",
    ),
    RETURN_CHANGE,
    Move(
        slug="schedule",
        label="Schedule the advert",
        permission=PUBLISHING,
        barred_by=_own_words,
        may=lambda campaign: campaign.is_ready and hasattr(campaign, "page"),
        already=_not_to_publish,
        service=schedule_advert,
        form=ScheduleForm,
        form_kwargs=_opens,
        next_address=_to_advert,
        facts=_as_it_is,
        explain="The advert will be published automatically at that time, as it is now. Later "
        "changes will not be included.",
        done="has a scheduled advert",
    ),
)
