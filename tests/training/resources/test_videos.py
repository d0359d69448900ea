"""Videos: captions and a transcript before publishing, and the day it was."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.factories.hub import make_person, signed_in
from tests.factories.training import CAPTIONS, make_video, on
from training.models import LearningResource
from training.resources.services import CaptionsMissingError, publish_video

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words", [{"captions": ""}, {"transcript": ""}, {"captions": "Hello, no times"}]
)
def test_a_video_without_captions_or_transcript_is_not_published(words, client):
    video = make_video(**words)
    with pytest.raises(CaptionsMissingError):
        publish_video(video=video, actor=None)
    assert LearningResource.objects.get().live is False
    assert client.get(video.get_absolute_url()).status_code == 404


def test_the_day_of_the_first_publication_is_kept():
    video = publish_video(video=make_video(), actor=None, at=on(2013, 5, 8))
    assert (video.live, str(video.published_on)) == (True, "2013-05-08")
    video.title = "A better title"
    again = publish_video(video=video, actor=None)
    assert str(again.published_on) == "2013-05-08"


def test_an_older_draft_published_later_does_not_take_the_day_away():
    video = make_video()
    draft = video.save_revision()
    publish_video(video=video, actor=None, at=on(2013, 5, 8))
    draft.publish()
    assert str(LearningResource.objects.get().published_on) == "2013-05-08"


def test_a_video_published_in_the_admin_is_dated_too_and_unpublishing_is_kept():
    video = make_video()
    video.save_revision().publish()
    published = LearningResource.objects.get()
    assert published.published_on is not None
    published.unpublish()
    assert LearningResource.objects.get().unpublished_on is not None
    LearningResource.objects.get().save_revision().publish()
    assert LearningResource.objects.get().unpublished_on is None


def test_what_the_public_sees(client):
    make_video("draft", title="A draft")
    video = publish_video(video=make_video("shown", title="A film"), actor=None)
    listing = client.get(reverse("training:video_list")).text
    assert ("A film" in listing, "A draft" in listing) == (True, False)
    page = client.get(video.get_absolute_url()).text
    assert ("Transcript" in page, "<video" in page) == (True, False)
    captions = client.get(reverse("training:video_captions", args=["shown"]))
    assert captions.text == CAPTIONS
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert client.get(reverse("training:video_file", args=["shown"])).status_code == 404
    assert client.get(reverse("training:video_captions", args=["draft"])).status_code == 404


def test_a_video_with_a_file_plays_with_its_captions(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    video = make_video("film")
    video.video.save("film.webm", ContentFile(b"webm"))
    publish_video(video=video, actor=None)
    page = client.get(video.get_absolute_url()).text
    assert '<track kind="captions"' in page
    answer = client.get(reverse("training:video_file", args=["film"]))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"webm", "video/webm")


def test_no_video_yet(client):
    assert "No videos have been published yet" in client.get(reverse("training:video_list")).text


def test_an_editor_saves_a_draft_without_captions_and_cannot_publish_it():
    editor = signed_in(make_person("", "Editors"))
    add = reverse("wagtailsnippets_training_learningresource:add")
    words = {"title": "Film", "slug": "film", "summary": "About", "minutes": "1"}
    words |= {"captions": "", "transcript": "", "action-publish": "action-publish"}
    refused = editor.post(add, words)
    assert (refused.status_code, LearningResource.objects.count()) == (200, 0)
    del words["action-publish"]
    assert editor.post(add, words).status_code == 302
    draft = LearningResource.objects.get()
    assert (draft.live, draft.published_on) == (False, None)
    edit = reverse("wagtailsnippets_training_learningresource:edit", args=[draft.pk])
    words |= {"captions": CAPTIONS, "transcript": "All of it", "action-publish": "action-publish"}
    assert editor.post(edit, words).status_code == 302
    assert LearningResource.objects.get().live is True
    preview = reverse("wagtailsnippets_training_learningresource:preview_on_edit", args=[draft.pk])
    assert editor.post(preview, words).json()["is_valid"] is True
    assert editor.get(preview).status_code == 200
