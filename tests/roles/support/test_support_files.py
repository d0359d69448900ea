"""Files of a support request: checked first, opened by those who see the request, removed."""

from __future__ import annotations

import pytest

from hub.models import HubPolicy, Notification, Upload
from hub.tasks import scan_upload
from roles.models import RequestAttachment
from tests.factories.files import EICAR, make_pdf, upload
from tests.factories.hub import signed_in
from tests.factories.roles import actions_of, make_request, make_team
from tests.roles.support.support_forms import attach

pytestmark = pytest.mark.django_db


def test_a_file_waits_for_the_scan_and_then_both_sides_open_it(team, clamd):
    request = make_request(team)
    client = signed_in(team.requester)
    url = f"/support/{request.reference}/attach/"
    page = client.post(url, {"upload": upload(make_pdf()), "title": ""}).content.decode()
    assert "Enter what the file is" in page
    assert "We have your file" in page
    client.post(url, {"upload": upload(make_pdf()), "title": "Draft job description"})
    row = RequestAttachment.objects.get()
    address = f"/support/{request.reference}/files/{row.pk}/"
    page = client.get(request.get_absolute_url()).content.decode()
    assert "Draft job description" in page
    assert row.upload.get_state_display() in page
    assert address not in page.replace(f"{address}remove/", "")
    assert client.get(address).get("Content-Disposition") is None
    scan_upload(row.upload.pk)
    for person in (team.requester, team.adviser):
        opened = signed_in(person).get(address)
        name = f'"{request.reference.lower()}-file-{row.pk}.pdf"'
        assert name in opened["Content-Disposition"]
    assert signed_in(make_team("BBB").requester).get(address).status_code == 404
    assert "roles.support_file_added" in actions_of(request)


def test_an_infected_file_is_removed_and_the_person_is_told(
    team, clamd, django_capture_on_commit_callbacks
):
    request = make_request(team)
    client = signed_in(team.requester)
    bad = upload(make_pdf(inside=EICAR))
    client.post(f"/support/{request.reference}/attach/", {"upload": bad, "title": "Brief"})
    row = RequestAttachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        scan_upload(row.upload.pk)
    told = Notification.objects.get(slug="hub.upload_infected")
    assert told.recipient == team.requester
    kept = Upload.objects.get()
    assert bool(kept.file) is False
    assert client.get(f"/support/{request.reference}/files/{row.pk}/").status_code == 404
    assert kept.get_state_display() in client.get(request.get_absolute_url()).content.decode()


def test_a_wrong_kind_of_file_is_told_and_the_words_are_kept(team):
    request = make_request(team)
    url = f"/support/{request.reference}/attach/"
    wrong = upload(b"MZ not a document", "brief.exe")
    page = signed_in(team.requester).post(url, {"upload": wrong, "title": "Brief"}).content.decode()
    assert "There is a problem" in page
    assert 'value="Brief"' in page
    assert RequestAttachment.objects.count() == 0


def test_a_file_that_is_too_large_is_told_and_the_words_are_kept(team):
    request = make_request(team)
    policy = HubPolicy.load()
    policy.upload_megabytes = 1
    policy.save()
    large = upload(make_pdf() + b"\n" * 1_000_000)
    url = f"/support/{request.reference}/attach/"
    page = signed_in(team.requester).post(url, {"upload": large, "title": "Brief"}).content.decode()
    assert "The selected file must be smaller than 1MB" in page
    assert 'value="Brief"' in page
    assert (RequestAttachment.objects.count(), Upload.objects.count()) == (0, 0)


def test_who_added_a_file_removes_it_and_nobody_else(team):
    request = make_request(team)
    row = attach(request, team.requester)
    url = f"/support/{request.reference}/files/{row.pk}/remove/"
    for person in (team.adviser, team.manager):
        assert signed_in(person).get(url).status_code == 404
    client = signed_in(team.requester)
    client.post(url)
    assert client.post(url).status_code == 404
    assert (RequestAttachment.objects.count(), Upload.objects.count()) == (0, 0)
