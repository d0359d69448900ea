"""What the editor's screens do when somebody publishes, copies or would take away an advert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.moves import Offer, offered, possible
from hub.several_pages import of_pages
from roles.adverts.pages import VacancyPage
from roles.adverts.permanence import permanent_adverts
from roles.adverts.services.adverts import reasons_against_publishing
from roles.adverts.services.changes import why_returned
from roles.adverts.services.moderation import OwnAdvertError, refuse_own_words, why_unread
from roles.campaigns.moves.running import RUNNING_MOVES
from roles.models.campaigns.campaign import Campaign


def refuse_unready(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to publish an advert whose campaign may not open yet (R1), or whose words are the
    publisher's own; the draft is kept."""
    if not isinstance(page.specific, VacancyPage):
        return None
    reasons = _reasons(request, page.specific)
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, f"The advert is saved but not published. {reason}.")
    return redirect("wagtailadmin_pages:edit", page.pk)


@of_pages
def refuse_unready_in_bulk(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list: nobody publishes an advert without its page.

    Whoever selects it in a list has read nothing of it. One alone leads to the page that shows it;
    of several, the others are published.
    """
    if action_type != "publish":
        return None
    refused: dict[Any, list[str]] = {}
    is_alone = len(pages) == 1
    for page in pages:
        if isinstance(advert := page.specific, VacancyPage):
            reasons = _reasons(request, advert)
            if not advert.is_permanent and (unread := why_unread(advert, None)):
                reasons = [*reasons, unread]
            refused[page] = reasons or [BY_ITSELF]
        elif request.POST.get("include_descendants") and (below := _draft_below(page)):
            refused[page] = [BELOW.format(title=below.title)]
    if not refused:
        return None
    pages[:] = [page for page in pages if page not in refused]
    for page, reasons in refused.items():
        for reason in reasons:
            words = f"{page.title if is_alone else _named(page)}: {reason}."
            messages.error(request, f"Not published. {words}" if pages else f"{NOTHING} {words}")
    if pages:
        return None
    page = next(iter(refused))
    if isinstance(page.specific, VacancyPage) and is_alone:
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect("wagtailadmin_explore", (page.get_parent() or page).pk)


def _named(page: Any) -> str:
    """A page among several: adverts may have one title, so each has its campaign's reference."""
    found = page.specific
    is_advert = isinstance(found, VacancyPage)
    return f"{page.title} ({found.campaign.reference})" if is_advert else str(page.title)


def _draft_below(page: Any) -> VacancyPage | None:
    """An advert with words that would be public without anybody having looked at them."""
    unpublished = Q(live=False) | Q(has_unpublished_changes=True)
    return VacancyPage.objects.descendant_of(page).filter(unpublished).first()


def _reasons(request: HttpRequest, page: VacancyPage) -> list[str]:
    reasons = reasons_against_publishing(page)
    if request.method == "GET":  # Who only opens a screen tries nothing: it is not on record.
        own = page.why_own(request.user)
        return [own, *reasons] if own else reasons
    try:
        # Whoever opens the admin is signed in.
        refuse_own_words(page=page, actor=request.user)  # type: ignore[arg-type]
    except OwnAdvertError as error:
        reasons = [*error.reasons, *reasons]
    return [*why_returned(page, request.user), *reasons]


NOTHING = "Nothing was published."
BELOW = "{title} is below it. Publish each advert by itself"
BY_ITSELF = "Open the advert, read it and publish it from its own page"
# What the campaign does instead, and the bulk actions of Wagtail that take pages away.
INSTEAD = {"unpublish": "pause", "move": "pause", "delete": "cancel"}
STAYS = "The advert “{title}” has to keep its address, because people may already have it."
AIMS = {"pause": "To stop applications", "cancel": "To withdraw the role"}
TOLD = "You give a reason, and we tell the people who need to know."

ABOVE = (
    "“{title}” stays as it is, because there are adverts below it and their addresses cannot "
    "change."
)
UNCHANGED = " Nothing has been changed."


def refuse_unpublish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Go to the pause of the campaign instead of taking its advert down."""
    return _go_to_campaign(request, [page], "unpublish")


def refuse_delete(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Go to the end of the campaign instead of deleting its advert."""
    return _go_to_campaign(request, [page], "delete")


def refuse_move(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    """Keep an advert, and the pages above it, where they are."""
    return _go_to_campaign(request, [page], "move")


@of_pages
def refuse_in_bulk(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list: those that are not adverts are left in it."""
    if action_type not in INSTEAD:
        return None
    kept = {page: found for page in pages if (found := permanent_adverts(page))}
    if not kept or len(pages) == 1:
        return _go_to_campaign(request, pages, action_type)
    pages[:] = [page for page in pages if page not in kept]
    for page, found in kept.items():
        is_above = page.pk not in {each.pk for each in found}
        words = (
            ABOVE.format(title=page.title) if is_above else _stays(request, found[0], _named(page))
        )
        messages.error(request, words if pages else f"{words}{UNCHANGED}")
    if pages:
        return None
    first = next(iter(kept))
    return redirect("wagtailadmin_explore", (first.get_parent() or first).pk)


def _stays(request: HttpRequest, advert: VacancyPage, title: str = "") -> str:
    """Why an advert stays, and what can be done instead."""
    offers = _offers(request, advert.campaign)
    title = title or advert.title
    return f"{STAYS.format(title=title)} {_instead(advert.campaign, offers)}"


def _offers(request: HttpRequest, campaign: Campaign) -> dict[str, Offer]:
    return {each.slug: each for each in offered(RUNNING_MOVES, campaign, request.user)}


def _go_to_campaign(request: HttpRequest, pages: list[Any], action: str) -> HttpResponse | None:
    """Where the person can end what they wanted to take away; None when nothing is permanent."""
    found = [advert for page in pages for advert in permanent_adverts(page)]
    if not found:
        return None
    if above := [page for page in pages if page.pk not in {each.pk for each in found}]:
        messages.error(request, f"{ABOVE.format(title=above[0].title)}{UNCHANGED}")
        return redirect("wagtailadmin_explore", (above[0].get_parent() or above[0]).pk)
    advert, campaign = found[0], found[0].campaign
    messages.error(request, _stays(request, advert))
    mine = _offers(request, campaign).get(INSTEAD[action])
    if mine is None or mine.obstacle:
        return redirect("wagtailadmin_explore", advert.get_parent().pk)
    return redirect("roles:campaign_move", campaign.reference, INSTEAD[action])


def _instead(campaign: Campaign, offers: Mapping[str, Offer]) -> str:
    """What can be done about the campaign now, and for what the reader is not free, who can."""
    said, is_free = [], False
    for move in possible(RUNNING_MOVES, campaign):
        if (aim := AIMS.get(move.slug)) is None:
            continue
        mine = offers.get(move.slug)
        if mine is None or mine.is_barred:
            said.append(f"{aim}, ask {_who_can(move.slug, campaign)} to {move.slug} the campaign.")
            said += [mine.obstacle] if mine else []
            continue
        said.append(f"{aim}, {move.slug} the campaign.")
        if mine.obstacle:
            said.append(f"You cannot do this yet. {mine.obstacle.rstrip('.')}.")
        is_free = is_free or not mine.obstacle
    return " ".join([*said, TOLD] if is_free else said or ["The campaign has ended."])


def _who_can(move: str, campaign: Campaign) -> str:
    """Whom to ask for it: the department, where the hub was not asked to select (H4)."""
    if move == "cancel" and campaign.why_hub_does_not_select:
        return f"a hiring manager or resourcing officer of {campaign.organisation.name}"
    request = campaign.support_request
    return "the campaign’s adviser or a hub lead" if request and request.adviser else "a hub lead"


def refuse_copy(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to copy an advert, or a page with some below: each belongs to one campaign."""
    if not VacancyPage.objects.descendant_of(page, inclusive=True).exists():
        return None
    messages.error(
        request,
        "You cannot copy adverts, or a page with adverts below it. Draft one from its campaign."
        if isinstance(page.specific, VacancyPage)
        else f"“{page.title}” cannot be copied, because there are adverts below it.",
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
