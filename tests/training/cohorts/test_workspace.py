"""The trainers' workspace: from planning a release to completing a cohort."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import (
    accepted,
    make_cohort,
    make_place,
    make_programme,
    make_release,
    make_running_release,
)
from tests.moves_shown import moves_shown
from training.cohorts.services import TooEarlyError, confirm_cohort
from training.models import Attendance, Cohort, Place, Programme, ProgrammeRelease, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return signed_in(make_person("trainer@example.com", StaffGroup.TRAINERS))


def at(name, *args):
    return reverse(f"training:{name}", args=args)


def move(trainer, cohort, word):
    return trainer.post(at("cohort_move", cohort.slug, word), follow=True)


def summary_of(page):
    """The rows of a page's summary list, by what they are called."""
    cells = r"<dt[^>]*>\s*(.*?)\s*</dt>\s*<dd[^>]*>\s*(.*?)\s*</dd>"
    return dict(re.findall(cells, page, re.S))


def test_an_empty_workspace(trainer):
    assert "There is no programme yet" in trainer.get(at("workspace")).text


def test_a_trainer_runs_a_cohort_from_plan_to_end(trainer):
    release = make_running_release()
    first = timezone.localdate() + timedelta(days=30)
    url = at("cohort_new", release.pk)
    answer = trainer.post(
        url,
        {
            "name": "Cohort N",
            "capacity": "2",
            "location": "Leeds",
            **{f"starts_on_{part}": getattr(first, part) for part in ("day", "month", "year")},
            **{f"ends_on_{part}": getattr(first, part) for part in ("day", "month", "year")},
        },
        follow=True,
    )
    assert "Cohort N is planned" in answer.text
    cohort = Cohort.objects.get()
    assert "Cohort N has places available" in move(trainer, cohort, "open").text
    came, missed = (accepted(make_place(cohort)) for _ in range(2))
    assert "Cohort N is confirmed" in move(trainer, cohort, "confirm").text
    Session.objects.all().delete()
    today = timezone.localdate()
    Session.objects.create(cohort=cohort, number=1, on=today, title="Day 1")
    assert "Cohort N has started" in move(trainer, cohort, "start").text
    register = at("attendance", cohort.slug, 1)
    assert "Who was there?" in trainer.get(register).text
    answer = trainer.post(register, {"present": [str(came.pk)]}, follow=True)
    assert "Attendance saved for day 1" in answer.text
    answer = trainer.post(register, {"present": ["nobody"]})
    assert "Enter why you are changing the record" in answer.text
    assert Attendance.objects.get(place=came).is_present is True
    assert "Cohort N is complete" in move(trainer, cohort, "complete").text
    states = {place.pk: place.state for place in Place.objects.all()}
    assert (states[came.pk], states[missed.pk]) == ("completed", "no_show")
    again = move(trainer, cohort, "complete").text
    assert "Cohort N is now “completed”." in again


def test_the_history_of_a_cohort_says_who_recorded_the_attendance_of_which_day(trainer):
    cohort = make_cohort()
    came, missed = (accepted(make_place(cohort)) for _ in range(2))
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    page = at("cohort_manage", cohort.slug)

    def told():
        """What the history says of attendance: what, by whom, and of which day, newest first."""
        lines = trainer.get(page).context_data["history"].lines
        return [(line.what, line.who, line.note) for line in lines if "ttendance" in str(line.what)]

    assert told() == []
    trainer.post(at("attendance", cohort.slug, 2), {"present": [str(came.pk)]})
    both = [str(came.pk), str(missed.pk)]
    trainer.post(at("attendance", cohort.slug, 2), {"present": both, "reason": "One was overseen"})
    assert told() == [
        ("Attendance corrected", "trainer@example.com", f"{cohort}, day 2: 2 of 2 people came"),
        ("Attendance recorded", "trainer@example.com", f"{cohort}, day 2: 1 of 2 people came"),
    ]
    # Of another cohort nothing.
    other = make_cohort()
    assert "day 2: " not in trainer.get(at("cohort_manage", other.slug)).text


def test_a_cohort_with_many_days_takes_as_many_queries_as_one_with_few(trainer):
    cohort = make_cohort()
    Session.objects.filter(cohort=cohort, number__gt=1).delete()
    counts = []
    for number in (1, 3, 30):
        for each in range(cohort.sessions.count() + 1, number + 1):
            Session.objects.create(
                cohort=cohort, number=each, on=cohort.starts_on, title=f"Day {each}"
            )
        with CaptureQueriesContext(connection) as made:
            trainer.get(at("cohort_manage", cohort.slug))
        counts.append(len(made))
    assert counts[1] == counts[2]


def test_I6_the_register_of_a_completed_cohort_is_read_and_not_changed(trainer):
    cohort = make_cohort()
    came, missed = (accepted(make_place(cohort)) for _ in range(2))
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    register = at("attendance", cohort.slug, 1)
    trainer.post(register, {"present": [str(came.pk)]})
    move(trainer, cohort, "complete")
    page = trainer.get(register).text
    assert "Nobody is expected on this day" not in page
    assert "Save attendance" not in page
    assert [str(place.person) in page for place in (came, missed)] == [True, True]
    cells = re.findall(r">\s*(Present|Not present)\s*<", page)
    assert cells == ["Present", "Not present"]
    answer = trainer.post(register, {"present": ["nobody"]}, follow=True).text
    assert "You cannot change this attendance now, so nothing has changed." in answer
    assert Attendance.objects.get(place=came).is_present is True


def test_each_move_of_a_cohort_is_asked_before_it_is_made(trainer):
    cohort = make_cohort()
    accepted(make_place(cohort))
    page = trainer.get(at("cohort_manage", cohort.slug)).text
    assert at("cohort_move", cohort.slug, "confirm") in page
    asked = trainer.get(at("cohort_move", cohort.slug, "confirm"))
    assert asked.status_code == 200
    assert "We will tell everybody who has accepted a place" in asked.text
    assert "1 place" in asked.text
    cohort.refresh_from_db()
    assert cohort.state == "open_for_nominations"


def test_a_cohort_that_nobody_has_accepted_is_not_confirmed(trainer):
    """To confirm it is for good, and so it is asked on a page of its own."""
    cohort = make_cohort()
    place = make_place(cohort)
    page = move(trainer, cohort, "confirm").text
    assert "Nobody has accepted a place yet" in page
    with pytest.raises(TooEarlyError):
        confirm_cohort(cohort=cohort, actor=None)
    accepted(place)
    shown = moves_shown(trainer.get(at("cohort_manage", cohort.slug)).text)
    assert shown["Confirm the cohort"].how == "page"
    move(trainer, cohort, "confirm")
    assert Cohort.objects.get(pk=cohort.pk).state == "confirmed"


def test_a_cohort_does_not_start_before_its_first_day(trainer):
    cohort = make_cohort()
    offered = make_place(cohort)
    accepted(make_place(cohort))
    move(trainer, cohort, "confirm")
    waits = f"Its first day is {date_gb(cohort.starts_on)}."
    assert waits in trainer.get(at("cohort_manage", cohort.slug)).text
    assert waits in move(trainer, cohort, "start").text
    assert Place.objects.get(pk=offered.pk).state == "offered"


def test_I6_a_cohort_is_not_completed_before_the_day_of_its_last_session(trainer):
    cohort = make_cohort()
    place = accepted(make_place(cohort))
    move(trainer, cohort, "confirm")
    today = timezone.localdate()
    Session.objects.exclude(number=3).update(on=today)
    Session.objects.filter(number=3).update(on=today + timedelta(days=1))
    move(trainer, cohort, "start")
    waits = f"Its last day is {date_gb(today + timedelta(days=1))}."
    for page in (
        trainer.get(at("cohort_manage", cohort.slug)),
        trainer.get(at("cohort_move", cohort.slug, "complete")),
        move(trainer, cohort, "complete"),
    ):
        assert waits in page.text
    cohort.refresh_from_db()
    assert (cohort.state, Place.objects.get(pk=place.pk).state) == ("running", "confirmed")


def test_I6_completing_a_cohort_says_first_what_becomes_of_each_place(trainer):
    cohort = make_cohort(capacity=4)
    whole, part, never = (accepted(make_place(cohort)) for _ in range(3))
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    for number, present in ((1, [whole, part]), (2, [whole])):
        register = at("attendance", cohort.slug, number)
        trainer.post(register, {"present": [str(place.pk) for place in present]})
    rows = summary_of(trainer.get(at("cohort_move", cohort.slug, "complete")).text)
    assert (rows["Becomes “Completed”"], rows["Becomes “Not completed”"]) == (
        "0 places",
        "2 places",
    )
    assert rows["Becomes “Did not attend”"] == "1 place"
    assert (
        rows["Days with no attendance recorded"] == "1. Nobody will count as present on these days"
    )
    trainer.post(at("attendance", cohort.slug, 3), {"present": [str(whole.pk)]})
    rows = summary_of(trainer.get(at("cohort_move", cohort.slug, "complete")).text)
    assert (rows["Becomes “Completed”"], "Days with no attendance recorded" in rows) == (
        "1 place",
        False,
    )
    move(trainer, cohort, "complete")
    states = [Place.objects.get(pk=place.pk).state for place in (whole, part, never)]
    assert states == ["completed", "incomplete", "no_show"]


def test_a_correction_with_a_reason_is_taken(trainer):
    cohort = make_cohort()
    place = accepted(make_place(cohort))
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    register = at("attendance", cohort.slug, 1)
    trainer.post(register, {"present": ["nobody"]})
    trainer.post(register, {"present": [str(place.pk)], "reason": "Came late"})
    mark = Attendance.objects.get()
    assert (mark.is_present, mark.correction_reason) == (True, "Came late")
    assert "1 present" in trainer.get(at("cohort_manage", cohort.slug)).text


def test_an_empty_register_is_no_answer_and_everybody_is_one_tick(trainer):
    cohort = make_cohort()
    places = [accepted(make_place(cohort)) for _ in range(2)]
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    register = at("attendance", cohort.slug, 1)
    assert "Select who was there, or “Nobody was there”" in trainer.post(register, {}).text
    both = {"present": ["nobody", str(places[0].pk)]}
    assert "but not both" in trainer.post(register, both).text
    assert Attendance.objects.count() == 0
    answer = trainer.post(register, {"present": ["everybody"]}, follow=True).text
    assert "Attendance saved for day 1: 2 of 2 people were there" in answer
    assert Attendance.objects.filter(is_present=True).count() == 2


def test_attendance_before_the_day_is_refused(trainer):
    cohort = make_cohort()
    accepted(make_place(cohort))
    register = at("attendance", cohort.slug, 1)
    assert "Nobody is expected on this day" in trainer.get(register).text
    move(trainer, cohort, "confirm")
    Session.objects.filter(number=2).update(on=timezone.localdate())
    move(trainer, cohort, "start")
    answer = trainer.post(register, {"present": ["nobody"]})
    assert "You can record attendance from the day of the session" in answer.text
    assert trainer.get(at("attendance", cohort.slug, 99)).status_code == 404


def test_what_is_wrong_with_a_new_cohort_is_said_in_words(trainer):
    url = at("cohort_new", make_running_release().pk)
    text = trainer.post(url, {}).text
    for words in ("Enter what the cohort is called", "Enter the number of places"):
        assert words in text
    today = timezone.localdate()
    early = {f"starts_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert "The first day must be in the future" in trainer.post(url, early).text
    first, last = today + timedelta(days=9), today + timedelta(days=8)
    dates = {f"starts_on_{part}": getattr(first, part) for part in ("day", "month", "year")}
    dates |= {f"ends_on_{part}": getattr(last, part) for part in ("day", "month", "year")}
    assert "The last day must be the same as or after" in trainer.post(url, dates).text
    last = today + timedelta(days=400)
    dates |= {f"ends_on_{part}": getattr(last, part) for part in ("day", "month", "year")}
    assert "within 6 months of the first day" in trainer.post(url, dates).text
    assert Cohort.objects.count() == 0


def test_cancelling_needs_a_reason(trainer):
    cohort = make_cohort()
    url = at("cohort_move", cohort.slug, "cancel")
    assert "Enter why it is cancelled" in trainer.post(url, {}).text
    assert "is cancelled" in trainer.post(url, {"reason": "No rooms"}, follow=True).text
    again = trainer.post(url, {"reason": "No rooms"}, follow=True).text
    assert "is now “cancelled”." in again


def test_I9_the_workspace_asks_for_lessons_before_the_beta(trainer):
    programme = make_programme(slug="smi")
    alpha = make_running_release(programme)
    new = at("release_new", "smi")
    assert "Enter the version" in trainer.post(new, {}).text
    words = {
        "version": "0.9",
        "phase": "beta",
        "precision": "month",
        "modules": "Users\n\nAgile\nUsers",
        "what_changed": "",
    }
    assert "The release is planned" in trainer.post(new, words, follow=True).text
    assert "a version that this programme does not have yet" in trainer.post(new, words).text
    beta = ProgrammeRelease.objects.get(version="0.9")
    assert [module.name for module in beta.modules.all()] == ["Users", "Agile"]
    detail = trainer.get(at("release_detail", beta.pk)).text
    start = f'href="{at("release_move", beta.pk, "start")}"'
    assert ("Before this release can start" in detail, start in detail) == (True, False)
    refused = trainer.post(at("release_move", beta.pk, "start"), follow=True).text
    assert "until you record what you learnt from the one before it" in refused
    lesson = at("lesson_new", alpha.pk)
    assert "Enter what you learnt" in trainer.post(lesson, {}).text
    answer = trainer.post(
        lesson, {"applied_to": beta.pk, "lesson": "Too long", "change": "Shorter"}, follow=True
    )
    assert "The lesson is recorded" in answer.text
    asked = trainer.get(at("release_move", beta.pk, "start")).text
    assert "The programme moves to the phase of this release. You cannot undo this." in asked
    assert "has started" in trainer.post(at("release_move", beta.pk, "start"), follow=True).text
    again = trainer.post(at("release_move", beta.pk, "start"), follow=True).text
    assert "This release has already started" in again
    assert "Too long" in trainer.get(at("release_detail", beta.pk)).text
    assert "There is no later release to record a lesson for" in trainer.get(lesson).text
    assert "is finished" in trainer.post(at("release_move", beta.pk, "finish"), follow=True).text
    again = trainer.post(at("release_move", beta.pk, "finish"), follow=True).text
    assert "This release is already finished" in again
    assert trainer.get(at("cohort_new", beta.pk)).status_code == 404


def test_words_no_release_or_cohort_knows_are_not_found(trainer):
    release, cohort = make_release(), make_cohort()
    assert trainer.post(at("release_move", release.pk, "dance")).status_code == 404
    assert trainer.post(at("cohort_move", cohort.slug, "dance")).status_code == 404
    assert trainer.get(at("release_detail", 10**9)).status_code == 404
    assert trainer.get(at("cohort_manage", "none")).status_code == 404
    assert trainer.get(at("release_new", "none")).status_code == 404


def test_the_trainer_completes_a_place_that_made_up_what_it_missed(trainer):
    cohort = make_cohort()
    place = accepted(make_place(cohort))
    move(trainer, cohort, "confirm")
    Session.objects.update(on=timezone.localdate())
    move(trainer, cohort, "start")
    trainer.post(at("attendance", cohort.slug, 1), {"present": [str(place.pk)]})
    move(trainer, cohort, "complete")
    assert Place.objects.get().state == "incomplete"
    complete = at("place_complete", place.key)
    assert "They missed too many sessions" in trainer.post(complete, follow=True).text
    for session in Session.objects.exclude(number=1):
        Attendance.objects.create(
            session=session, place=place, is_present=True, recorded_at=timezone.now()
        )
    assert "Record as completed" in trainer.get(place.get_absolute_url()).text
    assert "The place is completed" in trainer.post(complete, follow=True).text
    assert "nothing has changed" in trainer.post(complete, follow=True).text


@pytest.mark.parametrize("items", [1, 3, 30])
def test_the_workspace_costs_the_same_at_any_length(items, trainer, django_assert_max_num_queries):
    release = make_running_release()
    cohort = make_cohort(capacity=40, release=release)
    for _ in range(items):
        make_cohort(release=release)
        make_place(cohort)
        make_release(Programme.objects.get())
    pages = [
        at("workspace"),
        at("cohort_manage", cohort.slug),
        at("release_detail", release.pk),
        at("attendance", cohort.slug, 1),
    ]
    for url in pages:
        trainer.get(url)
        # One asks how many people wait for any cohort, one what the next step waits for, and four
        # which cohorts stand beside one in the list.
        with django_assert_max_num_queries(18):
            trainer.get(url)


def test_several_cohorts_have_their_places_made_available_together(trainer):
    planned = [make_cohort(is_open=False) for _ in range(2)]
    running = make_cohort()
    page = trainer.get(at("workspace"))
    offered = page.context_data["listed"].bulk.moves
    assert [(slug, label) for slug, label, _ in offered] == [("open", "Make places available")]
    chosen = [cohort.pk for cohort in (*planned, running)]
    page = trainer.post(at("workspace"), {"bulk": "open", "row": chosen}, follow=True)
    assert "2 of 3 cohorts can be done now" in page.text
    assert "Nobody is on the general waiting list." in " ".join(page.text.split())
    why = page.context_data["cannot"].rows[0][-1]["text"]
    assert why == "You can only do this when the state is “planned”."
    assert at("cohort_manage", planned[0].slug) in page.text
    said = {"confirmed": page.context_data["confirmed"]}
    answer = trainer.post(page.request["PATH_INFO"], said, follow=True)
    assert "Done for 2 of 3 cohorts. Not done for 1" in " ".join(answer.text.split())
    states = [Cohort.objects.get(pk=cohort.pk).state for cohort in planned]
    assert states == ["open_for_nominations"] * 2


def test_cohorts_are_sorted_and_downloaded(trainer):
    later, sooner = make_cohort(in_days=90), make_cohort(in_days=40)
    rows = trainer.get(f"{at('workspace')}?sort=starts").context_data["listed"].page.records
    assert rows == [sooner, later]
    answer = trainer.get(f"{at('workspace')}?export=csv")
    written = b"".join(answer.streaming_content).decode()
    assert written.startswith("Cohort,Release,Starts,State,Places taken,Waiting")
