"""Personal data, messages, invariants and the admin's listings of training."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.invariants import check_all
from hub.models import InvariantFinding, Notification
from hub.notifications import kinds
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person, export_person, run_due
from tests.factories.hub import make_organisation, make_person, make_service, signed_in
from tests.factories.training import accepted, make_cohort, make_place
from training.models import Cohort, Place

pytestmark = pytest.mark.django_db


def test_erasing_a_person_frees_the_place_and_leaves_it_without_them():
    cohort = make_cohort(capacity=1)
    place = accepted(make_place(cohort))
    waiting = make_place(cohort)
    erase_person(person=place.person, actor=None, reason="asked")
    erased = Place.objects.get(pk=place.pk)
    assert (erased.person, erased.state, erased.erased_at is None) == (None, "withdrawn", False)
    assert Place.objects.get(pk=waiting.pk).state == "offered"


def test_why_an_attendance_was_corrected_is_read_by_its_person_and_goes_with_them():
    place = accepted(make_place(make_cohort()))
    session = place.cohort.sessions.first()
    mark = session.attendances.create(
        place=place,
        is_present=False,
        recorded_at=timezone.now(),
        correction_reason="Was in hospital",
    )
    found = {item["what"]: item["records"] for item in export_person(place.person)}
    (record,) = found["Induction places and attendance"]
    assert record["Why your attendance was corrected"] == ["Was in hospital"]
    erase_person(person=place.person, actor=None, reason="asked")
    mark.refresh_from_db()
    assert (mark.correction_reason, mark.is_present) == ("", False)


def test_the_copy_of_ones_data_names_places_and_attendance():
    place = accepted(make_place(make_cohort(capacity=1, name="Cohort N")))
    waiting = make_place(None, make_person())
    found = {item["what"]: item["records"] for item in export_person(place.person)}
    (record,) = found["Induction places and attendance"]
    assert (record["Cohort"], record["State"]) == ("Cohort N", "Accepted")
    assert record["Sessions attended"] == "0 of 3"
    records = {item["what"]: item["records"] for item in export_person(waiting.person)}
    assert records["Induction places and attendance"][0]["Cohort"] == ""


def test_a_record_goes_when_its_time_is_over():
    old = make_place(make_cohort())
    kept = make_place(make_cohort())
    never = make_place(None)
    long_ago = timezone.now() - timedelta(days=1200)
    Cohort.objects.filter(pk=old.cohort_id).update(
        starts_on=long_ago.date(), ends_on=long_ago.date()
    )
    Place.objects.filter(pk=never.pk).update(requested_at=long_ago)
    assert run_due(dry_run=True)["training.places"] == 2
    run_due()
    run_due()
    people = {place.pk: place.person_id for place in Place.objects.all()}
    assert (people[old.pk], people[kept.pk], people[never.pk]) == (None, kept.person_id, None)


def test_messages_that_are_no_longer_true_are_dropped():
    place = make_place(make_cohort())
    row = Notification.objects.get(slug="training.place_offered")
    extra = kinds.get("training.place_offered").extra
    assert extra(row)["cohort"] == place.cohort.name
    accepted(place)
    assert extra(Notification.objects.get(pk=row.pk)) is None
    Place.objects.update(erased_at=timezone.now())
    assert kinds.get("training.place_withdrawn").extra(Notification.objects.get(pk=row.pk)) is None


def test_invariants_are_found_and_named_without_a_person():
    place = make_place(make_cohort(capacity=1))
    assert check_all() == 0
    other = make_place(make_cohort())
    Place.objects.filter(pk=other.pk).update(cohort=place.cohort)
    Place.objects.filter(pk=place.pk).update(offer_expires_at=timezone.now() - timedelta(hours=2))
    assert check_all() == 4
    assert set(InvariantFinding.objects.values_list("slug", flat=True)) == {
        "training.beyond_capacity",
        "training.miscounted",
        "training.offer_overdue",
    }


@pytest.mark.parametrize("name", ["programme", "release", "cohort", "place"])
def test_the_admin_lists_inspects_and_exports_and_changes_nothing(name):
    place = accepted(make_place(make_cohort(), service=make_service(make_organisation())))
    pk = {
        "programme": place.cohort.release.programme_id,
        "release": place.cohort.release_id,
        "cohort": place.cohort_id,
        "place": place.pk,
    }[name]
    root = make_person("root@example.com")
    root.is_superuser = True
    root.save()
    for user in (make_person("", StaffGroup.TRAINERS), root):
        client = signed_in(user)
        assert client.get(reverse(f"training_{name}:index")).status_code == 200
        inspected = client.get(reverse(f"training_{name}:inspect", args=[pk]))
        assert inspected.status_code == 200
        assert place.person.email not in inspected.text
        export = client.get(reverse(f"training_{name}:index"), {"export": "csv"})
        text = b"".join(export.streaming_content).decode()
        assert len(text.strip().splitlines()) == 2
        assert place.person.email not in text
        assert client.get(reverse(f"training_{name}:index") + "new/").status_code == 404
    candidate = signed_in(make_person())
    assert candidate.get(reverse(f"training_{name}:index")).status_code == 403


def test_trainers_change_the_policy_in_the_admin():
    client = signed_in(make_person("", StaffGroup.TRAINERS))
    url = reverse("wagtailsettings:edit", args=["training", "trainingpolicy"])
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    assert "working days to answer" in answer.text.lower()
