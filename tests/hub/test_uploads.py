"""A file's way: received, scanned by a real ClamAV, served or removed, and gone in the end."""

from __future__ import annotations

import os
import socket
import threading
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.invariants import check_all
from hub.models import InvariantFinding, Notification, Upload
from hub.models.upload import upload_storage
from hub.retention.erasure import erase_person, run_due
from hub.tasks import heartbeat, scan_upload, sweep_uploads, tidy_uploads
from hub.uploads import attach, receive, remove, response
from hub.uploads.scanner import ScannerAway
from hub.uploads.scanning import scan, sweep_waiting
from tests.factories.files import EICAR, docx_with_picture, make_docx, make_pdf, upload, zipped
from tests.factories.hub import make_need, make_organisation, make_person, signed_in
from tests.private_servers import free_port

pytestmark = pytest.mark.django_db
State = Upload.State
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def owner():
    return make_person("owner@example.com")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done on commit is done, as in the real service."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def handed_in(owner, content: bytes = b"", **fields) -> Upload:
    return receive(actor=owner, file=upload(content or make_pdf()), purpose="hub.test", **fields)


def infected() -> bytes:
    """A good PDF, with the test virus inside."""
    return make_pdf(inside=EICAR)


def stored(upload: Upload) -> bool:
    return bool(upload.file) and upload_storage().exists(upload.file.name)


def logged(upload: Upload) -> list[str]:
    entries = ModelLogEntry.objects.filter(object_id=str(upload.pk)).order_by("pk")
    return [entry.action for entry in entries if entry.content_type.model == "upload"]


def state_of(upload: Upload) -> str:
    return Upload.objects.get(pk=upload.pk).state


# --- Scanning -------------------------------------------------------------------------------------


def test_a_clean_file_is_scanned_and_may_be_opened(clamd, owner):
    kept = handed_in(owner)
    assert (kept.state, kept.can_be_opened) == (State.RECEIVED, False)
    scan_upload(kept.pk)
    kept = Upload.objects.get()
    assert (kept.state, kept.can_be_opened, stored(kept)) == (State.CLEAN, True, True)
    assert kept.clean_at is not None
    assert logged(kept) == ["hub.upload_received", "hub.upload_cleared"]


@pytest.mark.parametrize("content", [infected(), docx_with_picture(PNG + EICAR)])
def test_an_infected_file_is_removed_and_its_owner_is_told_once(clamd, owner, committed, content):
    kept = handed_in(owner, content)
    name = kept.file.name
    with committed():
        scan_upload(kept.pk)
    scan_upload(kept.pk)
    kept = Upload.objects.get()
    assert (kept.state, bool(kept.file)) == (State.INFECTED, False)
    assert not upload_storage().exists(name)
    told = Notification.objects.get(slug="hub.upload_infected")
    assert (told.recipient, told.subject) == (owner, kept)
    assert logged(kept) == ["hub.upload_received", "hub.upload_infected"]
    entry = ModelLogEntry.objects.get(action="hub.upload_infected")
    assert "Eicar" in entry.data["detail"]


def test_by_the_local_socket_as_well(clamd, owner, settings):
    settings.CLAMD_ADDRESS = clamd.socket
    assert scan(handed_in(owner).pk) is True
    assert scan(handed_in(owner, infected()).pk) is True
    assert {row.state for row in Upload.objects.all()} == {State.CLEAN, State.INFECTED}


def test_a_file_over_the_scanners_limit_is_refused_and_its_owner_is_told(clamd, owner, committed):
    """The scanner of the tests takes 1 MB."""
    kept = handed_in(owner, make_pdf(inside=os.urandom(3_000_000)))
    with committed():
        scan_upload(kept.pk)
    kept = Upload.objects.get()
    assert (kept.state, bool(kept.file)) == (State.REFUSED, False)
    assert Notification.objects.get().slug == "hub.upload_refused"


def test_while_the_scanner_is_down_the_file_waits_and_the_sweep_finds_it(clamd, owner):
    kept = handed_in(owner)
    clamd.stop()
    scan_upload(kept.pk)
    assert (state_of(kept), sweep_waiting()) == (State.RECEIVED, 0)
    page = signed_in(owner).get(reverse("upload", args=[kept.reference]))
    assert (page.status_code, "We are checking this file" in page.content.decode()) == (200, True)
    clamd.start()
    sweep_uploads()
    sweep_uploads()
    assert state_of(kept) == State.CLEAN
    assert logged(kept) == ["hub.upload_received", "hub.upload_cleared"]


def test_a_scanner_that_says_nothing_is_away(owner, settings):
    settings.CLAMD_ADDRESS = f"127.0.0.1:{free_port()}"
    kept = handed_in(owner)
    with pytest.raises(ScannerAway):
        scan(kept.pk)
    assert state_of(kept) == State.RECEIVED


def test_a_file_that_the_scanner_chokes_on_holds_up_no_other(owner, settings):
    """A server that speaks clamd's language, and fails on the first file that it is sent."""
    first, second = handed_in(owner), handed_in(owner)
    answers = [b"stream: Can't allocate memory ERROR\0", b"stream: OK\0"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            for answer in answers:
                line, _ = server.accept()
                with line:
                    said = b""
                    while not said.endswith(b"\0\0\0\0"):
                        said += line.recv(65_536)
                    line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert sweep_waiting() == 1
        thread.join(10)
    assert (state_of(first), state_of(second)) == (State.RECEIVED, State.CLEAN)


def test_a_scan_that_was_lost_with_its_worker_is_done_again_after_a_while(clamd, owner):
    kept = handed_in(owner)
    now = timezone.now()
    Upload.objects.filter(pk=kept.pk).update(state=State.SCANNING, scanning_at=now)
    assert sweep_waiting(now=now + timedelta(minutes=1)) == 0
    assert sweep_waiting(now=now + timedelta(minutes=4)) == 1
    assert state_of(kept) == State.CLEAN


def test_the_request_rings_the_worker_after_commit(clamd, owner, committed):
    with committed() as callbacks:
        handed_in(owner)
    assert callbacks


def test_a_stored_file_that_vanished_is_refused(clamd, owner):
    kept = handed_in(owner)
    upload_storage().delete(kept.file.name)
    scan_upload(kept.pk)
    assert state_of(kept) == State.REFUSED


# --- Without a scanner ----------------------------------------------------------------------------


def test_without_a_scanner_nothing_is_called_clean_and_every_page_says_so(owner):
    kept = handed_in(owner)
    assert (kept.state, kept.can_be_opened) == (State.UNSCANNED, True)
    assert sweep_waiting() == 0
    page = signed_in(owner).get(reverse("uploads")).content.decode()
    assert "We check each file for viruses" not in page
    assert "Not checked for viruses" in page


def test_files_from_before_there_was_a_scanner_are_scanned_and_closed_until_then(owner, request):
    kept = handed_in(owner)
    request.getfixturevalue("clamd")
    assert (kept.can_be_opened, kept.is_waiting) == (False, True)
    assert sweep_waiting() == 1
    assert state_of(kept) == State.CLEAN


# --- Serving --------------------------------------------------------------------------------------


def test_a_file_is_served_as_a_download_that_can_do_nothing(owner):
    kept = handed_in(owner, make_docx())
    answer = signed_in(owner).get(reverse("upload", args=[kept.reference]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="document.docx"'
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == kept.file.open().read()


def test_others_get_a_404_and_so_does_the_owner_of_a_removed_file(owner, clamd, committed):
    kept = handed_in(owner, infected())
    with committed():
        scan_upload(kept.pk)
    address = reverse("upload", args=[kept.reference])
    assert signed_in(owner).get(address).status_code == 404
    assert signed_in(make_person()).get(address).status_code == 404


def test_a_plugin_gives_the_download_its_name(owner):
    request = RequestFactory().get("/")
    answer = response(request, handed_in(owner), name="request-brief")
    assert answer["Content-Disposition"] == 'attachment; filename="request-brief.pdf"'


def test_a_file_is_stored_under_a_name_that_says_nothing_for_nobody_else(owner):
    kept = handed_in(owner)
    path = upload_storage().path(kept.file.name)
    assert os.stat(path).st_mode & 0o077 == 0
    assert "." not in os.path.basename(path)


def test_the_list_shows_ones_own_files_page_by_page(owner):
    handed_in(make_person())
    last = handed_in(owner)
    Upload.objects.bulk_create(
        Upload(owner=owner, kind="pdf", size=1, file=last.file.name, state=State.UNSCANNED)
        for _ in range(51)
    )
    last = Upload.objects.filter(owner=owner).latest("pk")
    attach(upload=last, subject=make_need(make_organisation()), actor=owner)
    client = signed_in(owner)
    page = client.get(reverse("uploads")).content.decode()
    assert page.count('/download/"') == 50
    assert "Need N-" in page
    first = Upload.objects.filter(owner=owner).order_by("-pk")[49].pk
    page = client.get(reverse("uploads"), {"before": first}).content.decode()
    assert page.count('/download/"') == 2
    assert client.get(reverse("uploads"), {"before": "x"}).status_code == 200


def test_the_list_says_when_there_is_nothing(owner):
    assert (
        "You have not uploaded any files"
        in signed_in(owner).get(reverse("uploads")).content.decode()
    )


# --- The end --------------------------------------------------------------------------------------


def test_a_file_that_was_never_handed_in_goes_after_two_days(owner, committed):
    now = timezone.now()
    old = handed_in(owner, at=now - timedelta(days=3))
    name = old.file.name
    new = handed_in(owner)
    need = make_need(make_organisation())
    attached = handed_in(owner, at=now - timedelta(days=300))
    attach(upload=attached, subject=need, actor=owner)
    with committed():
        assert run_due()["hub.uploads"] == 1
    assert set(Upload.objects.all()) == {new, attached}
    assert not upload_storage().exists(name)
    assert run_due()["hub.uploads"] == 0


def test_a_file_goes_with_the_record_it_was_handed_in_with(owner, committed):
    need = make_need(make_organisation())
    kept = attach(upload=handed_in(owner), subject=need, actor=owner)
    name = kept.file.name
    assert run_due(dry_run=True)["hub.uploads"] == 0
    need.delete()
    with committed():
        assert run_due()["hub.uploads"] == 1
    assert not upload_storage().exists(name)


def test_a_file_belongs_to_one_record(owner):
    need = make_need(make_organisation())
    kept = handed_in(owner)
    attach(upload=kept, subject=need, actor=owner)
    attach(upload=kept, subject=need, actor=owner)
    assert logged(kept) == ["hub.upload_received", "hub.upload_attached"]
    with pytest.raises(ValueError, match="another record"):
        attach(upload=kept, subject=make_need(make_organisation()), actor=owner)


def test_the_note_of_a_removed_file_goes_after_thirty_days(owner, clamd, committed):
    kept = handed_in(owner, infected())
    attach(upload=kept, subject=make_need(make_organisation()), actor=owner)
    scan(kept.pk, now=timezone.now() - timedelta(days=31))
    assert run_due()["hub.uploads"] == 1
    assert Upload.objects.count() == 0


def test_erasure_deletes_the_file_and_its_row(owner, committed):
    kept = handed_in(owner)
    attach(upload=kept, subject=make_need(make_organisation()), actor=owner)
    name = kept.file.name
    with committed():
        receipt = erase_person(person=owner, actor=None, reason="test")
    assert receipt.counts["Files you uploaded"] == 1
    assert Upload.objects.count() == 0
    assert not upload_storage().exists(name)


def test_a_departments_document_stays_without_its_owners_name(owner):
    organisation = make_organisation()
    kept = handed_in(owner, organisation=organisation)
    attach(upload=kept, subject=make_need(organisation), actor=owner)
    draft = handed_in(owner, organisation=organisation)
    erase_person(person=owner, actor=None, reason="test")
    left = Upload.objects.get()
    assert (left.pk, left.owner, stored(left)) == (kept.pk, None, True)
    assert draft.pk != left.pk


def test_removing_twice_is_removing_once(owner, committed):
    kept = handed_in(owner)
    with committed():
        remove(upload=kept, actor=owner)
        remove(upload=kept, actor=owner)
    assert (Upload.objects.count(), stored(kept)) == (0, False)


def test_a_file_of_a_transaction_that_never_ended_is_tidied_away(owner):
    kept = handed_in(owner)
    lost = handed_in(owner)
    Upload.objects.filter(pk=lost.pk).delete()
    young = handed_in(owner)
    Upload.objects.filter(pk=young.pk).delete()
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for row in (kept, lost):
        os.utime(upload_storage().path(row.file.name), (long_ago, long_ago))
    tidy_uploads()
    tidy_uploads()
    assert (stored(kept), stored(lost), stored(young)) == (True, False, True)


def test_what_is_held_names_the_file_without_its_content(owner):
    handed_in(owner)
    held = signed_in(owner).get(reverse("account_data_download")).json()["held"]
    (record,) = next(item for item in held if item["what"] == "Files you uploaded")["records"]
    assert (record["what_it_is"], record["uploaded_to"]) == ("Test", "Nothing yet")
    assert record["file"].startswith("PDF, ")
    assert record.keys() == {"file", "what_it_is", "uploaded_to", "received", "state"}


# --- Watching -------------------------------------------------------------------------------------


def test_a_scanner_that_fell_silent_shows_in_the_health_and_in_the_daily_check(
    clamd, owner, client
):
    heartbeat()
    handed_in(owner)
    assert client.get("/healthz").json()["uploads"] == "ok"
    Upload.objects.update(received_at=timezone.now() - timedelta(hours=2))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["uploads"] == "the scanner has not checked 1 files for 15 minutes"
    check_all()
    assert InvariantFinding.objects.get().slug == "hub.upload_stuck"
    sweep_uploads()
    assert client.get("/healthz").status_code == 200
    assert check_all() == 0


def test_a_file_that_is_missing_from_the_store_is_found(owner):
    kept = handed_in(owner)
    upload_storage().delete(kept.file.name)
    check_all()
    assert InvariantFinding.objects.get().slug == "hub.upload_lost"


def test_no_more_is_taken_in_than_could_ever_be_accepted(owner, settings):
    """The rest of a file past 26 MB is dropped while it comes in."""
    from hub.uploads.handlers import CEILING, BoundedUploadHandler

    request = RequestFactory().post(
        "/x/", {"file": upload(b"%PDF-" + zipped({}) + b"\0" * (CEILING + 3_000_000))}
    )
    assert isinstance(request.upload_handlers[0], BoundedUploadHandler)
    assert CEILING <= request.FILES["file"].size <= CEILING + 100_000
