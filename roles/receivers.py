"""One-line bridges from what Wagtail and the areas below announce to the services."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import (
    page_slug_changed,
    post_page_move,
)

from hub.authorisation import as_system
from hub.models import PreElectionPeriod
from hub.page_cache import invalidate
from hub.signals import (
    mail_came_back,
    organisation_moved,
    person_erased,
    pre_election_changed,
)
from roles.adverts import receivers as adverts  # noqa: F401 (listens once it is imported)
from roles.adverts.pages import VacancyPage
from roles.adverts.services.waiting import set_scheduled_adverts
from roles.applications.services.claims import claim_applications
from roles.campaigns.services.held_back import tell_of_what_cannot_open
from roles.campaigns.services.movers import phone_mover_instead, set_movers_windows
from roles.models import AdvertQuestion, Campaign, Location, Post, ShareOut
from roles.search.services.listings import refresh_listing, refresh_listings_under
from roles.selection.services.conflicts import find_conflicts
from roles.selection.services.duplicates import set_second_ones_aside
from roles.selection.services.endings import end_what_is_undecided
from roles.selection.services.marking import erase_drafts
from roles.selection.services.panel_quality import tell_of_severe_marks
from roles.selection.services.referrals import release_referrals
from roles.selection.services.referrals_left import tell_that_they_left
from roles.selection.services.sharing_out import share_out_again
from roles.selection.services.slot_choices import free_when_off
from roles.selection.services.stage_results import (
    open_late_results,
    open_results,
    record_interview,
    record_sift,
)
from roles.signals import (
    advert_changed,
    application_sent,
    campaign_ended,
    interview_left,
    interview_recorded,
    interviews_began,
    request_ended,
    reserve_left,
    sift_began,
    sift_decided,
)
from roles.support.services.bookings import end_bookings_of_closed_accounts
from roles.telling import phone_instead


@receiver(advert_changed, dispatch_uid="roles.advert_changed")
@as_system()
def list_changed_advert(campaign: Campaign, **kwargs: Any) -> None:
    """The list follows the campaign, in the same transaction."""
    refresh_listing(campaign=campaign)


@receiver(campaign_ended, dispatch_uid="roles.campaign_ended")
@as_system()
def decide_on_who_is_left(campaign: Any, actor: Any, at: Any, **kwargs: Any) -> None:
    """Nobody waits for a decision that will not come."""
    end_what_is_undecided(campaign=campaign, actor=actor, at=at)
    erase_drafts(campaign=campaign)


@receiver(interviews_began, dispatch_uid="roles.interviews_began")
@as_system()
def keep_one_of_each_person(campaign: Any, at: Any, **kwargs: Any) -> None:
    """Of each mailbox one application goes on, when nobody learns from it whose another one is."""
    set_second_ones_aside(campaign=campaign, at=at)
    erase_drafts(campaign=campaign)
    tell_of_severe_marks(campaign=campaign, at=at)


@receiver(application_sent, dispatch_uid="roles.application_sent")
@as_system()
def look_for_conflicts_with(application: Any, at: Any, **kwargs: Any) -> None:
    """Nobody on a panel sees the application of somebody they named, not for a moment."""
    find_conflicts(campaign=application.campaign, only=application, at=at)
    open_late_results(application=application, at=at)
    share_out_again(campaign=application.campaign, why=ShareOut.Why.ADDED, at=at)


@receiver(sift_began, dispatch_uid="roles.sift_began")
@as_system()
def open_what_is_sifted(campaign: Any, at: Any, **kwargs: Any) -> None:
    """Each application has its result at the stage, for which the panel gives marks."""
    open_results(campaign=campaign, at=at)
    share_out_again(campaign=campaign, why=ShareOut.Why.SIFT_BEGAN, at=at)


@receiver(sift_decided, dispatch_uid="roles.sift_decided")
@as_system()
def record_what_is_sifted(application: Any, at: Any, **kwargs: Any) -> None:
    """The result at the stage says what the application does."""
    record_sift(application=application, at=at)


@receiver(interview_recorded, dispatch_uid="roles.interview_recorded")
@as_system()
def record_what_the_panel_found(application: Any, at: Any, **kwargs: Any) -> None:
    """The result of a stage at which candidates are met says what the application does."""
    record_interview(application=application, at=at)


@receiver(request_ended, dispatch_uid="roles.request_ended")
@as_system()
def release_people_put_forward(request: Any, actor: Any, at: Any, **kwargs: Any) -> None:
    """Whoever was put forward for a request waits no longer than it lives."""
    release_referrals(request=request, actor=actor, at=at)


@receiver(mail_came_back, dispatch_uid="roles.mail_came_back")
@as_system()
def phone_whose_email_came_back(row: Any, **kwargs: Any) -> None:
    """Nobody loses an offer, or sight of a role first, by an email that was never read."""
    phone_instead(row)
    phone_mover_instead(row)


@receiver(person_erased, dispatch_uid="roles.person_erased")
def end_what_they_were_booked_for(**kwargs: Any) -> None:
    """Nobody waits for an expert who has closed the account."""
    end_bookings_of_closed_accounts()


@receiver(reserve_left, dispatch_uid="roles.reserve_left")
@as_system()
def tell_who_waits_for_them(application: Any, at: Any, **kwargs: Any) -> None:
    """Nobody waits for somebody who is not on the list any more."""
    tell_that_they_left(application=application, at=at)


@receiver(interview_left, dispatch_uid="roles.interview_left")
@as_system()
def free_the_time_they_had(application: Any, **kwargs: Any) -> None:
    """Somebody else can choose the time of whoever withdrew."""
    free_when_off(application=application)


@receiver(pre_election_changed, dispatch_uid="roles.pre_election_changed")
@receiver(organisation_moved, dispatch_uid="roles.organisation_moved")
def wait_for_the_election(**kwargs: Any) -> None:
    """What is scheduled, or first for movers, waits; or waits no longer."""
    set_scheduled_adverts()
    set_movers_windows()


@receiver(pre_election_changed, dispatch_uid="roles.election_tells")
def tell_who_cannot_open(period: PreElectionPeriod, **kwargs: Any) -> None:
    """Nobody finds out at the opening that their campaign closes before it could open."""
    tell_of_what_cannot_open(period)


@receiver(post_delete, sender=VacancyPage, dispatch_uid="roles.deleted")
@as_system()
def unlist_deleted_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The list lets go of an advert that is deleted."""
    refresh_listing(campaign=instance.campaign)


@receiver(page_slug_changed, dispatch_uid="roles.renamed")
@receiver(post_page_move, dispatch_uid="roles.moved")
@as_system()
def list_moved_adverts(instance: Any, **kwargs: Any) -> None:
    """The list follows adverts to their new addresses."""
    refresh_listings_under(page=instance)


@receiver(user_logged_in, dispatch_uid="roles.signed_in")
@as_system()
def claim_what_was_entered(user: Any, **kwargs: Any) -> None:
    """Signing in proves the address: what was entered under it is theirs."""
    claim_applications(person=user)


@receiver([post_save, post_delete], sender=Campaign, dispatch_uid="roles.campaign_shown")
@receiver([post_save, post_delete], sender=Post, dispatch_uid="roles.post_shown")
@receiver([post_save, post_delete], sender=Location, dispatch_uid="roles.place_shown")
@receiver([post_save, post_delete], sender=AdvertQuestion, dispatch_uid="roles.question_shown")
def invalidate_adverts(**kwargs: Any) -> None:
    """Stored pages that show a record are let go of with it."""
    invalidate()
